"""What a measure is counted from."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from okrilje.accounts.access import granted, person
from okrilje.lib.periods import Period
from okrilje.plan import formula_words, measuring, totals
from okrilje.plan.measuring import Computed
from okrilje.plan.models import ActionPlan, Measure
from okrilje.plan.rules import why_not_manage
from okrilje.plan.views.lookup import breadcrumbs, find_plan
from okrilje.registers import actions, queries
from okrilje.registers.forms import CountedForm
from okrilje.registers.kind import kind_of
from okrilje.registers.views.lookup import READS, ROWS, find_measure


@READS
@require_GET
def counted(request: HttpRequest, plan: str, code: str, key: str) -> HttpResponse:
    """A measure: its formula in words, its value in a period, and the records behind it."""
    found = find_plan(request, plan)
    measure = find_measure(found, code, key)
    usual = {"first": found.starts_on.isoformat(), "last": found.ends_on.isoformat()}
    form = CountedForm({**usual, **request.GET.dict()}, auto_id="f-%s", label_suffix="")
    whole = Period(found.starts_on, found.ends_on)
    chosen = form.cleaned_data if form.is_valid() else {}
    period = Period(chosen["first"], chosen["last"]) if chosen else whole
    institution = chosen.get("institution")
    one = measuring.compute([measure], period, institution.pk if institution else None)[0]
    context = {
        "plan": found,
        "measure": measure,
        "code": f"{code}#{key}",
        "key": key,
        "form": form,
        "period": period,
        "one": one,
        "words": formula_words.words(one.question) if one.question else "",
        "may_change": not why_not_manage(
            granted=granted(request.user), institution=person(request).institution.code, owner=found.owner.code
        ),
        **_overlaps(found, one),
        **_behind(request, one, period, institution),
        "breadcrumbs": breadcrumbs(found, (reverse("plan:activity", args=[plan, code]), code), ("", f"{code}#{key}")),
    }
    return render(request, "registers/counted.html", context)


def _overlaps(plan: ActionPlan, one: Computed) -> dict[str, Any]:
    """What the measure must not be added to: what the owner declared, and codes that its formula can share records
    with.
    """
    code = totals.code_of(one.measure)
    declared = [row for row in plan.overlaps.all() if code in row.measures]
    alike = []
    if one.question:
        rows = Measure.objects.filter(indicator__activity__plan=plan, register=one.measure.register)
        others = rows.exclude(pk=one.measure.pk).select_related("indicator__activity")
        for other in measuring.asked_of(others.order_by("indicator__activity__order", "pk")):
            if other.question and totals.share(one.question, other.question):
                alike.append(totals.code_of(other.measure))
    return {"declared": declared, "alike": alike}


def _behind(request: HttpRequest, one: Computed, period: Period, institution: Any) -> dict[str, Any]:
    """The records that a value is counted from, as far as the person may see them, and how many they may not."""
    if one.question is None:
        return {}
    rows = measuring.counted_rows(one, period, institution.pk if institution else None).order_by()
    key = one.question.countable.record
    chosen = set(rows.values_list(f"{key}__pk" if key else "pk", flat=True))
    kind = kind_of(one.question.countable)
    seen = queries.seen(kind, person(request)).filter(pk__in=chosen)
    page = Paginator(queries.listed(kind, seen.order_by("-happened_on", "-pk")), ROWS)
    shown = page.get_page(request.GET.get("page"))
    columns = [kind.field(name) for name in kind.columns]
    actions.listed(kind, shown.object_list, by=person(request), at=timezone.now())
    return {
        "kind": kind, "page": shown, "rows": shown.object_list, "columns": columns,
        "hidden": len(chosen) - shown.paginator.count,
    }  # fmt: skip
