"""Many records at once: one correction for all of them, and the way back from it or from a file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from okrilje.accounts.models import Institution, User
from okrilje.audit import actions as audit
from okrilje.plan.models import Activity
from okrilje.registers import actions, queries
from okrilje.registers.actions import Entered, Entry, RecordError
from okrilje.registers.kind import Kind, kinds
from okrilje.registers.models import Batch, Revision
from okrilje.registers.records import Record

ADD, REMOVE = "add-activity", "remove-activity"


@dataclass(frozen=True)
class Correction:
    """``field`` of the record gets ``value``; or, for ADD and REMOVE, the activity ``value`` is added or taken out."""

    field: str
    value: Any

    def of(self, kind: Kind, record: Record) -> Entry:
        """The record as it would be. Needs its activities and partners."""
        values = {f.name: getattr(record, f.name) for f in kind.fields}
        activities = [one for one in record.activities.all() if (self.field, one) != (REMOVE, self.value)]
        if self.field == ADD and self.value not in activities:
            activities.append(self.value)
        elif self.field not in (ADD, REMOVE):
            values[self.field] = self.value
        return Entry(values, activities, list(record.partners.all()))


@transaction.atomic
def correct(
    kind: Kind, records: Sequence[Record], correction: Correction, name: str, *, by: User, at: datetime
) -> Batch:
    """Corrects all the records, or none. ``name`` tells people what was corrected.

    Raises PermissionDenied where one is another institution's; RecordError, which names the record, where one may not
    be so.
    """
    wanted = [Entered(correction.of(kind, record), record) for record in records]
    for one in wanted:
        if wrong := actions.objection(kind, one.entry, one.record):
            raise RecordError(f"{one.record}: {wrong}")
    batch = Batch.objects.create(kind=kind.slug, what=Batch.What.CORRECTION, name=name[:200], by=by, at=at)
    actions.save_each(kind, wanted, by=by, at=at, batch=batch)
    return batch


@transaction.atomic
def undo(batch: Batch, *, by: User, at: datetime) -> int:
    """Puts every record back to what it was; those that came with the batch are deleted. How many records that were.

    Raises RecordError where it was undone already, or one of the records was changed after it: then nothing is undone.
    """
    batch = Batch.objects.select_for_update().select_related("by").get(pk=batch.pk)
    if batch.by.institution_id != by.institution_id:
        raise PermissionDenied(_("Only the institution that did this may undo it."))
    if batch.undone_at:
        raise RecordError(_("This has been undone already."))
    kind, revisions = kinds()[batch.kind], list(batch.revisions.all())
    records = queries.with_parts(kind, kind.model._default_manager.all()).in_bulk([one.record for one in revisions])
    _refuse_later(kind, revisions)
    returned = [
        Entered(_before(kind, records[one.record], one), records[one.record])
        for one in revisions if one.what == Revision.What.CHANGED
    ]  # fmt: skip
    actions.save_each(kind, returned, by=by, at=at)
    for one in revisions:
        if one.what == Revision.What.ENTERED:
            actions.delete(kind, records[one.record], why=_("Undone: %(name)s") % {"name": batch.name}, by=by, at=at)
    batch.undone_at, batch.undone_by = at, by
    batch.save(update_fields=["undone_at", "undone_by"])
    audit.record("records.undone", by=by, at=at, subject=("record", f"{kind.slug} {batch.name}"))
    return len(revisions)


def _refuse_later(kind: Kind, revisions: Sequence[Revision]) -> None:
    """What was done to a record afterwards would be lost."""
    last = {one.record: one.pk for one in revisions}
    later = Revision.objects.filter(kind=kind.slug, record__in=last, pk__gt=min(last.values(), default=0))
    changed = {record for record, pk in later.values_list("record", "pk") if pk > last[record]}
    if changed:
        raise RecordError(
            _("Nothing was undone, because these records were changed afterwards: %(numbers)s.")
            % {"numbers": ", ".join(map(str, sorted(changed)[:20]))}
        )


def _before(kind: Kind, record: Record, revision: Revision) -> Entry:
    """The record as it was before a revision."""
    was = {name: before for name, (before, _after) in revision.changes.items()}
    values = {f.name: getattr(record, f.name) for f in kind.fields}
    values |= {f.name: _value(f, was[f.name]) for f in kind.fields if f.name in was}
    activities, partners = list(record.activities.all()), list(record.partners.all())
    if "activities" in was:
        known = [tuple(text.rsplit(" ", 1)) for text in was["activities"] or ()]
        rows = Activity.objects.filter(code__in=[code for _plan, code in known]).select_related("plan")
        activities = [one for one in rows if (one.plan.code, one.code) in known]
    if "partners" in was:
        partners = list(Institution.objects.filter(code__in=was["partners"] or ()))
    lines = None
    if kind.lines and "lines" in was:
        lines = [{f.name: _value(f, row.get(f.name)) for f in kind.line_fields} for row in was["lines"] or ()]
    return Entry(values, activities, partners, lines)


def _value(field: Any, plain: Any) -> Any:
    if field.is_relation:
        return Institution.objects.filter(code=plain).first() if plain else None
    return field.to_python(plain)
