"""Documents with tables, whatever their format, as one list of paragraphs and table rows.

``read(path)`` gives a :class:`Document`. Nothing here knows what the tables mean.
"""

from okrilje.lib.documents.blocks import Block, Document, DocumentError, Message, Paragraph, Row, Where
from okrilje.lib.documents.reading import LARGEST, read

__all__ = ["LARGEST", "Block", "Document", "DocumentError", "Message", "Paragraph", "Row", "Where", "read"]
