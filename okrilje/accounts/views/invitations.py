"""Inviting people, and accepting an invitation."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from allauth.decorators import rate_limit
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from okrilje.accounts import actions, mail, rules
from okrilje.accounts.access import open_to_all, require
from okrilje.accounts.forms import InvitationForm, PasswordForm
from okrilje.accounts.models import Invitation
from okrilje.accounts.permissions import Permission, Role, role_names, table


@require(Permission.MANAGE_ACCOUNTS)
@rate_limit(action="invite")  # type: ignore[untyped-decorator]
def invite(request: HttpRequest) -> HttpResponse:
    form = InvitationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.invite(by=request.user, at=timezone.now(), **form.cleaned_data)
        except actions.AccountError as error:
            form.add_error("email", str(error))
        else:
            return _made(request, *made)
    title = pgettext("heading", "Invite somebody")
    context = {
        "form": form,
        "roles": table([*Role]),
        "title": title,
        "breadcrumbs": [(reverse("accounts:users"), _("Users")), ("", title)],
    }
    return render(request, "accounts/invite.html", context)


@require(Permission.MANAGE_ACCOUNTS)
@rate_limit(action="invite")  # type: ignore[untyped-decorator]
@require_POST
def invitation_resend(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Invitation, pk=pk)
    try:
        made = actions.resend(found, by=request.user, at=timezone.now())
    except actions.AccountError as error:
        messages.error(request, str(error))
        return redirect("accounts:users")
    return _made(request, *made)


@require(Permission.MANAGE_ACCOUNTS)
@require_POST
def invitation_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Invitation, pk=pk)
    try:
        actions.withdraw(found, by=request.user, at=timezone.now())
    except actions.AccountError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The invitation of %(email)s was withdrawn.") % {"email": found.email})
    return redirect("accounts:users")


def _made(request: HttpRequest, invitation: Invitation, token: str) -> HttpResponse:
    """The letter is on its way; or, where there is no mail, the link is shown this once and never again."""
    if mail.send_invitation(invitation, token):
        messages.success(request, _("The invitation was sent to %(email)s.") % {"email": invitation.email})
        return redirect("accounts:users")
    context = {"invitation": invitation, "link": mail.invitation_link(token), "mail": mail.is_set_up()}
    return render(request, "accounts/invitation_link.html", context)


@open_to_all
@sensitive_post_parameters("password1", "password2")
@rate_limit(action="accept_invitation")  # type: ignore[untyped-decorator]
def accept_invitation(request: HttpRequest, token: str) -> Any:
    """Whoever has the link chooses a password, is signed in, and sets up the second step next."""
    now = timezone.now()
    found = actions.find(token)
    reason = _why_not(found)
    if found is None or reason:
        return render(request, "accounts/invitation_refused.html", {"reason": reason}, status=410 if found else 404)
    form = PasswordForm(found, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            user = actions.accept(token, password=form.cleaned_data["password1"], at=now)
        except actions.AccountError as error:
            return render(request, "accounts/invitation_refused.html", {"reason": str(error)}, status=410)
        if request.user.is_authenticated:
            logout(request)
        # They have just typed the password twice; being asked for it once more before the second step helps nobody.
        record_authentication(request, user, method="password", email=user.email, reauthenticated=True)
        return perform_login(request, user, redirect_url=reverse("mfa_index"))
    context = {"form": form, "invitation": found, "roles": role_names(found.roles)}
    return render(request, "accounts/accept_invitation.html", context)


def _why_not(invitation: Invitation | None) -> str:
    if invitation is None:
        return _("This link is not complete or was never valid.")
    return rules.why_not_invitation(
        timezone.now(), invitation.expires_at, invitation.accepted_at, invitation.withdrawn_at
    )
