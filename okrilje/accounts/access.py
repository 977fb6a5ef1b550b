"""Every view names its permission: ``@require(Permission.X)`` or ``@open_to_all``."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from okrilje.accounts.models import User
from okrilje.accounts.permissions import PUBLIC, Permission, of_roles, why_not

View = Callable[..., HttpResponse]


def granted(user: Any) -> frozenset[Permission]:
    return of_roles(user.roles) if user.is_authenticated else PUBLIC


def person(request: HttpRequest) -> User:
    """Who is signed in. Only for views behind ``require``, where there is somebody."""
    assert isinstance(request.user, User)
    return request.user


def may(user: Any, permission: Permission) -> bool:
    """For showing or hiding a link; the view behind it checks again, with the second factor."""
    return permission in granted(user)


def _has_second_factor(user: Any) -> bool:
    return settings.MFA_WAIVED or is_mfa_enabled(user)


def sees(user: Any, permission: Permission) -> bool:
    """For a part of a page that others do not get: the permission and, unless it is public, the second factor."""
    return may(user, permission) and (permission in PUBLIC or _has_second_factor(user))


def why_refused(user: User, permission: Permission, *others: Permission) -> tuple[str, bool]:
    """The reason for refusing somebody who has none of the permissions, or ""; and whether only the second step of
    signing in is missing. Pages and the API ask the same.
    """
    held = {permission, *others} & granted(user)
    asked = min(held, default=permission)
    second_factor = Permission.OWN_ACCOUNT in held or _has_second_factor(user)
    return why_not(asked, granted(user), signed_in=True, second_factor=second_factor), bool(held)


def require(permission: Permission, *others: Permission) -> Callable[[View], View]:
    """Refuses whoever has none of the permissions: to the login, to the second factor, or with the reason (403)."""
    permissions = {permission, *others}

    def decorate(view: View) -> View:
        @wraps(view)
        def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if permissions & PUBLIC:
                return view(request, *args, **kwargs)
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            reason, may_later = why_refused(request.user, permission, *others)
            if reason and may_later:
                messages.warning(request, reason)
                return redirect("mfa_index")
            if reason:
                raise PermissionDenied(reason)
            return view(request, *args, **kwargs)

        checked.permission = permission  # type: ignore[attr-defined]
        return checked

    return decorate


def open_to_all(view: View) -> View:
    """For the few views that are nobody's: language, theme, health, errors."""
    view.permission = None  # type: ignore[attr-defined]
    return view
