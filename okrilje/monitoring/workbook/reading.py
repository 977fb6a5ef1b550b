"""From a workbook that somebody filled in to answers, each with the version that it was begun on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.formats import get_format
from pydantic import ValidationError

from okrilje.lib.documents import Message
from okrilje.lib.documents.blocks import gettext_noop as _
from okrilje.lib.file_errors import FileError, fault
from okrilje.lib.scripts import fold
from okrilje.lib.spreadsheets.cells import NO_NUMBER, NOT_ON_THE_LIST, Cells
from okrilje.lib.spreadsheets.reading import (
    A_VALUE_IS_MISSING,
    STANDS_TWICE,
    Line,
    Table,
    in_order,
    lacks,
    load,
    not_read,
    tables,
)
from okrilje.monitoring.answer_words import AMOUNT_NAMES
from okrilje.monitoring.answers import Answer, blank, fields, from_fields
from okrilje.monitoring.workbook.form import Entry, Form
from okrilje.monitoring.workbook.identity import SHEET, check, identify
from okrilje.monitoring.workbook.sheets import CHOICES, LAYOUT, SHEETS
from okrilje.monitoring.workbook.writing import progress_list

#: A report unpacks to far less than a plan document with its pictures.
MOST_UNPACKED = 64 * 1024 * 1024
#: Told now and then how many rows of how many were read.
Tell = Callable[[int, int], None]
#: Item -> the version that the workbook was made from, where that is not what it says now; gives what it says.
Bases = Callable[[Mapping[int, int]], dict[int, Answer]]


@dataclass
class Found:
    """``answers``: item -> what the workbook makes of its answer, only where that is something else than it was made
    from; ``revisions``: item -> the version that it was made from.
    """

    answers: dict[int, Answer] = field(default_factory=dict)
    revisions: dict[int, int] = field(default_factory=dict)
    faults: list[FileError] = field(default_factory=list)
    remarks: list[Message] = field(default_factory=list)


def read(data: bytes, form: Form, bases: Bases, *, name: str = "XLSX", tell: Tell | None = None) -> Found:
    """What stands in the workbook. Raises DocumentError where it is no report, or that of somebody else."""
    sheets = load(data, _is_wanted, name=name, most=MOST_UNPACKED)
    known = identify(sheets.pop(SHEET, None))
    check(known, form)
    decimal = get_format("DECIMAL_SEPARATOR", lang=known.language, use_l10n=True)
    cells = Cells(LAYOUT, form.spellings, decimal)
    revisions = {entry.pk: known.revisions.get((entry.code, entry.scope), 0) for entry in form.entries}
    stale = {entry.pk: revisions[entry.pk] for entry in form.entries if entry.revision != revisions[entry.pk]}
    now = {entry.pk: entry.answer for entry in form.entries if entry.pk not in stale}
    reading = _Reading(form, cells, now | (bases(stale) if stale else {}))
    reading.read(tables(sheets, LAYOUT, cells, tell), not_read(sheets, LAYOUT))
    answers = reading.answers()
    return Found(answers, revisions, in_order(cells.faults, list(sheets)), cells.remarks)


def _is_wanted(title: str) -> bool:
    return title == SHEET or bool(LAYOUT.sheet_names.get(fold(title)))


class _Reading:
    def __init__(self, form: Form, cells: Cells, bases: Mapping[int, Answer]) -> None:
        self.form, self.cells = form, cells
        self.bases = {pk: base.without_blanks() for pk, base in bases.items()}
        self.entries: dict[str, dict[str, Entry]] = defaultdict(dict)
        for entry in form.entries:
            self.entries[entry.code][entry.scope] = entry
        #: Item -> path of the answer -> value; and the cell in which it stands.
        self.flat = {pk: fields(base) for pk, base in self.bases.items()}
        self.places: dict[int, dict[str, tuple[Line, str]]] = defaultdict(dict)

    def read(self, found: Mapping[str, Table], others: Iterable[str]) -> None:
        for title in others:
            self._remark(_("The sheet “%(sheet)s” is no part of the report and was not read."), sheet=title)
        reads = {"activities": self._activities, "measures": self._measures, "money": self._money}
        for key, sheet in SHEETS.items():
            if key not in found:
                self._remark(_("The sheet “%(sheet)s” is gone; what it said stays as it is."), sheet=sheet.name)
            elif self._has_its_columns(found[key]):
                reads[key](found[key])

    def _remark(self, template: str, **parts: Any) -> None:
        self.cells.remarks.append(Message(template, parts))

    def _has_its_columns(self, table: Table) -> bool:
        """Those that say whose a row is must be there; of another one that is gone nothing is changed."""
        needed = [column for column in table.lacking if column.path.startswith("of ")]
        self.cells.faults += [lacks(table, column) for column in needed]
        for column in table.lacking:
            if column not in needed and not column.told:
                self._remark(
                    _("The sheet “%(sheet)s” lacks the column “%(column)s”; what it said stays as it is."),
                    sheet=table.title,
                    column=column.heading,
                )
        return not needed

    def answers(self) -> dict[int, Answer]:
        """The answers that say something else than before."""
        found = {}
        for pk, flat in self.flat.items():
            try:
                answer = from_fields(flat)
            except ValidationError as error:
                for one in error.errors():
                    line, path = self.places[pk][".".join(map(str, one["loc"]))]
                    self.cells.faults.append(fault(one, line.where(path)))
            else:
                if answer != self.bases[pk]:
                    found[pk] = answer
        return found

    # --- Whose a line is, and what it says ------------------------------------------------------------------------

    def _entry(self, line: Line) -> Entry | None:
        """The activity of a line; whether it is a share may be left out where there is only one."""
        code, scope = line.values.get("of code"), line.values.get("of scope")
        if code is None or ("of scope" in line.filled and scope is None):
            return None  # refused already
        entries = self.entries.get(code, {})
        if scope is None and len(entries) > 1:
            self.cells.refuse(A_VALUE_IS_MISSING, line.where("of scope"))
        elif scope is None and entries:
            return next(iter(entries.values()))
        elif scope in entries:
            return entries[scope]
        else:
            words = f"{code}, {CHOICES['scope'][1][scope]}" if scope else code
            self.cells.refuse(
                _("%(where)s: this report has no activity “%(value)s”."), line.where("of code"), value=words
            )
        return None

    def _entries_once(self, table: Table, *paths: str) -> Iterable[tuple[Line, Entry]]:
        """The lines with their activities; what stands a second time is refused."""
        seen = set()
        for line in table.lines:
            if entry := self._entry(line):
                key = (entry.pk, *(line.values.get(path) for path in paths))
                path = (paths or ("of code",))[-1]
                if key in seen:
                    self.cells.refuse(STANDS_TWICE, line.where(path), value=line.values.get(path, ""))
                else:
                    yield line, entry
                seen.add(key)

    def _put(self, entry: Entry, line: Line, cell: str, path: str) -> None:
        """An empty cell says that nothing is said; of one that was refused everything stays as it was."""
        if cell not in line.filled or cell in line.values:
            self.flat[entry.pk][path] = line.values.get(cell, blank(path))
            self.places[entry.pk][path] = line, cell

    # --- Sheets ---------------------------------------------------------------------------------------------------

    def _activities(self, table: Table) -> None:
        seen = set()
        for line, entry in self._entries_once(table):
            seen.add(entry.pk)
            self._check(entry, line)
            for path in table.columns:
                if not path.startswith("of "):
                    self._put(entry, line, path, path)
        if missing := len(self.form.entries) - len(seen):
            self._remark(
                _("Activities that are not on the sheet “%(sheet)s” and stay as they are: %(count)s."),
                sheet=table.title,
                count=missing,
            )

    def _check(self, entry: Entry, line: Line) -> None:
        """Only what fits its deadline can be said of an activity."""
        base = self.bases[entry.pk]
        offered = CHOICES[progress_list(entry.dues, base)][1]
        progress = line.values.get("progress")
        if progress is not None and progress not in offered:
            said, allowed = CHOICES["progress"][1][progress], "; ".join(map(str, offered.values()))
            self.cells.refuse(NOT_ON_THE_LIST, line.where("progress"), value=said, allowed=allowed)
        for path in line.values:
            group, _dot, number = path.partition(".")
            if group == "completions" and int(number) not in {*entry.dues, *base.completions}:
                self.cells.refuse(_("%(where)s: activity %(code)s has no due date number %(value)s."),
                                  line.where(path), code=entry.code, value=number)  # fmt: skip

    def _measures(self, table: Table) -> None:
        for line, entry in self._entries_once(table, "of measure"):
            key = line.values.get("of measure")
            measure = next((one for one in entry.measures if one.key == key), None)
            if measure is None and key is not None:
                self.cells.refuse(_("%(where)s: activity %(code)s has no measure “%(value)s”."),
                                  line.where("of measure"), code=entry.code, value=key)  # fmt: skip
            if measure is None:
                continue
            value = line.values.get("value")
            if value in _REACHED and measure.is_milestone:
                line.values["value"] = _REACHED[value]
            elif value in _REACHED:
                self.cells.refuse(NO_NUMBER, line.where("value"), value=CHOICES["reached"][1][value])
            for name in ("value", "reason"):
                if name in table.columns:
                    self._put(entry, line, name, f"values.{key}.{name}")

    def _money(self, table: Table) -> None:
        """The rows of an activity are all of its money: a row that is gone was taken out."""
        names = [name for name in AMOUNT_NAMES if name in table.columns]
        table.lines = [line for line in table.lines if line.filled & set(names)]
        seen: dict[int, set[str]] = defaultdict(set)
        for line, entry in self._entries_once(table, "of source", "of year"):
            if key := self._money_key(entry, line):
                seen[entry.pk].add(key)
                for name in names:
                    self._put(entry, line, name, f"money.{key}.{name}")
        for pk, base in self.bases.items():
            for key in base.money.keys() - seen[pk]:
                self.flat[pk] |= {f"money.{key}.{name}": None for name in names}

    def _money_key(self, entry: Entry, line: Line) -> str:
        """ "2021/MS"; "" where the year or the source is missing or was refused."""
        year = line.values.get("of year")
        if "of year" not in line.filled:
            self.cells.refuse(A_VALUE_IS_MISSING, line.where("of year"))
        if year is None or ("of source" in line.filled and "of source" not in line.values):
            return ""
        key = f"{year}/{line.values.get('of source', '')}"
        if year not in self.form.years and key not in self.bases[entry.pk].money:
            self.cells.refuse(_("%(where)s: “%(value)s” is no year of the plan. Write one from %(first)s to %(last)s."),
                              line.where("of year"), value=year,
                              first=self.form.years[0], last=self.form.years[-1])  # fmt: skip
        return key


_REACHED = {"yes": 1, "no": 0}
