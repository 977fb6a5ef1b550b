"""What was claimed in a cycle, and what of it stands without proof: by institution, by programme, one by one."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from okrilje.accounts.access import require
from okrilje.accounts.permissions import Permission
from okrilje.monitoring.queries import evidence as queries
from okrilje.monitoring.views.lookup import find_cycle, way_in_cycle
from okrilje.plan.views.lookup import paged


@require(Permission.READ_INTERNAL)
def claims(request: HttpRequest, plan: str, cycle: str) -> HttpResponse:
    """``?institution=`` and ``?programme=`` leave only theirs, ``?show=all`` shows also what is proved."""
    found = find_cycle(request, plan, cycle)
    everything = queries.claims_of(found)
    who, programme = request.GET.get("institution", ""), request.GET.get("programme", "")
    show_all = request.GET.get("show") == "all"
    rows = [
        claim
        for claim in everything
        if (not who or claim.item.submission.institution.code == who)
        and (not programme or claim.activity.programme.code == programme)
        and (show_all or not claim.is_proved)
    ]
    institutions = {c.item.submission.institution.code: c.item.submission.institution for c in everything}
    counts = queries.by_institution(everything)
    context = {
        "plan": found.plan,
        "cycle": found,
        "whole": queries.counted(everything),
        "institutions": sorted(((institutions[code], count) for code, count in counts.items()), key=_most_first),
        "programmes": queries.by_programme(everything),
        "page": paged(request, rows),
        "institution": institutions.get(who),
        "programme": programme,
        "show_all": show_all,
        "breadcrumbs": way_in_cycle(found, ("", _("Claims and proof"))),
    }
    return render(request, "monitoring/claims.html", context)


def _most_first(row: tuple[object, queries.Count]) -> int:
    return -row[1].unproved
