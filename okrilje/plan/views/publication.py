"""Publishing a draft, and taking a public plan back. Both are asked for once more before they are done."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from okrilje.accounts.access import granted, person, require
from okrilje.accounts.permissions import Permission
from okrilje.plan import actions, rules
from okrilje.plan.views.lookup import breadcrumbs, find_plan


@require(Permission.MANAGE_PLAN)
def publication(request: HttpRequest, plan: str) -> HttpResponse:
    """What follows from publishing or taking back; the form says which of the two, however often it is sent."""
    found = find_plan(request, plan)
    own = {"institution": person(request).institution.code, "owner": found.owner.code}
    if refusal := rules.why_not_manage(granted=granted(request.user), **own):
        raise PermissionDenied(refusal)
    if request.method == "POST":
        if request.POST.get("shown_to") == "everybody":
            actions.publish(plan, by=request.user, at=timezone.now())
            messages.success(request, _("The plan is published."))
        else:
            actions.take_back(plan, by=request.user, at=timezone.now())
            messages.success(request, _("The plan is a draft; only your institution sees it."))
        return redirect("plan:overview", plan)
    title = pgettext("heading", "Take back to draft") if found.is_public else pgettext("heading", "Publish the plan")
    context = {"plan": found, "title": title, "breadcrumbs": breadcrumbs(found, ("", title))}
    return render(request, "plan/publication.html", context)
