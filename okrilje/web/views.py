from __future__ import annotations

import sys

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from okrilje.accounts.access import open_to_all
from okrilje.lib.api import refusal
from okrilje.web.programs import is_program

YEAR = 365 * 24 * 3600
#: What a program is told where no operation of the API is reached, or one ends in a way that nobody foresaw.
FOR_PROGRAMS = {
    400: gettext_lazy("The request cannot be understood."),
    404: gettext_lazy("There is no such address. /api/v1/openapi.json names all of them."),
    500: gettext_lazy("Something went wrong here. It was written down; try again later, or tell who runs this site."),
    503: gettext_lazy("Others are writing a lot at the moment. Try again when Retry-After has passed."),
}
#: Seconds after which the writing of a very large plan is over.
RETRY_AFTER = 30


def _back(request: HttpRequest) -> HttpResponse:
    target = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return redirect(target if safe else "/")


def _remember(response: HttpResponse, name: str, value: str) -> HttpResponse:
    response.set_cookie(name, value, max_age=YEAR, httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE)
    return response


@open_to_all
@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    code = request.POST.get("language", "")
    response = _back(request)
    if code in dict(settings.LANGUAGES):
        _remember(response, settings.LANGUAGE_COOKIE_NAME, code)
    return response


@open_to_all
@require_POST
def set_theme(request: HttpRequest) -> HttpResponse:
    """Light, dark, or "" for whatever the device prefers."""
    response = _back(request)
    theme = request.POST.get("theme", "")
    if theme in ("light", "dark"):
        return _remember(response, "theme", theme)
    response.delete_cookie("theme")
    return response


@open_to_all
def health(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ok"})


def _error(request: HttpRequest, status: int) -> HttpResponse:
    if is_program(request):
        return refusal(status, str(FOR_PROGRAMS[status]))
    return render(request, f"{status}.html", status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _busy(request) if _waited_for_others(exception) else _error(request, 400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    if is_program(request):
        return refusal(403, str(exception))
    return render(request, "403.html", {"reason": str(exception)}, status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _error(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """What no page foresaw; a database that others write to for too long is no fault, and gets a page of its own."""
    return _busy(request) if _waited_for_others(sys.exception()) else _error(request, 500)


def _busy(request: HttpRequest) -> HttpResponse:
    """In the language of the page also where the session could not be saved, outside of what sets the language."""
    with translation.override(getattr(request, "LANGUAGE_CODE", translation.get_language())):
        response = _error(request, 503)
    response["Retry-After"] = str(RETRY_AFTER)
    return response


def _waited_for_others(error: BaseException | None) -> bool:
    """Told by the codes of the databases: SQLite's "busy", PostgreSQL's "lock not available" and "deadlock".

    Behind other errors too: Django takes a session that it cannot save for one that was deleted.
    """
    while error is not None:
        if getattr(error, "sqlite_errorname", "").startswith("SQLITE_BUSY"):
            return True
        if getattr(error, "sqlstate", "") in ("55P03", "40P01"):
            return True
        error = error.__cause__ or error.__context__
    return False
