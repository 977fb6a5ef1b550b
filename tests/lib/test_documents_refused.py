"""Every document that cannot be read is refused with a sentence: what, where, what to do."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pikepdf
import pytest

from okrilje.lib import documents
from okrilje.lib.documents import DocumentError, container
from tests.lib import made_documents as make

TABLE: make.Made = [[["No", "Task", "When"], ["1.", "Count the sheep", "March 2021"]]]
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def zipped(**members: bytes) -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), content)
    return file.getvalue()


def locked_pdf() -> bytes:
    file = BytesIO()
    with pikepdf.open(BytesIO(make.pdf(TABLE))) as pdf:
        pdf.save(file, encryption=pikepdf.Encryption(user="secret", owner="secret"))
    return file.getvalue()


def scanned_pdf() -> bytes:
    file = BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(file)
    return file.getvalue()


def refusal(data: bytes, name: str = "plan") -> str:
    with pytest.raises(DocumentError) as caught:
        documents.read(data, name)
    return str(caught.value)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "plan is empty"),
        (b" \n\t \n", "plan is empty"),
        (bytes(range(256)) * 50, "not a document that can be read"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "not a document that can be read"),
        (b"{\\rtf1 plan}", "RTF document. Save it as Word"),
        (OLE + bytes(1000) + "WordDocument".encode("utf-16-le"), "old Word document (.doc)"),
        (OLE + bytes(1000) + "Workbook".encode("utf-16-le"), "old Excel document (.xls)"),
        (OLE + bytes(1000) + "EncryptedPackage".encode("utf-16-le"), "protected by a password"),
        (zipped(readme_txt=b"hello"), "an archive, not a Word or Excel document"),
        (zipped(content_xml=b"<office/>"), "OpenDocument"),
        (zipped(word__document_xml=b"<!DOCTYPE x [<!ENTITY a 'b'>]><x/>"), "word/document.xml defines entities"),
        (zipped(word__document_xml=b"<broken"), "damaged or incomplete"),
        (zipped(xl__workbook_xml=b"<broken"), "damaged or incomplete"),
        (b"1.1.\tCount\xff\xfe\tMarch\n", "not UTF-8 text: line 1"),
        (b"%PDF-1.7 and no end", "damaged or incomplete"),
        (b"%PDF-1.7\nrubbish\n%%EOF", "damaged or incomplete"),
    ],
)
def test_what_is_no_document_is_refused_with_a_sentence(data: bytes, words: str) -> None:
    assert words in refusal(data)


@pytest.mark.parametrize("kind", ["docx", "xlsx", "pdf"])
def test_a_truncated_document_is_called_incomplete(kind: str) -> None:
    data = getattr(make, kind)(TABLE)
    for share in (0.3, 0.7, 0.95):
        assert "damaged or incomplete" in refusal(data[: int(len(data) * share)])


def test_a_pdf_with_a_password_is_called_locked() -> None:
    assert "protected by a password" in refusal(locked_pdf())


def test_a_pdf_without_text_is_called_scanned() -> None:
    assert "scanned" in refusal(scanned_pdf())


def test_a_pdf_with_too_many_pages_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    from okrilje.lib.documents import pdf

    monkeypatch.setattr(pdf, "MOST_PAGES", 0)
    assert "has 1 pages; up to 0 are read" in refusal(make.pdf(TABLE))


def test_a_formula_is_refused_with_its_cell() -> None:
    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.title = "Plan"
    sheet.append(["a", "b"])
    sheet.append(["c", "=1+1"])
    file = BytesIO()
    book.save(file)
    assert 'cell B2 of the sheet "Plan" holds a formula' in refusal(file.getvalue())


def test_a_large_file_is_refused_without_being_read(tmp_path: Path) -> None:
    path = tmp_path / "large.pdf"
    with path.open("wb") as file:
        file.truncate(200 * 1024 * 1024)  # a hole: nothing is written
    with pytest.raises(DocumentError, match=r"large.pdf has 200 MB; files of up to 20 MB are read"):
        documents.read(path)
    with pytest.raises(DocumentError, match="has 0 MB; files of up to 0 MB"):
        documents.read(b"x\ty", limit=2)


def test_an_archive_that_unpacks_to_too_much_is_refused() -> None:
    data = zipped(word__document_xml=bytes(3_000_000))
    with pytest.raises(DocumentError, match="unpacks to more than 1 MB"):
        container.kind(data, "bomb.docx", most=1024 * 1024)
    assert len(data) < 10_000


def test_an_archive_of_very_many_parts_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(container, "MOST_MEMBERS", 3)
    assert "unpacks to more than" in refusal(make.docx(TABLE))


def test_a_pdf_whose_parts_unpack_to_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    from okrilje.lib.documents import pdf

    file = BytesIO()
    with pikepdf.new() as made:
        made.add_blank_page().Contents = made.make_stream(b" " * 3_000_000)
        made.save(file, compress_streams=True)
    monkeypatch.setattr(pdf, "MOST_UNPACKED", 1024 * 1024)
    assert "unpacks to more than 1 MB" in refusal(file.getvalue())


def test_an_archive_with_a_part_packed_hundreds_of_times_over_is_refused_unopened(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    data = zipped(word__document_xml=bytes(container.LARGE_PART + 1))
    monkeypatch.setattr(zipfile.ZipFile, "open", None)
    assert "word/document.xml grows to 10" in refusal(data)


def test_an_archive_that_lies_about_its_size_is_read_no_further_than_it_says() -> None:
    size = 3_000_000
    data = zipped(word__document_xml=bytes(size)).replace(size.to_bytes(4, "little"), (100).to_bytes(4, "little"))
    assert "damaged or incomplete" in refusal(data)


def with_part(data: bytes, name: str, content: bytes) -> bytes:
    """The same archive with one part in place of its own."""
    file = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.namelist():
            new.writestr(member, content if member == name else old.read(member))
    return file.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_are_never_expanded(encoding: str) -> None:
    """Behind so many blanks the declaration is not seen at the head; the libraries then refuse it or leave it out."""
    laughs = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    text = (
        f'<?xml version="1.0" encoding="{encoding}"?>{" " * 3000}<!DOCTYPE x [<!ENTITY a0 "ha">{laughs}]>'
        '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r>'
        "<w:t>&a9;</w:t></w:r></w:p></w:body></w:document>"
    )
    assert "damaged or incomplete" in refusal(with_part(make.docx(TABLE), "word/document.xml", text.encode(encoding)))


def test_elements_nested_without_end_are_refused() -> None:
    deep = b'<w:document xmlns:w="urn:w">' + b"<w:ins>" * 100_000 + b"</w:ins>" * 100_000 + b"</w:document>"
    assert "damaged or incomplete" in refusal(with_part(make.docx(TABLE), "word/document.xml", deep))


def sheet(rows: str, merged: str = "") -> bytes:
    """A workbook of one sheet that claims to be as large as a sheet can be."""
    text = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f'<dimension ref="A1:XFD1048576"/><sheetData>{rows}</sheetData>{merged}</worksheet>'
    )
    return with_part(make.xlsx(TABLE), "xl/worksheets/sheet1.xml", text.encode())


def test_what_a_sheet_claims_to_hold_is_not_believed() -> None:
    read = documents.read(sheet('<row r="1"><c r="A1"><v>1</v></c></row>'))
    assert [row.cells for row in read.rows] == [("1",)]
    last = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    assert "more than 50000 rows or 200 columns" in refusal(sheet(last))


def test_empty_and_merged_cells_of_a_sheet_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    from okrilje.lib.documents import xlsx

    monkeypatch.setattr(xlsx, "MOST_CELLS", 1000)
    empty = "".join(f'<row r="{n}"><c r="GR{n}"/></row>' for n in range(1, 10))
    assert "more than 1000 cells, empty and merged ones counted" in refusal(sheet(empty))
    merged = "<mergeCells>" + '<mergeCell ref="A1:A1048576"/>' * 2 + "</mergeCells>"
    assert "more than 1000 cells" in refusal(sheet("", merged))


def test_a_text_without_end_is_refused_before_its_lines_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    from okrilje.lib.documents import text

    monkeypatch.setattr(text, "plain", None)
    assert "more than 50000 lines or 1000000 tabs" in refusal(b"a\tb\n" * 50_001)
    assert "more than 50000 lines or 1000000 tabs" in refusal(b"a" + b"\tb" * 1_000_001)


def test_pages_of_a_pdf_are_counted_no_further_than_it_matters(monkeypatch: pytest.MonkeyPatch) -> None:
    from okrilje.lib.documents import pdf

    file = BytesIO()
    with pikepdf.new() as made:
        for _page in range(600):
            made.add_blank_page()
        made.save(file)
    seen = []
    pages = pdf.PDFPage.create_pages
    monkeypatch.setattr(pdf.PDFPage, "create_pages", lambda document: (seen.append(p) or p for p in pages(document)))
    assert "has 600 pages; up to 500 are read" in refusal(file.getvalue())
    assert len(seen) == 501


def test_a_page_drawn_of_very_many_lines_is_refused_before_it_is_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    from okrilje.lib.documents import pdf

    file = BytesIO()
    with pikepdf.new() as made:
        made.add_blank_page()
        made.add_blank_page().Contents = made.make_stream(b"1 1 m 9 9 l S\n" * 20_000)
        made.save(file, compress_streams=True)
    monkeypatch.setattr(pdf, "_read", None)
    assert "Page 2 of plan is a drawing of too many lines" in refusal(file.getvalue())


def test_a_sheet_wider_than_any_plan_is_refused() -> None:
    assert "more than 50000 rows or 200 columns" in refusal(make.xlsx([[["x"] * 300]]))


def test_an_error_keeps_its_template_and_parts_for_translation() -> None:
    with pytest.raises(DocumentError) as caught:
        documents.read(b"", "plan.docx")
    assert caught.value.template == "%(name)s is empty."
    assert caught.value.parts == {"name": "plan.docx"}
