"""A register as a workbook: the file that is downloaded is the file that is filled in and brought back."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import BooleanField, Count, DateField, DecimalField, Field, IntegerField
from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from okrilje.accounts.models import Institution, User
from okrilje.lib import spreadsheets
from okrilje.lib.documents import Message
from okrilje.lib.documents.blocks import gettext_noop
from okrilje.lib.file_errors import together
from okrilje.lib.scripts import fold
from okrilje.lib.spreadsheets.cells import Cells
from okrilje.lib.spreadsheets.layout import Column, Each, Layout, Sheet
from okrilje.lib.spreadsheets.layout import Kind as CellKind
from okrilje.lib.spreadsheets.reading import Line, load, tables
from okrilje.lib.spreadsheets.writing import Front, Row
from okrilje.plan.measuring import Words
from okrilje.plan.models import Activity
from okrilje.registers import queries
from okrilje.registers.actions import Entry
from okrilje.registers.kind import Kind
from okrilje.registers.person_keys import person_key
from okrilje.registers.records import Record
from okrilje.registers.reference import ListedField

_YES_NO = (gettext_lazy("Yes or no"), {"true": gettext_lazy("yes"), "false": gettext_lazy("no")})
_NO_SUCH_ACTIVITY = gettext_noop("%(where)s: there is no activity “%(value)s” that records of this kind answer.")
_NO_SUCH_RECORD = gettext_noop("%(where)s: your institution has no record with the number “%(value)s”.")
_NOT_ABOVE = gettext_noop("%(where)s: no row of the sheet “%(sheet)s” has the number “%(value)s”.")


@dataclass(frozen=True)
class Found:
    """What a file says: the entries, each with the record that it changes, and where it stands in the file."""

    entries: tuple[tuple[Entry, int | None], ...]
    remarks: tuple[Message, ...]


@cache
def layout(slug: str) -> Layout:
    from okrilje.registers.kind import kinds

    kind = kinds()[slug]
    number = gettext_lazy("Number of the record")
    own = [Column("own number", number, CellKind.CODE, 12)]
    own += [_column(f) for f in kind.fields if f.name != "note"]
    own += [
        Column("activities", gettext_lazy("Activities of the plan"), width=24),
        Column("partners", gettext_lazy("Together with"), width=24),
        Column("note", gettext_lazy("Note"), width=40),
    ]
    sheets = {"records": Sheet(_sheet_name(kind.many), kind.holds, tuple(own), fixed=2)}
    if kind.lines:
        of = Column("of number", number, CellKind.CODE, 12, refers="records", needed=True)
        lines = (of, *(_column(f) for f in kind.line_fields))
        sheets["lines"] = Sheet(_sheet_name(kind.lines_name), gettext_lazy("The rows inside each record."), lines)
    fields = {f.name if f in kind.fields else f"line {f.name}": f for f in (*kind.fields, *kind.line_fields)}
    choices = {name: (f.verbose_name, dict(f.flatchoices)) for name, f in fields.items() if f.flatchoices}
    retired = {name: f.retired() for name, f in fields.items() if isinstance(f, ListedField)}
    return Layout(
        sheets, {**choices, "yes": _YES_NO}, retired=retired, register=gettext_lazy("Institutions"),
        unknown=gettext_noop("%(where)s: there is no institution “%(value)s”. Choose one from the list."),
    )  # fmt: skip


#: Excel takes no longer name of a sheet.
def _cut(words: Words) -> str:
    return str(words)[:31].strip()


_sheet_name: Any = lazy(_cut, str)


def _column(of: Field[Any, Any]) -> Column:
    needed = not of.blank and not of.has_default()
    width = 40 if of.name == "title" else 18
    if of.name == "person":
        return Column("person", gettext_lazy("E-mail address, service number or key"), width=36, needed=True)
    if of.is_relation:
        return Column(of.name, of.verbose_name, CellKind.NAMED, 30, needed=needed)
    if of.flatchoices:
        own = hasattr(of.model, "institution_id") and hasattr(of.model, "deleted_at")
        listed = of.name if own else f"line {of.name}"
        return Column(of.name, of.verbose_name, CellKind.CHOICE, 24, choices=listed, needed=needed)
    if isinstance(of, BooleanField):
        return Column(of.name, of.verbose_name, CellKind.CHOICE, 12, choices="yes")
    for field, kind in ((DateField, CellKind.DAY), (IntegerField, CellKind.NUMBER), (DecimalField, CellKind.AMOUNT)):
        if isinstance(of, field):
            return Column(of.name, of.verbose_name, kind, 14, needed=needed)
    return Column(of.name, of.verbose_name, width=width, needed=needed, most=of.max_length or 0)


# --- Writing ------------------------------------------------------------------------------------------------------


def write(kind: Kind, records: Sequence[Record]) -> bytes:
    """The records, as far as the caller may see them, in the active language. Needs ``queries.with_parts``."""
    shared = _shared_codes()
    rows = {"records": [Row(_values(kind, record, shared)) for record in records]}
    if kind.lines:
        chosen = kind.lines._default_manager.filter(record__in=[record.pk for record in records])
        related = [f.name for f in kind.line_fields if f.is_relation]
        lines: Any = chosen.select_related(*related).order_by("record", "pk")
        rows["lines"] = [Row({"of number": str(line.record_id), **_told(kind.line_fields, line)}) for line in lines]
    names = {row.code: row.title for row in Institution.objects.filter(is_active=True).order_by("code")}
    return spreadsheets.write(
        layout(kind.slug), rows, Front(str(kind.many), _instructions()), names=names, each={Each.NUMBER: []}
    )


def _instructions() -> tuple[str, ...]:
    return (
        _(
            "Change cells, add rows below the last one, and bring the file back. You see what would change before "
            "it does."
        ),
        _(
            "A row with a number changes that record; give new records numbers of your own, such as N1, N2, so that "
            "the rows of the second sheet find them."
        ),
        _("Activities are written by code, with a comma between several: 1.5.1, 2.1.2."),
        _("Write no names of persons. Of an e-mail address or service number only a key is kept."),
    )


def _values(kind: Kind, record: Record, shared: Collection[str]) -> dict[str, Any]:
    found = {"own number": str(record.pk), **_told(kind.fields, record)}
    found["activities"] = ", ".join(sorted(_named(one, shared) for one in record.activities.all()))
    found["partners"] = ", ".join(sorted(one.code for one in record.partners.all()))
    return found


def _shared_codes() -> set[str]:
    """Codes that activities of several plans have: there a code alone would lead to another plan's."""
    rows = Activity.objects.order_by().values_list("code").annotate(plans=Count("plan", distinct=True))
    return set(rows.filter(plans__gt=1).values_list("code", flat=True))


