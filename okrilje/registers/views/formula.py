"""What a measure counts, chosen by the owner of its plan who sees at once what that makes of its values."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from okrilje.accounts.access import granted, person, require
from okrilje.accounts.permissions import Permission
from okrilje.lib.periods import Length, between
from okrilje.plan import actions, composing, formula_words, measuring
from okrilje.plan.models import ActionPlan, Measure
from okrilje.plan.rules import why_not_manage
from okrilje.plan.views.lookup import breadcrumbs, find_plan
from okrilje.registers.formula_form import CountableForm, FormulaForm
from okrilje.registers.views.lookup import find_measure


@dataclass(frozen=True)
class Result:
    """What would be counted, in words, and year by year beside what is counted now (None: nothing counts it)."""

    words: str
    formula: str
    years: tuple[tuple[int, Decimal | None, Decimal | None], ...]
    referring: tuple[str, ...]


@require(Permission.MANAGE_PLAN)
def formula(request: HttpRequest, plan: str, code: str, key: str) -> HttpResponse:
    """Shows what is counted as choices, previews others, and makes them a new version of the plan."""
    found = find_plan(request, plan)
    user = person(request)
    own = {"institution": user.institution.code, "owner": found.owner.code}
    if refusal := why_not_manage(granted=granted(user), **own):
        raise PermissionDenied(refusal)
    measure = find_measure(found, code, key)
    known = {key_: one for key_, one in measuring.registry().items() if one.register}
    asked = measuring.asked_of([measure])[0].question
    usual = f"{asked.countable.function}({asked.countable.records})" if asked else ""
    of = CountableForm({"of": request.GET.get("of", usual)}, known)
    form, result, problem = None, None, ""
    if of.is_valid():
        function, _bracket, records = of.cleaned_data["of"].removesuffix(")").partition("(")
        countable = known[function, records]
        same = asked if asked and asked.countable == countable else None
        form = FormulaForm(request.POST or None, countable=countable, activity=code, asked=same)
        if request.method == "POST" and form.is_valid():
            result = _result(found, measure, composing.renewed(measure.formula, form.formula))
            if "save" in request.POST:
                problem = _saved(request, found, measure, result.formula)
                if not problem:
                    messages.success(request, _("Saved. From now on this is counted; closed cycles keep their values."))
                    return redirect("registers:counted", plan, code, key)
    context = {
        "plan": found, "measure": measure, "code": f"{code}#{key}", "of": of, "form": form, "result": result,
        "problem": problem, "back": reverse("registers:counted", args=[plan, code, key]),
        "breadcrumbs": breadcrumbs(
            found, (reverse("registers:counted", args=[plan, code, key]), f"{code}#{key}"), ("", _("What is counted"))
        ),
    }  # fmt: skip
    return render(request, "registers/formula.html", context, status=422 if problem or (form and form.errors) else 200)


def _result(plan: ActionPlan, measure: Measure, formula: str) -> Result:
    new = copy(measure)
    new.formula = formula
    years = []
    for period in between(plan.starts_on, plan.ends_on, Length.YEAR):
        now, then = measuring.compute([measure, new], period)
        years.append((period.start.year, now.value, then.value))
    question = then.question
    named = f"same query as {measure.indicator.activity.code}#{measure.indicator.number}"
    same_plan = Measure.objects.filter(indicator__activity__plan=plan, formula__startswith=named)
    referring = same_plan.values_list("indicator__activity__code", "indicator__number")
    return Result(
        formula_words.words(question) if question else "",
        formula,
        tuple(years),
        tuple(f"{code}#{number}" for code, number in referring),
    )


def _saved(request: HttpRequest, plan: ActionPlan, measure: Measure, formula: str) -> str:
    """Why it could not be saved, or ""."""
    if request.POST.get("previewed") != formula:
        return _("The choices were changed after the preview. Look at the result again.")
    new = copy(measure)
    new.formula = formula
    asked: Any = measuring.asked_of([new])[0].question
    indicator = measure.indicator
    place = (indicator.activity.code, indicator.number, measure.suffix)
    try:
        actions.set_formula(
            plan.code, place, formula, asked.countable.register, by=person(request), at=timezone.now(),
            reason=request.POST.get("reason", "")[:300],
        )  # fmt: skip
    except actions.PlanError as error:
        return str(error)
    return ""
