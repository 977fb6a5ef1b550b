"""Excel documents, through openpyxl: every visible sheet is a table."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from io import BytesIO
from typing import Any

import openpyxl
from openpyxl.utils import range_boundaries

from okrilje.lib.documents.blocks import Block, DocumentError, Message, Row, Where, tidy
from okrilje.lib.documents.blocks import gettext_noop as _
from okrilje.lib.documents.container import damaged

#: A sheet with more rows or columns than this is no plan.
MOST_ROWS = 50_000
MOST_COLUMNS = 200
#: Nor one with more cells, empty ones and those hidden by merging counted.
MOST_CELLS = 1_000_000
_MERGED = re.compile(rb'<mergeCell\b[^>]*\bref="([A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7})"')


def read(data: bytes, name: str) -> tuple[list[Block], list[Message]]:
    """The rows of all visible sheets, with values as people see them. A formula is an error that names its cell."""
    try:
        book = openpyxl.load_workbook(BytesIO(data), read_only=True, data_only=False)
        sheets = list(book.worksheets)
    except Exception as error:  # whatever is wrong inside: the sentence is the same
        raise damaged(name) from error
    blocks: list[Block] = []
    remarks = []
    for number, sheet in enumerate(sheets, 1):
        if sheet.sheet_state != "visible":
            remarks.append(Message(_('The sheet "%(sheet)s" is hidden and was left out.'), {"sheet": sheet.title}))
            continue
        blocks += _rows(sheet, _merged(data, sheet), number, name)
    return blocks, remarks


def _rows(sheet: Any, merged: dict[int, list[tuple[int, int]]], number: int, name: str) -> Iterator[Row]:
    """The rows of a sheet; a cell merged with the one above repeats its text and is marked as carried."""
    sheet.reset_dimensions()  # a sheet may claim a size that it does not have
    above: tuple[str, ...] = ()
    total = 0
    for count, row in enumerate(_each(sheet, name), 1):
        if count > MOST_ROWS or len(row) > MOST_COLUMNS:
            raise DocumentError(
                _('The sheet "%(sheet)s" has more than %(rows)s rows or %(columns)s columns. Keep only the plan.'),
                sheet=sheet.title,
                rows=MOST_ROWS,
                columns=MOST_COLUMNS,
            )
        total += len(row)
        if total > MOST_CELLS:
            raise _too_many_cells(sheet)
        cells = [_text(cell, sheet.title) for cell in row]
        carried = frozenset(i for first, last in merged.get(count, ()) for i in range(first, last + 1))
        cells += [""] * (max(carried, default=-1) + 1 - len(cells))
        for i in carried:
            cells[i] = above[i] if i < len(above) else ""
        above = tuple(cells)
        if any(cells):
            yield Row(above, Where(sheet=sheet.title, row=count), number, carried)


def _too_many_cells(sheet: Any) -> DocumentError:
    return DocumentError(
        _('The sheet "%(sheet)s" has more than %(most)s cells, empty and merged ones counted. Keep only the plan.'),
        sheet=sheet.title,
        most=MOST_CELLS,
    )


def _each(sheet: Any, name: str) -> Iterator[Any]:
    try:
        yield from sheet.iter_rows()
    except DocumentError:
        raise
    except Exception as error:  # whatever is wrong inside: the sentence is the same
        raise damaged(name) from error


def _merged(data: bytes, sheet: Any) -> dict[int, list[tuple[int, int]]]:
    """By row (from 1), the columns (from 0) whose cells belong to a cell above; reading in a stream hides them."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        found = _MERGED.findall(archive.read(sheet._worksheet_path))
    below: dict[int, list[tuple[int, int]]] = {}
    total = 0
    for reference in found:
        left, top, right, bottom = range_boundaries(reference.decode())
        if left is None or top is None or right is None or bottom is None or right > MOST_COLUMNS:
            continue
        total += min(bottom, MOST_ROWS) - top
        if total > MOST_CELLS:
            raise _too_many_cells(sheet)
        for row in range(top + 1, min(bottom, MOST_ROWS) + 1):
            below.setdefault(row, []).append((left - 1, left - 1))
    return below


def _text(cell: Any, sheet: str) -> str:
    """The value of a cell as it is shown. Dates as "31.12.2021.", or "12.2021." where only the month is shown."""
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "f":
        raise DocumentError(
            _('The cell %(cell)s of the sheet "%(sheet)s" holds a formula. Replace formulas by their values '
              "(copy, then paste as values) and try again."),
            cell=cell.coordinate,
            sheet=sheet,
        )  # fmt: skip
    shown = str(cell.number_format or "").lower()
    if isinstance(value, (datetime, date)):
        return value.strftime("%d.%m.%Y." if "d" in shown or not re.search("[my]", shown) else "%m.%Y.")
    if isinstance(value, float):
        decimals = re.fullmatch(r"0\.(0+)", shown)
        return f"{value:.{len(decimals[1])}f}" if decimals else f"{value:.15g}"
    return tidy(str(value))
