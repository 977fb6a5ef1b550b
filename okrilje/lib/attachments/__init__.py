"""Files that people hand in to be kept: told by their content, without anything active, without metadata, with text.

``read(data, name)`` gives an :class:`Attachment`. Nothing here knows what the files prove.
"""

from okrilje.lib.attachments.kinds import ENDINGS, MEDIA_TYPES, Attachment, Kind, Piece
from okrilje.lib.attachments.reading import read

__all__ = ["ENDINGS", "MEDIA_TYPES", "Attachment", "Kind", "Piece", "read"]
