"""From the bytes of a workbook, in whichever of our languages it was written, to lines of values."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext

from okrilje.lib.documents import container
from okrilje.lib.documents.blocks import gettext_noop as _
from okrilje.lib.documents.reading import format_of
from okrilje.lib.documents.xlsx import MOST_CELLS, MOST_COLUMNS, MOST_ROWS
from okrilje.lib.file_errors import FileError, together
from okrilje.lib.scripts import fold
from okrilje.lib.spreadsheets.cells import Broken, Cells, Place
from okrilje.lib.spreadsheets.layout import Column, Kind, Layout

#: The number of a row (from 1) -> its cells.
Rows = dict[int, tuple[Any, ...]]
#: A formula or an error in the XML of a sheet.
_COMPUTED = re.compile(rb'<(?:\w+:)?f[ />]|\bt="e"')


@dataclass
class Line:
    """A row of a sheet: its values by path, and the headings under which they stand."""

    sheet: str
    number: int
    #: Path -> letter of the column and heading.
    columns: Mapping[str, tuple[str, str]]
    values: dict[str, Any] = field(default_factory=dict)
    #: Paths of cells that hold something, even something that was refused.
    filled: set[str] = field(default_factory=set)

    def where(self, path: str) -> Place:
        return Place(self.sheet, self.number, *self.columns.get(path, ("", path)))


@dataclass
class Table:
    """A sheet as it was found. ``columns`` are the paths of what is read from it, ``lacking`` what somebody deleted."""

    title: str
    lines: list[Line]
    columns: Collection[str]
    lacking: list[Column]


def load(
    data: bytes, wanted: Callable[[str], bool], *, name: str = "XLSX", most: int = container.MOST_UNPACKED
) -> dict[str, Rows | None]:
    """Title -> the rows that hold something; None for sheets that are not wanted. ``name`` is that of the file.

    Raises DocumentError for what is no workbook, is damaged, or unpacks to more than ``most`` bytes.
    """
    import openpyxl

    if format_of(data, name, most=most) != "xlsx":
        raise FileError(_("%(name)s is no Excel workbook (.xlsx)."), name=name)
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        return {sheet.title: _filled(data, sheet) if wanted(sheet.title) else None for sheet in book.worksheets}
    except FileError:
        raise
    except Exception as error:  # openpyxl raises whatever the broken part of the file provokes
        raise FileError(_("This is not a readable XLSX workbook.")) from error


def _filled(data: bytes, sheet: Any) -> Rows:
    """A sheet may claim to be larger than it is, so its claim is not asked for."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        is_computed = _COMPUTED.search(archive.read(sheet._worksheet_path))
    rows = _computed(data, sheet) if is_computed else _each(sheet, values_only=True)
    found, cells = {}, 0
    for number, row in enumerate(rows, 1):
        cells += len(row)
        if number > MOST_ROWS or len(row) > MOST_COLUMNS or cells > MOST_CELLS:
            raise FileError(
                _(
                    "The sheet “%(sheet)s” is too large: more than %(rows)s rows or %(columns)s columns. Delete the "
                    "empty rows and columns around what you wrote."
                ),
                sheet=sheet.title,
                rows=MOST_ROWS,
                columns=MOST_COLUMNS,
            )
        if any(cell not in (None, "") for cell in row):
            found[number] = row
    return found


def _each(sheet: Any, **kind: bool) -> Iterator[tuple[Any, ...]]:
    sheet.reset_dimensions()
    return iter(sheet.iter_rows(**kind))


def _computed(data: bytes, sheet: Any) -> Iterator[tuple[Any, ...]]:
    """The results of formulas; what has none, or an error for one, is broken: it must not pass for an empty cell."""
    import openpyxl

    written = openpyxl.load_workbook(io.BytesIO(data), read_only=True)[sheet.title]
    for results, formulas in zip(_each(sheet), _each(written), strict=True):
        yield tuple(_result(cell, source) for cell, source in zip(results, formulas, strict=True))


def _result(cell: Any, source: Any) -> Any:
    if cell.data_type == "e":
        return Broken(str(cell.value))
    return Broken("") if source.data_type == "f" and cell.value is None else cell.value


# --- From sheets to lines -----------------------------------------------------------------------------------------

#: Place (from 0) -> the column, and the path of its values.
Columns = dict[int, tuple[Column, str]]


