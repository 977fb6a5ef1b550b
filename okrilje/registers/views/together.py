"""Several measures of a plan side by side: what each counts, why they are not added, and what they come to together."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from okrilje.accounts.access import granted, person, require
from okrilje.accounts.permissions import Permission
from okrilje.lib.periods import Period
from okrilje.plan import measuring, overlapping, totals
from okrilje.plan.actions import PlanError
from okrilje.plan.models import ActionPlan, Measure
from okrilje.plan.rules import why_not_manage
from okrilje.plan.views.lookup import breadcrumbs, find_plan
from okrilje.registers.forms import CountedForm
from okrilje.registers.views.lookup import READS

#: More than a person compares.
_MOST = 40


def _measures(plan: ActionPlan) -> dict[str, Measure]:
    rows = Measure.objects.filter(indicator__activity__plan=plan, indicator__activity__is_withdrawn=False)
    found = rows.select_related("indicator__activity").order_by("indicator__activity__order", "indicator__number", "pk")
    return {totals.code_of(row): row for row in found}


@READS
@require_GET
def together(request: HttpRequest, plan: str) -> HttpResponse:
    """The measures that the address names (``m``), each with its value, and their distinct total."""
    found = find_plan(request, plan)
    known = _measures(found)
    chosen = [known[code] for code in dict.fromkeys(request.GET.getlist("m")[:_MOST]) if code in known]
    usual = {"first": found.starts_on.isoformat(), "last": found.ends_on.isoformat()}
    form = CountedForm({**usual, **request.GET.dict()}, auto_id="f-%s", label_suffix="")
    said = form.cleaned_data if form.is_valid() else {}
    period = Period(said["first"], said["last"]) if said else Period(found.starts_on, found.ends_on)
    institution = said["institution"].pk if said.get("institution") else None
    computed = measuring.compute(chosen, period, institution)
    conflicts = totals.conflicts(computed, found.overlaps.all())
    countable = bool(computed) and all(one.value is not None for one in computed)
    context = {
        "plan": found, "form": form, "period": period, "conflicts": conflicts, "known": known,
        "chosen": [totals.code_of(one) for one in chosen],
        "rows": [(totals.code_of(one.measure), one, reverse("registers:counted", args=[plan, *_place(one.measure)]))
                 for one in computed],
        "sum": sum(one.value or 0 for one in computed) if countable and not conflicts else None,
        "distinct": totals.distinct(computed, period, institution) if len(computed) > 1 else None,
        "breadcrumbs": breadcrumbs(found, ("", _("Together"))),
    }  # fmt: skip
    return render(request, "registers/together.html", context)


def _place(measure: Measure) -> tuple[str, str]:
    code, _hash, key = totals.code_of(measure).partition("#")
    return code, key


class OverlapForm(forms.Form):
    """Which measures can count the same, and why, in the languages in which somebody can say it."""

    use_required_attribute = False
    measures = forms.CharField(
        label=gettext_lazy("Measures"), max_length=300,
        help_text=gettext_lazy("Their codes with a comma between them: 4.1.3#2, 4.1.4#2."),
    )  # fmt: skip
    bs = forms.CharField(label=gettext_lazy("Why they can count the same, in Bosnian"), max_length=300)
    en = forms.CharField(label=gettext_lazy("The same in English"), max_length=300, required=False)


@require(Permission.MANAGE_PLAN)
def overlaps(request: HttpRequest, plan: str) -> HttpResponse:
    """What the owner of the plan declared, with a way to declare more and to take it back."""
    found, user = find_plan(request, plan), person(request)
    own = {"institution": user.institution.code, "owner": found.owner.code}
    if refusal := why_not_manage(granted=granted(user), **own):
        raise PermissionDenied(refusal)
    withdrawn = request.POST.get("withdraw", "")
    if request.method == "POST" and withdrawn.isdigit():
        overlapping.withdraw(get_object_or_404(found.overlaps, pk=int(withdrawn)), by=user, at=timezone.now())
        return redirect("registers:overlaps", plan)
    form = OverlapForm(request.POST or None, label_suffix="")
    if request.method == "POST" and form.is_valid() and _declared(request, found, form):
        return redirect("registers:overlaps", plan)
    context = {
        "plan": found, "form": form, "rows": list(found.overlaps.all()),
        "breadcrumbs": breadcrumbs(found, ("", _("What must not be added"))),
    }  # fmt: skip
    return render(request, "registers/overlaps.html", context, status=422 if form.errors else 200)


def _declared(request: HttpRequest, plan: ActionPlan, form: OverlapForm) -> bool:
    said: dict[str, Any] = form.cleaned_data
    codes = [code.strip() for code in said["measures"].split(",") if code.strip()]
    try:
        overlapping.declare(plan, codes, {k: said[k] for k in ("bs", "en")}, by=person(request), at=timezone.now())
    except PlanError as error:
        form.add_error("measures", str(error))
        return False
    messages.success(request, _("Saved."))
    return True
