"""The pages of all registers; what differs between kinds is in the kinds."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from okrilje.accounts.access import granted, person, require
from okrilje.accounts.permissions import Permission
from okrilje.lib.documents import DocumentError
from okrilje.lib.documents.blocks import gettext_noop
from okrilje.lib.file_errors import FileError
from okrilje.lib.periods import Period
from okrilje.plan import formula_words, measuring
from okrilje.plan.measuring import Computed
from okrilje.plan.models import Measure
from okrilje.plan.views.lookup import breadcrumbs, find_plan
from okrilje.registers import actions, queries, uploads, workbook
from okrilje.registers.forms import CountedForm, DeleteForm, RecordFilter, RecordForm
from okrilje.registers.kind import Kind, kind_of, kinds
from okrilje.registers.models import RecordUpload
from okrilje.registers.rules import why_not_read, why_not_write
from okrilje.registers.templatetags.registers import cell

_ROWS = 50
#: A file with more records is narrowed down first.
_MOST_IN_FILE = 20_000
_KEEPS = require(Permission.KEEP_RECORDS)
_READS = require(Permission.READ_INTERNAL, Permission.KEEP_RECORDS)


def _kind(slug: str) -> Kind:
    if slug not in kinds():
        raise Http404
    return kinds()[slug]


def _way(*steps: tuple[str, str]) -> list[tuple[str, str]]:
    return [(reverse("registers:registers"), _("Registers")), *steps]


def _list_of(kind: Kind) -> tuple[str, str]:
    return reverse("registers:records", args=[kind.slug]), str(kind.many)


@_READS
@require_GET
def registers(request: HttpRequest) -> HttpResponse:
    """All registers with what they hold and how much of it."""
    counts = queries.counts(list(kinds().values()), person(request))
    rows = [(kind, *counts[slug]) for slug, kind in kinds().items()]
    return render(request, "registers/registers.html", {"rows": rows})


@_READS
@require_GET
def records(request: HttpRequest, kind: str) -> HttpResponse:
    """The records of a kind, narrowed by what the address says."""
    found = _kind(kind)
    form = RecordFilter(request, found)
    rows = form.narrow(queries.seen(found, person(request)))
    order = _order(request, found)
    page = Paginator(queries.with_parts(found, rows.order_by(*order)), _ROWS).get_page(request.GET.get("page"))
    context = {
        "kind": found,
        "form": form,
        "page": page,
        "rows": page.object_list,
        "columns": [found.field(name) for name in found.columns],
        "totals": queries.totals(found, rows),
        "keeps": Permission.KEEP_RECORDS in granted(request.user),
        "query": request.GET.urlencode(),
        "breadcrumbs": _way(("", str(found.many))),
    }
    return render(request, "registers/records.html", context)


def _order(request: HttpRequest, kind: Kind) -> list[str]:
    wanted = request.GET.get("sort", "")
    known = {"happened_on", "title", *kind.columns}
    return [wanted, "-pk"] if wanted.removeprefix("-") in known else ["-happened_on", "-pk"]


def _record(request: HttpRequest, kind: Kind, pk: int) -> Any:
    """The record, deleted ones for their own institution only. Raises PermissionDenied for what only counts."""
    user = person(request)
    row = get_object_or_404(kind.model._default_manager.select_related("institution", "entered_by"), pk=pk)
    own = kind.model._default_manager.filter(queries.own(user), pk=pk).exists()
    if row.deleted_at and row.institution_id != user.institution_id:
        raise Http404
    if refusal := why_not_read(is_restricted=kind.is_restricted, own=own):
        raise PermissionDenied(refusal)
    return row


@_READS
def record(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """A record: its form for whoever may change it, its facts for others, and what was done to it."""
    found = _kind(kind)
    row, user = _record(request, found, pk), person(request)
    refusal = why_not_write(granted=granted(user), institution=user.institution.code, owner=row.institution.code)
    form = (
        RecordForm(request.POST or None, kind=found, user=user, base=row) if not (refusal or row.deleted_at) else None
    )
    if request.method == "POST":
        if form is None:
            raise PermissionDenied(refusal or _("The record is deleted. Restore it first."))
        if form.is_valid() and _saved(request, found, form, row):
            return redirect("registers:records", kind=found.slug)
    else:
        actions.opened(found, row, by=user, at=timezone.now())
    context = {
        "kind": found,
        "record": row,
        "form": form,
        "refusal": refusal,
        "facts": _facts(found, row),
        "lines": list(queries.lines_of(found, row)[:200])
        if found.lines and (form is None or form.lines is None)
        else [],
        "history": list(queries.history(found, row)[:20]),
        "delete_form": DeleteForm(label_suffix=""),
        "breadcrumbs": _way(_list_of(found), ("", f"{found.one} {row.pk}")),
    }
    return render(request, "registers/record.html", context, status=422 if form and form.errors else 200)


def _facts(kind: Kind, row: Any) -> list[tuple[Any, Any]]:
    found = []
    for one in kind.fields:
        if getattr(row, one.name) not in (None, ""):
            found.append((one.verbose_name, cell(row, one)))
    return found


def _saved(request: HttpRequest, kind: Kind, form: RecordForm, row: Any = None) -> bool:
    try:
        actions.save(kind, form.entry, by=person(request), at=timezone.now(), record=row)
    except actions.RecordError as error:
        form.add_error(None, str(error))
        return False
    messages.success(request, _("Saved."))
    return True


@_KEEPS
def record_new(request: HttpRequest, kind: str) -> HttpResponse:
    """A new record, empty, as a copy of another one, or with what the last one makes likely."""
    found, user = _kind(kind), person(request)
    copied = request.GET.get("copy", "")
    base = _record(request, found, int(copied)) if copied.isdigit() else None
    like = found.model._default_manager.filter(entered_by=user, deleted_at=None).order_by("-pk").first()
    form = RecordForm(request.POST or None, kind=found, user=user, base=base, like=like)
    if base and request.method != "POST":
        actions.opened(found, base, by=user, at=timezone.now())
    if request.method == "POST" and form.is_valid() and _saved(request, found, form):
        if "another" in request.POST:
            return redirect("registers:record_new", kind=found.slug)
        return redirect("registers:records", kind=found.slug)
    context = {
        "kind": found,
        "form": form,
        "breadcrumbs": _way(_list_of(found), ("", _("New entry"))),
    }
    return render(request, "registers/record_new.html", context, status=422 if form.errors else 200)


@_KEEPS
@require_POST
def record_delete(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    found = _kind(kind)
    row = _record(request, found, pk)
    try:
        actions.delete(found, row, why=request.POST.get("why", "")[:300], by=person(request), at=timezone.now())
    except actions.RecordError as error:
        messages.error(request, str(error))
        return redirect("registers:record", kind=found.slug, pk=pk)
    messages.success(request, _("The record was deleted. It can be restored here."))
    return redirect("registers:record", kind=found.slug, pk=pk)


@_KEEPS
@require_POST
def record_restore(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    found = _kind(kind)
    actions.restore(found, _record(request, found, pk), by=person(request), at=timezone.now())
    return redirect("registers:record", kind=found.slug, pk=pk)


# --- What a measure is counted from --------------------------------------------------------------------------------


@_READS
@require_GET
def counted(request: HttpRequest, plan: str, code: str, key: str) -> HttpResponse:
    """A measure: its formula in words, its value in a period, and the records behind it."""
    found = find_plan(request, plan)
    digits = key.rstrip("abcdefghijklmnopqrstuvwxyz")
    rows = Measure.objects.filter(
        indicator__activity__plan=found, indicator__activity__code=code, suffix=key.removeprefix(digits),
        indicator__number=int(digits) if digits.isdigit() else 0,
    )  # fmt: skip
    measure = get_object_or_404(rows.select_related("indicator__activity"))
    usual = {"first": found.starts_on.isoformat(), "last": found.ends_on.isoformat()}
    form = CountedForm({**usual, **request.GET.dict()}, auto_id="f-%s", label_suffix="")
    whole = Period(found.starts_on, found.ends_on)
    chosen = form.cleaned_data if form.is_valid() else {}
    period = Period(chosen["first"], chosen["last"]) if chosen else whole
    institution = chosen.get("institution")
    one = measuring.compute([measure], period, institution.pk if institution else None)[0]
    context = {
        "plan": found,
        "measure": measure,
        "code": f"{code}#{key}",
        "form": form,
        "period": period,
        "one": one,
        "words": formula_words.words(one.question) if one.question else "",
        **_behind(request, one, period, institution),
        "breadcrumbs": breadcrumbs(found, (reverse("plan:activity", args=[plan, code]), code), ("", f"{code}#{key}")),
    }
    return render(request, "registers/counted.html", context)


def _behind(request: HttpRequest, one: Computed, period: Period, institution: Any) -> dict[str, Any]:
    """The records that a value is counted from, as far as the person may see them, and how many they may not."""
    if one.question is None:
        return {}
    rows = measuring.counted_rows(one, period, institution.pk if institution else None).order_by()
    key = one.question.countable.record
    chosen = set(rows.values_list(f"{key}__pk" if key else "pk", flat=True))
    kind = kind_of(one.question.countable)
    seen = queries.seen(kind, person(request)).filter(pk__in=chosen)
    page = Paginator(queries.with_parts(kind, seen.order_by("-happened_on", "-pk")), _ROWS)
    shown = page.get_page(request.GET.get("page"))
    columns = [kind.field(name) for name in kind.columns]
    return {
        "kind": kind, "page": shown, "rows": shown.object_list, "columns": columns,
        "hidden": len(chosen) - shown.paginator.count,
    }  # fmt: skip


# --- Files --------------------------------------------------------------------------------------------------------


@_READS
@require_GET
def records_file(request: HttpRequest, kind: str, extension: str) -> HttpResponse:
    """The records of the list as a file: XLSX to fill in and bring back, CSV to count on with."""
    found = _kind(kind)
    if extension not in ("xlsx", "csv"):
        raise Http404
    rows = RecordFilter(request, found).narrow(queries.seen(found, person(request)))
    if Permission.KEEP_RECORDS in granted(request.user) and extension == "xlsx":
        rows = rows.filter(institution=person(request).institution_id)
    chosen = list(queries.with_parts(found, rows.order_by("happened_on", "pk"))[:_MOST_IN_FILE])
    if extension == "csv":
        response = HttpResponse("\ufeff" + workbook.write_csv(found, chosen), content_type="text/csv; charset=utf-8")
    else:
        kind_of = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        response = HttpResponse(workbook.write(found, chosen), content_type=kind_of)
    response["Content-Disposition"] = f'attachment; filename="okrilje-{found.slug}.{extension}"'
    return response


@_KEEPS
def records_import(request: HttpRequest, kind: str) -> HttpResponse:
    """A filled-in file; what it says is kept until it is confirmed, the file itself is not."""
    found, error = _kind(kind), None
    if request.method == "POST":
        file = request.FILES.get("file")
        try:
            said = _read(found, request, file)
        except DocumentError as fault:
            error = fault
        else:
            kept = uploads.keep(found, file.name or "", said, by=person(request), at=timezone.now())  # type: ignore[union-attr]
            return redirect("registers:records_preview", kind=found.slug, pk=kept.pk)
    context = {
        "kind": found,
        "error": error,
        "more": error.more if isinstance(error, FileError) else (),
        "breadcrumbs": _way(_list_of(found), ("", _("Bring in a file"))),
    }
    return render(request, "registers/records_import.html", context, status=422 if error else 200)


def _read(kind: Kind, request: HttpRequest, file: Any) -> workbook.Found:
    if file is None:
        raise FileError(gettext_noop("Choose a file first."))
    if file.size > settings.IMPORT_MAX_BYTES:
        raise FileError(gettext_noop("The file is too large. Divide it into several."))
    said = workbook.read(kind, file.read(), person(request))
    for number, (entry, _record) in enumerate(said.entries, 2):
        if wrong := actions.objection(entry):
            raise FileError(gettext_noop("Record %(number)s: %(why)s"), number=number - 1, why=wrong)
    return said


@_KEEPS
def records_preview(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """What a file would do; POST does it or throws it away."""
    found = _kind(kind)
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
        "breadcrumbs": _way(_list_of(found), ("", _("Bring in a file"))),
    }
    return render(request, "registers/records_preview.html", context)
