"""Tables of other programs: which of their columns is which of ours, and what they say then.

A row may be a record, a row inside a record (an attendance sheet), or both at once: rows that say the same of the
record are one record then.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from django.utils.translation import gettext as _

from okrilje.accounts.models import User
from okrilje.lib.documents.blocks import gettext_noop
from okrilje.lib.documents.reading import format_of
from okrilje.lib.file_errors import FileError
from okrilje.lib.scripts import fold
from okrilje.lib.spreadsheets import delimited
from okrilje.lib.spreadsheets.cells import is_day
from okrilje.lib.spreadsheets.layout import Column, spelled
from okrilje.lib.spreadsheets.layout import Kind as CellKind
from okrilje.lib.spreadsheets.reading import A_VALUE_IS_MISSING, Line, Rows, letter, load
from okrilje.registers import queries
from okrilje.registers.actions import Entry
from okrilje.registers.kind import Kind
from okrilje.registers.records import Record
from okrilje.registers.workbook import Found, Reading, is_ours, layout

#: So alike two headings have to be, from 0 to 1, for one to be proposed for the other.
_ALIKE = 0.75
#: So many rows tell what stands in a column.
_TELLING = 30
#: What belongs to our own files only.
_OWN = "of number"
_NO_COLUMN = gettext_noop("For “%(column)s” choose a column of the table, or one value for all rows.")


@dataclass(frozen=True)
class Table:
    """``rows``: number in the file -> cells; the first of them may be headings."""

    title: str
    rows: Rows

    @property
    def width(self) -> int:
        return max(map(len, self.rows.values()), default=0)

    def headings(self, has_headings: bool) -> list[str]:
        """What the columns are called; letters, as in a sheet, where nothing names them."""
        first = next(iter(self.rows.values()), ()) if has_headings else ()
        named = [str(cell).strip() if cell is not None else "" for cell in first]
        named += [""] * (self.width - len(named))
        return [name or letter(place) for place, name in enumerate(named)]

    def body(self, has_headings: bool) -> Rows:
        numbers = list(self.rows)[1 if has_headings else 0 :]
        return {number: self.rows[number] for number in numbers}


def table(data: bytes, name: str) -> Table:
    """The first sheet that holds something, or the text of a CSV file. Raises DocumentError where there is none."""
    if _is_workbook(data, name):
        sheets = load(data, lambda _title: True, name=name)
        found = next(((title, rows) for title, rows in sheets.items() if rows), None)
        if found:
            return Table(found[0], found[1] or {})
        raise FileError(gettext_noop("%(name)s is empty."), name=name)
    rows = delimited.rows(delimited.decoded(data))
    if not rows:
        raise FileError(gettext_noop("%(name)s is empty."), name=name)
    return Table(name, rows)


def is_foreign(kind: Kind, data: bytes, name: str) -> bool:
    """Whether somebody has to say what the columns are: every file that was not downloaded here as a workbook."""
    return not _is_workbook(data, name) or not is_ours(kind, load(data, lambda _title: False, name=name))


def _is_workbook(data: bytes, name: str) -> bool:
    found = format_of(data, name)
    if found not in ("xlsx", "text"):
        raise FileError(
            gettext_noop("%(name)s is neither an Excel workbook (.xlsx) nor a table as text (.csv)."), name=name
        )
    return found == "xlsx"


def offered(kind: Kind, *, only_rows: bool) -> dict[str, Column]:
    """ "records.title" -> its column, of the record first; ``only_rows``: those of the rows inside one record."""
    sheets = ("lines",) if only_rows else tuple(layout(kind.slug).sheets)
    columns = {f"{key}.{c.path}": c for key in sheets for c in layout(kind.slug).sheets[key].columns}
    return {path: column for path, column in columns.items() if column.path != _OWN}


def has_headings(kind: Kind, found: Table) -> bool:
    """Whether the first row names columns: one of ours, or at least nothing that looks like a value."""
    first = [str(cell) for cell in next(iter(found.rows.values()), ()) if cell not in (None, "")]
    is_value = any("@" in cell or any(sign.isdigit() for sign in cell) for cell in first)
    return bool(_proposed(offered(kind, only_rows=False), first)) or not is_value


def proposed(kind: Kind, found: Table, headings: Sequence[str], *, only_rows: bool) -> dict[int, str]:
    """Place of a column -> which of ours it is, as its heading or what stands in it tells; each of ours once."""
    columns = offered(kind, only_rows=only_rows)
    known = _proposed(columns, headings)
    for place in range(found.width):
        cells = [row[place] for row in list(found.rows.values())[1:_TELLING] if place < len(row) and row[place]]
        free = [path for path, column in columns.items() if path not in known.values() and _looks_like(column, cells)]
        if place not in known and free:
            known[place] = free[0]
    return known


def _looks_like(column: Column, cells: Sequence[Any]) -> bool:
    """Whether cells can be nothing else: days, or what people are known by."""
    if column.path == "person":
        return bool(cells) and all("@" in str(cell) for cell in cells)
    return column.kind is CellKind.DAY and column.needed and bool(cells) and all(is_day(cell) for cell in cells)


def _proposed(columns: Mapping[str, Column], headings: Sequence[str]) -> dict[int, str]:
    known: dict[str, list[str]] = {}
    for path, column in columns.items():
        for spelling in spelled({path: column.heading}):
            known.setdefault(spelling, []).append(path)
    found: dict[int, str] = {}
    for place, heading in enumerate(headings):
        for spelling in get_close_matches(fold(heading), known, n=3, cutoff=_ALIKE) if heading else ():
            free = [path for path in known[spelling] if path not in found.values()]
            if free and place not in found:
                found[place] = free[0]
    return found


@dataclass(frozen=True)
class Chosen:
    """``columns``: place in the table -> ours; ``same``: ours -> what holds for every row that says nothing else."""

    columns: Mapping[int, str]
    same: Mapping[str, str]
    has_headings: bool

    def of(self, sheet: str) -> set[str]:
        return {path for path in (*self.columns.values(), *self.same) if path.startswith(f"{sheet}.")}


def read(kind: Kind, found: Table, chosen: Chosen, user: User) -> Found:
    """What the table says of records. Raises FileError, which names every cell that is wrong."""
    reading = Reading(kind, user)
    has_rows = bool(kind.lines) and any(path.startswith("lines.") for path in chosen.columns.values())
    _refuse_lacking(reading, chosen, ("records", "lines") if has_rows else ("records",))
    told = _Lines(reading, found, chosen)
    records: dict[Any, Line] = {}
    inner = []
    for number, cells in found.body(chosen.has_headings).items():
        one = told.line("records", number, cells)
        alike = one.values.get("own number") or (tuple(sorted(one.values.items())) if has_rows else number)
        first = records.setdefault(alike, one)
        first.values.setdefault("own number", f"N{number}")
        if has_rows:
            row = told.line("lines", number, cells)
            row.values["of number"] = first.values["own number"]
            inner.append(row)
    named = {path.removeprefix("records.") for path in chosen.of("records")}
    return reading.found(list(records.values()), inner if has_rows else None, named)


def read_rows(kind: Kind, found: Table, chosen: Chosen, user: User, record: Record) -> Found:
    """What the table says of the rows inside ``record``: new ones, and those of the same persons in place of theirs.

    Raises FileError, which names every cell that is wrong.
    """
    reading = Reading(kind, user)
    _refuse_lacking(reading, chosen, ("lines",))
    told = _Lines(reading, found, chosen)
    lines = [told.line("lines", number, cells) for number, cells in found.body(chosen.has_headings).items()]
    new = [reading.row(line, kind.line_fields) for line in lines]
    reading.refuse_faults()
    there = [{f.name: getattr(row, f.name) for f in kind.line_fields} for row in queries.lines_of(kind, record)]
    values = {f.name: getattr(record, f.name) for f in kind.fields}
    entry = Entry(values, list(record.activities.all()), list(record.partners.all()), _joined(there, new))
    return Found(((entry, record.pk),), tuple(reading.cells.remarks))


def _joined(there: Sequence[dict[str, Any]], new: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows without those that come again."""
    found: dict[Any, dict[str, Any]] = {}
    for row in (*there, *new):
        found[row.get("person") or tuple(map(str, row.values()))] = row
    return list(found.values())


