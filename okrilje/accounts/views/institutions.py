"""Administration of institutions."""

from __future__ import annotations

from itertools import groupby

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from okrilje.accounts import actions
from okrilje.accounts.access import may, require
from okrilje.accounts.forms import InstitutionForm
from okrilje.accounts.models import Institution
from okrilje.accounts.permissions import Permission


@require(Permission.MANAGE_ACCOUNTS, Permission.READ_INTERNAL)
def institutions(request: HttpRequest) -> HttpResponse:
    """All institutions by level and kind; how many people have accounts there only for those who manage accounts."""
    rows = Institution.objects.select_related("parent").annotate(people=Count("users", filter=Q(users__is_active=True)))
    levels = [level.value for level in Institution.Level]
    kinds = [kind.value for kind in Institution.Kind]
    ordered = sorted(rows, key=lambda i: (levels.index(i.level), kinds.index(i.kind), i.title))
    context = {
        "groups": [(Institution.Level(level).label, list(some)) for level, some in groupby(ordered, lambda i: i.level)],
        "total": len(ordered),
        "adds": may(request.user, Permission.ADD_INSTITUTION),
        "manages": may(request.user, Permission.MANAGE_ACCOUNTS),
    }
    return render(request, "accounts/institutions.html", context)


@require(Permission.ADD_INSTITUTION)
def institution_new(request: HttpRequest) -> HttpResponse:
    form = InstitutionForm(None, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            created = actions.create_institution(
                by=request.user, at=timezone.now(), code=form.cleaned_data["code"], **form.values()
            )
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, _("%(name)s was added.") % {"name": created.title})
            return redirect("accounts:institutions")
    return _form_page(request, form, None)


@require(Permission.MANAGE_ACCOUNTS)
def institution_edit(request: HttpRequest, code: str) -> HttpResponse:
    found = get_object_or_404(Institution.objects.select_related("parent"), code=code)
    form = InstitutionForm(found, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_institution(
                found, seen=form.cleaned_data["seen"], by=request.user, at=timezone.now(), **form.values()
            )
        except (actions.AccountError, ValidationError) as error:
            form.add_error(None, error.messages if isinstance(error, ValidationError) else str(error))
        else:
            messages.success(request, _("%(name)s was saved.") % {"name": form.cleaned_data["name"]})
            return redirect("accounts:institutions")
    return _form_page(request, form, found)


@require(Permission.MANAGE_ACCOUNTS)
@require_POST
def institution_retire(request: HttpRequest, code: str) -> HttpResponse:
    """Takes it out of use, or back into use where it was out."""
    found = get_object_or_404(Institution, code=code)
    change = actions.retire_institution if found.is_active else actions.restore_institution
    try:
        change(found, by=request.user, at=timezone.now())
    except actions.AccountError as error:
        messages.error(request, str(error))
    return redirect("accounts:institution_edit", code=code)


def _form_page(request: HttpRequest, form: InstitutionForm, found: Institution | None) -> HttpResponse:
    title = found.title if found else _("New institution")
    context = {
        "form": form,
        "institution": found,
        "title": title,
        "breadcrumbs": [(reverse("accounts:institutions"), _("Institutions")), ("", title)],
    }
    return render(request, "accounts/institution_form.html", context)
