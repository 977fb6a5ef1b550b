"""Makes Word, Excel, PDF and text documents out of paragraphs and tables, for tests that read them back."""

from __future__ import annotations

import json
from collections.abc import Sequence
from io import BytesIO
from typing import Any

#: A document to make: a paragraph is a text, a table a list of rows of cells ("\n" between lines of a cell).
Made = Sequence[str | list[list[str]]]

_TYPST = """
#let blocks = json(bytes(sys.inputs.blocks))
#let ruled = sys.inputs.ruled == "yes"
#set page(width: 297mm, height: 210mm, margin: 15mm)
#set text(size: 9pt, lang: "bs")
#let lines(cell) = cell.split("\\n").join(linebreak())
#for block in blocks {
  if type(block) == str { par(block) } else {
    let headers = int(sys.inputs.headers)
    let columns = block.at(headers).enumerate().map(((i, _)) => if i == 0 { 15mm } else { 1fr })
    let head = block.slice(0, headers).map(row => if row.slice(1).all(cell => cell == "") {
      (table.cell(colspan: columns.len(), lines(row.first())),)
    } else { row.map(lines) })
    table(columns: columns, stroke: if ruled { 0.5pt } else { none }, inset: if ruled { 4pt } else { 6pt },
      table.header(repeat: true, ..head.flatten()),
      ..block.slice(headers).flatten().map(lines))
  }
}
"""


def text(made: Made) -> bytes:
    parts = []
    for block in made:
        if isinstance(block, str):
            parts.append(block + "\n")
        else:
            parts += ["\t".join(cell.replace("\n", "<br>") for cell in row) for row in block]
            parts.append("")
    return "\n".join(parts).encode()


def docx(made: Made) -> bytes:
    import docx as library

    document = library.Document()
    for block in made:
        if isinstance(block, str):
            document.add_paragraph(block)
            continue
        table = document.add_table(rows=0, cols=len(block[0]))
        for row in block:
            for cell, content in zip(table.add_row().cells, row, strict=True):
                _fill(cell, content)
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def _fill(cell: Any, content: str) -> None:
    """One paragraph for each line; a line with a bullet becomes an item of a Word list."""
    for i, line in enumerate(content.split("\n")):
        paragraph = cell.paragraphs[0] if i == 0 else cell.add_paragraph()
        if line.startswith("• "):
            paragraph.style = "List Bullet"
        paragraph.add_run(line.removeprefix("• "))


def xlsx(made: Made) -> bytes:
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for block in made:
        for row in [[block]] if isinstance(block, str) else block:
            sheet.append([cell or None for cell in row])
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def pdf(made: Made, *, ruled: bool = True, headers: int = 1) -> bytes:
    """``headers``: how many rows at the top of each table stand again at the top of each page it runs over."""
    import typst

    inputs = {"blocks": json.dumps(list(made)), "ruled": "yes" if ruled else "no", "headers": str(headers)}
    made_pdf: bytes = typst.compile(_TYPST.encode(), format="pdf", sys_inputs=inputs)
    return made_pdf
