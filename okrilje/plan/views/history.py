from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.core.paginator import Page
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from okrilje.accounts import catalogue
from okrilje.accounts.access import may, require
from okrilje.accounts.models import Institution
from okrilje.accounts.permissions import Permission
from okrilje.plan import content, difference
from okrilje.plan.change_words import COUNTED, KINDS, Told, told
from okrilje.plan.content import sort_key
from okrilje.plan.models import ActionPlan, Change, Version
from okrilje.plan.views.lookup import breadcrumbs, find_plan, paged


@dataclass(frozen=True, slots=True)
class Changed:
    """A part of the plan and what changed in it; ``address`` is empty where the part has no page."""

    kind: str
    code: str
    address: str
    changes: list[Told]


@require(Permission.READ_PLAN)
def history(request: HttpRequest, plan: str) -> HttpResponse:
    """The versions of the plan, the latest first, and the choice of two to compare."""
    found = find_plan(request, plan)
    versions = list(found.versions.defer("content").select_related("by"))
    counts = _counts(found)
    context = {
        "plan": found,
        "versions": [(version, counts.get(version.pk, [])) for version in versions],
        "may_read_people": may(request.user, Permission.READ_INTERNAL),
        "breadcrumbs": breadcrumbs(found, ("", _("History"))),
    }
    return render(request, "plan/history.html", context)


def _counts(plan: ActionPlan) -> dict[int, list[tuple[str, int]]]:
    """For each version how many parts of each kind it changed, in the order of COUNTED."""
    rows = Change.objects.filter(version__plan=plan).order_by().values_list("version", "kind")
    counts: dict[int, dict[str, int]] = {}
    for version, kind, number in rows.annotate(n=Count("code", distinct=True)):
        counts.setdefault(version, {})[kind] = number
    return {v: [(str(name), own[kind]) for kind, name in COUNTED.items() if kind in own] for v, own in counts.items()}


@require(Permission.READ_PLAN)
def version(request: HttpRequest, plan: str, number: int) -> HttpResponse:
    """One version: where it comes from, and what it changed."""
    found = find_plan(request, plan)
    row: Version = get_object_or_404(found.versions.defer("content").select_related("by"), number=number)
    numbers = list(found.versions.order_by("number").values_list("number", flat=True))
    context = {
        "plan": found,
        "edition": row,
        "previous": max((n for n in numbers if n < number), default=None),
        "next": min((n for n in numbers if n > number), default=None),
        "changed": changed_parts(request, found, row.changes.all()),
        "may_read_people": may(request.user, Permission.READ_INTERNAL),
        "breadcrumbs": _way_to(found, _("Version %(number)d") % {"number": number}),
    }
    return render(request, "plan/version.html", context)


@require(Permission.READ_PLAN)
def compare(request: HttpRequest, plan: str) -> HttpResponse:
    """What is different between any two versions: ``?from=`` and ``?to=`` are their numbers."""
    found = find_plan(request, plan)
    before, after = (_version(found, request.GET.get(name, "")) for name in ("from", "to"))
    changes = difference.changes(*(content.Plan.model_validate(v.content) for v in (before, after)))
    context = {
        "plan": found,
        "before": before,
        "after": after,
        "changed": changed_parts(request, found, changes),
        "breadcrumbs": _way_to(found, _("Comparison")),
    }
    return render(request, "plan/compare.html", context)


def _version(plan: ActionPlan, number: str) -> Version:
    row = plan.versions.filter(number=int(number)).first() if re.fullmatch("[0-9]{1,8}", number) else None
    if row is None:
        raise Http404(_("This plan has no version “%(number)s”.") % {"number": number})
    return row


def _way_to(plan: ActionPlan, label: str) -> list[tuple[str, str]]:
    return breadcrumbs(plan, (reverse("plan:history", args=[plan.code]), _("History")), ("", label))


def changed_parts(
    request: HttpRequest,
    plan: ActionPlan | None,
    changes: Iterable[Change | difference.Change],
    newcomers: Iterable[catalogue.Institution] = (),
) -> Page[Changed]:
    """A page of the changes by part: first the plan itself, then its parts in the order of their codes.

    ``plan`` None: the plan is not there yet, so its parts have no pages. ``newcomers`` are institutions that the
    register does not have yet.
    """
    order = list(KINDS)
    rows = sorted(changes, key=lambda c: (order.index(c.kind), sort_key(c.code)))
    names = {institution.code: institution.title for institution in Institution.objects.all()}
    names |= {one.code: one.name for one in newcomers}
    parts = [(part, list(own)) for part, own in groupby(rows, key=lambda c: (c.kind, c.code))]
    return paged(request, parts, lambda page: [_changed(plan, kind, code, own, names) for (kind, code), own in page])


def _changed(
    plan: ActionPlan | None, kind: str, code: str, own: list[Change | difference.Change], names: dict[str, str]
) -> Changed:
    return Changed(
        kind=str(KINDS[kind]),
        code=code.replace(">", " → "),
        address=_address(plan, kind, code),
        changes=[told(c.field, c.before, c.after, names) for c in own],
    )


def _address(plan: ActionPlan | None, kind: str, code: Any) -> str:
    return reverse("plan:activity", args=[plan.code, code]) if plan and kind == "activity" else ""
