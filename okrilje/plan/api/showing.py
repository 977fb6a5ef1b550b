"""From the rows of a plan to what programs get."""

from __future__ import annotations

from typing import Any

from okrilje.plan import content
from okrilje.plan.api import shapes
from okrilje.plan.models import ActionPlan, Activity, Indicator, Pillar, Strategy, Titled, Version, pick
from okrilje.plan.queries.loads import Load

#: Of a plan ``with_counts``.
COUNTS = {
    "pillars": "pillar_count",
    "programmes": "programme_count",
    "activities": "activity_count",
    "indicators": "indicator_count",
    "measures": "measure_count",
    "institutions": "institution_count",
    "due_dates": "due_date_count",
}


def _titles(row: Titled) -> dict[str, str]:
    return {"title": row.title, "label": row.label}


def _facts(row: ActionPlan) -> dict[str, Any]:
    """Needs a row ``with_counts``, its owner and strategy."""
    return {
        **_titles(row),
        "code": row.code,
        "level": row.level,
        "government": row.government,
        "owner": row.owner.code,
        "strategy": row.strategy.code if row.strategy else None,
        "starts_on": row.starts_on,
        "ends_on": row.ends_on,
        "adopted_on": row.adopted_on,
        "is_public": row.is_public,
        "is_demonstration": row.is_demonstration,
        "counts": shapes.Counts(**{name: getattr(row, count) for name, count in COUNTS.items()}),
    }


def plan(row: ActionPlan) -> shapes.PlanShown:
    return shapes.PlanShown(**_facts(row))


def plan_in_full(row: ActionPlan, pillars: list[Pillar], newest: Version | None) -> shapes.PlanInFull:
    """``pillars``: the outline, with counts."""
    return shapes.PlanInFull(
        **_facts(row),
        preamble=row.preamble,
        pillars=[_pillar(one) for one in pillars],
        version=version(newest) if newest else None,
    )


def _pillar(row: Pillar) -> shapes.PillarShown:
    programmes = [
        shapes.ProgrammeShown(
            code=one.code,
            **_titles(one),
            activities=one.activity_count,  # type: ignore[attr-defined]
            indicators=one.indicator_count,  # type: ignore[attr-defined]
        )
        for one in row.programmes.all()
    ]
    return shapes.PillarShown(code=row.code, **_titles(row), programmes=programmes)


def version(row: Version) -> shapes.VersionShown:
    return shapes.VersionShown(number=row.number, at=row.at, content_sha256=row.content_sha256)


def version_in_full(row: Version) -> shapes.VersionInFull:
    return shapes.VersionInFull(number=row.number, at=row.at, content_sha256=row.content_sha256, content=row.content)


def activity(row: Activity) -> shapes.ActivityShown:
    """Needs a row ``in_full``."""
    return shapes.ActivityShown(
        code=row.code,
        pillar=row.programme.pillar.code,
        programme=row.programme.code,
        **_titles(row),
        is_withdrawn=row.is_withdrawn,
        deadline=_deadline(row),
        institutions=[
            shapes.ResponsibleShown(
                code=part.institution.code,
                label=part.institution.title,
                order=part.order,
                unit=part.unit,
                role=content.Role(part.role),
            )
            for part in row.responsibilities.all()
        ],
        resources=[
            shapes.ResourceShown(
                type=content.ResourceType(one.type),
                source=one.source.code if one.source else None,
                wording=one.raw,
                year=one.year,
                amount=one.amount,
                currency=one.currency,
                note=one.note,
            )
            for one in row.resources.all()
        ],
        indicators=[_indicator(one) for one in row.indicators.all()],
        depends_on=[one.before.code for one in row.depends_on.all()],
    )


def _deadline(row: Activity) -> shapes.DeadlineShown:
    due = sorted(row.due_dates.all(), key=lambda one: one.order)
    return shapes.DeadlineShown(
        kind=content.DeadlineKind(row.deadline_kind),
        wording=row.deadline_raw,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        due=[shapes.DueShown(number=one.order, starts_on=one.starts_on, due_on=one.due_on) for one in due],
        minimum=shapes.Minimum(count=row.min_count, per=row.min_per) if row.min_count else None,
    )


def _indicator(row: Indicator) -> shapes.IndicatorShown:
    measures = [
        shapes.MeasureOfPlan(
            key=f"{row.number}{one.suffix}",
            type=content.MeasureType(one.type),
            counted_from=content.Register(one.register),
            formula=one.formula,
            label=one.label or row.label,
        )
        for one in row.measures.all()
    ]
    type_ = content.MeasureType(row.type) if row.type else None
    return shapes.IndicatorShown(number=row.number, type=type_, **_titles(row), measures=measures)


def strategy(row: Strategy, plans: dict[str, str]) -> shapes.StrategyShown:
    """``plans``: government -> code of its plan, of those that may be seen."""
    return shapes.StrategyShown(
        code=row.code,
        **_titles(row),
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        adopted_on=row.adopted_on,
        governments=[
            shapes.GovernmentShown(
                code=one["code"],
                label=pick(one.get("labels", {})) or one["code"],
                level=one.get("level", ""),
                plan=plans.get(one["code"]),
            )
            for one in row.governments
        ],
    )


def load(one: Load) -> shapes.LoadShown:
    return shapes.LoadShown(
        code=one.institution.code,
        label=one.institution.title,
        activities=one.activities,
        sole=one.sole,
        first=one.first,
        indicators=one.indicators,
    )
