"""Writing a workbook that a person understands without having been told anything."""

from __future__ import annotations

import io
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import groupby
from math import ceil
from typing import Any

from django.utils.translation import gettext as _

from okrilje.lib.spreadsheets.layout import INSTRUCTIONS, LISTS, Column, Each, Kind, Layout, Sheet

#: So many empty rows below the last one offer their choices as well; the first of them look like rows.
SPARE_ROWS, SHOWN_SPARE_ROWS = 500, 25
#: Excel counts its days from here; an older one is written as text.
_OLDEST = date(1900, 3, 1)
#: Excel keeps so many digits of a number; one with more is written as text.
_DIGITS = 15
#: What Excel would take for a formula once somebody edits the cell.
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t")
#: Excel is known to read so many ranges in one check.
_RANGES = 200
#: Excel refuses longer texts.
_LONGEST = 32_000
_HEADING = {"bold": True, "font_color": "#FFFFFF", "bg_color": "#1F4E5F", "text_wrap": True, "valign": "top"}
_CELL = {"text_wrap": True, "valign": "top"}
_FORMATS: dict[Kind, dict[str, Any]] = {
    Kind.TEXT: {"num_format": "@"},
    Kind.CODE: {"num_format": "@"},
    Kind.DAY: {"num_format": 'd". "m". "yyyy"."', "align": "left"},
    Kind.NUMBER: {"num_format": "0", "align": "left"},
    Kind.AMOUNT: {"num_format": "#,##0.00"},
}
_NUMBERS = (Kind.NUMBER, Kind.AMOUNT, Kind.FIGURE)
_LINES = {"border": 1, "border_color": "#D5DBDF"}
_LOOKS: dict[str, dict[str, Any]] = {
    "": {},
    "open": {"bg_color": "#FFFBE8", "locked": False, **_LINES},
    "spare": {"locked": False},
    "closed": {"bg_color": "#EFF2F4", "locked": True, **_LINES},
}


@dataclass(frozen=True)
class Row:
    """``values`` by path. ``closed`` are paths in which nobody is to type, beyond columns that only tell; nor in any
    where it ``is_closed``. ``choices`` names for a path the list of this row, where it is another than the column's.
    """

    values: Mapping[str, Any]
    closed: Collection[str] = ()
    choices: Mapping[str, str] = field(default_factory=dict)
    is_closed: bool = False


@dataclass(frozen=True)
class Front:
    """The first sheet: what the workbook is, a few facts, and what to do with it."""

    title: str
    sentences: Sequence[str]
    facts: Sequence[tuple[str, str]] = ()


def write(
    layout: Layout,
    rows: Mapping[str, Sequence[Row]],
    front: Front,
    *,
    names: Mapping[str, str],
    each: Mapping[Each, Sequence[str]],
    hidden: Mapping[str, Sequence[Sequence[str]]] | None = None,
) -> bytes:
    """The workbook in the active language. ``names`` are those of the register by code, ``each`` the languages or
    numbers for which columns are repeated; ``hidden`` are sheets for the program alone.
    """
    import xlsxwriter

    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    _Writing(book, layout, rows, names, each).write(front, hidden or {})
    book.close()
    return buffer.getvalue()


