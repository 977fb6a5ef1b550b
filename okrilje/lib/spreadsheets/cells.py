"""From a cell, as Excel keeps it, to a value: whoever types is helped, and never guessed at."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext

from okrilje.lib import numerals
from okrilje.lib.documents import Message
from okrilje.lib.documents.blocks import gettext_noop as _
from okrilje.lib.file_errors import FileError
from okrilje.lib.scripts import fold
from okrilje.lib.spreadsheets.layout import Column, Kind, Layout

_DAY = re.compile(r"(\d{1,2})\s*[./]\s*(\d{1,2})\s*[./]\s*(\d{4})\.?")
_DASH = re.compile(r"\s+[-–—]\s+")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a cell is, as a person looks for it: "G12" in a sheet, under its heading."""

    sheet: str
    row: int
    letter: str
    heading: str

    def __str__(self) -> str:
        parts = {"sheet": self.sheet, "row": self.row, "column": self.heading or self.letter}
        return gettext("Sheet “%(sheet)s”, row %(row)s, column “%(column)s”") % parts


@dataclass(frozen=True, slots=True)
class Broken:
    """A cell whose value Excel could not work out: ``shown`` is "#NAME?" or the like, "" for a formula without a
    result.
    """

    shown: str


@dataclass
class Cells:
    """Reads cells and keeps what it has to say of them. ``register``: code -> the spellings of its name, folded.
    ``decimal`` is the decimal sign of numbers that stand there as text.
    """

    layout: Layout
    register: Mapping[str, Collection[str]]
    decimal: str = ","
    faults: list[FileError] = field(default_factory=list)
    remarks: list[Message] = field(default_factory=list)

    def refuse(self, template: str, where: Place | str, **parts: Any) -> None:
        self.faults.append(FileError(template, where=where, **parts))

    def value(self, column: Column, cell: Any, where: Place | str) -> Any:
        """The value, or None after it was refused."""
        if isinstance(cell, Broken):
            self.refuse(_BROKEN if cell.shown else _NO_RESULT, where, value=cell.shown)
            return None
        if column.kind is Kind.CHOICE:
            return self._choice(column, str(cell), where)
        if column.kind is Kind.NAMED:
            return self._named(str(cell), where)
        if column.choices:
            known, more, quote = _text(cell).partition(" (")
            chosen = self.layout.choices_named(column.choices).get(fold(known))
            if column.kind is Kind.TEXT or chosen is not None:
                return f"{known if chosen is None else chosen}{more}{quote}"
        is_number = column.kind in (Kind.AMOUNT, Kind.FIGURE)
        found = _amount(cell, self.decimal) if is_number else _READ[column.kind](cell)
        if found is None:
            self.refuse(_ADVICE[column.kind], where, value=_text(cell))
        return found

    def _choice(self, column: Column, text: str, where: Place | str) -> str | None:
        found = self.layout.choices_named(column.choices).get(fold(text))
        if found is None:
            self.refuse(NOT_ON_THE_LIST, where, value=text,
                        allowed="; ".join(self.layout.offered(column.choices)))  # fmt: skip
        return found

    def _named(self, text: str, where: Place | str) -> str | None:
        code, *name = _DASH.split(text.strip(), maxsplit=1)
        if code in self.register:
            if name and fold(name[0]) not in self.register[code]:
                self.remarks.append(
                    Message(
                        _("%(where)s: “%(name)s” is not the name of %(code)s. The code counts."),
                        {"where": where, "name": name[0], "code": code},
                    )
                )
            return code
        named = [known for known, spellings in self.register.items() if fold(text) in spellings]
        if len(named) == 1:
            return named[0]
        self.refuse(self.layout.unknown, where, value=text)
        return None


def _text(cell: Any) -> str:
    """What a person sees in the cell. Excel makes days and numbers of what looks like them."""
    if isinstance(cell, date):
        return f"{cell.day}. {cell.month}. {cell.year}."
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


def _code(cell: Any) -> str | None:
    """A code that Excel took for a day is lost: 4.2.10 and 4.2.2010 are one to it."""
    return None if isinstance(cell, date) else _text(cell).strip()


def _day(cell: Any) -> str | None:
    if isinstance(cell, datetime):
        cell = cell.date()
    if isinstance(cell, date):
        return cell.isoformat()
    text = str(cell).strip()
    try:
        if match := _DAY.fullmatch(text):
            day, month, year = map(int, match.groups())
            return date(year, month, day).isoformat()
        return date.fromisoformat(text).isoformat()
    except ValueError:
        return None


def is_day(cell: Any) -> bool:
    """Whether a cell holds a day, as Excel keeps days or as people write them."""
    return _day(cell) is not None


def _number(cell: Any) -> int | None:
    text = _text(cell).strip()
    return int(text) if not isinstance(cell, bool) and re.fullmatch(r"-?[0-9]{1,9}", text) else None


def _amount(cell: Any, decimal: str) -> str | None:
    """Fifteen digits are all that a number of Excel keeps, so no more of it are believed."""
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return str(Decimal(f"{cell:.15g}"))
    found = numerals.read(str(cell), decimal=decimal)
    return None if found is None else str(found)


_READ: dict[Kind, Callable[[Any], Any]] = {Kind.TEXT: _text, Kind.CODE: _code, Kind.DAY: _day, Kind.NUMBER: _number}
NOT_ON_THE_LIST = _("%(where)s: “%(value)s” is not on the list. Choose one of: %(allowed)s.")
_BROKEN = _("%(where)s: Excel shows “%(value)s” here. Write the value itself; before a text put an apostrophe.")
_NO_RESULT = _(
    "%(where)s: there is a formula without a result. Write the value itself, or open the workbook in Excel and save it."
)
NO_NUMBER = _("%(where)s: “%(value)s” is no number. Write it in digits.")
_ADVICE = {
    Kind.CODE: _(
        "%(where)s: Excel made the day “%(value)s” of the code. Write the code with an apostrophe before it: '1.2.3"
    ),
    Kind.DAY: _("%(where)s: “%(value)s” is no day. Write it like this: 30.6.2022"),
    Kind.NUMBER: _("%(where)s: “%(value)s” is no whole number."),
    Kind.AMOUNT: _("%(where)s: “%(value)s” is no amount. Write only the number, without the currency."),
    Kind.FIGURE: NO_NUMBER,
}
