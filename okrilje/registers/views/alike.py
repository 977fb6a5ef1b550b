"""What two institutions entered of the same event: to compare, to ask, and to answer."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from okrilje.accounts.access import person
from okrilje.registers import merging
from okrilje.registers.actions import RecordError
from okrilje.registers.kind import Kind
from okrilje.registers.models import Merging
from okrilje.registers.views.lookup import KEEPS, find_kind, list_of, way

#: Pairs on a page: each is as much to read as a whole record.
_ROWS = 20


@KEEPS
@require_GET
def records_alike(request: HttpRequest, kind: str) -> HttpResponse:
    """Records of one's institution beside those of others that could be the same; questions to oneself come first."""
    found = find_kind(kind)
    rows = sorted(merging.pairs(found, person(request)), key=lambda one: (not one.is_asked, one.is_different))
    page = Paginator(rows, _ROWS).get_page(request.GET.get("page"))
    context = {"kind": found, "page": page, "breadcrumbs": way(list_of(found), ("", _("The same at others")))}
    return render(request, "registers/records_alike.html", context)


@KEEPS
@require_POST
def record_merge(request: HttpRequest, kind: str, own: int, other: int) -> HttpResponse:
    """What somebody says of two records: ``ours`` or ``theirs`` is to stay, ``agreed``, or ``different``."""
    found = find_kind(kind)
    try:
        messages.success(request, _done(request, found, own, other, request.POST.get("say", "")))
    except RecordError as error:
        messages.error(request, str(error))
    return redirect("registers:records_alike", kind=found.slug)


def _done(request: HttpRequest, kind: Kind, own_number: int, other_number: int, say: str) -> str:
    """Does it; a sentence that says what was done. Raises as the actions do."""
    by, at = person(request), timezone.now()
    rows = kind.model._default_manager.filter(deleted_at=None).select_related("institution")
    records = rows.in_bulk([own_number, other_number])
    if len(records) < 2:
        raise RecordError(str(merging.GONE))
    own, other = records[own_number], records[other_number]
    if say in ("ours", "theirs"):
        merging.ask(kind, own, other, keeps=own if say == "ours" else other, by=by, at=at)
        return _("%(institution)s is asked. Nothing changes until they agree.") % {"institution": other.institution}
    if say == "different":
        merging.hold_apart(kind, own, other, by=by, at=at)
        return _("They stay two events.")
    if say == "agreed":
        first, second = sorted((own_number, other_number))
        asked = get_object_or_404(Merging, kind=kind.slug, first=first, second=second)
        kept = merging.agree(kind, asked, by=by, at=at)
        return _("They are one record now: number %(number)s.") % {"number": kept.pk}
    raise Http404
