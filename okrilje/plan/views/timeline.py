from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from urllib.parse import urlencode

from django.db.models import Max
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from okrilje.accounts.access import require
from okrilje.accounts.permissions import Permission
from okrilje.lib.charts import local
from okrilje.plan import charts, clock, wording
from okrilje.plan.calendars import closing_days
from okrilje.plan.content import DATED
from okrilje.plan.deadline_filter import DeadlineFilter
from okrilje.plan.models import ActionPlan, Activity, DueDate, Pillar
from okrilje.plan.queries.plans import pillars_of
from okrilje.plan.schedule import with_pillars
from okrilje.plan.views.drawing import Drawing, Figure, drawing
from okrilje.plan.views.lookup import breadcrumbs, find_plan, pillar_shown


@dataclass(frozen=True, slots=True)
class Part:
    """A pillar of the page: its activities, and the addresses of its charts."""

    pillar: Pillar
    activities: list[Activity]
    figure: Figure


@require(Permission.READ_PLAN)
def timeline(request: HttpRequest, plan: str) -> HttpResponse:
    """All deadlines over the period of the plan, a chart and a table for each pillar."""
    found = find_plan(request, plan)
    form = DeadlineFilter(request, found)
    every = form.narrow(found.activities.filter(is_withdrawn=False))
    shown = pillar_shown(found, form.used.get("pillar", ""))
    rows = form.narrow(with_pillars(found))
    if shown and "pillar" not in form.used:
        rows = rows.filter(programme__pillar__code=shown)
    context = {
        "plan": found,
        "form": form,
        "parts": [_part(found, pillar, list(own), form) for pillar, own in _by_pillar(list(rows))],
        "only": shown,
        "pillars": pillars_of(found) if shown else [],
        "shown": every.count(),
        "dated": every.filter(deadline_kind__in=DATED).count(),
        "due": DueDate.objects.filter(activity__in=every).count(),
        "columns": half_years_figure(found),
        "half_years": half_years(found),
        "breadcrumbs": breadcrumbs(found, ("", _("Timeline"))),
    }
    return render(request, "plan/timeline.html", context)


@require(Permission.READ_PLAN)
def timeline_chart(request: HttpRequest, plan: str, pillar: str, size: str) -> HttpResponse:
    """The chart of one pillar; ``size`` is wide, medium or narrow."""
    found = find_plan(request, plan)
    rows = list(DeadlineFilter(request, found).narrow(with_pillars(found).filter(programme__pillar__code=pillar)))
    if not rows or size not in charts.LAYOUTS:
        raise Http404
    first, last = _period(found)
    data = charts.Timeline(
        rows=_rows(found, rows),
        first=first,
        last=last,
        colour=charts.series_colour(rows[0].programme.pillar.order),
        today=clock.today(),
        today_word=_("today"),
    )
    return drawing(request, charts.timeline(data, charts.LAYOUTS[size]))


@require(Permission.READ_PLAN)
def due_chart(request: HttpRequest, plan: str) -> HttpResponse:
    """How many due dates each half-year has: a small chart, for the overview too."""
    found = find_plan(request, plan)
    return drawing(request, charts.columns(half_years(found)))


def half_years(plan: ActionPlan) -> list[tuple[str, int]]:
    """The half-years from the first to the last due date, each with its number of due dates, zeros included."""
    dates = DueDate.objects.filter(activity__plan=plan, activity__is_withdrawn=False).order_by()
    halves = [_half_year(day) for day in dates.values_list("due_on", flat=True)]
    if not halves:
        return []
    return [
        (_("%(half)s %(year)s") % {"half": ("I", "II")[half % 2], "year": half // 2}, halves.count(half))
        for half in range(min(halves), max(halves) + 1)
    ]


def half_years_figure(plan: ActionPlan) -> Figure:
    address = reverse("plan:due_chart", args=[plan.code])
    return Figure(_("Chart of the due dates in each half-year"), 190, (Drawing(address),))


def _half_year(day: date) -> int:
    """Half-years counted from the year 0, so that they can be walked through."""
    return day.year * 2 + (day.month > 6)


def _by_pillar(rows: Sequence[Activity]) -> list[tuple[Pillar, list[Activity]]]:
    groups = groupby(rows, key=lambda row: row.programme.pillar_id)
    return [(own[0].programme.pillar, own) for own in (list(group) for _pillar, group in groups)]


def _part(plan: ActionPlan, pillar: Pillar, rows: list[Activity], form: DeadlineFilter) -> Part:
    who = form.used.get("institution")
    query = "?" + urlencode({"institution": who}) if who else ""
    drawings = tuple(
        Drawing(reverse("plan:timeline_chart", args=[plan.code, pillar.code, size]) + query, on=size)
        for size in charts.LAYOUTS
    )
    lines = len(rows) + len({row.programme_id for row in rows})
    label = _("Timeline of pillar %(code)s: %(label)s") % {"code": pillar.code, "label": pillar.label}
    return Part(pillar, rows, Figure(label, lines * charts.WIDE.row + 40, drawings))


def _period(plan: ActionPlan) -> tuple[date, date]:
    """From the first day of the plan to its last, or to the last due date where one lies behind it."""
    last = DueDate.objects.filter(activity__plan=plan, activity__is_withdrawn=False).aggregate(last=Max("due_on"))
    return plan.starts_on, max(plan.ends_on, last["last"] or plan.ends_on)


def _rows(plan: ActionPlan, activities: Sequence[Activity]) -> list[charts.Row]:
    rows: list[charts.Row] = []
    for programme, own in groupby(activities, key=lambda a: a.programme):
        rows.append(charts.Row(programme.code, programme.label, is_heading=True))
        rows += [_row(plan, activity) for activity in own]
    return rows


def _row(plan: ActionPlan, activity: Activity) -> charts.Row:
    due = [(d.starts_on, d.due_on) for d in activity.due_dates.all()]
    whole = [(activity.starts_on, activity.ends_on)] if activity.starts_on and activity.ends_on else []
    words = wording.deadline(activity)
    hidden = wording.hidden_minimum(activity)
    checks = closing_days(*whole[0], activity.min_per) if whole and activity.min_per else []
    return charts.Row(
        code=activity.code,
        label=activity.label,
        title=f"{activity.code} {activity.label}: {words}" + (f", {hidden}" if hidden else ""),
        address=local(reverse("plan:activity", args=[plan.code, activity.code])),
        spans=tuple(due or whole),
        due=tuple(day for _start, day in due),
        checks=tuple(checks),
        remark="" if due or whole else words,
    )
