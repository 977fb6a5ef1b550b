"""PDF files: nothing that acts, no metadata, no signature (it names who signed, often with a personal number)."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pikepdf
import pypdfium2
from pypdfium2 import raw

from okrilje.lib.attachments import pictures
from okrilje.lib.attachments.kinds import Attachment, Kind, Piece
from okrilje.lib.attachments.office import active
from okrilje.lib.documents import pdf as documents
from okrilje.lib.documents.blocks import DocumentError, Where
from okrilje.lib.documents.container import damaged, encrypted

_ACTIONS = {
    "/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/GoToE", "/Rendition", "/Sound", "/Movie",
    "/RichMediaExecute", "/SetOCGState",
}  # fmt: skip
_ANNOTATIONS = {"/RichMedia", "/Screen", "/FileAttachment", "/Sound", "/Movie", "/3D"}
#: Keys under which a program lies.
_PROGRAMS = ("/JS", "/EF", "/XFA")
#: Keys that tell about people, programs and times. "/T" is the author of a remark.
_METADATA = (
    "/Metadata",
    "/PieceInfo",
    "/LastModified",
    "/SpiderInfo",
    "/Perms",
    "/DSS",
    "/Author",
    "/CreationDate",
    "/M",
)
#: Where remarks, fields of forms, and bookmarks keep their text; links, where they lead.
_TEXTS = ("/Contents", "/V", "/DV", "/TU", "/Title", "/RC", "/URI", "/Alt", "/ActualText")
_DEEPEST = 60


def read(data: bytes, name: str, kind: Kind) -> Attachment:
    """DocumentError where it is damaged, has a password, is too large when unpacked, or holds something active."""
    documents.check(data, name)
    try:
        with pikepdf.open(BytesIO(data), attempt_recovery=True) as pdf:
            signed, said = _cleaned(pdf, name)
            saved = BytesIO()
            pdf.save(
                saved, deterministic_id=True, encryption=False, object_stream_mode=pikepdf.ObjectStreamMode.generate
            )
        pieces, is_scan = _text(saved.getvalue())
    except pikepdf.PasswordError as error:
        raise encrypted(name) from error
    except DocumentError:
        raise
    except Exception as error:  # whatever is wrong inside: the sentence is the same
        raise damaged(name) from error
    beside = Piece(Where(), "\n".join(said))
    return Attachment(kind, "", saved.getvalue(), (*pieces, beside), is_scan, signed)


def _cleaned(pdf: pikepdf.Pdf, name: str) -> tuple[bool, list[str]]:
    """Takes everything out that does not belong; whether the file was signed, and what is written beside its pages."""
    signed, said = False, list[str]()
    for one in pdf.objects:
        for found in _dictionaries(one, 0):
            if _is_active(found):
                raise active(name)
            signed |= _stripped(found)
            said += [str(found[key]) for key in _TEXTS if isinstance(found.get(key), pikepdf.String)]
    if "/AcroForm" in pdf.Root and "/SigFlags" in pdf.Root.AcroForm:
        del pdf.Root.AcroForm["/SigFlags"]
    if "/Info" in pdf.trailer:
        del pdf.trailer["/Info"]
    pdf.remove_unreferenced_resources()
    return signed, said


def _stripped(found: Any) -> bool:
    """Takes the names out of a dictionary; whether there was a signature."""
    for key in _METADATA:
        if key in found:
            del found[key]
    if isinstance(found, pikepdf.Stream) and found.get("/Filter") == pikepdf.Name.DCTDecode:
        found.write(pictures.without_remarks(found.read_raw_bytes()), filter=pikepdf.Name.DCTDecode)
    if "/Subtype" in found and "/Rect" in found and "/FT" not in found and "/T" in found:
        del found["/T"]
    if found.get("/FT") == "/Sig" and "/V" in found:
        del found["/V"]
        return True
    return False


def _is_active(found: Any) -> bool:
    return (
        str(found.get("/S", "")) in _ACTIONS
        or str(found.get("/Subtype", "")) in _ANNOTATIONS
        or any(key in found for key in _PROGRAMS)
    )


def _dictionaries(one: Any, depth: int) -> Iterator[Any]:
    """A dictionary and those inside it; what is only referred to comes by itself."""
    if depth > _DEEPEST:
        return
    if isinstance(one, pikepdf.Stream | pikepdf.Dictionary):
        yield one
        for key in list(one.keys()):
            inner = one.get(key)
            if isinstance(inner, pikepdf.Dictionary | pikepdf.Array) and not inner.is_indirect:
                yield from _dictionaries(inner, depth + 1)
    elif isinstance(one, pikepdf.Array):
        for inner in one:
            if isinstance(inner, pikepdf.Dictionary | pikepdf.Array) and not inner.is_indirect:
                yield from _dictionaries(inner, depth + 1)


def _text(data: bytes) -> tuple[list[Piece], bool]:
    """The text of each page, and whether there are pages that hold pictures and hardly any text."""
    pieces, is_scan = [], False
    document = pypdfium2.PdfDocument(data)
    try:
        for number, page in enumerate(document, 1):
            text = page.get_textpage().get_text_bounded()
            pieces.append(Piece(Where(page=number), text))
            if sum(c.isalnum() for c in text) < 20:
                is_scan |= any(True for _one in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE]))
    finally:
        document.close()
    return pieces, is_scan