class _Writing:
    def __init__(
        self,
        book: Any,
        layout: Layout,
        rows: Mapping[str, Sequence[Row]],
        names: Mapping[str, str],
        each: Mapping[Each, Sequence[str]],
    ) -> None:
        self.book, self.layout, self.rows, self.each = book, layout, rows, each
        self.names = {code: f"{code} – {name}" for code, name in names.items()}
        self.heading = book.add_format(_HEADING)
        self._formats: dict[tuple[Kind, str, bool], Any] = {}
        #: List of choices -> the cells that hold it, as Excel names them.
        self.lists: dict[str, str] = {}

    def format(self, kind: Kind, look: str = "", *, quoted: bool = False) -> Any:
        key = (kind, look, quoted)
        if key not in self._formats:
            quote = {"quote_prefix": True} if quoted else {}
            self._formats[key] = self.book.add_format({**_CELL, **_FORMATS.get(kind, {}), **_LOOKS[look], **quote})
        return self._formats[key]

    def write(self, front: Front, hidden: Mapping[str, Sequence[Sequence[str]]]) -> None:
        first = self.book.add_worksheet(str(INSTRUCTIONS))
        sheets = {key: self.book.add_worksheet(str(sheet.name)) for key, sheet in self.layout.sheets.items()}
        self._write_lists(self.book.add_worksheet(str(LISTS)))
        self._explain(first, front)
        for key, sheet in sheets.items():
            self._write_sheet(sheet, key)
        for name, lines in hidden.items():
            sheet = self.book.add_worksheet(name)
            for number, line in enumerate(lines):
                for place, text in enumerate(line):
                    sheet.write_string(number, place, text)
            sheet.very_hidden()

    def _write_sheet(self, sheet: Any, key: str) -> None:
        described, rows, columns = self.layout.sheets[key], self.rows[key], self._columns(key)
        sheet.set_row(0, _height([(heading, column.width - 4) for column, _path, heading in columns]))
        for line, row in enumerate(rows, 1):
            words = [(self._words(column, path, row), column.width) for column, path, _heading in columns]
            sheet.set_row(line, _height(words))
        for number, (column, path, heading) in enumerate(columns):
            sheet.set_column(number, number, column.width, self._empty(column, described))
            sheet.write_string(0, number, heading, self.heading)
            for line, row in enumerate(rows, 1):
                self._write_cell(sheet, line, number, column, path, row)
            if self.layout.is_protected and described.grows:
                for line in range(len(rows) + 1, len(rows) + 1 + SHOWN_SPARE_ROWS):
                    sheet.write_blank(line, number, None, self.format(column.kind, "closed" if column.told else "open"))
            for choices, ranges in self._ranges(column, path, described, rows).items():
                if check := self._check(column, choices):
                    cells = [[first, number, last, number] for first, last in ranges]
                    for some in (cells[n : n + _RANGES] for n in range(0, len(cells), _RANGES)):
                        sheet.data_validation(*some[0], {**check, "other_cells": some[1:]})
        sheet.autofilter(0, 0, max(len(rows), 1), len(columns) - 1)
        sheet.freeze_panes(1, described.fixed)
        _set_paper(sheet, sum(column.width for column, _path, _heading in columns))
        self._protect(sheet, "format_cells", "format_rows", "sort", "autofilter")

    def _protect(self, sheet: Any, *allowed: str) -> None:
        """Without a password: it keeps from slips, not from intent."""
        if self.layout.is_protected:
            sheet.protect("", dict.fromkeys(("format_columns", *allowed), True))

    def _columns(self, key: str) -> list[tuple[Column, str, str]]:
        """Each column with its path and its heading; a repeated one once for each language or number."""
        found = []
        for column in self.layout.sheets[key].columns:
            if column.each:
                parts = self.each[column.each]
                found += [(column, f"{column.path}.{part}", column.heading_for(part)) for part in parts]
            else:
                found.append((column, column.path, str(column.heading)))
        return found

    # --- Cells ----------------------------------------------------------------------------------------------------

    def _empty(self, column: Column, described: Sheet) -> Any:
        """The format of a column below its rows."""
        is_open = self.layout.is_protected and described.grows and not column.told
        return self.format(column.kind, "spare" if is_open else "")

    def _write_cell(self, sheet: Any, line: int, number: int, column: Column, path: str, row: Row) -> None:
        value, look = row.values.get(path), ""
        if self.layout.is_protected:
            look = "closed" if row.is_closed or column.told or path in row.closed else "open"
        if value is None or value == "":
            if look:
                sheet.write_blank(line, number, None, self.format(column.kind, look))
        elif column.kind is Kind.DAY and (day := date.fromisoformat(str(value))) >= _OLDEST:
            sheet.write_datetime(line, number, day, self.format(Kind.DAY, look))
        elif column.kind in _NUMBERS and path not in row.choices and _fits(Decimal(value)):
            sheet.write_number(line, number, Decimal(value), self.format(column.kind, look))
        else:
            text = self._words(column, path, row)[:_LONGEST]
            shown = self.format(column.kind, look, quoted=text.startswith(_FORMULA_SIGNS))
            sheet.write_string(line, number, text, shown)

    def _words(self, column: Column, path: str, row: Row) -> str:
        value = row.values.get(path)
        if value in (None, ""):
            return ""
        if column.kind is Kind.NAMED:
            return str(self.names.get(value, value))
        if column.kind is Kind.TEXT and column.choices:
            words = self.layout.choices[column.choices][1]
            known, more, quote = value.partition(" (")
            return f"{words.get(known, known)}{more}{quote}"
        if choices := self._choices(column, path, row):
            return str(self.layout.choices[choices][1].get(str(value), value))
        return str(value)

    # --- What may be entered --------------------------------------------------------------------------------------

    @staticmethod
    def _choices(column: Column, path: str, row: Row) -> str:
        return row.choices.get(path, column.choices if column.kind is Kind.CHOICE else "")

    def _ranges(
        self, column: Column, path: str, described: Sheet, rows: Sequence[Row]
    ) -> dict[str, list[tuple[int, int]]]:
        """List of choices -> first and last rows of where it is chosen from; rows that are added have the column's."""
        if column.told:
            return {}
        lists = [self._choices(column, path, row) for row in (*rows, *[Row({})] * (SPARE_ROWS * described.grows))]
        found: dict[str, list[tuple[int, int]]] = {}
        for choices, lines in groupby(range(1, len(lists) + 1), lambda line: lists[line - 1]):
            together = list(lines)
            found.setdefault(choices, []).append((together[0], together[-1]))
        return found

    def _check(self, column: Column, choices: str) -> dict[str, Any] | None:
        """What Excel lets be entered. Where it only warns, what it knows is not all there may be."""
        if choices:
            return _choose(self.lists[choices])
        if column.kind is Kind.NAMED and self.names:
            return {**_choose(self.lists[""]), "error_type": "warning"}
        if column.refers:
            refers = self.layout.sheets[column.refers]
            last = len(self.rows[column.refers]) + SPARE_ROWS * refers.grows + 1
            return {**_choose(f"='{refers.name}'!$A$2:$A${last}"), "error_type": "warning"}
        if column.kind is Kind.DAY:
            return _accept("date", ">=", _OLDEST, _("This is no day"), _("Write a day, for example 30.6.2022"))
        if column.kind in (Kind.AMOUNT, Kind.FIGURE):
            return _accept("decimal", ">=", 0, _("This is no number"), _("Write a number that is not negative."))
        if column.kind is Kind.NUMBER:
            return _accept("integer", ">=", 0, _("This is no number"), _("Write a whole number that is not negative."))
        if column.most:
            said = _("At most %(most)s characters are kept.") % {"most": column.most}
            return _accept("length", "<=", column.most, _("This text is too long"), said)
        return None

    # --- The other sheets -----------------------------------------------------------------------------------------

    def _write_lists(self, sheet: Any) -> None:
        lists = {
            key: (str(heading), self.layout.offered(key)) for key, (heading, _named) in self.layout.choices.items()
        }
        lists[""] = str(self.layout.register), sorted(self.names.values())
        for number, (key, (heading, values)) in enumerate(lists.items()):
            sheet.set_column(number, number, 30 if key else 70, self.format(Kind.TEXT))
            sheet.write_string(0, number, heading, self.heading)
            for line, value in enumerate(values, 1):
                sheet.write_string(line, number, value)
            letter = chr(ord("A") + number)
            self.lists[key] = f"='{LISTS}'!${letter}$2:${letter}${max(len(values), 1) + 1}"
        sheet.freeze_panes(1, 0)
        _set_paper(sheet, 240)
        self._protect(sheet)

    def _explain(self, sheet: Any, front: Front) -> None:
        title = self.book.add_format({"bold": True, "font_size": 16, **_CELL})
        link = self.book.add_format({"font_color": "#1F4E5F", "underline": 1, "valign": "top"})
        strong, plain = self.book.add_format({"bold": True, **_CELL}), self.book.add_format(_CELL)
        sheet.set_column(0, 0, 32)
        sheet.set_column(1, 1, 84)
        sheet.merge_range(0, 0, 0, 1, front.title, title)
        sheet.set_row(0, 44)
        line = 2
        for name, text in front.facts:
            sheet.write_string(line, 0, name, strong)
            sheet.write_string(line, 1, text, plain)
            line += 1
        line += bool(front.facts)
        for sentence in front.sentences:
            sheet.merge_range(line, 0, line, 1, sentence, plain)
            sheet.set_row(line, _height([(sentence, 116)]) + 5)
            line += 1
        sheet.write_string(line + 1, 0, _("Sheet"), self.heading)
        sheet.write_string(line + 1, 1, _("What it holds"), self.heading)
        for number, described in enumerate(self.layout.sheets.values(), line + 2):
            name = str(described.name)
            sheet.write_url(number, 0, f"internal:'{name}'!A1", link, name)
            sheet.write_string(number, 1, str(described.holds), plain)
        _set_paper(sheet)
        sheet.hide_gridlines(2)


def _fits(value: Decimal) -> bool:
    return len(value.as_tuple().digits) <= _DIGITS


def _choose(source: str) -> dict[str, Any]:
    return {
        "validate": "list",
        "source": source,
        "error_title": _("This is not on the list"),
        "error_message": _("Choose from the list that the arrow at the cell opens."),
    }


def _accept(what: str, criteria: str, value: Any, title: str, message: str) -> dict[str, Any]:
    return {"validate": what, "criteria": criteria, "value": value, "error_title": title, "error_message": message}


def _set_paper(sheet: Any, width: int = 0) -> None:
    """One page wide; a sheet that would be too small to read on A4 goes on A3."""
    sheet.set_paper(8 if width > 170 else 9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.hide_gridlines(0)  # not even on paper


def _height(texts: list[tuple[str, int]]) -> float:
    """The height of a row in points, from its texts and the widths they have: not every program finds it by itself.

    A width is given in digits, and a letter needs about as much. Excel allows 409 points.
    """
    lines = (sum(max(ceil(len(part) / width), 1) for part in text.split("\n")) for text, width in texts)
    return min(15 * max(lines, default=1), 409)
