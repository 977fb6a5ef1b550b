"""Administration of people's accounts."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from okrilje.accounts import actions
from okrilje.accounts.access import require
from okrilje.accounts.forms import UserForm
from okrilje.accounts.models import Invitation, User
from okrilje.accounts.permissions import Permission, Role, role_names, table


@require(Permission.MANAGE_ACCOUNTS)
def users(request: HttpRequest) -> HttpResponse:
    """Open and closed accounts, and invitations that wait for their person."""
    rows = User.objects.select_related("institution").annotate(
        has_second_step=Exists(Authenticator.objects.filter(user=OuterRef("pk")))
    )
    waiting = Invitation.objects.select_related("institution").filter(accepted_at=None, withdrawn_at=None)
    now = timezone.now()
    context = {
        "users": [(user, role_names(user.roles)) for user in rows],
        "invitations": [(i, role_names(i.roles), i.expires_at <= now) for i in waiting],
    }
    return render(request, "accounts/users.html", context)


@require(Permission.MANAGE_ACCOUNTS)
def user_edit(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(User.objects.select_related("institution"), pk=pk)
    form = UserForm(found, request.POST or None, own=found == request.user)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            actions.change_user(
                found, name=said["name"], institution=said["institution"], roles=said["roles"], seen=said["seen"],
                by=request.user, at=timezone.now(),
            )  # fmt: skip
        except actions.AccountError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The account of %(name)s was saved.") % {"name": said["name"]})
            return redirect("accounts:users")
    context = {
        "form": form,
        "person": found,
        "own": found == request.user,
        "second_steps": Authenticator.objects.filter(user=found).count(),
        "roles": table([*Role]),
        "breadcrumbs": [(reverse("accounts:users"), _("Users")), ("", found.name)],
    }
    return render(request, "accounts/user_form.html", context)


@require(Permission.MANAGE_ACCOUNTS)
@require_POST
def user_close(request: HttpRequest, pk: int) -> HttpResponse:
    """Closes the account, or opens it again where it was closed."""
    found = get_object_or_404(User, pk=pk)
    change = actions.close_user if found.is_active else actions.reopen_user
    try:
        change(found, by=request.user, at=timezone.now())
    except actions.AccountError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Done: %(name)s.") % {"name": found.name})
    return redirect("accounts:user_edit", pk=pk)


@require(Permission.MANAGE_ACCOUNTS)
@require_POST
def user_reset_second_step(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(User, pk=pk)
    actions.reset_second_step(found, by=request.user, at=timezone.now())
    messages.success(request, _("%(name)s sets up a new second step when signing in.") % {"name": found.name})
    return redirect("accounts:user_edit", pk=pk)
