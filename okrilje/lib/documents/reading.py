"""Reading a file of any known format, told by its content and never by the ending of its name."""

from __future__ import annotations

import hashlib
from importlib import import_module
from pathlib import Path

from okrilje.lib.documents import container
from okrilje.lib.documents.blocks import Document, DocumentError
from okrilje.lib.documents.blocks import gettext_noop as _

#: The largest file that is read, in bytes.
LARGEST = 20 * 1024 * 1024
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def read(source: Path | str | bytes, name: str = "", *, limit: int = LARGEST) -> Document:
    """The paragraphs and table rows of a document: text with tabs, Word, Excel or PDF.

    ``source`` is a path, or the bytes of an uploaded file with its ``name``. A file of more than ``limit`` bytes
    is refused unread. DocumentError says what is wrong with a document, where, and what to do; FileNotFoundError
    and the like come through.
    """
    if isinstance(source, bytes):
        name, size = name or "the document", len(source)
    else:
        source = Path(source)
        name, size = name or source.name, source.stat().st_size
    if size > limit:
        raise DocumentError(
            _("%(name)s has %(size)s MB; files of up to %(limit)s MB are read. Take out its pictures, or split it."),
            name=name,
            size=round(size / 1024 / 1024),
            limit=limit // 1024 // 1024,
        )
    data = source if isinstance(source, bytes) else source.read_bytes()
    found = format_of(data, name)
    blocks, remarks = import_module(f"okrilje.lib.documents.{found}").read(data, name)  # heavy libraries, when needed
    return Document(name, found, hashlib.sha256(data).hexdigest(), len(data), tuple(blocks), tuple(remarks))


def format_of(data: bytes, name: str, *, most: int = container.MOST_UNPACKED) -> str:
    """The format, told by the first bytes; of an archive that unpacks to at most so many."""
    if not data.strip(b"\0 \t\r\n"):
        raise DocumentError(_("%(name)s is empty."), name=name)
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return container.kind(data, name, most)
    if data.startswith(_OLD_OFFICE):
        raise _old_office(data, name)
    if data.lstrip()[:5].lower() == b"{\\rtf":
        raise DocumentError(_("%(name)s is an RTF document. Save it as Word (.docx) and try again."), name=name)
    if is_binary(data):
        raise DocumentError(
            _("%(name)s is not a document that can be read. Read are Word (.docx), Excel (.xlsx), PDF, and text."),
            name=name,
        )
    return "text"


def _old_office(data: bytes, name: str) -> DocumentError:
    """Word and Excel of before 2007, and files with a password, share one container."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        return container.encrypted(name)
    if "Workbook".encode("utf-16-le") in data:
        return DocumentError(
            _("%(name)s is an old Excel document (.xls). Open it, save it as .xlsx, and try again."), name=name
        )
    return DocumentError(
        _("%(name)s is an old Word document (.doc). Open it, save it as .docx, and try again."), name=name
    )


def is_binary(data: bytes) -> bool:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return False
    head = data[:65536]
    return head.count(0) > 0 or sum(byte < 9 or 13 < byte < 32 for byte in head) > len(head) // 100
