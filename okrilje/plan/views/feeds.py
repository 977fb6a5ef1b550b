from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, time
from hashlib import sha256
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Max
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.urls import reverse
from django.utils import translation
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import http_date
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from okrilje.accounts.access import require
from okrilje.accounts.models import Institution
from okrilje.accounts.permissions import Permission
from okrilje.plan import calendars
from okrilje.plan.calendars import Entry, Feed
from okrilje.plan.models import ActionPlan, Change
from okrilje.plan.schedule import entries, with_pillars
from okrilje.plan.views.lookup import find_plan

REMIND_AT_MOST = 365
#: Activity -> when a version changed it last, and the number of that version.
Changed = dict[str, tuple[datetime, int]]


@require(Permission.READ_PLAN)
def calendar_feed(request: HttpRequest, plan: str) -> HttpResponse:
    """The whole plan for a calendar program. ``?lang=`` is the language, ``?remind=30`` reminds 30 days before."""
    return _feed(request, find_plan(request, plan), None)


@require(Permission.READ_PLAN)
def institution_feed(request: HttpRequest, plan: str, code: str) -> HttpResponse:
    """The same for what one institution is responsible for, alone or with others."""
    found = find_plan(request, plan)
    named = Institution.objects.filter(responsibilities__activity__plan=found, code=code).first()
    if named is None:
        raise Http404
    return _feed(request, found, named)


def _feed(request: HttpRequest, plan: ActionPlan, institution: Institution | None) -> HttpResponse:
    language = request.GET.get("lang") or translation.get_language() or settings.LANGUAGE_CODE
    remind = request.GET.get("remind", "")
    if language not in dict(settings.LANGUAGES):
        known = " | ".join(dict(settings.LANGUAGES))
        return _refused(f"lang={known}")
    if remind and not (re.fullmatch("[0-9]{1,3}", remind) and 1 <= int(remind) <= REMIND_AT_MOST):
        return _refused(f"remind=1–{REMIND_AT_MOST}")
    with translation.override(language):
        changed = _changed(plan)
        at = max((moment for moment, _number in changed.values()), default=_beginning(plan))
        name = f"{plan.label} – {institution.title}" if institution else plan.label
        text = calendars.ics(
            _about(request, plan, name, language, at, int(remind) if remind else None),
            _with_changes(request, entries(plan, _of(plan, institution)), changed),
        )
    return _as_answer(request, text, at, f"{plan.code}-{institution.code}" if institution else plan.code)


def _refused(what: str) -> HttpResponse:
    text = _("This calendar cannot be made. Allowed is: %(what)s") % {"what": what}
    return HttpResponseBadRequest(text, content_type="text/plain; charset=utf-8")


def _changed(plan: ActionPlan) -> Changed:
    """Of every part that ever changed; "" is the plan itself.

    The versions are named one by one: a join would make the database walk over their contents, which are large.
    """
    versions = {pk: (at, number) for pk, at, number in plan.versions.values_list("pk", "at", "number")}
    rows = Change.objects.filter(version__in=list(versions), kind__in=["activity", "plan"]).order_by()
    latest = rows.values_list("code").annotate(Max("version"))
    return {code: versions[version] for code, version in latest}


def _beginning(plan: ActionPlan) -> datetime:
    """For a plan without a version: a moment that stays the same from one request to the next."""
    return datetime.combine(plan.adopted_on or plan.starts_on, time(), UTC)


def _about(request: HttpRequest, plan: ActionPlan, name: str, language: str, at: datetime, remind: int | None) -> Feed:
    in_days = ngettext("Due in %(days)d day", "Due in %(days)d days", remind or 0) % {"days": remind or 0}
    return Feed(
        name=name,
        host=urlsplit(settings.ADDRESS).hostname or "okrilje",
        language={"sr": "sr-Cyrl", "sr-latn": "sr-Latn"}.get(language, language),
        at=at,
        address=request.build_absolute_uri(reverse("plan:calendar", args=[plan.code])),
        remind=remind,
        reminder=in_days,
    )


def _of(plan: ActionPlan, institution: Institution | None):  # type: ignore[no-untyped-def]
    activities = with_pillars(plan)
    if institution is None:
        return activities
    return activities.filter(pk__in=institution.responsibilities.values("activity"))


def _with_changes(request: HttpRequest, found: Iterable[Entry], changed: Changed) -> list[Entry]:
    """Whole addresses, and for each entry when and how often its activity was changed."""
    done = []
    for entry in found:
        at, number = changed.get(entry.code, (None, 1))
        address = request.build_absolute_uri(entry.address)
        done.append(replace(entry, address=address, changed_at=at, sequence=number - 1))
    return done


def _as_answer(request: HttpRequest, text: bytes, at: datetime, name: str) -> HttpResponse:
    etag = f'"{sha256(text).hexdigest()[:40]}"'
    modified = int(at.timestamp())
    response = get_conditional_response(request, etag=etag, last_modified=modified)
    if response is None:
        response = HttpResponse(text, content_type="text/calendar; charset=utf-8")
        response["Content-Disposition"] = f'inline; filename="{name}.ics"'
    response["ETag"] = etag
    response["Last-Modified"] = http_date(modified)
    response["Cache-Control"] = "private, no-cache"
    patch_vary_headers(response, ["Cookie"])
    return response