def _named(activity: Activity, shared: Collection[str]) -> str:
    return f"{activity.plan.code} {activity.code}" if activity.code in shared else activity.code


def _told(fields: Iterable[Field[Any, Any]], row: Any) -> dict[str, Any]:
    found = {}
    for one in fields:
        value = getattr(row, one.name)
        if one.is_relation:
            value = value.code if value else ""
        elif isinstance(value, bool):
            value = "true" if value else "false"
        elif hasattr(value, "isoformat"):
            value = value.isoformat()
        found[one.name] = str(value) if isinstance(value, Decimal) else value
    return found


def write_csv(kind: Kind, records: Iterable[Record]) -> str:
    """The records without their inner rows, for whoever counts on with other programs."""
    out, shared = io.StringIO(), _shared_codes()
    columns = layout(kind.slug).sheets["records"].columns
    writer = csv.writer(out)
    writer.writerow([str(column.heading) for column in columns])
    for record in records:
        values = _values(kind, record, shared)
        writer.writerow([_safe(values.get(column.path)) for column in columns])
    return out.getvalue()


def _safe(value: Any) -> str:
    """A text that a spreadsheet would take for a formula begins with an apostrophe."""
    text = "" if value is None else str(value)
    return f"'{text}" if text[:1] in ("=", "+", "-", "@") else text


# --- Reading ------------------------------------------------------------------------------------------------------


def read(kind: Kind, data: bytes, user: User) -> Found:
    """What a filled-in workbook says. Raises FileError, which names every cell that is wrong."""
    reading = Reading(kind, user)
    ours = reading.cells.layout
    found = tables(load(data, lambda title: bool(ours.sheet_names.get(fold(title)))), ours, reading.cells)
    records = found["records"]
    return reading.found(records.lines, found["lines"].lines if "lines" in found else None, records.columns)


def is_ours(kind: Kind, titles: Iterable[str]) -> bool:
    """Whether a workbook with such sheets was downloaded here."""
    return any(layout(kind.slug).sheet_names.get(fold(title)) == "records" for title in titles)


