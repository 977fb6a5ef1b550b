"""Reading a file of any kind that is kept; what it is, its content says, never its name."""

from __future__ import annotations

import hashlib
import re
from importlib import import_module

from okrilje.lib.attachments.kinds import Attachment, Kind, Piece
from okrilje.lib.documents import container
from okrilje.lib.documents.blocks import DocumentError, Where
from okrilje.lib.documents.blocks import gettext_noop as _
from okrilje.lib.documents.reading import is_binary
from okrilje.lib.documents.text import decode

#: No more text than this is looked through, in characters: some thousand pages.
MOST_TEXT = 2_000_000
_STARTS = {b"%PDF-": Kind.PDF, b"\x89PNG\r\n\x1a\n": Kind.PNG, b"\xff\xd8\xff": Kind.JPEG}
_READERS = {
    Kind.PDF: "pdf",
    Kind.DOCX: "office",
    Kind.XLSX: "office",
    Kind.ODT: "office",
    Kind.PNG: "pictures",
    Kind.JPEG: "pictures",
}
_OFFICE = {"word/document.xml": Kind.DOCX, "xl/workbook.xml": Kind.XLSX}
#: A figure that a spreadsheet made of a number with a zero in front.
_SHORTENED = re.compile(r"(?<![\d.,])(\d{12})(?![\d.,])")


def read(data: bytes, name: str, *, limit: int) -> Attachment:
    """What may be kept of a file, and its text. ``name`` is only for the sentences.

    DocumentError says why a file is not kept: larger than ``limit`` bytes, empty, damaged, of another kind, with a
    password, or with something active in it (macros, scripts, other files).
    """
    if len(data) > limit:
        raise DocumentError(
            _("%(name)s has %(size)s MB; files of up to %(limit)s MB are kept."),
            name=name,
            size=round(len(data) / 1024 / 1024, 1),
            limit=limit // 1024 // 1024,
        )
    kind = _kind(data, name)
    if kind is Kind.TEXT:
        text = decode(data, name).replace("\0", "")
        found = Attachment(kind, "", text.encode(), (Piece(Where(), _lengthened(text)),))
    else:
        found = import_module(f"okrilje.lib.attachments.{_READERS[kind]}").read(data, name, kind)
    if sum(len(piece.text) for piece in found.pieces) > MOST_TEXT:
        raise DocumentError(_("%(name)s holds more text than can be looked through. Divide it."), name=name)
    return Attachment(
        kind, hashlib.sha256(data).hexdigest(), found.data, found.pieces, found.pictures, found.was_signed
    )


def _kind(data: bytes, name: str) -> Kind:
    if not data.strip(b"\0 \t\r\n"):
        raise DocumentError(_("%(name)s is empty."), name=name)
    for start, kind in _STARTS.items():
        if data.startswith(start):
            return kind
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        members = container.members(data, name)
        for member, kind in _OFFICE.items():
            if member in members:
                return kind
        if {"content.xml", "mimetype"} <= members:
            return Kind.ODT
    elif not is_binary(data) and not _is_markup(data):
        return Kind.TEXT
    raise DocumentError(
        _("%(name)s is of a kind that is not kept. Kept are PDF, Word (.docx), Excel (.xlsx), OpenDocument text "
          "(.odt), plain text, PNG and JPEG. Save it as one of them."),
        name=name,
    )  # fmt: skip


def _is_markup(data: bytes) -> bool:
    """Pages, pictures made of text, and programs are no plain text."""
    start = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return start.startswith((b"<", b"#!", b"{\\rtf", b"%!", b"from:", b"mime-version:")) or b"<script" in data.lower()


def _lengthened(text: str) -> str:
    return text + "".join(f"\n0{number}" for number in _SHORTENED.findall(text))