def tables(
    sheets: Mapping[str, Rows | None], layout: Layout, cells: Cells, tell: Callable[[int, int], None] | None = None
) -> dict[str, Table]:
    """Key of a sheet -> what stands in it. What is wrong with single cells is in ``cells`` then.

    ``tell`` is told now and then how many rows of how many were read. Raises FileError for headings that are not
    known.
    """
    titles = _titles(sheets, layout)
    rows = {key: sheets[title] or {} for key, title in titles.items()}
    columns = {key: _columns(titles[key], key, rows[key], layout, cells) for key in titles}
    if cells.faults:
        raise together(cells.faults)
    total, done, found = sum(map(len, rows.values())), 0, {}
    for key, title in titles.items():
        lines = []
        for line in _lines(title, key, rows[key], columns[key], cells):
            done += 1
            if tell and done % max(100, total // 50) == 0:
                tell(done, total)
            lines.append(line)
        there = {path for column, path in columns[key].values() if not column.told}
        named = {column.path for column, _path in columns[key].values()}
        lacking = [column for column in layout.sheets[key].columns if column.path not in named]
        found[key] = Table(title, lines, there, lacking)
    return found


def _titles(sheets: Iterable[str], layout: Layout) -> dict[str, str]:
    """Key of a sheet -> its title; one that is there twice, in two languages, is a fault: which one counts?"""
    titles: dict[str, str] = {}
    for title in sheets:
        key = layout.sheet_names.get(fold(title))
        if key in titles:
            raise FileError(
                _("The sheets “%(first)s” and “%(second)s” are the same one. Delete the one that does not count."),
                first=titles[key],
                second=title,
            )
        if key:
            titles[key] = title
    return titles


def _headings(rows: Rows) -> list[str]:
    return [str(cell).strip() if cell is not None else "" for cell in rows.get(1, ())]


def _lines(title: str, key: str, rows: Rows, columns: Columns, cells: Cells) -> Iterator[Line]:
    headings = _headings(rows)
    by_path = {path: (letter(place), headings[place]) for place, (_column, path) in columns.items()}
    needed = [column.path for column in cells.layout.sheets[key].columns if column.needed]
    for number, row in rows.items():
        if number == 1:
            continue
        line = Line(title, number, by_path)
        for place, cell in enumerate(row):
            if cell in (None, ""):
                continue
            if place not in columns:
                where = Place(title, number, letter(place), "")
                cells.refuse(_("%(where)s: there is text without a heading."), where)
                continue
            _put(line, *columns[place], cell, cells)
        if line.filled:
            for path in needed:
                if path not in line.filled:
                    cells.refuse(A_VALUE_IS_MISSING, line.where(path))
            yield line


def _put(line: Line, column: Column, path: str, cell: Any, cells: Cells) -> None:
    is_blank = isinstance(cell, str) and not cell.strip() and column.kind is not Kind.TEXT
    if column.told or is_blank:
        return
    line.filled.add(path)
    value = cells.value(column, cell, line.where(path))
    if value is not None:
        line.values[path] = value


A_VALUE_IS_MISSING = _("%(where)s: a value is missing.")
STANDS_TWICE = _("%(where)s: “%(value)s” stands twice.")


def _columns(title: str, key: str, rows: Rows, layout: Layout, cells: Cells) -> Columns:
    """What each column of a sheet holds; headings that are unknown or there twice are faults."""
    columns: Columns = {}
    place_of = gettext("Sheet “%(sheet)s”, column %(column)s")
    for place, heading in enumerate(_headings(rows)):
        where = place_of % {"sheet": title, "column": letter(place)}
        found = layout.column_at(key, heading) if heading else None
        if heading and found is None:
            cells.refuse(_("%(where)s: the heading “%(value)s” is not known. Write the one that stood there, or delete "
                           "the column."), where, value=heading)  # fmt: skip
        elif found and found[1] in [path for _column, path in columns.values()]:
            cells.refuse(_("%(where)s: the heading “%(value)s” stands twice."), where, value=heading)
        elif found:
            columns[place] = found
    return columns


def lacks(table: Table, column: Column) -> FileError:
    lacking = _("The sheet “%(sheet)s” lacks the column “%(column)s”.")
    return FileError(lacking, sheet=table.title, column=column.heading)


def not_read(sheets: Collection[str], layout: Layout) -> list[str]:
    """Titles of sheets that are none of the layout's."""
    return [title for title in sheets if fold(title) not in layout.sheet_names]


def in_order(faults: Iterable[FileError], titles: Sequence[str]) -> list[FileError]:
    """As somebody meets them who goes through the workbook: sheet by sheet, row by row."""

    def place(fault: FileError) -> tuple[int, int, int, str]:
        where = fault.parts.get("where")
        if not isinstance(where, Place):
            return (-1, 0, 0, "")
        return (titles.index(where.sheet), where.row, len(where.letter), where.letter)

    return sorted(faults, key=place)


def letter(place: int) -> str:
    """Of a column, by its place from 0: "A", "B" ..."""
    from openpyxl.utils import get_column_letter

    return get_column_letter(place + 1)


def unique(lines: list[Line], paths: tuple[str, ...], cells: Cells) -> set[tuple[Any, ...]]:
    """The values under ``paths``, each of which may stand once."""
    seen: set[tuple[Any, ...]] = set()
    for line in lines:
        value = tuple(line.values.get(path) for path in paths)
        if None not in value and value in seen:
            cells.refuse(STANDS_TWICE, line.where(paths[-1]), value=value[-1])
        seen.add(value)
    return seen
