"""The same event, entered by two institutions: shown to both, and made one record where both agree."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from okrilje.accounts.models import User
from okrilje.audit import actions as audit
from okrilje.registers import actions, attaching, likeness, queries
from okrilje.registers.actions import Entered, Entry, RecordError
from okrilje.registers.kind import Kind
from okrilje.registers.models import Merging
from okrilje.registers.records import Record

GONE = gettext_lazy("One of the two records is deleted, or the question was answered meanwhile.")


@dataclass(frozen=True)
class Pair:
    """A record of one's institution and one of another that could be the same event, with what was said of it."""

    own: Any
    other: Any
    merging: Merging | None

    @property
    def is_kept(self) -> bool:
        """Whether one's own record is the one that was proposed to stay."""
        return self.merging is not None and self.merging.kept == self.own.pk

    @property
    def is_different(self) -> bool:
        return self.merging is not None and self.merging.state == Merging.State.DIFFERENT

    @property
    def is_asked(self) -> bool:
        """Whether it is one's own institution that is asked."""
        merging = self.merging
        return bool(merging and merging.state == Merging.State.ASKED and merging.asked_id == self.own.institution_id)


def pairs(kind: Kind, user: User) -> list[Pair]:
    """What could be the same event, the latest first; asked ones are there even if they were changed meanwhile.

    None of restricted kinds: what others hold there is not shown. In four queries and those of the parts.
    """
    if kind.is_restricted:
        return []
    standing = kind.model._default_manager.filter(deleted_at=None).order_by()
    names = ["pk", "happened_on", "title", *(name for name in ("place",) if _has(kind, name))]
    ours, theirs = (standing.filter(institution=user.institution_id), standing.exclude(institution=user.institution_id))
    own = [likeness.described(*row) for row in ours.values_list(*names)]
    near = theirs.filter(happened_on__in=likeness.near(one.day for one in own))
    others = [likeness.described(*row) for row in near.values_list(*names)]
    # A record that was merged and restored is a question anew.
    asked = Merging.objects.filter(kind=kind.slug).exclude(state=Merging.State.MERGED)
    said = {(one.first, one.second): one for one in asked}
    found = set(likeness.pairs(own, others))
    numbers = {number for pair in (*found, *said) for number in pair}
    records = {row.pk: row for row in queries.with_parts(kind, standing.filter(pk__in=numbers))}
    mine = {number for number, row in records.items() if row.institution_id == user.institution_id}
    for first, second in said:
        both = ((first, second), (second, first))
        found |= {(a, b) for a, b in both if a in mine and b in records.keys() - mine}
    ordered = sorted(found, key=lambda pair: (records[pair[0]].happened_on, pair), reverse=True)
    return [Pair(records[a], records[b], said.get((min(a, b), max(a, b)))) for a, b in ordered]


def _has(kind: Kind, name: str) -> bool:
    return any(one.name == name for one in kind.fields)


@transaction.atomic
def ask(kind: Kind, own: Record, other: Record, *, keeps: Record, by: User, at: datetime) -> Merging:
    """Asks the institution of ``other`` whether both are one event, of which the record ``keeps`` is to stay.

    Raises PermissionDenied where ``own`` is another institution's, RecordError where it was asked already.
    """
    merging = _said(kind, own, other, Merging.State.ASKED, by, at)
    merging.keeps_first = merging.first == keeps.pk
    merging.save()
    audit.record("record.merging_asked", by=by, at=at, subject=actions.subject_of(kind, own.pk))
    return merging


@transaction.atomic
def hold_apart(kind: Kind, own: Record, other: Record, *, by: User, at: datetime) -> None:
    """Says that they are two events, as an answer or without having been asked. Raises as ``ask``."""
    merging = _said(kind, own, other, Merging.State.DIFFERENT, by, at)
    merging.answered_by, merging.answered_at = by, at
    merging.save()
    audit.record("record.held_apart", by=by, at=at, subject=actions.subject_of(kind, own.pk))


