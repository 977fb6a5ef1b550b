"""Changes to records. Every door (form, file, demonstration) comes through here; revision and audit event with each."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from okrilje.accounts.access import granted
from okrilje.accounts.models import Institution, User
from okrilje.accounts.personal_numbers import known
from okrilje.audit import actions as audit
from okrilje.lib import personal_data
from okrilje.plan.models import Activity
from okrilje.registers import queries
from okrilje.registers.kind import Kind
from okrilje.registers.models import Batch, Revision
from okrilje.registers.records import Held, Record
from okrilje.registers.reference import ListedField
from okrilje.registers.rules import why_not_write

#: What stands once among the rows of a record, in kinds whose rows have it: it tells them apart.
STANDS_ONCE = ("person", "state", "reference")


class RecordError(Exception):
    """The record cannot be kept like this; the message says why and what to do."""


class ChangedMeanwhileError(RecordError):
    """Somebody else saved the record after it was looked at. ``record`` is what they made of it."""

    def __init__(self, record: Record) -> None:
        super().__init__(
            _(
                "Somebody else changed this record meanwhile; the history below says what. Put into the form what of "
                "it should stay, and save once more."
            )
        )
        self.record = record


@dataclass(frozen=True)
class Entry:
    """A record as somebody entered it. ``values``: field -> value; ``lines`` None leaves the rows as they are."""

    values: Mapping[str, Any]
    activities: Collection[Activity] = ()
    partners: Collection[Institution] = ()
    lines: Sequence[Mapping[str, Any]] | None = None


@dataclass(frozen=True)
class Entered:
    """An entry with the record that it changes, None for a new one."""

    entry: Entry
    record: Record | None = None


@transaction.atomic
def save(kind: Kind, entry: Entry, *, by: User, at: datetime, record: Record | None = None, seen: str = "") -> Record:
    """Enters a record for the institution of ``by``, or changes one. ``seen``: when the state was saved, in ISO 8601,
    that the person looked at.

    Raises PermissionDenied where it is another institution's, RecordError where a text leads to a person,
    ChangedMeanwhileError where the record is no longer the one that was seen.
    """
    if record and seen:
        latest = kind.model._default_manager.select_for_update().get(pk=record.pk)
        if latest.changed_at.isoformat() != seen:
            raise ChangedMeanwhileError(latest)
    return save_each(kind, [Entered(entry, record)], by=by, at=at)[0]


@transaction.atomic
def save_each(
    kind: Kind,
    entries: Sequence[Entered],
    *,
    by: User,
    at: datetime,
    is_demonstration: bool = False,
    batch: Batch | None = None,
) -> list[Record]:
    """As ``save``, for many: all or nothing, with one audit event for each record."""
    for one in entries:
        _check(kind, one, by)
    before = [plain(kind, one.record) if one.record else {} for one in entries]
    records = [_filled(kind, one, by, at, is_demonstration) for one in entries]
    kind.model._default_manager.bulk_create(record for record in records if record.pk is None)
    for one in entries:
        if one.record:
            one.record.save()
    _store_parts(kind, entries, records)
    revisions = []
    for one, record, was in zip(entries, records, before, strict=True):
        if changes := _changes(was, _said(kind, record, one.entry, was)):
            what = Revision.What.CHANGED if one.record else Revision.What.ENTERED
            revisions.append(
                Revision(kind=kind.slug, record=record.pk, what=what, at=at, by=by, changes=changes, batch=batch)
            )
    Revision.objects.bulk_create(revisions)
    audit.record_each("record.entered", _subjects(kind, revisions, Revision.What.ENTERED), by=by, at=at)
    audit.record_each("record.changed", _subjects(kind, revisions, Revision.What.CHANGED), by=by, at=at)
    return records


def _subjects(kind: Kind, revisions: Sequence[Revision], what: Revision.What) -> list[tuple[str, str]]:
    return [subject_of(kind, one.record) for one in revisions if one.what == what]


def subject_of(kind: Kind, number: int) -> tuple[str, str]:
    """What the audit trail calls a record."""
    return ("record", f"{kind.slug} {number}")


def _check(kind: Kind, one: Entered, by: User) -> None:
    refuse_others(by, one.record.institution if one.record else by.institution)
    if wrong := objection(kind, one.entry, one.record):
        raise RecordError(wrong)


def refuse_others(by: User, owner: Institution) -> None:
    """Raises PermissionDenied where a record of ``owner`` is not for this person to write."""
    refusal = why_not_write(granted=granted(by), institution=by.institution.code, owner=owner.code)
    if refusal:
        raise PermissionDenied(refusal)


def objection(kind: Kind, entry: Entry, record: Record | None = None) -> str:
    """What stands against keeping an entry, of ``record`` if it changes one, as a sentence; "" for nothing.

    Pages and files ask the same.
    """
    first, last = entry.values.get("happened_on"), entry.values.get("ends_on")
    if first and last and last < first:
        return _("The last day is before the first day.")
    if entry.values.get("status", Held.HELD) != Held.HELD and _is_completed(kind, entry, record):
        return _("Nobody can have completed what was not held.")
    found = kind.objection(entry.values) or _stands_twice(kind, entry) or _is_retired(kind, entry, record)
    return found or _leads_to_person(entry)


def _is_completed(kind: Kind, entry: Entry, record: Record | None) -> bool:
    """Whether somebody completed it; rows of which the entry says nothing stay as they are."""
    if entry.lines is not None or record is None:
        return any(line.get("completed") for line in entry.lines or ())
    knows = any(one.name == "completed" for one in kind.line_fields)
    return knows and queries.lines_of(kind, record).filter(completed=True).exists()


def _stands_twice(kind: Kind, entry: Entry) -> str:
    """The same state, person or payment stands once in a record."""
    for one in kind.line_fields:
        if one.name in STANDS_ONCE:
            values = [line[one.name] for line in entry.lines or ()]
            if len(values) != len(set(values)):
                return _("“%(field)s” stands twice with the same value.") % {"field": one.verbose_name}
    return ""


def _is_retired(kind: Kind, entry: Entry, record: Record | None) -> str:
    """A retired code is taken for what happened while it was used, and stays where it stands already."""
    named = [(one, entry.values.get(one.name), record and getattr(record, one.name)) for one in kind.fields]
    inner = [(one, line.get(one.name), None) for line in entry.lines or () for one in kind.line_fields]
    for one, code, stood in (*named, *inner):
        item = one.listed.get(code or "") if isinstance(one, ListedField) and code != stood else None
        if item is None or item.until is None or entry.values["happened_on"] <= item.until:
            continue
        if one in kind.line_fields and record and queries.lines_of(kind, record).filter(**{one.name: code}).exists():
            continue
        parts = {"value": item.label, "day": date_format(item.until, "SHORT_DATE_FORMAT"), "field": one.verbose_name}
        return _("“%(value)s” was in use until %(day)s only. Choose another value for “%(field)s”.") % parts
    return ""


def _leads_to_person(entry: Entry) -> str:
    """What is wrong with the texts of an entry, for registers hold no number or address of a person; "" for nothing."""
    rows = (entry.values, *(entry.lines or ()))
    # A key of a person is hexadecimal digits, among which any telephone may stand by chance.
    texts = [text for row in rows for name, text in row.items() if name != "person" and isinstance(text, str) and text]
    found = [one for text in texts for one in personal_data.find(text, known())]
    if not found:
        return ""
    return _(
        "This looks like the number, telephone or e-mail address of a person: %(masked)s. Registers hold nothing that "
        "leads to a person; take it out."
    ) % {"masked": ", ".join(dict.fromkeys(one.masked for one in found))}


def _filled(kind: Kind, one: Entered, by: User, at: datetime, is_demonstration: bool) -> Record:
    """The record with what was entered, not saved yet."""
    record = one.record
    if record is None:
        record = kind.model(institution=by.institution, entered_by=by)
        record.is_demonstration = is_demonstration
    for name, value in one.entry.values.items():
        setattr(record, name, value)
    record.changed_at = at
    return record


def _partners(record: Record, entry: Entry) -> list[Institution]:
    return [partner for partner in entry.partners if partner.pk != record.institution_id]


def _store_parts(kind: Kind, entries: Sequence[Entered], records: Sequence[Record]) -> None:
    """Activities, partners and lines of all the records; in few queries, however many there are."""
    pairs = list(zip(records, (one.entry for one in entries), strict=True))
    chosen = {
        "activities": [(record.pk, activity.pk) for record, entry in pairs for activity in entry.activities],
        "partners": [(record.pk, partner.pk) for record, entry in pairs for partner in _partners(record, entry)],
    }
    for name, keys in chosen.items():
        of: Any = kind.model._meta.get_field(name)
        through, own, other = of.remote_field.through, of.m2m_field_name(), of.m2m_reverse_field_name()
        changed = [one.record.pk for one in entries if one.record]
        through._default_manager.filter(**{f"{own}__in": changed}).delete()
        through._default_manager.bulk_create(
            through(**{f"{own}_id": record, f"{other}_id": part}) for record, part in keys
        )
    if kind.lines:
        renewed = [one.record.pk for one in entries if one.record and one.entry.lines is not None]
        kind.lines._default_manager.filter(record__in=renewed).delete()
        kind.lines._default_manager.bulk_create(
            kind.lines(record=record, **line) for record, entry in pairs for line in entry.lines or ()
        )


@transaction.atomic
def delete(kind: Kind, record: Record, *, why: str, by: User, at: datetime) -> None:
    """Takes a record out of lists and figures; it can be restored. Raises PermissionDenied; RecordError without why."""
    if not why.strip():
        raise RecordError(_("Say why the record is deleted."))
    _mark(kind, record, Revision.What.DELETED, why.strip(), by, at)
    audit.record("record.deleted", by=by, at=at, subject=subject_of(kind, record.pk))


@transaction.atomic
def restore(kind: Kind, record: Record, *, by: User, at: datetime) -> None:
    """Brings a deleted record back. Raises PermissionDenied."""
    _mark(kind, record, Revision.What.RESTORED, "", by, at)
    audit.record("record.restored", by=by, at=at, subject=subject_of(kind, record.pk))


def _mark(kind: Kind, record: Record, what: Revision.What, why: str, by: User, at: datetime) -> None:
    refuse_others(by, record.institution)
    record.deleted_at = at if what == Revision.What.DELETED else None
    record.save(update_fields=["deleted_at"])
    Revision.objects.create(kind=kind.slug, record=record.pk, what=what, at=at, by=by, reason=why)


@transaction.atomic
def opened(kind: Kind, record: Record, *, by: User, at: datetime) -> None:
    """That somebody read a restricted record is an event; others leave no trace."""
    if kind.is_restricted:
        audit.record("record.opened", by=by, at=at, subject=subject_of(kind, record.pk))


@transaction.atomic
def listed(kind: Kind, records: Iterable[Record], *, by: User, at: datetime) -> None:
    """That somebody saw restricted records in a list or took them out as a file is one event, with their numbers."""
    numbers = sorted(one.pk for one in records) if kind.is_restricted else []
    if numbers:
        told = f"{kind.slug} {numbers[0]}" if len(numbers) == 1 else f"{kind.slug} {numbers[0]}-{numbers[-1]}"
        audit.record("records.listed", by=by, at=at, subject=("record", told), numbers=numbers)


def plain(kind: Kind, record: Record) -> dict[str, Any]:
    """All that a stored record says, as values that JSON can hold; persons by their keys."""
    activities = list(record.activities.select_related("plan"))
    lines = None
    if kind.lines:
        names = [f.name for f in kind.line_fields]
        rows = kind.lines._default_manager.filter(record=record).order_by("pk")
        related = [f.name for f in kind.line_fields if f.is_relation]
        lines = [{name: getattr(row, name) for name in names} for row in rows.select_related(*related)]
    return _said(kind, record, Entry({}, activities, list(record.partners.all()), lines), {})


def differs(kind: Kind, record: Record, entry: Entry) -> bool:
    """Whether the entry says something else than the stored record."""
    was = plain(kind, record)
    return bool(_changes(was, _said(kind, record, entry, was)))


def _said(kind: Kind, record: Record, entry: Entry, was: Mapping[str, Any]) -> dict[str, Any]:
    found = {f.name: _plain(entry.values.get(f.name, getattr(record, f.name))) for f in kind.fields}
    found["activities"] = sorted(f"{one.plan.code} {one.code}" for one in entry.activities)
    found["partners"] = sorted(partner.code for partner in _partners(record, entry))
    if kind.lines:
        rows = [{name: _plain(value) for name, value in line.items()} for line in entry.lines or ()]
        found["lines"] = was.get("lines", []) if entry.lines is None else rows
    return found


def _plain(value: Any) -> Any:
    if isinstance(value, Institution):
        return value.code
    if isinstance(value, date):
        return value.isoformat()
    return f"{value.normalize():f}" if isinstance(value, Decimal) else value


def _changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    names: Iterable[str] = after.keys()
    return {name: [before.get(name), after[name]] for name in names if before.get(name) != after[name]}
