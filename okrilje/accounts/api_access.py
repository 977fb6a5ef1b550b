"""Who may call an operation of the API, and how often. Every operation names its scope and its permission."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from functools import wraps
from typing import Any, Literal

from allauth.core.internal.httpkit import get_client_ip
from allauth.core.internal.ratelimit import truncate_ip
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja.security.http import HttpAuthBase

from okrilje.accounts.access import View, require, why_refused
from okrilje.accounts.actions import find_token
from okrilje.accounts.models import Token
from okrilje.accounts.permissions import PUBLIC, Permission, Scope
from okrilje.lib.api import Refused
from okrilje.lib.counting import count

#: Requests are counted by the minute.
MINUTE = 60


class Access(HttpAuthBase):
    """The ``auth`` of an operation: a token with the scope (None: any token), whose person has one of the permissions.

    Afterwards ``request.user`` is that person, as on a page; without a token nobody, and only what is public is given.
    A session is never asked. Raises Refused with 401, 403 or 429.
    """

    openapi_scheme = "bearer"

    def __init__(self, permission: Permission, *others: Permission, scope: Scope | None = None) -> None:
        super().__init__()
        self.scope, self.permission, self.others = scope, permission, others

    @property
    def is_public(self) -> bool:
        return self.permission in PUBLIC

    def __call__(self, request: HttpRequest) -> Token | Literal[True]:
        request.user = AnonymousUser()
        header = request.headers.get("Authorization", "")
        if header or not self.is_public:
            return self.admit(request, _secret(header), was_given=bool(header))
        _count(request, None)
        return True

    def admit(self, request: HttpRequest, secret: str, *, was_given: bool = True) -> Token:
        """Lets in the person of the token with this secret. Raises Refused."""
        token = find_token(secret, at=timezone.now()) if secret else None
        _count(request, token)
        if token is None:
            raise _unknown(was_given)
        request.user = token.user
        self._check(token)
        return token

    def _check(self, token: Token) -> None:
        if self.scope and self.scope not in token.scopes:
            raise Refused(403, _("This token is not for that: it lacks the scope %(scope)s.") % {"scope": self.scope})
        if reason := why_refused(token.user, self.permission, *self.others)[0]:
            raise Refused(403, reason)


def by_address(scope: Scope, permission: Permission, *others: Permission) -> Callable[[View], View]:
    """For a view that programs read which can send nothing but an address: ``?token=`` stands for signing in.

    What such a token is refused with is plain text; without one the page asks to sign in like any other.
    """
    access = Access(permission, *others, scope=scope)

    def decorate(view: View) -> View:
        signed_in = require(permission, *others)(view)

        @wraps(view)
        def let_in(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if "token" not in request.GET:
                return signed_in(request, *args, **kwargs)
            try:
                access.admit(request, request.GET["token"])
            except Refused as error:
                plain = "text/plain; charset=utf-8"
                return HttpResponse(error.detail, status=error.status, content_type=plain, headers=error.headers)
            return view(request, *args, **kwargs)

        let_in.permission = permission  # type: ignore[attr-defined]
        return let_in

    return decorate


def _secret(header: str) -> str:
    scheme, _blank, secret = header.partition(" ")
    return secret.strip() if scheme.lower() == "bearer" else ""


def _unknown(was_given: bool) -> Refused:
    """One answer for a token that never was, was revoked, has expired, or whose account is closed."""
    if was_given:
        return Refused(
            401,
            _("This token does not work (any more). Make a new one under “My account”."),
            headers={"WWW-Authenticate": 'Bearer realm="okrilje", error="invalid_token"'},
        )
    return Refused(
        401,
        _("Send a token: “Authorization: Bearer …”. Tokens are made under “My account”."),
        headers={"WWW-Authenticate": 'Bearer realm="okrilje"'},
    )


def _address(request: HttpRequest) -> str:
    """As signing in sees it. Through a socket file without a proxy in front there is none: all count as one."""
    return str(truncate_ip(get_client_ip(request) or ""))


def _count(request: HttpRequest, token: Token | None) -> None:
    """Counts a request. Raises Refused past the limit of this minute."""
    whose = f"token:{token.pk}" if token else f"address:{_address(request)}"
    limit = settings.API_PER_MINUTE if token else settings.API_PUBLIC_PER_MINUTE
    now = time.time()
    name = hashlib.sha256(whose.encode()).hexdigest()
    if count(settings.DATA_DIR / "requests", int(now // MINUTE), name) > limit:
        wait = MINUTE - int(now % MINUTE)
        raise Refused(
            429,
            _("Too many requests. Allowed in a minute: %(limit)s. Seconds to wait: %(wait)s.")
            % {"limit": limit, "wait": wait},
            headers={"Retry-After": str(wait)},
        )