class Reading:
    """Makes entries of the lines of sheets; ``cells`` reads their cells and keeps what is wrong with them."""

    def __init__(self, kind: Kind, user: User) -> None:
        self.kind = kind
        self.institutions = {row.code: row for row in Institution.objects.filter(is_active=True)}
        spellings = {c: {fold(row.name), *map(fold, row.labels.values())} for c, row in self.institutions.items()}
        self.cells = Cells(layout(kind.slug), spellings)
        self.activities: dict[str, list[Activity]] = defaultdict(list)
        for one in queries.candidates(kind, user):
            self.activities[one.code].append(one)
            self.activities[f"{one.plan.code} {one.code}"].append(one)
        own = kind.model._default_manager.filter(institution=user.institution_id, deleted_at=None)
        self.own = {str(pk) for pk in own.values_list("pk", flat=True)}

    def found(self, records: list[Line], lines: list[Line] | None, columns: Collection[str]) -> Found:
        """What the lines say. ``columns`` are the paths of those that the table has: what a known record says in
        others stays as it is, and so do the rows inside it without ``lines``.

        Raises FileError, which names every cell that is wrong.
        """
        numbers = {str(line.values.get("own number", "")).strip() for line in records} & self.own
        rows: Any = self.kind.model._default_manager.prefetch_related("activities__plan", "partners")
        related = rows.select_related(*(f.name for f in self.kind.fields if f.is_relation))
        self.known = {str(pk): row for pk, row in related.in_bulk([int(number) for number in numbers]).items()}
        self.columns = set(columns)
        entries = self._entries(records, lines)
        self.refuse_faults()
        return Found(tuple(entries), tuple(self.cells.remarks))

    def refuse_faults(self) -> None:
        if self.cells.faults:
            raise together(self.cells.faults)

    def _entries(self, records: list[Line], lines: list[Line] | None) -> list[tuple[Entry, int | None]]:
        inner: dict[str, list[dict[str, Any]]] | None = None if lines is None else defaultdict(list)
        numbers = {str(line.values.get("own number", "")).strip() for line in records}
        for line in lines or ():
            number = str(line.values.get("of number", "")).strip()
            if number not in numbers:
                self.cells.refuse(_NOT_ABOVE, line.where("of number"), value=number,
                                  sheet=layout(self.kind.slug).sheets["records"].name)  # fmt: skip
            assert inner is not None
            inner[number].append(self.row(line, self.kind.line_fields))
        return [self._entry(line, inner) for line in records]

    def _entry(self, line: Line, inner: dict[str, list[dict[str, Any]]] | None) -> tuple[Entry, int | None]:
        number = str(line.values.get("own number", "")).strip()
        if number.isdigit() and number not in self.own:
            self.cells.refuse(_NO_SUCH_RECORD, line.where("own number"), value=number)
        rows = inner.get(number, []) if inner is not None and self.kind.lines else None
        values, activities, partners = self.row(line, self.kind.fields), self._activities(line), self._partners(line)
        if record := self.known.get(number):
            values |= {f.name: getattr(record, f.name) for f in self.kind.fields if f.name not in self.columns}
            activities = activities if "activities" in self.columns else list(record.activities.all())
            partners = partners if "partners" in self.columns else list(record.partners.all())
        entry = Entry(values, activities, partners, rows)
        return entry, int(number) if number.isdigit() else None

    def _activities(self, line: Line) -> list[Activity]:
        found = []
        for code in _listed(line.values.get("activities")):
            if code not in self.activities:
                self.cells.refuse(_NO_SUCH_ACTIVITY, line.where("activities"), value=code)
            found += self.activities.get(code, [])[:1]
        return found

    def _partners(self, line: Line) -> list[Institution]:
        found = []
        for code in _listed(line.values.get("partners")):
            if code not in self.institutions:
                self.cells.refuse(self.cells.layout.unknown, line.where("partners"), value=code)
            else:
                found.append(self.institutions[code])
        return found

    def row(self, line: Line, fields: Iterable[Field[Any, Any]]) -> dict[str, Any]:
        """Field -> value of one line; what is wrong is kept in ``cells``."""
        found: dict[str, Any] = {}
        for one in fields:
            value = line.values.get(one.name)
            if value in (None, ""):
                found[one.name] = one.get_default() if one.has_default() else None if one.null else ""
                continue
            if one.is_relation:
                found[one.name] = self.institutions.get(value)
            elif one.name == "person":
                found[one.name] = person_key(str(value))
            else:
                found[one.name] = self._clean(one, value == "true" if isinstance(one, BooleanField) else value, line)
        return found

    def _clean(self, one: Field[Any, Any], value: Any, line: Line) -> Any:
        try:
            return one.clean(value, None)
        except ValidationError as error:
            self.cells.refuse(gettext_noop("%(where)s: %(why)s"), line.where(one.name), why=" ".join(error.messages))
            return None


def _listed(text: Any) -> list[str]:
    return [part.strip() for part in str(text or "").replace(";", ",").split(",") if part.strip()]
