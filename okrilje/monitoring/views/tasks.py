"""My tasks: the page on which people who report, approve or review begin their day."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from okrilje.accounts.access import person, require
from okrilje.accounts.permissions import Permission
from okrilje.monitoring import actions, reminder_words
from okrilje.monitoring.models import MailChoice, Notice
from okrilje.monitoring.queries import reminding
from okrilje.monitoring.queries import tasks as queries
from okrilje.monitoring.reminders import Kind, from_plain
from okrilje.plan import clock

#: More than this many notices at once say nothing more.
SHOWN = 30
_ANY = (Permission.REPORT, Permission.APPROVE_REPORT, Permission.REVIEW_REPORTS)


@require(*_ANY)
def tasks(request: HttpRequest) -> HttpResponse:
    user = person(request)
    # Comments that name somebody stand among the tasks themselves.
    unread = Notice.objects.filter(user=user, read_at=None).exclude(kind=Kind.MENTIONED)
    notices = list(unread[:SHOWN])
    names = reminding.names_for(notices)
    context = {
        "tasks": queries.of(user, clock.today()),
        "notices": [(notice, reminder_words.sentence(from_plain(notice.about), names)) for notice in notices],
        "by_mail": not MailChoice.objects.filter(user=user, reminders=False).exists(),
    }
    return render(request, "monitoring/tasks.html", context)


@require(*_ANY)
@require_POST
def tasks_read(request: HttpRequest) -> HttpResponse:
    """Marks one notice as read, or all of them."""
    given = request.POST.get("notice", "")
    if given.isascii() and given.isdigit():
        actions.read_notices(person(request), at=timezone.now(), pk=int(given))
    elif not given:
        actions.read_notices(person(request), at=timezone.now())
    return redirect("monitoring:tasks")


@require(*_ANY)
@require_POST
def tasks_mail(request: HttpRequest) -> HttpResponse:
    """Reminders by mail, too, or only here."""
    wanted = request.POST.get("reminders") == "1"
    actions.choose_mail(person(request), reminders=wanted)
    text = _("You get reminders by mail.") if wanted else _("You get reminders here only, and escalations by mail.")
    messages.success(request, text)
    return redirect("monitoring:tasks")
