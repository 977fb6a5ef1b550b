"""The whole strategy on one page: common measures down, governments across."""

from __future__ import annotations

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from okrilje.accounts.access import person, require
from okrilje.accounts.permissions import Permission
from okrilje.monitoring import measure_charts
from okrilje.monitoring.matrix import GAPS, Kind
from okrilje.monitoring.matrix_words import KIND_MEANINGS, KIND_NAMES, KIND_TAGS, ROLL_UP_MEANINGS
from okrilje.monitoring.queries import matrix as queries
from okrilje.monitoring.queries.standings import day_told
from okrilje.plan import clock
from okrilje.plan.models import Strategy
from okrilje.plan.views.drawing import Drawing, Figure, drawing

WIDTHS = {"wide": 720, "narrow": 200}


def way_in_strategy(strategy: Strategy, *steps: tuple[str, str]) -> list[tuple[str, str]]:
    here = reverse("monitoring:matrix", args=[strategy.code]) if steps else ""
    return [(reverse("plan:plans"), _("Plans")), (here, strategy.label), *steps]


def _day(request: HttpRequest, strategy: Strategy) -> date:
    """The day for which the page is told, where it was asked for in a way that can be read; else the usual one."""
    try:
        return date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        return day_told(strategy.plans.all(), clock.today())


@require(Permission.READ_INTERNAL)
def matrix(request: HttpRequest, strategy: str) -> HttpResponse:
    """How every government stands with every common measure. ``?show=gaps`` leaves out where nothing is missing."""
    found = get_object_or_404(Strategy, code=strategy)
    day = _day(request, found)
    whole = queries.matrix(found, person(request), day)
    only_gaps = request.GET.get("show") == "gaps"
    shown = queries.Matrix(whole.columns, [row for row in whole.rows if row.has_gap]) if only_gaps else whole
    kinds = whole.kinds
    context = {
        "strategy": found,
        "matrix": shown,
        "whole": whole,
        "only_gaps": only_gaps,
        "day": day,
        "legend": [(kind, KIND_MEANINGS[kind], kinds.get(kind, 0)) for kind in Kind],
        "gaps": GAPS,
        "names": KIND_NAMES,
        "tags": KIND_TAGS,
        "rules": ROLL_UP_MEANINGS,
        "have": sum(column.plan is not None for column in whole.columns),
        "figure": _figure(found, len(whole.columns), day) if whole.rows else None,
        "breadcrumbs": way_in_strategy(found),
    }
    return render(request, "monitoring/matrix.html", context)


def _figure(strategy: Strategy, number: int, day: date) -> Figure:
    wide, narrow = (
        f"{reverse('monitoring:matrix_chart', args=[strategy.code, s])}?day={day.isoformat()}" for s in WIDTHS
    )
    drawings = (Drawing(wide, "wide medium"), Drawing(narrow, "narrow"))
    return Figure(
        _("How many common measures each government has done, is late with, is silent about"), 26 * number, drawings
    )


@require(Permission.READ_INTERNAL)
def matrix_chart(request: HttpRequest, strategy: str, size: str) -> HttpResponse:
    """One bar for each government: how many of the common measures are done, under way, late, silent, not planned."""
    found = get_object_or_404(Strategy, code=strategy)
    if size not in WIDTHS:
        raise Http404
    whole = queries.matrix(found, person(request), _day(request, found))
    bars = [
        measure_charts.Bar(
            column.code,
            {} if column.plan is None else counts,
            str(KIND_NAMES[Kind.NO_PLAN]) if column.plan is None else "",
        )
        for column, counts in whole.counts
    ]
    words = {kind: str(name) for kind, name in KIND_NAMES.items()}
    return drawing(request, measure_charts.governments(bars, words, width=WIDTHS[size]))
