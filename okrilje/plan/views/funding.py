from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from okrilje.accounts.access import may, require
from okrilje.accounts.permissions import Permission
from okrilje.lib.charts import local
from okrilje.plan import charts
from okrilje.plan.content import ResourceType
from okrilje.plan.funding import Line, Repeat
from okrilje.plan.models import ActionPlan, Activity, Resource
from okrilje.plan.money import READINGS, WITH, Budget, Money, budgets, kinds, money_of
from okrilje.plan.views.drawing import Drawing, Figure, drawing
from okrilje.plan.views.lookup import breadcrumbs, find_plan

WIDTHS = {"wide": 620, "narrow": 240}


@require(Permission.READ_PLAN)
def funding(request: HttpRequest, plan: str) -> HttpResponse:
    """The amounts that the plan names. ``?duplicates=`` with, certain or without says which repeats are left out."""
    found = find_plan(request, plan)
    money = money_of(found)
    reading = _reading(request)
    paid = kinds(found)
    activities = sum(number for _types, number in paid)
    context = {
        "plan": found,
        "reading": reading,
        "budgets": [(budget, _figure(found, budget, reading)) for budget in budgets(money, reading)],
        "repeats": [_explained(money, repeat) for repeat in money.repeats],
        "separate": [(*_explained(money, repeat), finding) for repeat, finding in money.separate],
        "may_read_reasons": may(request.user, Permission.READ_INTERNAL),
        "amount_count": len(money.lines),
        "no_currency": sum(line.currency is None for line in money.lines),
        "no_source": sum(line.source is None for line in money.lines),
        "presumed_currency": money.currency,
        "with_amount": len({line.code for line in money.lines}),
        "without_amount": activities - len({line.code for line in money.lines}),
        "activity_count": activities,
        "kinds": _kinds(paid),
        "breadcrumbs": breadcrumbs(found, ("", _("Funding"))),
    }
    return render(request, "plan/funding.html", context)


@require(Permission.READ_PLAN)
def funding_chart(request: HttpRequest, plan: str, size: str) -> HttpResponse:
    """The amounts of one currency in each year, repeats as outlines where the reading leaves them out."""
    found = find_plan(request, plan)
    money, reading = money_of(found), _reading(request)
    currency = request.GET.get("currency", "")
    lines = [x for x in money.lines if money.currency_of(x) == currency and x.year is not None]
    if size not in WIDTHS or not lines:
        raise Http404
    gone = {(x.code, x.number) for repeat in money.left_out(reading) for x in repeat.lines}
    places = {code: place for place, code in enumerate(dict.fromkeys(x.code for x in lines))}
    amounts = [_amount(found, x, places[x.code], currency, (x.code, x.number) in gone) for x in lines]
    return drawing(request, charts.stacked_years(amounts, width=WIDTHS[size]))


def _reading(request: HttpRequest) -> str:
    reading = request.GET.get("duplicates") or WITH
    if reading not in READINGS:
        raise Http404(_("Duplicates can be: %(choices)s.") % {"choices": ", ".join(READINGS)})
    return reading


def _explained(money: Money, repeat: Repeat) -> tuple[Repeat, Activity, Activity, Any]:
    activity = money.activities[repeat.code]
    payers = [r.institution for r in activity.responsibilities.all()] + [r.source for r in activity.resources.all()]
    payer = next((p for p in payers if p and p.code == repeat.payer), None)
    return repeat, activity, money.activities[repeat.of], payer


def _kinds(paid: list[tuple[tuple[ResourceType, ...], int]]) -> list[tuple[str, int]]:
    return [
        (" + ".join(str(Resource.Type(kind).label) for kind in types) or _("Nothing stated"), number)
        for types, number in paid
    ]


def _figure(plan: ActionPlan, budget: Budget, reading: str) -> Figure | None:
    years = [year for year in budget.years if year is not None]
    if not years:
        return None
    query = urlencode({"duplicates": reading, "currency": budget.currency})
    wide, narrow = (f"{reverse('plan:funding_chart', args=[plan.code, size])}?{query}" for size in WIDTHS)
    label = _("Amounts in each year, in %(currency)s") % {"currency": budget.currency or _("no stated currency")}
    return Figure(label, 44 * len(years) + 10, (Drawing(wide, "wide medium"), Drawing(narrow, "narrow")))


def _amount(plan: ActionPlan, line: Line, place: int, currency: str, is_repeat: bool) -> charts.Amount:
    return charts.Amount(
        year=str(line.year),
        code=line.code,
        place=place,
        amount=line.amount,
        shown=f"{number_format(line.amount, use_l10n=True, force_grouping=True)} {currency}",
        is_repeat=is_repeat,
        address=local(reverse("plan:activity", args=[plan.code, line.code])),
    )
