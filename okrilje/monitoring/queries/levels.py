"""Plans of several levels of government: which one stands above which, and who has still to be heard."""

from __future__ import annotations

from okrilje.monitoring.models import Cycle
from okrilje.plan.models import ActionPlan, Level, Strategy

_HEIGHT = {Level.STATE: 0, Level.ENTITY: 1, Level.DISTRICT: 1, Level.CANTON: 2}


def height(plan: ActionPlan) -> int:
    """0 for the state; the larger, the further down."""
    return _HEIGHT[Level(plan.level)]


def top_plan(strategy: Strategy) -> ActionPlan | None:
    """The plan of the highest level under a strategy, whose coordinator speaks for all of it; None without one."""
    rows = ActionPlan.objects.filter(strategy=strategy, is_public=True, level=Level.STATE).select_related("owner")
    return rows.order_by("is_demonstration", "code").first()


def plans_of(plan: ActionPlan) -> list[ActionPlan]:
    """The public plans under the same strategy, the highest first; only this one where it has no strategy."""
    if plan.strategy_id is None:
        return [plan]
    rows = ActionPlan.objects.filter(strategy=plan.strategy_id, is_public=True).select_related("owner", "strategy")
    return sorted(rows, key=lambda p: (height(p), p.code))


def above(plan: ActionPlan, plans: list[ActionPlan]) -> ActionPlan | None:
    """The plan to whose coordinator this one reports: that of the nearest government above that has one."""
    parents = {g["code"]: g.get("parent", "") for g in plan.strategy.governments} if plan.strategy else {}
    by_government = {p.government: p for p in plans if p.government and p.pk != plan.pk}
    government = parents.get(plan.government, "")
    while government:
        if government in by_government:
            return by_government[government]
        government = parents.get(government, "")
    higher = [p for p in plans if p.pk != plan.pk and height(p) == 0]
    return higher[0] if higher and height(plan) > 0 else None


def below(plan: ActionPlan, plans: list[ActionPlan]) -> list[ActionPlan]:
    """The plans whose coordinators report to this one's."""
    return [p for p in plans if (higher := above(p, plans)) is not None and higher.pk == plan.pk]


def unendorsed_below(cycle: Cycle) -> list[Cycle]:
    """Cycles of the plans below that end within this one and were neither accepted nor declared silent."""
    lower = below(cycle.plan, plans_of(cycle.plan))
    return list(
        Cycle.objects.filter(
            plan__in=lower, ends_on__gte=cycle.starts_on, ends_on__lte=cycle.ends_on, endorsement=None
        ).select_related("plan")
    )


def reports_below(cycle: Cycle, plans: list[ActionPlan]) -> list[tuple[ActionPlan, list[Cycle]]]:
    """Each plan below with its cycles that end within this one, each with its endorsement; needs ``cycle.plan``.

    A plan without any has not set up its reporting for this time.
    """
    lower = below(cycle.plan, plans)
    rows = Cycle.objects.filter(plan__in=lower, ends_on__gte=cycle.starts_on, ends_on__lte=cycle.ends_on)
    found = list(rows.select_related("endorsement__by")) if lower else []
    return [(plan, [row for row in found if row.plan_id == plan.pk]) for plan in lower]


def covering(cycle: Cycle, higher: ActionPlan) -> Cycle | None:
    """The cycle of the plan above into which this one goes."""
    return higher.cycles.filter(starts_on__lte=cycle.ends_on, ends_on__gte=cycle.ends_on).first()
