"""What every request passes through besides Django's own."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from okrilje.web.programs import is_program, language_of

Handler = Callable[[HttpRequest], HttpResponse]


def language(get_response: Handler) -> Handler:
    """The language chosen on the page, else the account's, else the installation's.

    Accept-Language is left out on purpose: browsers of officials are mostly set to English, and "sr" from a
    browser may mean either script. The switch on every page is one click away. Programs do choose by it.
    """
    known = dict(settings.LANGUAGES)

    def handle(request: HttpRequest) -> HttpResponse:
        if is_program(request):
            chosen = language_of(request)
        else:
            chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "") or getattr(request.user, "language", "")
        code = chosen if chosen in known else settings.LANGUAGE_CODE
        with translation.override(code):
            request.LANGUAGE_CODE = code
            response = get_response(request)
        response.headers.setdefault("Content-Language", "sr-Cyrl" if code == "sr" else code)
        return response

    return handle


def privacy_headers(get_response: Handler) -> Handler:
    """Pages of signed-in people are never kept by a cache; no page may use the device's sensors."""

    def handle(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault(
            "Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"
        )
        if getattr(request, "user", None) is not None and request.user.is_authenticated:
            response.headers.setdefault("Cache-Control", "no-store, private")
        return response

    return handle
