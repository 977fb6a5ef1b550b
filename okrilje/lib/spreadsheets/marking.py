"""Marks cells of a workbook that somebody else has to correct."""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from openpyxl import load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill

#: By it we know our own comments again, when a workbook that we marked comes back.
_AUTHOR = "Okrilje"
_FILL = PatternFill("solid", fgColor="FFC7CE")


def marked(data: bytes, faults: Iterable[tuple[str, str, str]]) -> bytes:
    """The workbook with a red cell and a comment for each fault (sheet, cell, what is wrong). Marks of earlier times
    are taken away. The workbook has to be one that was read before: nothing of it is checked here.
    """
    book = load_workbook(io.BytesIO(data))
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.comment and cell.comment.author == _AUTHOR:
                    cell.comment, cell.fill = None, PatternFill()
    said: dict[tuple[str, str], list[str]] = defaultdict(list)
    for title, place, text in faults:
        said[title, place].append(text)
    for (title, place), texts in said.items():
        _mark(book[title][place], "\n".join(texts))
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _mark(cell: Any, text: str) -> None:
    cell.fill = _FILL
    cell.comment = Comment(text, _AUTHOR, height=90, width=320)
