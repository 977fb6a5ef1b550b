"""A session ends when nobody uses it, and in any case at the end of the working day."""

from __future__ import annotations

import time
from collections.abc import Callable

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

Handler = Callable[[HttpRequest], HttpResponse]

STARTED, SEEN = "session_started", "session_seen"
#: Writing down every single request would cost a write to the database each time.
_SEEN_EVERY = 60


def session_limits(get_response: Handler) -> Handler:
    """Signs out after SESSION_IDLE_MINUTES without a request, and SESSION_COOKIE_AGE after signing in."""

    def handle(request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated:
            return get_response(request)
        _keep_listed(request)
        now = int(time.time())
        started = request.session.setdefault(STARTED, now)
        seen = request.session.setdefault(SEEN, now)
        if now - seen > settings.SESSION_IDLE_MINUTES * 60 or now - started > settings.SESSION_COOKIE_AGE:
            return _signed_out(request)
        if now - seen >= _SEEN_EVERY:
            request.session[SEEN] = now
        return get_response(request)

    return handle


def _keep_listed(request: HttpRequest) -> None:
    """A session signed with a former secret key has just been given a new key of its own: it stays the same session.

    Otherwise its owner would no longer see it in the list of sessions, and nobody could end it.
    """
    before, now = request.COOKIES.get(settings.SESSION_COOKIE_NAME), request.session.session_key
    if before != now:
        UserSession.objects.filter(session_key=before, user=request.user.pk).update(session_key=now)


def _signed_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    messages.info(request, _("You were signed out because nobody used the site for a while. Please sign in again."))
    return redirect_to_login(request.get_full_path() if request.method == "GET" else "/")
