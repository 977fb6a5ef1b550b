"""What a workbook consists of: a sheet for each kind of row, a column for each field, lists of choices."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from functools import cached_property
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from okrilje.lib.scripts import fold

#: A text that is looked up in the catalogue of the language that is active when it is shown.
Words = Any

#: Sheets that explain and are not read back.
INSTRUCTIONS = _("Instructions")
LISTS = _("Lists to choose from")


class Kind(Enum):
    TEXT = auto()
    #: Text that looks like a number: Excel must not make 1.1 of 1.10.
    CODE = auto()
    DAY = auto()
    NUMBER = auto()
    #: A number with two decimals, as money has them.
    AMOUNT = auto()
    #: A number with as many decimals as it has.
    FIGURE = auto()
    CHOICE = auto()
    #: A code of the register; behind a dash stands its name.
    NAMED = auto()


class Each(Enum):
    """What a column is repeated for, under "heading: language" or "heading: number"."""

    LANGUAGE = auto()
    NUMBER = auto()


@dataclass(frozen=True)
class Column:
    """``path`` names its values in a row. ``choices`` names a list of the layout, ``refers`` the sheet in which a code
    must stand, ``most`` is the number of characters that a text may have.

    A text or an amount may be a choice too, or be something else.
    """

    path: str
    heading: Words
    kind: Kind = Kind.TEXT
    width: int = 16
    choices: str = ""
    refers: str = ""
    needed: bool = False
    each: Each | None = None
    #: It only tells something: nobody types in it, and it is not read back.
    told: bool = False
    most: int = 0

    def heading_for(self, part: str) -> str:
        """The heading of one of its repetitions: "Short title: Bosanski", "Day: 2". The first number goes without."""
        if self.each is Each.NUMBER:
            return str(self.heading) if part == "1" else f"{self.heading}: {part}"
        return f"{self.heading}: {dict(settings.LANGUAGES).get(part, part)}"


@dataclass(frozen=True)
class Sheet:
    name: Words
    #: What it holds, for the first sheet.
    holds: Words
    columns: tuple[Column, ...]
    #: So many columns stay in sight while one looks at the others.
    fixed: int = 1
    #: Rows may be added below the last one.
    grows: bool = True


@dataclass(frozen=True)
class Layout:
    """``choices``: list -> (its heading, value -> words). ``register`` is the heading of the list of names.

    ``is_protected``: only cells that are to be filled in can be typed in.
    """

    sheets: Mapping[str, Sheet]
    choices: Mapping[str, tuple[Words, Mapping[str, Words]]]
    register: Words
    #: The sentence for a name that is not in the register, with "where" and "value".
    unknown: str
    is_protected: bool = False
    #: List -> values that are read, but not offered any more.
    retired: Mapping[str, Collection[str]] = field(default_factory=dict)
    _headings: dict[str, Mapping[str, str]] = field(default_factory=dict)
    _named: dict[str, Mapping[str, str]] = field(default_factory=dict)

    @cached_property
    def sheet_names(self) -> Mapping[str, str]:
        """Name of a sheet in any language -> its key; "" for the sheets that only explain."""
        named = spelled({key: sheet.name for key, sheet in self.sheets.items()})
        return named | dict.fromkeys(spellings(INSTRUCTIONS) | spellings(LISTS), "")

    def offered(self, choices: str) -> list[str]:
        """The words that can be chosen from a list, in the active language."""
        retired = self.retired.get(choices, ())
        return [str(words) for value, words in self.choices[choices][1].items() if value not in retired]

    def choices_named(self, choices: str) -> Mapping[str, str]:
        """Words of a choice in any language -> its value."""
        if choices not in self._named:
            self._named[choices] = spelled(self.choices[choices][1])
        return self._named[choices]

    def column_at(self, sheet: str, heading: str) -> tuple[Column, str] | None:
        """The column under a heading in any language, and the path of its values; None where nobody knows it."""
        if column := self._column(sheet, heading):
            return (column, _repeated(column, "1")) if column.each is not Each.LANGUAGE else None
        start, _colon, part = heading.partition(":")
        column = self._column(sheet, start)
        if column is None or column.each is None or not fold(part):
            return None
        if column.each is Each.NUMBER:
            number = part.strip()
            return (column, _repeated(column, str(int(number)))) if re.fullmatch("[0-9]{1,3}", number) else None
        codes = {fold(name): code for code, name in settings.LANGUAGES}
        return column, _repeated(column, codes.get(fold(part), part.strip()))

    def _column(self, sheet: str, heading: str) -> Column | None:
        if sheet not in self._headings:
            self._headings[sheet] = spelled({column.path: column.heading for column in self.sheets[sheet].columns})
        path = self._headings[sheet].get(fold(heading))
        return next((column for column in self.sheets[sheet].columns if column.path == path), None)


def _repeated(column: Column, part: str) -> str:
    return f"{column.path}.{part}" if column.each else column.path


def spellings(words: Words) -> set[str]:
    """The words in every language of ours, as they are compared."""
    found = set()
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            found.add(fold(str(words)))
    return found


def spelled(named: Mapping[str, Words]) -> dict[str, str]:
    """Words in every language of ours -> their key."""
    return {spelling: key for key, words in named.items() for spelling in spellings(words)}


def labels_of(choices: Iterable[Any]) -> dict[str, Words]:
    """Value -> words, of the choices of a model's field."""
    return {str(choice): choice.label for choice in choices}
