"""Every measure of a plan against its targets, and the page of one of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from okrilje.accounts.access import person, require
from okrilje.accounts.permissions import Permission
from okrilje.files.gate import Question
from okrilje.monitoring import accumulation, actions, measure_charts
from okrilje.monitoring.measure_forms import STANDS, DefinitionForm, TargetFilter, TargetsForm, stands
from okrilje.monitoring.models import Accumulation, Direction
from okrilje.monitoring.queries.values import Measured, measured, of_plan
from okrilje.monitoring.views.lookup import confirmed, coordinates, way
from okrilje.plan import clock
from okrilje.plan.filters import without_blanks
from okrilje.plan.models import ActionPlan
from okrilje.plan.views.drawing import Drawing, Figure, drawing
from okrilje.plan.views.lookup import find_plan, page_or_part

PER_PAGE = 40
WIDTHS = {"wide": 620, "narrow": 240}


@require(Permission.READ_INTERNAL)
def targets(request: HttpRequest, plan: str) -> HttpResponse:
    """What every measure is aimed at, what was reported to date, and how the one stands against the other."""
    found = find_plan(request, plan)
    request.GET = without_blanks(request.GET)  # type: ignore[assignment]
    rows = measured(of_plan(found), clock.today())
    form = TargetFilter(request, found, rows)
    wanted = form.wanted
    counts = Counter(stands(one) for one in rows)
    context = {
        "plan": found,
        "form": form,
        "page": Paginator(wanted, PER_PAGE).get_page(request.GET.get("page")),
        "wanted": len(wanted),
        "total": len(rows),
        "years": _years(found),
        "stands": [(key, label, counts[key]) for key, label in STANDS],
        "breadcrumbs": way(found, ("", _("Targets"))),
    }
    return page_or_part(request, "monitoring/targets.html", "monitoring/_target_results.html", context)


def _years(plan: ActionPlan) -> list[int]:
    return list(range(plan.starts_on.year, plan.ends_on.year + 1))


def _find(request: HttpRequest, plan: str, code: str, key: str) -> tuple[ActionPlan, Measured]:
    """A measure by the code of its activity and its own ("1a"), with all that is known of it today."""
    found = find_plan(request, plan)
    rows = measured(of_plan(found).filter(indicator__activity__code=code), clock.today())
    one = next((row for row in rows if row.key == key), None)
    if one is None:
        raise Http404
    one.activity.plan = found
    return found, one


@require(Permission.READ_INTERNAL)
def measure(request: HttpRequest, plan: str, code: str, key: str) -> HttpResponse:
    """A measure: targets and their history, values cycle by cycle, how they add up. Its owner changes them here."""
    found, one = _find(request, plan, code, key)
    sent = request.POST.get("form") if request.method == "POST" else None
    goals = TargetsForm(request.POST if sent == "targets" else None, plan=found, one=one, prefix="t")
    meaning = DefinitionForm(
        request.POST if sent == "definition" else None, plan=found, prefix="d", initial=_defined(one)
    )
    problem = ""
    questions: Sequence[Question] = ()
    if sent:
        form = goals if sent == "targets" else meaning
        try:
            if form.is_valid():
                _change(request, one, goals if sent == "targets" else meaning)
                messages.success(request, _("Saved."))
                return redirect("monitoring:measure", plan, code, key)
        except actions.MonitoringError as error:
            problem, questions = str(error), error.questions
    context = {
        "plan": found,
        "one": one,
        "goals": goals,
        "meaning": meaning,
        "problem": problem,
        "questions": questions,
        "bad_form": (goals if sent == "targets" else meaning) if sent else None,
        "may_set": coordinates(request, found),
        "history": one.measure.targets.select_related("by").order_by("-at", "-pk"),
        "steps": _steps(one),
        "figure": _figure(found, one),
        "years": _years(found),
        "counted": reverse("registers:counted", args=[plan, one.activity.code, key]),
        "how": Accumulation(one.accumulates.value).label,
        "better": Direction(one.direction.value).label,
        "breadcrumbs": way(found, (reverse("monitoring:targets", args=[plan]), _("Targets")), ("", one.code)),
    }
    return render(request, "monitoring/measure.html", context, status=422 if sent else 200)


def _defined(one: Measured) -> dict[str, Any]:
    return {
        "accumulates": one.accumulates.value,
        "direction": one.direction.value,
        "common": one.common.code if one.common else "",
    }


def _change(request: HttpRequest, one: Measured, form: TargetsForm | DefinitionForm) -> None:
    by, at = person(request), timezone.now()
    if isinstance(form, TargetsForm):
        reason = form.cleaned_data["reason"]
        actions.set_targets(one.measure, form.changes(), reason=reason, by=by, at=at, confirmed=confirmed(request))
    else:
        actions.define(one.measure, **form.cleaned_data, by=by, at=at)


def _steps(one: Measured) -> list[dict[str, Any]]:
    """Each opened cycle with its value, and the value and target to date at its end."""
    wanted = {year: row.value for year, row in one.targets.items() if row.value is not None}
    return [
        {
            "said": said,
            "to_date": accumulation.to_date([s.value for s in one.said[: n + 1]], one.accumulates),
            "target": accumulation.target_to_date(wanted, one.accumulates, said.cycle.ends_on),
        }
        for n, said in enumerate(one.said)
    ]


def _figure(plan: ActionPlan, one: Measured) -> Figure | None:
    if not one.given:
        return None
    wide, narrow = (
        reverse("monitoring:measure_chart", args=[plan.code, one.activity.code, one.key, size]) for size in WIDTHS
    )
    return Figure(_("Values to date, cycle by cycle"), 220, (Drawing(wide, "wide medium"), Drawing(narrow, "narrow")))


@require(Permission.READ_INTERNAL)
def measure_chart(request: HttpRequest, plan: str, code: str, key: str, size: str) -> HttpResponse:
    """The value to date at the end of each cycle, and the target to date."""
    _found, one = _find(request, plan, code, key)
    if size not in WIDTHS or not one.given:
        raise Http404
    points = [
        measure_charts.Point(
            step["said"].cycle.code,
            None if step["to_date"] is None else float(step["to_date"]),
            None if step["target"] is None else float(step["target"]),
            f"{step['said'].cycle.code}: {number_format(step['to_date'] or 0, use_l10n=True)}",
        )
        for step in _steps(one)
    ]
    return drawing(request, measure_charts.values(points, width=WIDTHS[size]))
