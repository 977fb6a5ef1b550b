"""A table of another program, or pasted rows: whoever brings it says what its columns are."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from okrilje.accounts.access import granted, person
from okrilje.lib.documents import DocumentError
from okrilje.lib.documents.blocks import gettext_noop
from okrilje.lib.file_errors import FileError
from okrilje.registers import actions, columns, uploads, workbook
from okrilje.registers.columns_form import ColumnsForm
from okrilje.registers.kind import Kind
from okrilje.registers.models import SealedFile
from okrilje.registers.records import Record
from okrilje.registers.rules import why_not_write
from okrilje.registers.views.lookup import KEEPS, find_kind, find_record, list_of, way


def bytes_of(file: Any) -> bytes:
    """What was sent along. Raises FileError for nothing and for too much."""
    if file is None:
        raise FileError(gettext_noop("Choose a file first."))
    if file.size > settings.IMPORT_MAX_BYTES:
        raise FileError(gettext_noop("The file is too large. Divide it into several."))
    data: bytes = file.read()
    return data


def check(kind: Kind, said: workbook.Found) -> workbook.Found:
    """The same, if all of it may be kept. Raises FileError for the first record that may not."""
    known = kind.model._default_manager.in_bulk([pk for _entry, pk in said.entries if pk])
    for number, (entry, pk) in enumerate(said.entries, 1):
        if wrong := actions.objection(kind, entry, known.get(pk)):
            raise FileError(gettext_noop("Record %(number)s: %(why)s"), number=number, why=wrong)
    return said


def keep(request: HttpRequest, kind: Kind, said: workbook.Found, name: str) -> HttpResponse:
    """On to the preview of what was read."""
    kept = uploads.keep(kind, name, check(kind, said), by=person(request), at=timezone.now())
    return redirect("registers:records_preview", kind=kind.slug, pk=kept.pk)


def ask(request: HttpRequest, kind: Kind, data: bytes, name: str, record: Record | None = None) -> HttpResponse:
    """The page that asks what the columns are. Raises DocumentError for what is no table."""
    table = columns.table(data, name)
    form = ColumnsForm(
        None, kind=kind, table=table, has_headings=columns.has_headings(kind, table), only_rows=record is not None
    )
    kept, key = uploads.seal(
        kind, data, name, by=person(request), at=timezone.now(), record=record.pk if record else None
    )
    return _page(request, kind, kept, key, form, record)


def _page(
    request: HttpRequest, kind: Kind, kept: SealedFile, key: str, form: ColumnsForm, record: Record | None,
    error: DocumentError | None = None,
) -> HttpResponse:  # fmt: skip
    inside = [(reverse("registers:record", args=[kind.slug, record.pk]), record.title)] if record else []
    context = {
        "kind": kind,
        "record": record,
        "kept": kept,
        "key": key,
        "form": form,
        "error": error,
        "more": error.more if isinstance(error, FileError) else (),
        "breadcrumbs": way(list_of(kind), *inside, ("", _("What the columns are"))),
    }
    return render(request, "registers/records_columns.html", context, status=422 if error or form.errors else 200)


@KEEPS
@require_POST
def records_columns(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Reads the table as its columns were named; what is wrong stands above the same questions."""
    found = find_kind(kind)
    kept = get_object_or_404(SealedFile, pk=pk, kind=found.slug, by=request.user)
    record = _own(request, found, kept.record) if kept.record else None
    key = request.POST.get("key", "")
    try:
        table = columns.table(uploads.unseal(kept, key), kept.name)
    except actions.RecordError as error:
        raise Http404 from error
    form = ColumnsForm(
        request.POST, kind=found, table=table, has_headings="has_headings" in request.POST, only_rows=bool(record)
    )
    if not form.is_valid():
        return _page(request, found, kept, key, form, record)
    try:
        if record:
            said = columns.read_rows(found, table, form.chosen, person(request), record)
        else:
            said = columns.read(found, table, form.chosen, person(request))
        answer = keep(request, found, said, kept.name)
    except DocumentError as error:
        return _page(request, found, kept, key, form, record, error)
    kept.delete()
    return answer


def _own(request: HttpRequest, kind: Kind, pk: int) -> Any:
    """The record, if the person may change it. Raises PermissionDenied."""
    row, user = find_record(request, kind, pk), person(request)
    refusal = why_not_write(granted=granted(user), institution=user.institution.code, owner=row.institution.code)
    if refusal or row.deleted_at:
        raise PermissionDenied(refusal or _("The record is deleted. Restore it first."))
    return row


@KEEPS
def record_rows(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Many rows of a record at once: pasted, or from a sheet such as a list of attendance."""
    found, error = find_kind(kind), None
    if found.lines is None:
        raise Http404
    record = _own(request, found, pk)
    pasted = request.POST.get("pasted", "")
    if request.method == "POST":
        file = request.FILES.get("file")
        try:
            if pasted.strip():
                return ask(request, found, pasted.encode(), _("pasted rows"), record)
            data = bytes_of(file)
            return ask(request, found, data, (file and file.name) or "", record)
        except DocumentError as fault:
            error = fault
    context = {
        "kind": found,
        "record": record,
        "error": error,
        "more": error.more if isinstance(error, FileError) else (),
        "columns": [column for path, column in columns.offered(found, only_rows=True).items()],
        "breadcrumbs": way(
            list_of(found), (reverse("registers:record", args=[kind, pk]), record.title), ("", found.lines_name)
        ),
    }
    return render(request, "registers/record_rows.html", context, status=422 if error else 200)
