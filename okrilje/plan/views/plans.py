from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from okrilje.accounts.access import require
from okrilje.accounts.permissions import Permission
from okrilje.plan.models import ActionPlan, Strategy, pick
from okrilje.plan.queries.plans import search, with_counts

#: No search shows more than this many activities; the number of all that were found is said.
SHOWN = 60


@require(Permission.READ_PLAN)
def plans(request: HttpRequest) -> HttpResponse:
    """Every plan that the person may see, the strategies with who owes a plan, and a search across all of them."""
    found = list(with_counts(ActionPlan.objects.visible_to(request.user).select_related("owner", "strategy")))
    words = request.GET.get("q", "").strip()[:200]
    matches = search(found, words) if words else None
    context = {
        "plans": found,
        "strategies": [_with_governments(s, found) for s in Strategy.objects.select_related("adopted_by")],
        "q": words,
        "matches": matches[:SHOWN] if matches is not None else None,
        "match_count": matches.count() if matches is not None else 0,
    }
    return render(request, "plan/plans.html", context)


def _with_governments(strategy: Strategy, plans: list[ActionPlan]) -> dict[str, Any]:
    """Each government of the strategy with its plan, or None where there is none that the person may see."""
    under = {p.government: p for p in plans if p.strategy_id == strategy.pk and p.government}
    levels = dict(ActionPlan.Level.choices)
    governments = [
        {
            "name": pick(g.get("labels", {})) or g["code"],
            "level": levels.get(g.get("level", ""), ""),
            "plan": under.get(g["code"]),
        }
        for g in strategy.governments
    ]
    return {"strategy": strategy, "governments": governments, "have": sum(1 for g in governments if g["plan"])}
