"""Tables as text: a CSV file of any program, or rows that somebody copied from a sheet and pasted."""

from __future__ import annotations

import csv
import io
from itertools import islice

from okrilje.lib.documents.blocks import gettext_noop as _
from okrilje.lib.documents.xlsx import MOST_CELLS, MOST_COLUMNS, MOST_ROWS
from okrilje.lib.file_errors import FileError
from okrilje.lib.spreadsheets.reading import Rows

#: In the order of preference: what is copied from a sheet has tabs, Excel of this region writes semicolons.
_SEPARATORS = "\t;,"
#: So many rows tell what separates the cells.
_TELLING = 20


def decoded(data: bytes) -> str:
    """The text of a file: UTF-8 or UTF-16 where it says so, else the code page of older programs of the region."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1250", errors="replace")


def rows(text: str) -> Rows:
    """Number of a row (from 1) -> its cells, all of them text; rows that hold nothing are left out.

    Raises FileError for what is too large or broken.
    """
    found, cells = {}, 0
    try:
        for number, row in enumerate(csv.reader(io.StringIO(text), delimiter=_separator(text)), 1):
            cells += len(row)
            if number > MOST_ROWS or len(row) > MOST_COLUMNS or cells > MOST_CELLS:
                raise FileError(
                    _("The table is too large: more than %(rows)s rows or %(columns)s columns."),
                    rows=MOST_ROWS, columns=MOST_COLUMNS,
                )  # fmt: skip
            if any(cell.strip() for cell in row):
                found[number] = tuple(cell.strip() for cell in row)
    except csv.Error as error:
        raise FileError(
            _("The table cannot be read: a quotation mark is not closed, or a cell is too long.")
        ) from error
    return found


def _separator(text: str) -> str:
    """The one that divides every row, into as many cells as possible."""

    def narrowest(separator: str) -> int:
        try:
            first = list(islice(csv.reader(io.StringIO(text), delimiter=separator), _TELLING))
        except csv.Error:
            return 0
        return min((len(row) for row in first if row), default=0)

    return max(_SEPARATORS, key=narrowest)
