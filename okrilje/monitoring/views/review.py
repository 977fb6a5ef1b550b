"""The queue of a review: all reports of a cycle that were handed in, with what needs a look; accepted in bulk."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from okrilje.accounts.access import person, require
from okrilje.accounts.permissions import Permission
from okrilje.monitoring import actions
from okrilje.monitoring.models import Cycle, Submission
from okrilje.monitoring.queries import reports
from okrilje.monitoring.review_filter import Queued, ReviewFilter
from okrilje.monitoring.rules import HANDED_IN, Status
from okrilje.monitoring.views.lookup import coordinates, find_cycle, is_key, way_in_cycle
from okrilje.plan import clock
from okrilje.plan.filters import without_blanks
from okrilje.plan.models import Programme
from okrilje.plan.views.lookup import page_or_part


@require(Permission.REVIEW_REPORTS)
def review(request: HttpRequest, plan: str, cycle: str) -> HttpResponse:
    """GET shows the queue; POST with "choose" or "clean" lists what would be accepted, with "accept" accepts it."""
    found = find_cycle(request, plan, cycle)
    request.GET = without_blanks(request.GET)  # type: ignore[assignment]
    if request.method == "POST" and request.POST.get("step") == "accept":
        return _accept(request, found)
    form, queue = _queue(request, found)
    context = {
        "plan": found.plan,
        "cycle": found,
        "form": form,
        "queue": queue,
        "clean": [one for one in queue if one.is_clean],
        "open_": [one for one in queue if not one.why_not],
        "coordinates": coordinates(request, found.plan),
        "breadcrumbs": way_in_cycle(found, ("", _("Review of the reports"))),
    }
    if request.method == "POST":
        return _confirm(request, context)
    return page_or_part(request, "monitoring/review.html", "monitoring/_review_results.html", context)


def _queue(request: HttpRequest, found: Cycle) -> tuple[ReviewFilter, list[Queued]]:
    rows = found.submissions.filter(status__in=HANDED_IN).select_related("institution", "prepared_by", "approved_by")
    submissions = list(rows.order_by("institution__code"))
    for one in submissions:
        one.cycle = found
    form = ReviewFilter(request, found.plan, submissions)
    programme_of = dict(Programme.objects.filter(pillar__plan=found.plan).values_list("pk", "code"))
    queue = form.queued(reports.rows_of(found, form.wanted(), clock.today()), programme_of)
    for waiting in queue:
        waiting.why_not = actions.why_not_step(waiting.submission, Status.ACCEPTED, person(request))
    return form, queue


def _confirm(request: HttpRequest, context: dict[str, object]) -> HttpResponse:
    """What would be accepted, to be looked at once more. Nothing is changed yet."""
    ticked = {int(key) for key in request.POST.getlist("report") if is_key(key)}
    open_, clean = context["open_"], context["clean"]
    assert isinstance(open_, list) and isinstance(clean, list)
    chosen = clean if request.POST.get("step") == "clean" else [one for one in open_ if one.submission.pk in ticked]
    if not chosen:
        context["problem"] = _("Tick the reports first.")
        return render(request, "monitoring/review.html", context, status=422)
    queue = (request.get_full_path(), _("Review of the reports"))
    context |= {
        "chosen": chosen,
        "doubtful": sum(one.needing > 0 for one in chosen),
        "breadcrumbs": way_in_cycle(context["cycle"], queue, ("", _("Accept"))),  # type: ignore[arg-type]
    }
    return render(request, "monitoring/review_accept.html", context)


def _accept(request: HttpRequest, found: Cycle) -> HttpResponse:
    """Each report whole or not at all; what could not be accepted is said beside what was."""
    seen = _seen(request.POST)
    chosen = list(Submission.objects.filter(cycle=found, pk__in=seen))
    outcomes = actions.accept_all(chosen, by=person(request), at=timezone.now(), seen=seen)
    accepted = [one.submission.institution.title for one in outcomes if not one.refusal]
    if accepted:
        messages.success(request, _("Accepted: %(reports)s.") % {"reports": get_text_list(accepted, _("and"))})
    for one in outcomes:
        if one.refusal:
            messages.warning(request, f"{one.submission.institution.title}: {one.refusal}")
    return redirect(request.get_full_path())


def _seen(data: QueryDict) -> dict[int, str]:
    """Submission id -> the edition that was shown in the list."""
    named = {key: data.get(f"seen-{key}", "") for key in data.getlist("report")}
    return {int(key): str(edition) for key, edition in named.items() if is_key(key)}
