"""What every page of a plan needs: the plan that the address names, the way back, the page or a part of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django_htmx.http import push_url

from okrilje.plan.models import ActionPlan
from okrilje.plan.queries.plans import pillars_of, with_counts


def find_plan(request: HttpRequest, code: str, *, counted: bool = False) -> ActionPlan:
    """The plan with this code if the person may see it, else "not found". ``counted`` adds its numbers."""
    plans = ActionPlan.objects.visible_to(request.user).select_related("strategy", "owner")
    return get_object_or_404(with_counts(plans) if counted else plans, code=code)


def breadcrumbs(plan: ActionPlan, *steps: tuple[str, str]) -> list[tuple[str, str]]:
    """The way to a page of a plan; each step is (address, label), the last one with an empty address."""
    overview = reverse("plan:overview", args=[plan.code]) if steps else ""
    return [(reverse("plan:plans"), _("Plans")), (overview, plan.label), *steps]


#: Rows on a page; a plan of the usual size stays on one.
ROWS = 200


#: A plan with more activities is drawn pillar by pillar where a page cannot be cut after so many rows.
AT_ONCE = 500


def paged(
    request: HttpRequest, found: Sequence[Any], rows: Callable[[Sequence[Any]], Iterable[Any]] = list, size: int = ROWS
) -> Page[Any]:
    """The page of ``found`` that ?page= asks for, the nearest where there is none; ``rows`` makes its rows."""
    page = Paginator(found, size).get_page(request.GET.get("page"))
    page.object_list = list(rows(list(page)))
    return page


def pillar_shown(plan: ActionPlan, wanted: str) -> str:
    """The code of the only pillar whose activities a page shows at a time; "" where all of them have room."""
    if plan.activities.filter(is_withdrawn=False)[: AT_ONCE + 1].count() <= AT_ONCE:
        return ""
    codes = list(pillars_of(plan).values_list("code", flat=True))
    return wanted if wanted in codes else codes[0]


def in_order(rows: QuerySet[Any], keys: Sequence[int]) -> list[Any]:
    """The rows with these primary keys, in their order."""
    found: dict[int, Model] = {row.pk: row for row in rows.filter(pk__in=keys)}
    return [found[key] for key in keys if key in found]


def page_or_part(request: HttpRequest, page: str, part: str, context: dict[str, Any]) -> HttpResponse:
    """Only the results where htmx asks for them while the page stays; the whole page otherwise."""
    htmx = request.htmx  # type: ignore[attr-defined]
    if htmx and not htmx.history_restore_request:
        response = push_url(render(request, part, context), f"{request.path}?{request.GET.urlencode()}")
    else:
        response = render(request, page, context)
    patch_vary_headers(response, ["HX-Request"])
    return response