def _refuse_lacking(reading: Reading, chosen: Chosen, sheets: Iterable[str]) -> None:
    lacking = [
        column.heading
        for sheet in sheets
        for column in reading.cells.layout.sheets[sheet].columns
        if column.needed and column.path != _OWN and f"{sheet}.{column.path}" not in chosen.of(sheet)
    ]
    if lacking:
        first, *more = [FileError(_NO_COLUMN, column=heading) for heading in lacking]
        raise FileError(first.template, more=more, **first.parts)


class _Lines:
    """Rows of the table as lines of our sheets."""

    def __init__(self, reading: Reading, found: Table, chosen: Chosen) -> None:
        self.cells, self.title, self.chosen = reading.cells, found.title, chosen
        self.places = {path: place for place, path in chosen.columns.items()}
        headings = found.headings(chosen.has_headings)
        self.at = {path: (letter(place), headings[place]) for path, place in self.places.items()}

    def line(self, sheet: str, number: int, cells: tuple[Any, ...]) -> Line:
        at = {path.removeprefix(f"{sheet}."): where for path, where in self.at.items()}
        line = Line(self.title, number, at)
        for column in self.cells.layout.sheets[sheet].columns:
            self._put(line, column, f"{sheet}.{column.path}", cells)
        return line

    def _put(self, line: Line, column: Column, path: str, cells: tuple[Any, ...]) -> None:
        place = self.places.get(path)
        cell = cells[place] if place is not None and place < len(cells) else None
        where: Any = line.where(column.path)
        if isinstance(cell, str) and not cell.strip():
            cell = None
        if cell is None and (cell := self.chosen.same.get(path)):
            where = _("For all rows, “%(column)s”") % {"column": column.heading}
        if cell is not None:
            value = self.cells.value(column, cell, where)
            if value is not None:
                line.values[column.path] = value
        elif column.needed and path in self.chosen.of(path.partition(".")[0]):
            self.cells.refuse(A_VALUE_IS_MISSING, where)
