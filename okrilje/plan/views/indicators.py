from __future__ import annotations

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from okrilje.accounts.access import require
from okrilje.accounts.permissions import Permission
from okrilje.plan.filters import IndicatorFilter, without_blanks
from okrilje.plan.queries.indicators import every, kinds, matrix
from okrilje.plan.views.lookup import breadcrumbs, find_plan, in_order, page_or_part, paged


@require(Permission.READ_PLAN)
def indicators(request: HttpRequest, plan: str) -> HttpResponse:
    """What the plan wants measured: how much of which kind, and a list to filter."""
    found = find_plan(request, plan)
    request.GET = without_blanks(request.GET)  # type: ignore[assignment]
    form = IndicatorFilter(request, found)
    everything = kinds(found)
    page = paged(request, form.narrow(everything, every(found)), partial(in_order, every(found)))
    context = {
        "plan": found,
        "form": form,
        "page": page,
        "rows": page.object_list,
        "total": len(everything),
        "measure_total": sum(len(i.measures) for i in everything),
        "compound_total": sum(len(i.measures) > 1 for i in everything),
        "matrix": matrix(everything),
        "breadcrumbs": breadcrumbs(found, ("", _("Indicators"))),
    }
    return page_or_part(request, "plan/indicators.html", "plan/_indicator_results.html", context)
