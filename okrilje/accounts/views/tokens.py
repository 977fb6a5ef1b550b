"""Tokens: one's own, and for administrators those of everybody."""

from __future__ import annotations

from allauth.account.decorators import reauthentication_required
from allauth.decorators import rate_limit
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from okrilje.accounts import actions
from okrilje.accounts.access import granted, person, require
from okrilje.accounts.forms import TokenForm
from okrilje.accounts.models import Token
from okrilje.accounts.permissions import Permission, scope_names, scopes_of


@require(Permission.OWN_ACCOUNT)
def tokens(request: HttpRequest) -> HttpResponse:
    """One's own tokens that were not revoked."""
    context = {
        "tokens": _listed(Token.objects.filter(user=person(request))),
        "breadcrumbs": [(reverse("accounts:profile"), _("My account")), ("", _("Tokens"))],
    }
    return render(request, "accounts/tokens.html", context)


@require(Permission.OWN_TOKENS)
@reauthentication_required  # type: ignore[untyped-decorator]
@rate_limit(action="make_token")  # type: ignore[untyped-decorator]
def token_new(request: HttpRequest) -> HttpResponse:
    """Makes one, and shows it this once: the page that shows it is the answer, so that it is kept nowhere."""
    user = person(request)
    form = TokenForm(scopes_of(granted(user)), request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            token, secret = actions.make_token(user, at=timezone.now(), **form.cleaned_data)
        except actions.AccountError as error:
            form.add_error(None, str(error))
        else:
            return render(request, "accounts/token_made.html", {"token": token, "secret": secret})
    context = {
        "form": form,
        "breadcrumbs": [
            (reverse("accounts:profile"), _("My account")),
            (reverse("accounts:tokens"), _("Tokens")),
            ("", _("New token")),
        ],
    }
    return render(request, "accounts/token_form.html", context)


@require(Permission.OWN_ACCOUNT)
@require_POST
def token_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    return _revoke(request, get_object_or_404(Token, pk=pk, user=request.user), "accounts:tokens")


@require(Permission.MANAGE_ACCOUNTS)
def all_tokens(request: HttpRequest) -> HttpResponse:
    """Whose programs may come in at all: everything that was not revoked, of whomever."""
    context = {
        "tokens": _listed(Token.objects.select_related("user__institution")),
        "breadcrumbs": [(reverse("accounts:users"), _("Users")), ("", _("Tokens"))],
    }
    return render(request, "accounts/all_tokens.html", context)


@require(Permission.MANAGE_ACCOUNTS)
@require_POST
def token_revoke_any(request: HttpRequest, pk: int) -> HttpResponse:
    return _revoke(request, get_object_or_404(Token, pk=pk), "accounts:all_tokens")


def _listed(rows: QuerySet[Token]) -> list[tuple[Token, list[str], bool]]:
    """Each with what it may be used for in words, and whether it has expired."""
    now = timezone.now()
    return [(row, scope_names(row.scopes), row.expires_at <= now) for row in rows.filter(revoked_at=None)]


def _revoke(request: HttpRequest, token: Token, back: str) -> HttpResponse:
    actions.revoke_token(token, by=person(request), at=timezone.now())
    messages.success(request, _("The token %(name)s was revoked.") % {"name": token.name})
    return redirect(back)
