"""The report of an institution for a cycle as an Excel workbook in the language of the reader; what was filled in is
read back from any of our languages. Knows no database: ``queries.forms`` makes the form.
"""

from okrilje.monitoring.workbook.form import Entry, Form, Measured
from okrilje.monitoring.workbook.reading import Found, Tell, read
from okrilje.monitoring.workbook.writing import write

__all__ = ["Entry", "Form", "Found", "Measured", "Tell", "read", "write"]
