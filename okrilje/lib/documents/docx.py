"""Word documents, through python-docx: paragraphs and tables in order, merged cells, lists, tracked changes."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import docx
from docx.oxml.ns import qn

from okrilje.lib.documents.blocks import Block, Message, Paragraph, Row, Where, tidy
from okrilje.lib.documents.blocks import gettext_noop as _
from okrilje.lib.documents.container import damaged

#: Elements that only wrap others: content controls, smart tags, text that was inserted or moved here.
_WRAPPERS = {qn(f"w:{tag}") for tag in ("sdt", "sdtContent", "smartTag", "customXml", "ins", "moveTo", "hyperlink")}
#: What was deleted, moved away, or is a second form of what stands beside it.
_GONE = {qn("w:del"), qn("w:moveFrom"), "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"}
_CHANGES = {qn(f"w:{tag}") for tag in ("ins", "del", "moveFrom", "moveTo")}


def read(data: bytes, name: str) -> tuple[list[Block], list[Message]]:
    """The blocks of a Word document, tracked changes read as accepted."""
    try:
        document = docx.Document(BytesIO(data))
        body, lists = document.element.body, _list_styles(document)
    except Exception as error:  # whatever is wrong inside: the sentence is the same
        raise damaged(name) from error
    reader = _Reader(lists)
    reader.walk(body)
    remarks = []
    if any(True for _element in body.iter(*_CHANGES)):
        remarks.append(
            Message(_("%(name)s holds tracked changes; they were read as if all were accepted."), {"name": name})
        )
    return reader.blocks, remarks


def _list_styles(document: Any) -> frozenset[str]:
    """The styles whose paragraphs are items of a list."""
    return frozenset(
        style.style_id
        for style in document.styles
        if style.element.find(f"{qn('w:pPr')}/{qn('w:numPr')}") is not None
        or (style.name or "").lower().startswith(("list bullet", "list number"))
    )


class _Reader:
    """Walks the body of a document and gathers its blocks."""

    def __init__(self, lists: frozenset[str]) -> None:
        self.lists = lists
        self.blocks: list[Block] = []
        self.paragraphs = self.tables = 0

    def walk(self, body: Any) -> None:
        for element in _children(body):
            if element.tag == qn("w:p"):
                self.paragraphs += 1
                text = tidy(_text(element)).replace("\n", " ")
                if text:
                    self.blocks.append(Paragraph(text, Where(paragraph=self.paragraphs)))
            elif element.tag == qn("w:tbl"):
                self.tables += 1
                self.blocks += self.table(element, self.tables)

    def table(self, element: Any, number: int) -> Iterator[Row]:
        """The rows of a table; a cell merged with the one above repeats its text and is marked as carried."""
        above: dict[int, str] = {}
        rows = (row for row in _children(element) if row.tag == qn("w:tr") and not _is_deleted(row))
        for count, row in enumerate(rows, 1):
            texts: dict[int, str] = {}
            carried = set()
            index = _number(row, "w:trPr", "w:gridBefore", 0)
            for cell in (child for child in _children(row) if child.tag == qn("w:tc")):
                merge = cell.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
                if merge is not None and merge.get(qn("w:val"), "continue") == "continue":
                    texts[index] = above.get(index, "")
                    carried.add(index)
                else:
                    texts[index] = self.cell(cell)
                index += _number(cell, "w:tcPr", "w:gridSpan", 1)
            above = texts
            cells = tuple(texts.get(i, "") for i in range(index))
            yield Row(cells, Where(table=number, row=count), number, frozenset(carried))

    def cell(self, cell: Any) -> str:
        """The text of a cell, a line for each paragraph; a table inside it gives a line for each of its rows."""
        lines = []
        for element in _children(cell):
            if element.tag == qn("w:p"):
                text = _text(element)
                lines.append(f"• {text}" if self._is_item(element) and text.strip() else text)
            elif element.tag == qn("w:tbl"):
                lines += [" ".join(row.cells).replace("\n", " ") for row in self.table(element, 0)]
        return tidy("\n".join(lines))

    def _is_item(self, paragraph: Any) -> bool:
        number = paragraph.find(f"{qn('w:pPr')}/{qn('w:numPr')}/{qn('w:numId')}")
        if number is not None:
            return bool(number.get(qn("w:val")) != "0")
        style = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
        return style is not None and style.get(qn("w:val")) in self.lists


def _children(element: Any) -> Iterator[Any]:
    """The children of an element, those in wrappers included, those gone left out."""
    for child in element.iterchildren():
        if child.tag in _WRAPPERS:
            yield from _children(child)
        elif child.tag not in _GONE:
            yield child


def _text(element: Any) -> str:
    """The text of a paragraph as it reads when every change is accepted."""
    signs = {qn("w:tab"): " ", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-", qn("w:p"): "\n"}
    parts = []
    for child in _children(element):
        if child.tag == qn("w:t"):
            parts.append(child.text or "")
        elif child.tag != qn("w:pPr"):
            parts.append(signs.get(child.tag, "") + _text(child))
    return "".join(parts)


def _is_deleted(row: Any) -> bool:
    return row.find(f"{qn('w:trPr')}/{qn('w:del')}") is not None


def _number(element: Any, properties: str, name: str, default: int) -> int:
    """A number among the properties of a row or cell; at most 100, for a document may claim anything."""
    found = element.find(f"{qn(properties)}/{qn(name)}")
    value = found.get(qn("w:val"), "") if found is not None else ""
    return min(int(value), 100) if value.isdigit() else default
