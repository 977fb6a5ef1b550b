"""One's own account: profile and sessions."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from okrilje.accounts import actions
from okrilje.accounts.access import person, require
from okrilje.accounts.forms import ProfileForm
from okrilje.accounts.permissions import Permission, table


@require(Permission.OWN_ACCOUNT)
def profile(request: HttpRequest) -> HttpResponse:
    user = person(request)
    initial = {"language": user.language or request.LANGUAGE_CODE}
    form = ProfileForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        actions.set_language(user, form.cleaned_data["language"])
        response = redirect("accounts:profile")
        # The choice on the page would otherwise outweigh the one of the account.
        response.delete_cookie(settings.LANGUAGE_COOKIE_NAME)
        return response
    steps = list(Authenticator.objects.filter(user=user).values_list("type", flat=True))
    context = {
        "form": form,
        "roles": table(user.roles),
        "has_app": "totp" in steps,
        "passkeys": steps.count("webauthn"),
        "sessions": UserSession.objects.filter(user=user).count(),
        "tokens": user.tokens.filter(revoked_at=None).count(),
    }
    return render(request, "accounts/profile.html", context)


@require(Permission.OWN_ACCOUNT)
def sessions(request: HttpRequest) -> HttpResponse:
    """Where one is signed in. ``purge_and_list`` forgets those that ended by themselves."""
    found = sorted(UserSession.objects.purge_and_list(person(request)), key=lambda s: s.created_at, reverse=True)
    key = request.session.session_key
    context = {
        "sessions": [(session, session.session_key == key) for session in found],
        "others": sum(session.session_key != key for session in found),
        "breadcrumbs": [(reverse("accounts:profile"), _("My account")), ("", _("Sessions"))],
    }
    return render(request, "accounts/sessions.html", context)


@require(Permission.OWN_ACCOUNT)
@require_POST
def session_end(request: HttpRequest, pk: int) -> HttpResponse:
    session = get_object_or_404(UserSession, pk=pk, user=request.user)
    return _end(request, [session])


@require(Permission.OWN_ACCOUNT)
@require_POST
def sessions_end_others(request: HttpRequest) -> HttpResponse:
    others = UserSession.objects.filter(user=request.user).exclude(session_key=request.session.session_key)
    return _end(request, list(others))


def _end(request: HttpRequest, ending: list[UserSession]) -> HttpResponse:
    ended = actions.end_sessions(person(request), ending, at=timezone.now())
    text = ngettext("%(count)s session was ended.", "%(count)s sessions were ended.", ended) % {"count": ended}
    messages.success(request, text)
    return redirect("accounts:sessions")
