"""Documents of a record: added, opened, taken away on the page of the record."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from okrilje.accounts.access import person
from okrilje.files.actions import NotLookedAt, Refused
from okrilje.files.forms import DocumentForm
from okrilje.files.responses import handed_out
from okrilje.registers import attaching, queries
from okrilje.registers.kind import Kind
from okrilje.registers.models import Attachment
from okrilje.registers.views.lookup import KEEPS, READS, find_kind, find_record
from okrilje.registers.views.record import shown


@KEEPS
@require_POST
def document_add(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Adds a document. Where something is asked or wrong, what was typed stays; the file has to be chosen again."""
    found = find_kind(kind)
    row = find_record(request, found, pk)
    asked: dict[str, Any] = {}
    form = DocumentForm(request.POST, request.FILES, keeps_files=not found.is_restricted)
    if form.is_valid():
        confirmed = request.POST.getlist("not-a-person")
        try:
            attaching.attach(found, row, form.draft(), by=person(request), at=timezone.now(), confirmed=confirmed)
        except Refused as error:
            form.add_error(None, str(error))
            asked = {"questions": error.questions, "asks_to_look": isinstance(error, NotLookedAt)}
        else:
            messages.success(request, _("The document was added."))
            return redirect("registers:record", kind=kind, pk=pk)
    return shown(request, found, row, status=422, document_form=form, **asked)


def _find(request: HttpRequest, kind: str, pk: int, document: int) -> tuple[Kind, Any, Attachment]:
    found = find_kind(kind)
    row = find_record(request, found, pk)
    return found, row, get_object_or_404(queries.attachments(found, row), pk=document)


@KEEPS
@require_POST
def document_remove(request: HttpRequest, kind: str, pk: int, document: int) -> HttpResponse:
    found, row, one = _find(request, kind, pk, document)
    try:
        why = request.POST.get("why", "")[:300]
        attaching.detach(found, row, one, why=why, by=person(request), at=timezone.now())
    except Refused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The document was taken away."))
    return redirect("registers:record", kind=kind, pk=pk)


@READS
@require_GET
def document_file(request: HttpRequest, kind: str, pk: int, document: int) -> HttpResponse:
    """The file, for whoever may read the record; that they did is logged."""
    found, row, one = _find(request, kind, pk, document)
    try:
        data = attaching.read(found, row, one, by=person(request), at=timezone.now())
    except Refused as error:
        messages.error(request, str(error))
        return redirect("registers:record", kind=kind, pk=pk)
    assert one.file
    return handed_out(one.file, data, name=f"{kind}-{pk}-{one.pk}")
