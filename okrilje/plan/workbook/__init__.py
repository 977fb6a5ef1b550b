"""A plan as an Excel workbook in the language of the reader; a workbook in any of our languages is read back."""

from okrilje.plan.workbook.reading import is_ours, read
from okrilje.plan.workbook.writing import write

__all__ = ["is_ours", "read", "write"]
