"""One record: its form, its facts, its history."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from okrilje.accounts.access import granted, person
from okrilje.accounts.models import User
from okrilje.files.forms import DocumentForm
from okrilje.registers import actions, queries
from okrilje.registers.forms import DeleteForm, RecordForm
from okrilje.registers.kind import Kind
from okrilje.registers.rules import why_not_write
from okrilje.registers.templatetags.registers import cell
from okrilje.registers.views.lookup import KEEPS, READS, find_kind, find_record, list_of, way


@READS
def record(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """A record: its form for whoever may change it, its facts for others, and what was done to it."""
    found = find_kind(kind)
    row, user = find_record(request, found, pk), person(request)
    refusal = _refusal(user, row)
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
    return shown(request, found, row, form=form, status=422 if form and form.errors else 200)


def shown(
    request: HttpRequest, kind: Kind, row: Any, *, form: RecordForm | None = None, status: int = 200, **more: Any
) -> HttpResponse:
    """The page of a record; ``more`` takes the place of what it shows otherwise."""
    user = person(request)
    refusal = _refusal(user, row)
    if form is None and not (refusal or row.deleted_at):
        form = RecordForm(None, kind=kind, user=user, base=row)
    related = queries.related(kind, row, user)
    for other, rows in related:
        actions.listed(other, rows, by=user, at=timezone.now())
    context = {
        "kind": kind,
        "record": row,
        "form": form,
        "refusal": refusal,
        "facts": _facts(kind, row),
        "lines": list(queries.lines_of(kind, row)[:200]) if kind.lines and (form is None or form.lines is None) else [],
        "documents": list(queries.attachments(kind, row)),
        "document_form": DocumentForm(keeps_files=not kind.is_restricted) if form else None,
        "related": related,
        "history": list(queries.history(kind, row)[:20]),
        "delete_form": DeleteForm(label_suffix=""),
        "breadcrumbs": way(list_of(kind), ("", f"{kind.one} {row.pk}")),
        **more,
    }
    return render(request, "registers/record.html", context, status=status)


def _refusal(user: User, row: Any) -> str:
    """Why somebody may not change the record; "" where they may."""
    return why_not_write(granted=granted(user), institution=user.institution.code, owner=row.institution.code)


def _facts(kind: Kind, row: Any) -> list[tuple[Any, Any]]:
    found = []
    for one in kind.fields:
        if getattr(row, one.name) not in (None, ""):
            found.append((one.verbose_name, cell(row, one)))
    return found


def _saved(request: HttpRequest, kind: Kind, form: RecordForm, row: Any = None) -> bool:
    try:
        seen = form.cleaned_data["seen"]
        actions.save(kind, form.entry, by=person(request), at=timezone.now(), record=row, seen=seen)
    except actions.ChangedMeanwhileError as error:
        form.add_error(None, str(error))
        form.look_again(error.record)
        return False
    except actions.RecordError as error:
        form.add_error(None, str(error))
        return False
    messages.success(request, _("Saved."))
    return True


@KEEPS
def record_new(request: HttpRequest, kind: str) -> HttpResponse:
    """A new record, empty, as a copy of another one, or with what the last one makes likely."""
    found, user = find_kind(kind), person(request)
    copied = request.GET.get("copy", "")
    base = find_record(request, found, int(copied)) if copied.isdigit() else None
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
        "breadcrumbs": way(list_of(found), ("", _("New entry"))),
    }
    return render(request, "registers/record_new.html", context, status=422 if form.errors else 200)


@KEEPS
@require_POST
def record_delete(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    found = find_kind(kind)
    row = find_record(request, found, pk)
    try:
        actions.delete(found, row, why=request.POST.get("why", "")[:300], by=person(request), at=timezone.now())
    except actions.RecordError as error:
        messages.error(request, str(error))
        return redirect("registers:record", kind=found.slug, pk=pk)
    messages.success(request, _("The record was deleted. It can be restored here."))
    return redirect("registers:record", kind=found.slug, pk=pk)


@KEEPS
@require_POST
def record_restore(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    found = find_kind(kind)
    actions.restore(found, find_record(request, found, pk), by=person(request), at=timezone.now())
    return redirect("registers:record", kind=found.slug, pk=pk)
