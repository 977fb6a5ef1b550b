"""Meetings, trainings and other events by day, and the same for calendar programs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode, urlsplit

from allauth.account.decorators import reauthentication_required
from allauth.decorators import rate_limit
from django import forms
from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from okrilje.accounts.access import person
from okrilje.accounts.actions import AccountError, make_token, revoke_token
from okrilje.accounts.api_access import by_address
from okrilje.accounts.models import Institution
from okrilje.accounts.permissions import Permission, Scope
from okrilje.accounts.rules import TOKEN_DAYS
from okrilje.lib.periods import Period
from okrilje.plan import calendars
from okrilje.plan.calendars import Entry, Feed, Sort, neighbours
from okrilje.registers import queries
from okrilje.registers.kind import Kind, kinds
from okrilje.registers.records import Held
from okrilje.registers.views.lookup import READS, way

#: So far back a calendar program is told what was held.
_PAST = timedelta(days=400)


@dataclass(frozen=True)
class Happening:
    """A record on the days that it takes."""

    kind: Kind
    record: Any

    @property
    def first(self) -> date:
        day: date = self.record.happened_on
        return day

    @property
    def last(self) -> date:
        return getattr(self.record, "ends_on", None) or self.first


class CalendarForm(forms.Form):
    """A month, one kind of events or all, and one institution or all."""

    use_required_attribute = False
    month = forms.RegexField(r"^\d{4}-(0[1-9]|1[0-2])$", widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=gettext_lazy("Register"), required=False)
    institution = forms.ModelChoiceField(
        Institution.objects.filter(is_active=True), label=gettext_lazy("Institution"), to_field_name="code",
        required=False, empty_label=gettext_lazy("all"),
    )  # fmt: skip

    def __init__(self, data: Any) -> None:
        super().__init__(data, auto_id="f-%s", label_suffix="")
        field: Any = self.fields["kind"]
        field.choices = [("", _("all")), *((kind.slug, kind.many) for kind in _kinds())]


def _kinds() -> list[Kind]:
    return [kind for kind in kinds().values() if kind.in_calendar and not kind.is_restricted]


@READS
@require_GET
def calendar(request: HttpRequest) -> HttpResponse:
    """A month, day by day."""
    today = timezone.localdate()
    form = CalendarForm({"month": f"{today:%Y-%m}", **request.GET.dict()})
    month = _month(form, today)
    found = _happenings(request, form, month)
    days: dict[date, list[Happening]] = {}
    for one in found:
        days.setdefault(max(one.first, month.start), []).append(one)
    before, after = neighbours(month.start.year, month.start.month)
    context = {
        "form": form, "month": month, "days": sorted(days.items()), "today": today,
        "before": "{:04}-{:02}".format(*before), "after": "{:04}-{:02}".format(*after),
        "planned": Held.PLANNED, "cancelled": Held.CANCELLED, "breadcrumbs": way(("", _("Calendar"))),
    }  # fmt: skip
    return render(request, "registers/calendar.html", context)


def _month(form: CalendarForm, today: date) -> Period:
    form.is_valid()
    year, number = map(int, form.cleaned_data.get("month", f"{today:%Y-%m}").split("-"))
    first = date(max(year, 1), number, 1)
    last = (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    return Period(first, last)


def _happenings(request: HttpRequest, form: CalendarForm, period: Period) -> list[Happening]:
    """What takes place in the period, at the most a query or two for each kind."""
    wanted, institution = form.cleaned_data.get("kind"), form.cleaned_data.get("institution")
    found = []
    for kind in _kinds():
        if wanted not in (None, "", kind.slug):
            continue
        rows = queries.seen(kind, person(request)).filter(happened_on__lte=period.end)
        ends = "ends_on" if any(f.name == "ends_on" for f in kind.fields) else "happened_on"
        rows = rows.filter(**{f"{ends}__gte": period.start})
        if institution:
            own = Q(institution=institution) | Q(partners=institution)
            rows = rows.filter(pk__in=rows.filter(own).values("pk"))
        found += [Happening(kind, row) for row in queries.with_parts(kind, rows.order_by("happened_on", "pk"))]
    return sorted(found, key=lambda one: (one.first, one.kind.slug, one.record.pk))


@by_address(Scope.READ_CALENDAR, Permission.READ_INTERNAL, Permission.KEEP_RECORDS)
@require_GET
def calendar_file(request: HttpRequest) -> HttpResponse:
    """The last year and all that is planned, as iCalendar: what is called off says so and does not vanish.

    ``?lang=`` is the language; ``?token=`` stands for signing in, for calendar programs that look again by themselves.
    """
    language = request.GET.get("lang") or get_language() or settings.LANGUAGE_CODE
    if language not in dict(settings.LANGUAGES):
        raise Http404
    with translation.override(language):
        return _file(request, language)


def _file(request: HttpRequest, language: str) -> HttpResponse:
    today = timezone.localdate()
    form = CalendarForm({"month": f"{today:%Y-%m}", **request.GET.dict()})
    form.is_valid()
    found = _happenings(request, form, Period(today - _PAST, date.max))
    feed = Feed(
        name=_("Okrilje: events"), host=urlsplit(settings.ADDRESS).hostname or "okrilje",
        language={"sr": "sr-Cyrl", "sr-latn": "sr-Latn"}.get(language, language),
        at=max((one.record.changed_at for one in found), default=timezone.now()),
        address=request.build_absolute_uri(reverse("registers:calendar")),
    )  # fmt: skip
    text = calendars.ics(feed, [_entry(request, one) for one in found])
    response = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="okrilje.ics"'
    response["Cache-Control"] = "private, no-cache"
    return response


@READS
@reauthentication_required  # type: ignore[untyped-decorator]
@rate_limit(action="make_token")  # type: ignore[untyped-decorator]
def calendar_address(request: HttpRequest) -> HttpResponse:
    """Makes an address for calendar programs, which cannot sign in, and shows it this once. An earlier one ends."""
    user, now = person(request), timezone.now()
    form = CalendarForm({"month": f"{timezone.localdate():%Y-%m}", **request.GET.dict()})
    form.is_valid()
    earlier = user.tokens.filter(revoked_at=None, scopes=[Scope.READ_CALENDAR.value])
    context: dict[str, Any] = {
        "form": form, "earlier": earlier.first(),
        "breadcrumbs": way((reverse("registers:calendar"), _("Calendar")), ("", _("Subscription"))),
    }  # fmt: skip
    if request.method == "POST":
        try:
            with transaction.atomic():
                for one in earlier:
                    revoke_token(one, by=user, at=now)
                name, scopes = _("Calendar"), [Scope.READ_CALENDAR]
                token, secret = make_token(user, name=name, scopes=scopes, days=max(TOKEN_DAYS), at=now)
        except AccountError as error:
            context["problem"] = str(error)
        else:
            context |= {"token": token, "address": _address(request, form, secret)}
    return render(request, "registers/calendar_address.html", context)


def _address(request: HttpRequest, form: CalendarForm, secret: str) -> str:
    said = {name: form.cleaned_data.get(name) for name in ("kind", "institution")}
    query = {
        "kind": said["kind"] or "", "institution": said["institution"].code if said["institution"] else "",
        "lang": get_language() or settings.LANGUAGE_CODE, "token": secret,
    }  # fmt: skip
    told = urlencode({name: value for name, value in query.items() if value})
    return request.build_absolute_uri(f"{reverse('registers:calendar_file')}?{told}")


def _entry(request: HttpRequest, one: Happening) -> Entry:
    record = one.record
    title = record.title
    if record.status == Held.CANCELLED:
        title = _("Called off: %(title)s") % {"title": title}
    place = f", {record.place}" if record.place else ""
    return Entry(
        key=f"{one.kind.slug}-{record.pk}", code=one.kind.slug, day=one.first, last=one.last, sort=Sort.CHECK,
        summary=title, description=f"{one.kind.one}: {record.institution.title}{place}",
        address=request.build_absolute_uri(reverse("registers:record", args=[one.kind.slug, record.pk])),
        category=str(one.kind.many), changed_at=record.changed_at,
    )  # fmt: skip
