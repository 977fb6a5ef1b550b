"""What the API does otherwise than the pages: no session, Accept-Language, conditional requests, problems in JSON."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import get_conditional_response, patch_vary_headers, set_response_etag
from django.utils.translation import gettext as _

from okrilje.lib.api import refusal

Handler = Callable[[HttpRequest], HttpResponse]
PREFIX = "/api/v1/"


def is_program(request: HttpRequest) -> bool:
    return request.path_info.startswith(PREFIX)


def language_of(request: HttpRequest) -> str:
    """The language that a program asks for. Unlike browsers, programs say what they mean."""
    return translation.get_language_from_request(request)


def middleware(get_response: Handler) -> Handler:
    """Stands before the session: a cookie that a browser sends along to the API counts for nothing."""

    def handle(request: HttpRequest) -> HttpResponse:
        if not is_program(request):
            return get_response(request)
        asked = request.method
        request.COOKIES = {}
        if asked == "HEAD":
            request.method = "GET"
        response = get_response(request)
        if response.status_code == 405:
            response = _other_method(response, to_be_told=asked == "OPTIONS")
        patch_vary_headers(response, ["Authorization", "Accept-Language"])
        if request.method == "GET" and response.status_code == 200:
            response = _conditional(request, response)
        if asked == "HEAD":
            response["Content-Length"] = str(len(response.content))
            response.content = b""
        return response

    return handle


def _other_method(response: HttpResponse, *, to_be_told: bool) -> HttpResponse:
    """Says which methods an address knows: as the answer to OPTIONS, or as the reason for refusing another one."""
    known = set(filter(None, response.headers.get("Allow", "").replace(",", " ").split()))
    allow = ", ".join(sorted(known | {"OPTIONS"} | ({"HEAD"} if "GET" in known else set())))
    if to_be_told:
        return HttpResponse(status=204, headers={"Allow": allow})
    return refusal(405, _("Use one of these methods here: %(methods)s.") % {"methods": allow}, headers={"Allow": allow})


def _conditional(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """304 where the program has this very answer already. What is public may be kept, if it is asked about again."""
    response.headers.setdefault("Cache-Control", "no-cache")
    if not response.has_header("ETag"):
        set_response_etag(response)
    found = get_conditional_response(request, etag=response["ETag"], response=response)
    assert isinstance(found, HttpResponse)
    return found
