"""Records as files, out and in."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from okrilje.accounts.access import granted, person
from okrilje.accounts.permissions import Permission
from okrilje.lib.documents import DocumentError
from okrilje.lib.file_errors import FileError
from okrilje.registers import actions, queries, uploads, workbook
from okrilje.registers.columns import is_foreign
from okrilje.registers.forms import RecordFilter
from okrilje.registers.models import RecordUpload
from okrilje.registers.views import columns
from okrilje.registers.views.lookup import KEEPS, READS, find_kind, list_of, way

#: A file with more records is narrowed down first.
MOST_IN_FILE = 20_000


@READS
@require_GET
def records_file(request: HttpRequest, kind: str, extension: str) -> HttpResponse:
    """The records of the list as a file: XLSX to fill in and bring back, CSV to count on with."""
    found = find_kind(kind)
    if extension not in ("xlsx", "csv"):
        raise Http404
    rows = RecordFilter(request, found, timezone.localdate()).narrow(queries.seen(found, person(request)))
    if Permission.KEEP_RECORDS in granted(request.user) and extension == "xlsx":
        rows = rows.filter(institution=person(request).institution_id)
    if rows.count() > MOST_IN_FILE:
        messages.error(
            request,
            _("A file holds at most %(most)s records, and these are more. Narrow the list down, by days for example.")
            % {"most": MOST_IN_FILE},
        )
        return redirect(f"{reverse('registers:records', args=[kind])}?{request.GET.urlencode()}")
    chosen = list(queries.with_parts(found, rows.order_by("happened_on", "pk")))
    actions.listed(found, chosen, by=person(request), at=timezone.now())
    if extension == "csv":
        response = HttpResponse("\ufeff" + workbook.write_csv(found, chosen), content_type="text/csv; charset=utf-8")
    else:
        kind_of = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        response = HttpResponse(workbook.write(found, chosen), content_type=kind_of)
    response["Content-Disposition"] = f'attachment; filename="okrilje-{found.slug}.{extension}"'
    return response


@KEEPS
def records_import(request: HttpRequest, kind: str) -> HttpResponse:
    """A filled-in file; what it says is kept until it is confirmed, the file itself is not."""
    found, error = find_kind(kind), None
    if request.method == "POST":
        file = request.FILES.get("file")
        try:
            data = columns.bytes_of(file)
            name = file.name or "" if file else ""
            if is_foreign(found, data, name):
                return columns.ask(request, found, data, name)
            return columns.keep(request, found, workbook.read(found, data, person(request)), name)
        except DocumentError as fault:
            error = fault
    context = {
        "kind": found,
        "error": error,
        "more": error.more if isinstance(error, FileError) else (),
        "breadcrumbs": way(list_of(found), ("", _("Bring in a file"))),
    }
    return render(request, "registers/records_import.html", context, status=422 if error else 200)


@KEEPS
def records_preview(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """What a file would do; POST does it or throws it away."""
    found = find_kind(kind)
    upload = get_object_or_404(RecordUpload.objects.select_related("by"), pk=pk, kind=found.slug, by=request.user)
    if request.method == "POST":
        if "discard" in request.POST:
            upload.delete()
            return redirect("registers:records_import", kind=found.slug)
        try:
            count = uploads.apply(found, upload, by=person(request), at=timezone.now())
        except actions.RecordError as error:
            messages.error(request, str(error))
            return redirect("registers:records_import", kind=found.slug)
        told = ngettext("%(count)d record was entered or changed.", "%(count)d records were entered or changed.", count)
        messages.success(request, told % {"count": count})
        return redirect("registers:records", kind=found.slug)
    context = {
        "kind": found,
        "upload": upload,
        "preview": uploads.preview(found, upload, queries.seen(found, person(request))),
        "breadcrumbs": way(list_of(found), ("", _("Bring in a file"))),
    }
    return render(request, "registers/records_preview.html", context)
