"""What was frozen when a cycle was closed; and what is different between two of them, or since."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _

from okrilje.accounts.access import require
from okrilje.accounts.models import Institution
from okrilje.accounts.permissions import Permission
from okrilje.monitoring import freezing
from okrilje.monitoring.comparing import Changed, compare
from okrilje.monitoring.comparing_words import told
from okrilje.monitoring.models import Snapshot
from okrilje.monitoring.views.lookup import find_cycle, way, way_in_cycle
from okrilje.plan.models import ActionPlan
from okrilje.plan.views.lookup import find_plan

#: In an address: what a cycle says now, with every correction made since it was closed.
LIVE = "live"


def _find(request: HttpRequest, plan: str, cycle: str) -> Snapshot:
    found = find_cycle(request, plan, cycle)
    snapshot: Snapshot = get_object_or_404(Snapshot.objects.select_related("by"), cycle=found)
    snapshot.cycle = found
    return snapshot


@require(Permission.READ_INTERNAL)
def snapshot(request: HttpRequest, plan: str, cycle: str) -> HttpResponse:
    """What the cycle held when it was closed; whether its hash is right, and how anybody can see that."""
    found = _find(request, plan, cycle)
    content: dict[str, Any] = found.content
    names = {one.code: one.title for one in Institution.objects.all()}
    others = Snapshot.objects.filter(cycle__plan=found.cycle.plan).exclude(pk=found.pk)
    context = {
        "plan": found.cycle.plan,
        "cycle": found.cycle,
        "snapshot": found,
        "is_whole": freezing.fingerprint(content) == found.content_sha256,
        "submissions": [(names.get(one["institution"], one["institution"]), one) for one in content["submissions"]],
        "activities": content["activities"],
        "as_of": date.fromisoformat(content["as_of"]),
        "others": others.select_related("cycle").order_by("-cycle__starts_on").defer("content"),
        "file_name": _file_name(found),
        "breadcrumbs": way_in_cycle(found.cycle, ("", _("Snapshot"))),
    }
    return render(request, "monitoring/snapshot.html", context)


def _file_name(found: Snapshot) -> str:
    return f"{found.cycle.plan.code}-{found.cycle.code}.json"


@require(Permission.READ_INTERNAL)
def snapshot_file(request: HttpRequest, plan: str, cycle: str) -> HttpResponse:
    """The very bytes that were hashed: ``sha256sum`` of the file is the hash on the page and in the audit trail."""
    found = _find(request, plan, cycle)
    response = HttpResponse(freezing.canonical(found.content), content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="{_file_name(found)}"'
    return response


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two that are compared."""

    label: str
    content: dict[str, Any]


@require(Permission.READ_INTERNAL)
def compare_snapshots(request: HttpRequest, plan: str) -> HttpResponse:
    """What is different: ``?from=`` is a cycle, ``?to=`` another one, or "live" for what the first one says now."""
    found = find_plan(request, plan)
    before, after = request.GET.get("from", ""), request.GET.get("to", "") or LIVE
    old = _frozen(found, before)
    new = _live(request, found, before) if after == LIVE else _frozen(found, after)
    changed = compare(old.content, new.content)
    labels = {row.code: row.label for row in found.activities.defer("search", "notes")}
    context = {
        "plan": found,
        "old": old,
        "new": new,
        "turn": "" if after == LIVE else f"?from={after}&to={before}",
        "changed": [_shown(one, labels) for one in changed],
        "states": sum(one.has_new_state for one in changed),
        "breadcrumbs": way(found, ("", _("Comparison"))),
    }
    return render(request, "monitoring/compare.html", context)


def _frozen(plan: ActionPlan, cycle: str) -> Side:
    row = Snapshot.objects.filter(cycle__plan=plan, cycle__code=cycle).first()
    if row is None:
        raise Http404(_("There is no snapshot of the cycle “%(cycle)s”.") % {"cycle": cycle})
    return Side(_("Snapshot %(cycle)s") % {"cycle": cycle}, row.content)


def _live(request: HttpRequest, plan: ActionPlan, cycle: str) -> Side:
    found = find_cycle(request, plan.code, cycle)
    return Side(_("%(cycle)s now") % {"cycle": cycle}, freezing.frozen(found, as_of=timezone.now()))


def _shown(one: Changed, labels: dict[str, str]) -> dict[str, Any]:
    return {
        "code": one.activity,
        "label": labels.get(one.activity, ""),
        "before": one.before,
        "after": one.after,
        "has_new_state": one.has_new_state,
        "differences": [told(difference) for difference in one.differences if difference.place.field != "state"],
    }
