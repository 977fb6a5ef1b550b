"""Which measures of a plan stand for a common measure, and which could."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from okrilje.monitoring.likeness import Described, described, most_alike
from okrilje.monitoring.models import CommonMeasure, Definition
from okrilje.monitoring.queries.values import of_plan
from okrilje.monitoring.storing import measure_key
from okrilje.plan.models import ActionPlan, Measure


@dataclass(frozen=True, slots=True)
class Binding:
    """A measure with the common measure it stands for, or could stand for."""

    measure: Measure
    common: CommonMeasure

    @property
    def key(self) -> str:
        return measure_key(self.measure)

    @property
    def value(self) -> str:
        """The pair in a form."""
        return f"{self.measure.pk}:{self.common.pk}"


def bound(plan: ActionPlan) -> list[Binding]:
    rows = of_plan(plan).filter(definition__common__isnull=False).select_related("definition__common")
    found = [Binding(measure, common) for measure in rows if (common := measure.definition.common)]
    return sorted(found, key=lambda binding: binding.common.code)


def suggested(plan: ActionPlan) -> list[Binding]:
    """Measures of the plan that nothing was said about yet, with the common measure that they are most alike to."""
    commons = {row.code: row for row in CommonMeasure.objects.filter(strategy=plan.strategy_id)}
    # Plans of one strategy call many of their measures the same: each name is compared once.
    known: dict[str, set[Described]] = defaultdict(set)
    rows = Definition.objects.filter(common__strategy=plan.strategy_id).select_related("measure", "common")
    for row in rows:
        assert row.common is not None
        for labels in (row.measure.labels, row.common.labels):
            known[row.common.code].add(described(row.measure.type, row.measure.register, labels))
    free = of_plan(plan).filter(definition__isnull=True)
    return [
        Binding(measure, commons[code])
        for measure in free
        if (code := most_alike(described(measure.type, measure.register, measure.labels), known.items()))
    ]


def plans_of(common: Iterable[CommonMeasure]) -> dict[int, list[Definition]]:
    """Common measure id -> the definitions bound to it, plan by plan."""
    found: dict[int, list[Definition]] = defaultdict(list)
    rows = Definition.objects.filter(common__in=list(common), measure__indicator__activity__is_withdrawn=False)
    rows = rows.select_related("measure__indicator__activity__plan")
    order = ("measure__indicator__activity__plan__code", "measure__indicator__activity__order", "measure__suffix")
    for row in rows.order_by(*order):
        assert row.common_id is not None
        found[row.common_id].append(row)
    return found
