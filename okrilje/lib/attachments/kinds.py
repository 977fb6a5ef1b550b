"""Which kinds of files are kept, and what is known of one after it was read."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from okrilje.lib.documents.blocks import Where


class Kind(StrEnum):
    PDF = "pdf"
    DOCX = "docx"
    XLSX = "xlsx"
    ODT = "odt"
    TEXT = "txt"
    PNG = "png"
    JPEG = "jpg"


#: The ending of the name under which a file is handed out is its kind; these come in.
ENDINGS = (".pdf", ".docx", ".xlsx", ".odt", ".txt", ".csv", ".png", ".jpg", ".jpeg")
_OFFICE = "application/vnd.openxmlformats-officedocument"
MEDIA_TYPES = {
    Kind.PDF: "application/pdf",
    Kind.DOCX: f"{_OFFICE}.wordprocessingml.document",
    Kind.XLSX: f"{_OFFICE}.spreadsheetml.sheet",
    Kind.ODT: "application/vnd.oasis.opendocument.text",
    Kind.TEXT: "text/plain",
    Kind.PNG: "image/png",
    Kind.JPEG: "image/jpeg",
}


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text with its place in the file."""

    where: Where
    text: str


@dataclass(frozen=True, slots=True)
class Attachment:
    """``sha256`` is that of the file as it was handed in; ``data`` is what may be kept of it, without metadata.

    ``pieces`` is all its text. ``pictures``: it holds pages that no machine reads, so a person has to look.
    ``was_signed``: its electronic signature, which names the person who signed, is not kept.
    """

    kind: Kind
    sha256: str
    data: bytes
    pieces: tuple[Piece, ...] = ()
    pictures: bool = False
    was_signed: bool = False
