"""The made-up users, and signing in as one of them with one click. In production these pages do not exist."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from django.conf import settings
from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST

from okrilje.accounts import demonstration
from okrilje.accounts.access import open_to_all
from okrilje.accounts.models import Institution, User
from okrilje.accounts.permissions import table


@open_to_all
def demo_logins(request: HttpRequest) -> HttpResponse:
    _only_in_demonstration()
    logins = demonstration.logins()
    names = {i.code: i.title for i in Institution.objects.filter(code__in=[login.institution for login in logins])}
    rows = [(login, names.get(login.institution, login.institution), table([login.role])) for login in logins]
    roles = len(demonstration.one_for_each_role())
    context = {"groups": [(True, rows[:roles]), (False, rows[roles:])], "password": demonstration.PASSWORD}
    return render(request, "accounts/demo_logins.html", context)


@open_to_all
@require_POST
def demo_sign_in(request: HttpRequest) -> Any:
    _only_in_demonstration()
    email = request.POST.get("email", "")
    user = get_object_or_404(User, email=email, is_demonstration=True, is_active=True)
    if request.user.is_authenticated:
        logout(request)
    record_authentication(request, user, method="demonstration")
    return perform_login(request, user)


def _only_in_demonstration() -> None:
    if not settings.DEMONSTRATION:
        raise Http404
