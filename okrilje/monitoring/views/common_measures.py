"""What the plans of a strategy measure alike: the list and its changes, and the bindings of one plan."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from okrilje.accounts.access import person, require
from okrilje.accounts.permissions import Permission
from okrilje.monitoring import actions
from okrilje.monitoring.matrix_words import ROLL_UP_MEANINGS
from okrilje.monitoring.measure_forms import CommonMeasureForm
from okrilje.monitoring.models import CommonMeasure
from okrilje.monitoring.queries import bindings as queries
from okrilje.monitoring.queries.values import of_plan
from okrilje.monitoring.views.lookup import coordinates, way
from okrilje.monitoring.views.matrix import way_in_strategy
from okrilje.plan.models import ActionPlan, Measure, Strategy
from okrilje.plan.views.lookup import find_plan


@require(Permission.READ_INTERNAL)
def common_measures(request: HttpRequest, strategy: str) -> HttpResponse:
    """The common measures of a strategy with the measures bound to them; the top coordinator adds one."""
    found = get_object_or_404(Strategy, code=strategy)
    form = CommonMeasureForm(request.POST or None)
    problem = ""
    if request.method == "POST" and form.is_valid():
        code = form.cleaned_data["code"]
        if found.common_measures.filter(code=code).exists():
            form.add_error("code", _("A common measure with this code exists already."))
        else:
            problem = _save(request, found, code, form)
            if not problem:
                return redirect(f"{reverse('monitoring:common_measures', args=[strategy])}#m-{code}")
    rows = list(found.common_measures.all())
    bound = queries.plans_of(rows)
    context = {
        "strategy": found,
        "rows": [(row, bound[row.pk], ROLL_UP_MEANINGS[row.rolls_up]) for row in rows],  # type: ignore[index]
        "form": form,
        "problem": problem,
        "why_not": actions.why_not_manage(found, person(request)),
        "own": list(found.plans.filter(owner=person(request).institution_id)),
        "breadcrumbs": way_in_strategy(found, ("", _("Common measures"))),
    }
    return render(request, "monitoring/common_measures.html", context, status=422 if request.method == "POST" else 200)


@require(Permission.REVIEW_REPORTS)
def common_measure(request: HttpRequest, strategy: str, code: str) -> HttpResponse:
    """Changes the names of a common measure, or how its values become one."""
    found = get_object_or_404(Strategy, code=strategy)
    row = get_object_or_404(found.common_measures, code=code)
    form = CommonMeasureForm(request.POST or None, common=row)
    problem = ""
    if request.method == "POST" and form.is_valid():
        problem = _save(request, found, code, form)
        if not problem:
            return redirect(f"{reverse('monitoring:common_measures', args=[strategy])}#m-{code}")
    list_ = (reverse("monitoring:common_measures", args=[strategy]), _("Common measures"))
    context = {
        "strategy": found,
        "row": row,
        "form": form,
        "problem": problem,
        "why_not": actions.why_not_manage(found, person(request)),
        "breadcrumbs": way_in_strategy(found, list_, ("", row.label)),
    }
    return render(request, "monitoring/common_measure.html", context, status=422 if request.method == "POST" else 200)


def _save(request: HttpRequest, strategy: Strategy, code: str, form: CommonMeasureForm) -> str:
    """Saves what the form says; why that was refused, or ""."""
    rule = form.cleaned_data["rolls_up"]
    try:
        actions.set_common_measure(
            strategy, code, labels=form.labels, rolls_up=rule, by=person(request), at=timezone.now()
        )
    except actions.MonitoringError as error:
        return str(error)
    messages.success(request, _("Saved."))
    return ""


@require(Permission.READ_INTERNAL)
def bindings(request: HttpRequest, plan: str) -> HttpResponse:
    """Which measures of the plan stand for a common one; what is alike is proposed, its owner confirms."""
    found = find_plan(request, plan)
    problem = ""
    if request.method == "POST":
        try:
            number = actions.bind_all(_wanted(request, found), by=person(request), at=timezone.now())
        except actions.MonitoringError as error:
            problem = str(error)
        else:
            text = ngettext("%(n)s measure was changed.", "%(n)s measures were changed.", number) % {"n": number}
            messages.success(request, text)
            return redirect("monitoring:bindings", plan)
    context = {
        "plan": found,
        "bound": queries.bound(found),
        "suggested": queries.suggested(found) if found.strategy_id else [],
        "problem": problem,
        "may_bind": coordinates(request, found),
        "breadcrumbs": way(
            found, (reverse("monitoring:targets", args=[plan]), _("Targets")), ("", _("Common measures"))
        ),
    }
    return render(request, "monitoring/bindings.html", context, status=422 if problem else 200)


def _wanted(request: HttpRequest, plan: ActionPlan) -> list[tuple[Measure, CommonMeasure | None]]:
    """What was ticked: "measure:common" to bind, "measure" to unbind. What is not of this plan is left out."""
    pairs = [value.partition(":")[::2] for value in request.POST.getlist("bind")]
    pairs += [(value, "") for value in request.POST.getlist("unbind")]
    rows = of_plan(plan).filter(pk__in=[measure for measure, _common in pairs if measure.isdecimal()])
    measures = {str(row.pk): row for row in rows}
    commons = {str(row.pk): row for row in CommonMeasure.objects.filter(strategy=plan.strategy_id)}
    for row in measures.values():
        row.indicator.activity.plan = plan
    return [
        (measures[measure], commons.get(common))
        for measure, common in pairs
        if measure in measures and (common in commons or not common)
    ]
