"""Every activity with its light, and why it is so."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from okrilje.accounts.access import require
from okrilje.accounts.permissions import Permission
from okrilje.monitoring.models import Reporting
from okrilje.monitoring.queries import breakdowns
from okrilje.monitoring.queries.standings import day_told
from okrilje.monitoring.status_filter import StatusFilter
from okrilje.monitoring.views.lookup import way
from okrilje.plan import clock
from okrilje.plan.filters import without_blanks
from okrilje.plan.views.lookup import find_plan, page_or_part


@require(Permission.READ_INTERNAL)
def status(request: HttpRequest, plan: str) -> HttpResponse:
    """How every activity stands on a day (``?as_of=``): the light, the rule, what would turn it green."""
    found = find_plan(request, plan)
    request.GET = without_blanks(request.GET)  # type: ignore[assignment]
    form = StatusFilter(request, found, day_told([found], clock.today()))
    rows = breakdowns.told(found, form.day, until=form.until, named=True)
    wanted = form.narrow(rows)
    context = {
        "plan": found,
        "form": form,
        "rows": wanted,
        "total": len(rows),
        "whole": breakdowns.whole(wanted),
        "as_of": form.day,
        "reporting": Reporting.objects.filter(plan=found).exists(),
        "breadcrumbs": way(found, ("", _("How the activities stand"))),
    }
    return page_or_part(request, "monitoring/status.html", "monitoring/_status_results.html", context)
