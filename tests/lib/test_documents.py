"""Documents of every format become the same paragraphs and rows."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import docx as python_docx
import openpyxl
import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from okrilje.lib import documents
from okrilje.lib.documents import Document, Paragraph, Row, lines
from okrilje.lib.documents.lines import joined
from tests.lib import made_documents as make

TABLE = [
    ["", "Task", "When", "Who"],
    ["1.1.", "Count the sheep", "March 2021", "• Shepherd\n• Dog"],
    ["1.2.", "Čuvati ovce kod Đure", "Континуирано", "Shepherd"],
]
MADE: make.Made = ["A plan of the meadow", TABLE, "The end"]


def cells(document: Document) -> list[list[str]]:
    return [list(row.cells) for row in document.rows]


def saved(book_or_document: Any) -> bytes:
    file = BytesIO()
    book_or_document.save(file)
    return file.getvalue()


@pytest.mark.parametrize("kind", ["text", "docx", "pdf"])
def test_every_format_gives_the_same_blocks(kind: str) -> None:
    document = documents.read(getattr(make, kind)(MADE), "meadow")
    assert document.format == kind
    assert cells(document) == TABLE
    assert [b.text for b in document.blocks if isinstance(b, Paragraph)] == ["A plan of the meadow", "The end"]
    assert [type(block) for block in document.blocks] == [Paragraph, Row, Row, Row, Paragraph]


def test_a_spreadsheet_is_rows_and_nothing_else() -> None:
    document = documents.read(make.xlsx([TABLE]), "meadow.xlsx")
    assert document.format == "xlsx"
    assert cells(document) == TABLE
    assert str(document.rows[1].where) == 'sheet "Sheet", row 2'


def test_the_format_is_told_by_the_content_not_by_the_name(tmp_path: Path) -> None:
    path = tmp_path / "plan.txt"
    path.write_bytes(make.docx(MADE))
    document = documents.read(path)
    assert (document.format, document.name, document.size) == ("docx", "plan.txt", path.stat().st_size)
    assert len(document.sha256) == 64


def test_text_knows_its_lines_and_loses_its_mark_up() -> None:
    text = '**A PLAN\nIN TWO LINES**\n\n<i>1. First</i>\t\t\nx\tLabel: <ul style="none"> • one• two</ul>\ty<br>z'
    document = documents.read(text.encode(), "plan.txt")
    assert document.blocks[0] == Paragraph("A PLAN IN TWO LINES", documents.Where(line=1))
    assert cells(document) == [["1. First", "", ""], ["x", "Label:\n• one\n• two", "y\nz"]]
    assert [str(row.where) for row in document.rows] == ["line 4", "line 5"]


def test_text_may_be_utf_16_or_have_a_mark_and_windows_line_ends() -> None:
    text = "č\tć\r\nа\tб\r\n"
    for data in (text.encode("utf-16"), text.encode("utf-8-sig"), text.encode()):
        assert cells(documents.read(data, "plan.txt")) == [["č", "ć"], ["а", "б"]]


def test_tables_apart_have_different_numbers() -> None:
    made: make.Made = [[["a", "b"]], "between", [["c", "d"]]]
    for data in (make.text(made), make.docx(made)):
        first, second = documents.read(data, "x").rows
        assert first.table != second.table


def _merged_docx() -> bytes:
    document = python_docx.Document()
    table = document.add_table(rows=3, cols=3)
    for row, texts in zip(table.rows, (("1", "a", "x"), ("2", "", "y"), ("3", "c", "z")), strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    table.cell(0, 1).merge(table.cell(1, 1))
    table.cell(2, 1).merge(table.cell(2, 2))
    return saved(document)


def test_cells_merged_downwards_repeat_and_say_so_those_merged_sideways_do_not_repeat() -> None:
    rows = documents.read(_merged_docx(), "merged.docx").rows
    assert [row.cells[:2] for row in rows] == [("1", "a"), ("2", "a"), ("3", "c\nz")]
    assert [row.carried for row in rows] == [frozenset(), frozenset({1}), frozenset()]
    assert rows[2].cells[2:] == ("",)


def test_merged_cells_of_a_spreadsheet_and_of_a_ruled_pdf_repeat_too() -> None:
    book = openpyxl.Workbook()
    sheet: Any = book.active
    for line in (("1", "a", "x"), ("2", None, "y")):
        sheet.append(line)
    sheet.merge_cells("B1:B2")
    source = "#table(columns: 3, [1], table.cell(rowspan: 2)[a], [x], [2], [y])"
    import typst

    for data in (saved(book), typst.compile(source.encode(), format="pdf")):
        rows = documents.read(data, "merged").rows
        assert [row.cells for row in rows] == [("1", "a", "x"), ("2", "a", "y")]
        assert [row.carried for row in rows] == [frozenset(), frozenset({1})]


def test_a_table_inside_a_cell_gives_its_rows_as_lines() -> None:
    document = python_docx.Document()
    table = document.add_table(rows=1, cols=2)
    inner = table.cell(0, 1).add_table(rows=2, cols=2)
    for cell, text in zip((c for row in inner.rows for c in row.cells), ("2020", "10", "2021", "20"), strict=True):
        cell.text = text
    table.cell(0, 0).text = "money"
    assert cells(documents.read(saved(document), "x.docx")) == [["money", "2020 10\n2021 20"]]


def _change(paragraph: Any, tag: str, text: str) -> None:
    change, run = OxmlElement(f"w:{tag}"), OxmlElement("w:r")
    content = OxmlElement("w:delText" if tag == "del" else "w:t")
    content.text = text
    run.append(content)
    change.append(run)
    paragraph._p.append(change)


def test_tracked_changes_are_read_as_accepted_and_it_is_said() -> None:
    document = python_docx.Document()
    table = document.add_table(rows=2, cols=2)
    paragraph = table.cell(0, 0).paragraphs[0]
    paragraph.add_run("by ")
    _change(paragraph, "del", "May")
    _change(paragraph, "moveFrom", "April")
    _change(paragraph, "ins", "June")
    gone = OxmlElement("w:del")
    table.rows[1]._tr.get_or_add_trPr().append(gone)
    table.cell(1, 0).text = "a row that was deleted"
    read = documents.read(saved(document), "changed.docx")
    assert cells(read) == [["by June", ""]]
    assert ["tracked changes" in str(remark) for remark in read.remarks] == [True]


def test_content_controls_and_second_forms_of_the_same_text_do_not_hide_or_double_it() -> None:
    document = python_docx.Document()
    table = document.add_table(rows=1, cols=1)
    paragraph = table.cell(0, 0).paragraphs[0]
    control, content, run = OxmlElement("w:sdt"), OxmlElement("w:sdtContent"), OxmlElement("w:r")
    text = OxmlElement("w:t")
    text.text = "chosen"
    run.append(text)
    content.append(run)
    control.append(content)
    paragraph._p.append(control)
    table.rows[0]._tr.append(OxmlElement("w:tc"))
    assert cells(documents.read(saved(document), "x.docx")) == [["chosen", ""]]
    assert qn("w:sdt") == control.tag


def test_numbers_and_dates_of_a_spreadsheet_are_read_as_people_see_them() -> None:
    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.append(["a", 2021, 1.1, 1.1, 10000.0, date(2021, 3, 1), date(2021, 3, 31), None])
    sheet["D1"].number_format = "0.00"
    sheet["F1"].number_format = "mmm yyyy"
    sheet["G1"].number_format = "dd.mm.yyyy"
    assert cells(documents.read(saved(book), "x.xlsx")) == [
        ["a", "2021", "1.1", "1.10", "10000", "03.2021.", "31.03.2021."]
    ]


def test_a_hidden_sheet_is_left_out_and_it_is_said() -> None:
    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.append(["a", "b"])
    hidden = book.create_sheet("Lists")
    hidden.append(["c", "d"])
    hidden.sheet_state = "hidden"
    read = documents.read(saved(book), "x.xlsx")
    assert cells(read) == [["a", "b"]]
    assert [str(remark) for remark in read.remarks] == ['The sheet "Lists" is hidden and was left out.']


LONG = [["No", "Task", "When"], *([f"{i}.", f"Task {i} " + "goes on and on " * 40, "always"] for i in range(1, 30))]


def test_a_ruled_table_over_many_pages_keeps_its_words_and_repeats_its_headings() -> None:
    read = documents.read(make.pdf([LONG]), "long.pdf")
    pages = {row.where.page for row in read.rows}
    assert len(pages) > 2
    assert [row.cells for row in read.rows].count(("No", "Task", "When")) == len(pages)
    text = " ".join(row.cells[1] for row in read.rows if row.cells[1] != "Task")
    assert text.split() == " ".join(row[1] for row in LONG[1:]).split()


def test_a_table_without_lines_is_read_by_position_and_it_is_said() -> None:
    read = documents.read(make.pdf(["A plan", TABLE], ruled=False), "bare.pdf")
    assert cells(read) == TABLE
    assert ["check them: 1" in str(remark) for remark in read.remarks] == [True]


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (["one ", "two"], "one two"),
        (["• one", "more", "• two"], "• one more\n• two"),
        (["so\xad", "fa"], "sofa"),
        (["well-", "known"], "well-known"),
        (["2020 -", "2021"], "2020 - 2021"),
    ],
)
def test_lines_on_a_page_become_sentences(lines: list[str], text: str) -> None:
    assert joined(lines) == text


def test_a_word_broken_by_a_narrow_cell_is_closed_up_only_where_a_word_processor_wrote_it() -> None:
    lines = ["Continu\ue000", "ously ", "and UNHC\ue000", "R"]
    assert joined(lines, known=frozenset()) == "Continuously and UNHCR"
    assert joined(lines) == "Continu ously and UNHC R"


def test_two_words_that_the_document_knows_are_not_closed_up() -> None:
    assert joined(["so\ue000", "far"], known={"so", "far"}) == "so far"
    assert joined(["so\ue000", "far"], known={"so", "far", "sofar"}) == "sofar"


def test_a_word_that_went_on_where_a_blank_had_room_is_always_closed_up() -> None:
    assert joined(["so\ue001", "far"], known={"so", "far"}) == "sofar"
    assert joined(["2020-20\ue001", "23."], known=frozenset()) == "2020-2023."
    assert joined(["(so far\ue000", ")."], known=frozenset()) == "(so far)."


def test_a_long_word_that_the_document_knows_is_no_rest_of_another() -> None:
    assert joined(["Delivered\ue000", "proposal"], known={"proposal"}) == "Delivered proposal"
    assert joined(["Minist\ue000", "ry"], known={"ry"}) == "Ministry"


def test_a_hyphen_before_a_blank_breaks_no_word() -> None:
    assert joined(["witnesses- ", "victims"]) == "witnesses- victims"
    assert joined(["wit-", "nesses"]) == "wit-nesses"


def test_words_are_whole_where_nothing_can_have_broken_them() -> None:
    cells = ["Minist\ue000\nry of \nforests", "• Ranger\ue000\ns", "Contin\ue001\nuously ", "ry and rivers"]
    assert lines._whole_words(cells) == {"of", "continuously", "and", "rivers"}


@pytest.mark.parametrize(
    ("right", "ends"), [(99.0, "\ue000"), (97.5, "\ue001"), (94.0, "")], ids=["no room", "for a blank", "for a letter"]
)  # fmt: skip
def test_how_a_line_of_one_word_ends_is_told_by_the_room_it_leaves(right: float, ends: str) -> None:
    def letter(text: str, left: float, width: float, line: int) -> dict[str, object]:
        return {
            "text": text,
            "x0": left,
            "x1": left + width,
            "top": 12.0 * line,
            "bottom": 12.0 * line + 10,
            "size": 10.0,
        }

    cell = [letter("a", 2, 5, 0), letter(" ", 7, 2, 0), letter("x", 2, right - 2, 1), letter("y", 2, 5, 2)]
    assert lines.of_letters(cell, 0, 102) == ["a ", f"x{ends}", "y"]
