"""Files that are kept: told by content, nothing active, no metadata, all of their text."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pikepdf
import pytest
from PIL import Image

from okrilje.lib.attachments import Attachment, Kind, read
from okrilje.lib.documents import DocumentError
from tests.lib import made_documents

PERSON, AUTHOR = "0101006500006", "Mujo Mujic"
MB = 1024 * 1024


def kept(data: bytes) -> Attachment:
    return read(data, "The file", limit=5 * MB)


def text(found: Attachment) -> str:
    return "\n".join(piece.text for piece in found.pieces)


def refused(data: bytes) -> str:
    with pytest.raises(DocumentError) as error:
        kept(data)
    return str(error.value)


def picture(kind: str, **options: Any) -> bytes:
    exif = Image.Exif()
    exif[0x9286] = AUTHOR  # the comment of the user
    exif[0x013B] = AUTHOR
    exif[0x0112] = options.pop("orientation", 1)
    saved = BytesIO()
    Image.new("RGB", (40, 20), "white").save(saved, kind, exif=exif, **options)
    return saved.getvalue()


def pdf(change: Callable[[pikepdf.Pdf], None], made: list[Any] | None = None) -> bytes:
    saved = BytesIO()
    with pikepdf.open(BytesIO(_PDF if made is None else made_documents.pdf(made))) as one:
        change(one)
        one.save(saved)
    return saved.getvalue()


def archive(data: bytes, **parts: str | bytes | None) -> bytes:
    """The archive with parts changed, added (their names written "word__comments_xml") or left out."""
    wanted = {
        name.replace("__", "/").replace("_xml", ".xml").replace("_bin", ".bin"): part for name, part in parts.items()
    }
    saved = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(saved, "w") as new:
        for name in [*old.namelist(), *(name for name in wanted if name not in old.namelist())]:
            part = wanted.get(name, b"") or (old.read(name) if name not in wanted else None)
            if part is not None:
                new.writestr(name, part)
    return saved.getvalue()


MADE = ["Zapisnik sa sastanka", f"Broj {PERSON}"]
_PDF, DOCX = made_documents.pdf(MADE), made_documents.docx(MADE)
XLSX = made_documents.xlsx([[["Ime", "Broj"], ["A", PERSON]]])


def odt() -> bytes:
    saved = BytesIO()
    head = '<?xml version="1.0"?>'
    office = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
    words = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
    with zipfile.ZipFile(saved, "w") as new:
        new.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        new.writestr(
            "content.xml",
            f'{head}<o:document-content xmlns:o="{office}" xmlns:t="{words}" xmlns:dc="http://purl.org/dc/elements/1.1/">'
            f"<o:body><t:p>Broj 010100<t:span>6500006</t:span></t:p><dc:creator>{AUTHOR}</dc:creator></o:body>"
            "</o:document-content>",
        )
        new.writestr("meta.xml", f"{head}<meta>{AUTHOR}</meta>")
    return saved.getvalue()


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (_PDF, Kind.PDF),
        (DOCX, Kind.DOCX),
        (XLSX, Kind.XLSX),
        (odt(), Kind.ODT),
        (f"a;b\n1;{PERSON}".encode(), Kind.TEXT),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_content_tells_the_kind_and_all_text_is_read(data: bytes, kind: Kind) -> None:
    found = kept(data)
    assert found.kind == kind and PERSON in text(found) and not found.pictures
    assert found.sha256 == hashlib.sha256(data).hexdigest()
    again = kept(found.data)
    assert again.kind == kind and PERSON in text(again), "what is kept can be opened"
    assert again.data == found.data, "and it is always the same bytes, so that its hash finds it"


def test_text_in_headers_comments_and_hidden_sheets_is_read_too() -> None:
    import docx
    import openpyxl

    document, saved = docx.Document(), BytesIO()
    document.sections[0].footer.paragraphs[0].text = f"Obradio {PERSON}"
    document.save(saved)
    assert PERSON in text(kept(saved.getvalue()))
    book, saved = openpyxl.Workbook(), BytesIO()
    hidden = book.create_sheet("skriveno")
    hidden.sheet_state = "hidden"
    hidden["A1"] = int(PERSON)
    book.save(saved)
    assert PERSON in text(kept(saved.getvalue())), "as a figure it has lost its first zero"
    assert PERSON in text(kept(f"broj;{int(PERSON)}".encode()))


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
@pytest.mark.parametrize("orientation", [1, 6])
def test_pictures_lose_what_the_camera_wrote_and_ask_for_a_look(kind: str, orientation: int) -> None:
    data = picture(kind, orientation=orientation)
    found = kept(data)
    assert AUTHOR.encode() in data and AUTHOR.encode() not in found.data and found.pictures
    assert kept(found.data).data == found.data or kind == "JPEG"
    with Image.open(BytesIO(found.data)) as seen:
        assert not seen.getexif() and (seen.size == (20, 40)) is (orientation == 6 and kind == "JPEG")


def test_word_loses_authors_and_properties() -> None:
    import docx

    document, saved = docx.Document(), BytesIO()
    run = document.add_paragraph("Tekst.").runs
    document.add_comment(run, text="Primjedba", author=AUTHOR, initials="MM")
    document.core_properties.author = document.core_properties.last_modified_by = AUTHOR
    document.save(saved)
    found = kept(saved.getvalue())
    parts = zipfile.ZipFile(BytesIO(found.data))
    assert not [name for name in parts.namelist() if name.startswith("docProps/")]
    assert not [name for name in parts.namelist() if AUTHOR.encode() in parts.read(name)]
    assert [p.text for p in docx.Document(BytesIO(found.data)).paragraphs] == ["Tekst."]
    assert "Primjedba" in text(found)


def test_excel_and_opendocument_lose_them_too() -> None:
    import openpyxl
    from openpyxl.comments import Comment

    book, saved = openpyxl.Workbook(), BytesIO()
    book.properties.creator = AUTHOR
    book.active["A1"] = "Vrijednost"
    book.active["A1"].comment = Comment("Napomena", AUTHOR)
    book.save(saved)
    for data in (saved.getvalue(), odt()):
        parts = zipfile.ZipFile(BytesIO(kept(data).data))
        assert not [name for name in parts.namelist() if AUTHOR.encode() in parts.read(name)]
    assert openpyxl.load_workbook(BytesIO(kept(saved.getvalue()).data)).active["A1"].value == "Vrijednost"


def test_pdf_loses_its_properties_and_the_signature_that_names_who_signed() -> None:
    def sign(one: pikepdf.Pdf) -> None:
        one.docinfo["/Author"] = AUTHOR
        with one.open_metadata() as meta:
            meta["dc:creator"] = [AUTHOR]
        value = one.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.Sig, Name=pikepdf.String(f"{AUTHOR} {PERSON}")))
        field = pikepdf.Dictionary(FT=pikepdf.Name.Sig, T=pikepdf.String("Potpis"), V=value)
        one.Root.AcroForm = pikepdf.Dictionary(Fields=[one.make_indirect(field)], SigFlags=3)

    found = kept(pdf(sign, ["Akt bez brojeva"]))
    assert found.was_signed and not kept(_PDF).was_signed
    with pikepdf.open(BytesIO(found.data)) as seen:
        assert "/Metadata" not in seen.Root and "/Info" not in seen.trailer
        everything = b"".join(one.unparse(resolved=True) for one in seen.objects)
    assert AUTHOR.encode() not in everything and PERSON.encode() not in everything


def test_remarks_fields_and_links_beside_the_pages_are_read_too() -> None:
    def write(one: pikepdf.Pdf) -> None:
        box = [0, 0, 9, 9]
        remark = pikepdf.Dictionary(Subtype=pikepdf.Name.Text, Rect=box, Contents=pikepdf.String(f"Vidi {PERSON}"))
        link = pikepdf.Dictionary(S=pikepdf.Name.URI, URI=pikepdf.String("mailto:mujo.mujic@example.ba"))
        linked = pikepdf.Dictionary(Subtype=pikepdf.Name.Link, Rect=box, A=link)
        one.pages[0].obj.Annots = pikepdf.Array([remark, linked])

    found = text(kept(pdf(write, ["Akt"])))
    assert PERSON in found and "mujo.mujic@example.ba" in found
    link = _TEMPLATE.replace("attachedTemplate", "hyperlink").replace("http://example.org/a.dotm", f"mailto:a{PERSON}")
    assert PERSON in text(kept(archive(made_documents.docx(["Akt"]), **{"word/_rels/document2.xml.rels": link})))


def _set(path: str, value: Any) -> Callable[[pikepdf.Pdf], None]:
    def change(one: pikepdf.Pdf) -> None:
        (one.Root if path != "/Annots" else one.pages[0].obj)[path] = value

    return change


ACTIVE_PDF = {
    "script": _set("/OpenAction", pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)"))),
    "launch": _set("/OpenAction", pikepdf.Dictionary(S=pikepdf.Name.Launch, F=pikepdf.String("cmd.exe"))),
    "files": _set("/Names", pikepdf.Dictionary(EmbeddedFiles=pikepdf.Dictionary(Names=[
        pikepdf.String("a"), pikepdf.Dictionary(Type=pikepdf.Name.Filespec, EF=pikepdf.Dictionary())]))),
    "button": _set("/Annots", pikepdf.Array([pikepdf.Dictionary(
        Subtype=pikepdf.Name.Link, Rect=[0, 0, 1, 1], A=pikepdf.Dictionary(S=pikepdf.Name.Launch))])),
    "form": _set("/AcroForm", pikepdf.Dictionary(XFA=pikepdf.String("<xdp/>"))),
}  # fmt: skip


@pytest.mark.parametrize("what", ACTIVE_PDF)
def test_a_pdf_that_acts_is_refused(what: str) -> None:
    assert "holds macros, scripts" in refused(pdf(ACTIVE_PDF[what]))


_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TEMPLATE = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
    f'Type="{_RELATIONS}/attachedTemplate" Target="http://example.org/a.dotm" TargetMode="External"/></Relationships>'
)


@pytest.mark.parametrize(
    "data",
    [
        archive(DOCX, word__vbaProject_bin=b"x"),
        archive(DOCX, word__embeddings__oleObject1_bin=b"x"),
        archive(DOCX, **{"word__activeX__activeX1_xml": "<a/>"}),
        archive(DOCX, **{"word/_rels/settings.xml.rels": _TEMPLATE}),
        archive(XLSX, **{"xl__externalLinks__externalLink1_xml": "<a/>"}),
        archive(odt(), **{"Basic__Standard__script_xml": "<a/>"}),
    ],
)
def test_macros_and_embedded_files_are_refused(data: bytes) -> None:
    assert "holds macros, scripts" in refused(data)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "is empty"),
        (b"MZ\x90\x00\x03\x00\x00\x00" * 40, "of a kind that is not kept"),
        (b"<html><script>alert(1)</script>", "of a kind that is not kept"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "of a kind that is not kept"),
        (b"GIF89a\x01\x00\x01\x00\x00\x00\x00", "of a kind that is not kept"),
        (b"{\\rtf1 text}", "of a kind that is not kept"),
        (archive(DOCX, word__document_xml=None), "of a kind that is not kept"),
        (_PDF[: len(_PDF) // 2], "is damaged"),
        (DOCX[:-100], "is damaged"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "is damaged"),
        (archive(DOCX, word__document_xml="<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"), "defines entities"),
        (b"x" * (5 * MB + 1), "up to 5 MB are kept"),
        ("dvanaest".encode("utf-16-le"), "of a kind that is not kept"),
        (b"0 " * 1_500_000, "more text than can be looked through"),
    ],
)  # fmt: skip
def test_other_files_are_refused_with_a_sentence(data: bytes, words: str) -> None:
    assert words in refused(data)


def test_a_pdf_with_a_password_is_refused() -> None:
    saved = BytesIO()
    with pikepdf.open(BytesIO(_PDF)) as one:
        one.save(saved, encryption=pikepdf.Encryption(owner="a", user="b"))
    assert "password" in refused(saved.getvalue())


def test_a_scan_says_that_no_machine_read_it() -> None:
    saved = BytesIO()
    Image.new("RGB", (200, 300), "white").save(saved, "PDF")
    found = kept(saved.getvalue())
    assert found.pictures

    def scanned(one: pikepdf.Pdf) -> None:
        data = picture("JPEG", comment=AUTHOR.encode())
        assert data.count(AUTHOR.encode()) == 3
        one.pages[0].obj.Resources.XObject = pikepdf.Dictionary(
            Im1=pikepdf.Stream(
                one, data, Subtype=pikepdf.Name.Image, Filter=pikepdf.Name.DCTDecode, Width=40, Height=20
            )
        )

    assert AUTHOR.encode() not in kept(pdf(scanned)).data
