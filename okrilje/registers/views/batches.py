"""Many records at once: corrected together, and put back together."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from okrilje.accounts.access import person
from okrilje.registers import actions, batches, queries
from okrilje.registers.actions import RecordError
from okrilje.registers.correction_form import CorrectionForm, WhichForm, correctable
from okrilje.registers.forms import RecordFilter
from okrilje.registers.models import Batch
from okrilje.registers.views.lookup import KEEPS, find_kind, list_of, way

#: More records than a person looks through are narrowed down first, or corrected in the file.
MOST = 200


@KEEPS
def records_correct(request: HttpRequest, kind: str) -> HttpResponse:
    """The same correction for several records of one's institution, chosen among those that the address says."""
    found, user = find_kind(kind), person(request)
    narrowed = (
        RecordFilter(request, found, timezone.localdate())
        .narrow(queries.seen(found, user))
        .filter(institution=user.institution_id)
    )
    which = WhichForm(request.GET if "field" in request.GET else None, found)
    form = None
    if which.is_valid():
        form = CorrectionForm(request.POST or None, kind=found, user=user, field=which.cleaned_data["field"])
    rows = list(queries.with_parts(found, narrowed.order_by("-happened_on", "-pk"))[: MOST + 1])
    actions.listed(found, rows[:MOST], by=user, at=timezone.now())
    chosen = {int(pk) for pk in request.POST.getlist("chosen") if pk.isdigit()}
    if request.method == "POST" and form and form.is_valid() and _corrected(request, found, form, rows, chosen):
        return redirect("registers:records_batches", kind=found.slug)
    query = request.GET.copy()
    query.pop("field", None)
    context = {
        "kind": found, "which": which, "form": form, "rows": rows[:MOST], "too_many": len(rows) > MOST, "most": MOST,
        "chosen": chosen if request.method == "POST" else {row.pk for row in rows}, "query": query,
        "field": _shown(found, which), "breadcrumbs": way(list_of(found), ("", _("Correct together"))),
    }  # fmt: skip
    return render(request, "registers/records_correct.html", context, status=422 if form and form.errors else 200)


def _shown(kind: Any, which: WhichForm) -> Any:
    """The field whose present values help to choose; None where it is about activities, which the list shows anyway."""
    name = which.cleaned_data.get("field") if which.is_bound and which.is_valid() else None
    return kind.field(name) if name and name not in (batches.ADD, batches.REMOVE) else None


def _corrected(request: HttpRequest, kind: Any, form: CorrectionForm, rows: list[Any], chosen: set[int]) -> bool:
    records = [row for row in rows[:MOST] if row.pk in chosen]
    if not records:
        form.add_error(None, _("Choose the records first."))
        return False
    name = str(dict(correctable(kind))[form.field])
    try:
        batch = batches.correct(kind, records, form.correction, name, by=person(request), at=timezone.now())
    except RecordError as error:
        form.add_error(None, str(error))
        return False
    count = batch.revisions.count()
    told = ngettext("%(count)d record was changed.", "%(count)d records were changed.", count) % {"count": count}
    messages.success(request, told)
    return True


@KEEPS
@require_GET
def records_batches(request: HttpRequest, kind: str) -> HttpResponse:
    """What people of the institution did to many records at once, and the way back."""
    found, user = find_kind(kind), person(request)
    rows = Batch.objects.filter(kind=found.slug, by__institution=user.institution_id).select_related("by", "undone_by")
    context = {
        "kind": found,
        "rows": rows.annotate(count=Count("revisions"))[:50],
        "breadcrumbs": way(list_of(found), ("", _("Done at once"))),
    }
    return render(request, "registers/records_batches.html", context)


@KEEPS
@require_POST
def batch_undo(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    found = find_kind(kind)
    batch = get_object_or_404(Batch, pk=pk, kind=found.slug)
    try:
        count = batches.undo(batch, by=person(request), at=timezone.now())
    except RecordError as error:
        messages.error(request, str(error))
    else:
        told = ngettext("%(count)d record is as it was before.", "%(count)d records are as they were before.", count)
        messages.success(request, told % {"count": count})
    return redirect(reverse("registers:records_batches", args=[kind]))
