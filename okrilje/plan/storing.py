"""A plan value into rows. Rows keep their identity from version to version: what refers to them stays valid."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from okrilje.accounts.models import Institution
from okrilje.lib.scripts import fold
from okrilje.plan import content
from okrilje.plan.models import (
    ActionPlan,
    Activity,
    Dependency,
    DueDate,
    Indicator,
    Measure,
    Pillar,
    Programme,
    Resource,
    Responsibility,
)


def store(plan: ActionPlan, new: content.Plan) -> None:
    """Makes the rows under ``plan`` say what ``new`` says. Call it inside a transaction.

    An activity that ``new`` no longer has is marked as withdrawn and stays readable.
    """
    institutions = dict(Institution.objects.values_list("code", "pk"))
    pillars = _upsert(Pillar, ["plan", "code"], _pillars(plan, new))
    programmes = _upsert(Programme, ["pillar", "code"], _programmes(new, {p.code: p for p in pillars}))
    by_code = {p.code: p for p in programmes}
    activities = _upsert(
        Activity,
        ["plan", "code"],
        [_activity(plan, by_code[a.programme], order, a) for order, a in enumerate(new.activities)],
    )
    rows = {a.code: a.pk for a in activities}
    _leave_out_what_is_gone(plan, new)
    _store_parts(plan, rows, new, institutions)
    _store_indicators(plan, rows, new)


def _pillars(plan: ActionPlan, new: content.Plan) -> list[Pillar]:
    return [
        Pillar(plan=plan, code=p.code, order=order, title=p.title, labels=p.labels)
        for order, p in enumerate(new.pillars)
    ]


def _programmes(new: content.Plan, pillars: dict[str, Pillar]) -> list[Programme]:
    return [
        Programme(pillar=pillars[p.pillar], code=p.code, order=order, title=p.title, labels=p.labels)
        for order, p in enumerate(new.programmes)
    ]


def _activity(plan: ActionPlan, programme: Programme, order: int, value: content.Activity) -> Activity:
    deadline, minimum = value.deadline, value.deadline.min_frequency
    return Activity(
        plan=plan,
        programme=programme,
        code=value.code,
        order=order,
        title=value.text,
        labels=value.labels,
        notes=[note.model_dump() for note in value.notes],
        deadline_raw=deadline.raw,
        deadline_kind=deadline.kind,
        starts_on=deadline.start,
        ends_on=deadline.end,
        min_count=minimum.count if minimum else None,
        min_per=minimum.per if minimum else "",
        min_where=minimum.where if minimum else "",
        search=searchable(value),
        is_withdrawn=False,
    )


def searchable(value: content.Activity) -> str:
    """All the words of an activity and its indicators, folded, once each."""
    texts = [value.code, value.text, *value.labels.values()]
    for indicator in value.indicators:
        texts += [indicator.raw, *indicator.labels.values()]
    return " ".join(dict.fromkeys(fold(" ".join(texts)).split()))


def _store_parts(plan: ActionPlan, rows: dict[str, int], new: content.Plan, institutions: dict[str, int]) -> None:
    """What hangs on an activity and nothing else refers to is written anew; withdrawn activities keep theirs."""
    for model in (DueDate, Responsibility, Resource):
        model._default_manager.filter(activity_id__in=list(rows.values())).delete()
    Dependency.objects.filter(before_id__in=list(plan.activities.values_list("pk", flat=True))).delete()
    DueDate.objects.bulk_create(
        DueDate(activity_id=rows[a.code], order=order, starts_on=window.start, due_on=window.end)
        for a in new.activities
        for order, window in enumerate(a.deadline.due, 1)
    )
    Responsibility.objects.bulk_create(
        Responsibility(
            activity_id=rows[a.code],
            institution_id=institutions[r.code],
            order=r.order,
            unit=r.unit or "",
            role=r.role,
            raw=r.raw,
        )
        for a in new.activities
        for r in a.institutions
        if r.code
    )
    Resource.objects.bulk_create(
        Resource(
            activity_id=rows[a.code],
            order=order,
            type=r.type,
            source_id=institutions[r.source] if r.source else None,
            raw=r.source_raw or "",
            year=r.year,
            amount=r.amount,
            currency=r.currency or "",
            note=r.note or "",
        )
        for a in new.activities
        for order, r in enumerate(a.resources, 1)
    )
    Dependency.objects.bulk_create(
        Dependency(before_id=rows[d.before], after_id=rows[d.after], why=d.why) for d in new.dependencies
    )


def _store_indicators(plan: ActionPlan, rows: dict[str, int], new: content.Plan) -> None:
    wanted = [
        (Indicator(activity_id=rows[a.code], number=n, type=i.type or "", title=i.raw, labels=i.labels), i.measures)
        for a in new.activities
        for n, i in enumerate(a.indicators, 1)
    ]
    indicators = _upsert(Indicator, ["activity", "number"], [row for row, _ in wanted])
    measures = [
        Measure(
            indicator_id=indicator.pk,
            suffix=m.suffix,
            type=m.type,
            register=m.register_,
            formula=m.formula,
            labels=m.labels,
        )
        for indicator, (_, values) in zip(indicators, wanted, strict=True)
        for m in values
    ]
    _upsert(Measure, ["indicator", "suffix"], measures)
    live = {"activity__plan": plan, "activity__is_withdrawn": False}
    _delete_all_but(Measure.objects.filter(**{f"indicator__{k}": v for k, v in live.items()}), measures)
    _delete_all_but(Indicator.objects.filter(**live), indicators)


def _delete_all_but(found: QuerySet[Any], kept: Iterable[Any]) -> None:
    gone = set(found.values_list("pk", flat=True)) - {row.pk for row in kept}
    if gone:
        found.filter(pk__in=gone).delete()


def _leave_out_what_is_gone(plan: ActionPlan, new: content.Plan) -> None:
    codes = {a.code for a in new.activities}
    gone = [pk for pk, code in plan.activities.values_list("pk", "code") if code not in codes]
    plan.activities.filter(pk__in=gone).update(is_withdrawn=True)
    Programme.objects.filter(pillar__plan=plan, activities=None).exclude(
        code__in=[p.code for p in new.programmes]
    ).delete()
    plan.pillars.filter(programmes=None).exclude(code__in=[p.code for p in new.pillars]).delete()


def _upsert(model: type[Any], key: list[str], rows: Iterable[Any]) -> list[Any]:
    """Inserts or updates by the unique ``key``; the rows come back with their primary keys, in the same order."""
    made = list(rows)
    fields = [f.name for f in model._meta.concrete_fields if not f.primary_key and f.name not in key]
    model._default_manager.bulk_create(made, update_conflicts=True, unique_fields=key, update_fields=fields)
    return made
