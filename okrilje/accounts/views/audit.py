"""The audit trail for auditors. Who reads it leaves an event too."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from okrilje.accounts.access import require
from okrilje.accounts.models import Institution
from okrilje.accounts.permissions import Permission
from okrilje.audit import actions, verification
from okrilje.audit import export as csv_export
from okrilje.audit.forms import FilterForm
from okrilje.audit.models import Event
from okrilje.audit.sentences import actor, sentence

PAGE = 50


@require(Permission.READ_AUDIT)
@require_GET
def events(request: HttpRequest) -> HttpResponse:
    """A page of events, newest first. Pages follow each other by number (?before=), not by counting."""
    form = _filter(request)
    found = form.events()
    before = request.GET.get("before", "")
    if before.isdigit() and len(before) < 19:
        found = found.filter(sequence__lt=int(before))
    page = list(found[: PAGE + 1])
    if form.is_valid():
        _record_reading(request, form)
    context = {
        "form": form,
        "events": [(event, actor(event.actor), sentence(event)) for event in page[:PAGE]],
        "older": page[PAGE - 1].sequence if len(page) > PAGE else None,
        "before": before,
        "head": Event.objects.first(),
        "verified": Event.objects.last_verification(),
    }
    return render(request, "audit/events.html", context)


@require(Permission.READ_AUDIT)
@require_GET
def export(request: HttpRequest) -> Any:
    form = _filter(request)
    if not form.is_valid():
        return redirect("audit:events")
    found = form.events()
    with transaction.atomic():
        event = actions.record(
            "audit.exported", by=request.user, at=timezone.now(), filter=form.chosen(), events=found.count()
        )
    found = found.filter(sequence__lt=event.sequence)
    name = f"audit-{timezone.localdate():%Y-%m-%d}.csv"
    return StreamingHttpResponse(
        csv_export.lines(found),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@require(Permission.READ_AUDIT)
@require_POST
def verify(request: HttpRequest) -> HttpResponse:
    """Reads the whole log and says what is wrong; a problem stays on the page, a good result is a message."""
    report = verification.verify()
    actions.record_verification(report, by=request.user, at=timezone.now())
    if not report.ok:
        return render(request, "audit/doubted.html", {"report": report, "problems": report.problems[:100]})
    text = ngettext("%(count)s event read, nothing wrong.", "%(count)s events read, nothing wrong.", report.events)
    messages.success(request, text % {"count": report.events})
    return redirect("audit:events")


def _filter(request: HttpRequest) -> FilterForm:
    institutions = [(i.code, f"{i.title} ({i.code})") for i in Institution.objects.order_by("name")]
    return FilterForm(request.GET, institutions)


def _record_reading(request: HttpRequest, form: FilterForm) -> None:
    """Once for each filter that is looked at, not for each page of it."""
    wanted = form.chosen()
    session: Any = request.session
    if session.get("audit_read") != wanted:
        session["audit_read"] = wanted
        with transaction.atomic():
            actions.record("audit.read", by=request.user, at=timezone.now(), filter=wanted)
