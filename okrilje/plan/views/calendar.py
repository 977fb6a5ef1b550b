from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from okrilje.accounts.access import require
from okrilje.accounts.models import Institution
from okrilje.accounts.permissions import Permission
from okrilje.plan import calendars, clock
from okrilje.plan.calendars import Entry, Sort
from okrilje.plan.deadline_filter import DeadlineFilter
from okrilje.plan.models import ActionPlan
from okrilje.plan.schedule import asked_days, asking_in, entries, with_pillars
from okrilje.plan.views.lookup import breadcrumbs, find_plan


@require(Permission.READ_PLAN)
def calendar(request: HttpRequest, plan: str) -> HttpResponse:
    """A month of the plan, and everything that a year of it asks for."""
    found = find_plan(request, plan)
    form = DeadlineFilter(request, found)
    rows = form.narrow(with_pillars(found))
    due_days, check_days = asked_days(rows)
    years = _years(found, [*due_days, *check_days])
    year = _chosen(request, "year", years, _likely_year(years))
    of_year = [e for e in calendars.expanded(entries(found, asking_in(rows, year))) if e.day.year == year]
    month = _chosen(request, "month", range(1, 13), _likely_month(year, of_year))
    due = Counter(day.year for day in due_days)
    context = {
        "plan": found,
        "form": form,
        "year": year,
        "years": [(y, due[y]) for y in years],
        "first": date(year, month, 1),
        "months": [(date(year, m, 1), sum(e.day.month == m for e in of_year)) for m in range(1, 13)],
        "in_month": sum(e.day.month == month for e in of_year),
        "weeks": _weeks(year, month, of_year),
        "weekdays": calendars.weeks(2024, 7)[0],
        "today": clock.today(),
        "due": [e for e in of_year if e.sort is Sort.DUE],
        "checks": [e for e in of_year if e.sort is Sort.CHECK],
        **_around(year, month, years),
        "feeds": _feeds(request, found, form),
        "breadcrumbs": breadcrumbs(found, ("", _("Calendar"))),
    }
    return render(request, "plan/calendar.html", context)


def _chosen(request: HttpRequest, name: str, allowed: Sequence[int], usual: int) -> int:
    text = request.GET.get(name, "")
    if not text:
        return usual
    if not re.fullmatch("[0-9]{1,4}", text) or int(text) not in allowed:
        raise Http404(_("This calendar runs from %(first)s to %(last)s.") % {"first": allowed[0], "last": allowed[-1]})
    return int(text)


def _years(plan: ActionPlan, found: Sequence[date]) -> range:
    days = [plan.starts_on, plan.ends_on, *found]
    return range(min(days).year, max(days).year + 1)


def _likely_year(years: range) -> int:
    """This year, or the one nearest to it."""
    return min(max(clock.today().year, years[0]), years[-1])


def _likely_month(year: int, found: Sequence[Entry]) -> int:
    """This month in this year, else the first month with a due date."""
    today = clock.today()
    if today.year == year:
        return today.month
    return next((e.day.month for e in found if e.day.year == year and e.sort is Sort.DUE), 1)


def _weeks(year: int, month: int, found: Sequence[Entry]) -> list[list[tuple[date | None, list[Entry]]]]:
    return [[(day, [e for e in found if e.day == day]) for day in week] for week in calendars.weeks(year, month)]


def _around(year: int, month: int, years: range) -> dict[str, date | None]:
    before, after = calendars.neighbours(year, month)
    return {
        "before": date(*before, 1) if before[0] in years else None,
        "after": date(*after, 1) if after[0] in years else None,
    }


def _feeds(request: HttpRequest, plan: ActionPlan, form: DeadlineFilter) -> dict[str, Any]:
    """The addresses to subscribe to: of the whole plan, and of the institution that the page is narrowed to."""
    query = urlencode({"lang": translation.get_language() or settings.LANGUAGE_CODE, "remind": 30})
    whole = request.build_absolute_uri(reverse("plan:calendar_feed", args=[plan.code]))
    feeds: dict[str, Any] = {"whole": f"{whole}?{query}"}
    if code := form.used.get("institution"):
        own = request.build_absolute_uri(reverse("plan:institution_feed", args=[plan.code, code]))
        feeds["own"] = f"{own}?{query}"
        feeds["institution"] = Institution.objects.get(code=code)
    return feeds
