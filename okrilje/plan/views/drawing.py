"""Charts as answers of their own: a page never waits for a drawing, it only says where to find one."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_vary_headers

from okrilje.lib import charts


@dataclass(frozen=True, slots=True)
class Drawing:
    """One drawing of a chart. ``on`` names the windows it is made for: "wide", "medium", "narrow", or "" for all."""

    address: str
    on: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """A chart of a page. ``height`` keeps its place, in pixels, until it has come."""

    label: str
    height: int
    drawings: tuple[Drawing, ...]


def drawing(request: HttpRequest, spec: charts.Spec) -> HttpResponse:
    """The chart: for htmx as part of the page, with its colours; for anybody else as a picture in a file."""
    in_page = bool(request.htmx)  # type: ignore[attr-defined]
    etag = f'"{"p" if in_page else "f"}-{charts.fingerprint(spec)[:40]}"'
    response = get_conditional_response(request, etag=etag)
    if response is None:
        response = HttpResponse(charts.svg(spec, in_page=in_page), content_type="image/svg+xml; charset=utf-8")
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"
    patch_vary_headers(response, ["HX-Request", "Cookie"])
    return response