def _said(kind: Kind, own: Record, other: Record, state: Merging.State, by: User, at: datetime) -> Merging:
    actions.refuse_others(by, own.institution)
    if kind.is_restricted or own.institution_id == other.institution_id:
        raise PermissionDenied(_("Only records of two institutions that both may open can be one event."))
    first, second = sorted((own.pk, other.pk))
    found = Merging.objects.select_for_update().filter(kind=kind.slug, first=first, second=second).first()
    if found and found.state == state == Merging.State.ASKED:
        raise RecordError(_("This was asked already; look at the answer, or give one."))
    if found is None:
        return Merging(kind=kind.slug, first=first, second=second, state=state, by=by, at=at, asked=other.institution)
    found.state = state
    if state == Merging.State.ASKED:
        found.by, found.at, found.asked = by, at, other.institution
        found.answered_by = found.answered_at = None
    return found


@transaction.atomic
def agree(kind: Kind, merging: Merging, *, by: User, at: datetime) -> Record:
    """Makes one record of the two: the kept one takes in what the other has more, and the other is deleted.

    Each of the two is changed in the name of somebody of its own institution: the one who asked and the one who agrees.
    Raises PermissionDenied where another institution was asked; RecordError where the question no longer stands.
    """
    merging = Merging.objects.select_for_update().select_related("by").get(pk=merging.pk)
    if merging.asked_id != by.institution_id:
        raise PermissionDenied(_("Only the institution that was asked may answer."))
    rows = queries.with_parts(kind, kind.model._default_manager.filter(deleted_at=None))
    records = rows.in_bulk([merging.first, merging.second])
    if merging.state != Merging.State.ASKED or len(records) < 2:
        raise RecordError(str(GONE))
    if not merging.by.is_active:
        raise RecordError(_("Whoever asked has no account any more. Ask the other way round."))
    kept: Record = records.pop(merging.kept)
    [(_number, other)] = records.items()
    people = {merging.by.institution_id: merging.by, by.institution_id: by}
    if set(people) != {kept.institution_id, other.institution_id}:
        raise RecordError(_("One of the two records belongs to another institution now. Ask anew."))
    entry = together(kind, kept, other)
    actions.save_each(kind, [Entered(entry, kept)], by=people[kept.institution_id], at=at)
    why = _("The same event as record %(number)s of %(institution)s.") % {
        "number": kept.pk,
        "institution": kept.institution.code,
    }
    attaching.hand_on(kind, other, kept)
    actions.delete(kind, other, why=why, by=people[other.institution_id], at=at)
    merging.state, merging.answered_by, merging.answered_at = Merging.State.MERGED, by, at
    merging.save()
    audit.record("record.merged", by=by, at=at, subject=actions.subject_of(kind, kept.pk))
    return kept


def together(kind: Kind, kept: Record, other: Record) -> Entry:
    """The kept record with everything that the other has more: activities, institutions, rows, fields left empty."""
    values = {one.name: getattr(kept, one.name) for one in kind.fields}
    for name, value in values.items():
        if value in (None, ""):
            values[name] = getattr(other, name)
    activities = {one.pk: one for record in (kept, other) for one in record.activities.all()}
    partners = {one.pk: one for record in (kept, other) for one in record.partners.all()}
    partners[other.institution_id] = other.institution
    lines = _rows_together(_rows(kind, kept), _rows(kind, other)) if kind.lines else None
    return Entry(values, list(activities.values()), list(partners.values()), lines)


def _rows(kind: Kind, record: Record) -> list[dict[str, Any]]:
    names = [one.name for one in kind.line_fields]
    return [{name: getattr(row, name) for name in names} for row in queries.lines_of(kind, record).order_by("pk")]


def _rows_together(kept: Sequence[Mapping[str, Any]], other: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """All rows of the kept record, and of the other those that it does not have.

    Rows that nothing tells apart stand as often as in the record that has more of them.
    """
    there = Counter(map(_identity, kept))
    found = list(kept)
    for row in other:
        identity = _identity(row)
        if there[identity]:
            there[identity] -= 1
        else:
            found.append(row)
    return found


def _identity(row: Mapping[str, Any]) -> tuple[Any, ...]:
    telling = [row[name] for name in actions.STANDS_ONCE if row.get(name)]
    return tuple(telling) or tuple(row.values())
