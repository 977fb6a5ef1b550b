"""The API for programs: the routers of the apps, joined, and what is said when something goes wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache, wraps
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.operation import Operation
from ninja.renderers import JSONRenderer

from okrilje.accounts.access import open_to_all
from okrilje.accounts.api import router as accounts
from okrilje.accounts.permissions import PERMISSION_NAMES, SCOPE_NAMES
from okrilje.lib.api import Fault, Refused, refusal
from okrilje.monitoring.actions import MonitoringError
from okrilje.monitoring.api import router as monitoring
from okrilje.plan.api import router as plan
from okrilje.web import openapi
from okrilje.web.api_reference import groups, markdown, shapes

Run = Callable[..., HttpResponse]


class Readable(JSONRenderer):
    """Letters as they are: half the bytes for what is written in Cyrillic."""

    json_dumps_params: Mapping[str, Any] = {"ensure_ascii": False}


class Api(NinjaAPI):
    def get_openapi_operation_id(self, operation: Operation) -> str:
        return operation.view_func.__name__.rstrip("_")


api = Api(
    title="Okrilje",
    version="1",
    description=openapi.DESCRIPTION,
    openapi_url=None,
    docs_url=None,
    urls_namespace="api",
    renderer=Readable(),
)
for router in (accounts, plan, monitoring):
    api.add_router("", router)


def _strict(run: Run) -> Run:
    """Before an operation runs: what it does not know is refused, not passed over."""
    operation: Operation = run.__self__  # type: ignore[attr-defined]
    sources = {model.__ninja_param_source__: model for model in operation.models}
    known = set(sources["query"].__ninja_flatten_map__) if "query" in sources else set()

    @wraps(run)
    def checked(request: HttpRequest, **values: Any) -> HttpResponse:
        if unknown := sorted(request.GET.keys() - known):
            said = _("There is no such parameter here. Known: %(names)s.") % {"names": ", ".join(sorted(known)) or "–"}
            return _invalid([Fault(where=f"query.{name}"[:100], what=said) for name in unknown])
        if "body" in sources:
            if int(request.META.get("CONTENT_LENGTH") or 0) > settings.API_MAX_BYTES:
                return refusal(
                    413, _("Send less at once. Bytes at most: %(bytes)s.") % {"bytes": settings.API_MAX_BYTES}
                )
            if request.content_type != "application/json":
                return refusal(415, _("Send JSON, with the header “Content-Type: application/json”."))
        return run(request, **values)

    return checked


api.add_decorator(_strict, mode="view")


def _invalid(faults: list[Fault]) -> HttpResponse:
    return refusal(422, _("What was sent cannot be used; each fault is named."), faults=faults)


@api.exception_handler(Refused)
def refused(request: HttpRequest, error: Refused) -> HttpResponse:
    return refusal(error.status, error.detail, headers=error.headers)


@api.exception_handler(MonitoringError)
def forbidden_by_the_rules(request: HttpRequest, error: MonitoringError) -> HttpResponse:
    return refusal(409, str(error))


@api.exception_handler(Http404)
def not_found(request: HttpRequest, error: Http404) -> HttpResponse:
    return refusal(404, _("There is no such thing here, or it is not for you to see."))


@api.exception_handler(HttpError)
def unreadable(request: HttpRequest, error: HttpError) -> HttpResponse:
    return refusal(400, _("The body is not valid JSON."))


@api.exception_handler(ValidationError)
def invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    return _invalid([Fault(where=_place(one["loc"]), what=one["msg"]) for one in error.errors])


def _place(way: tuple[str | int, ...]) -> str:
    """ "body.answer.done". The name that the program gives to the whole body is nobody's business."""
    source, *rest = way
    return ".".join(str(part)[:60] for part in (source, *(rest[1:] if source == "body" else rest)))


@cache
def document() -> dict[str, Any]:
    return openapi.completed(api, dict(api.get_openapi_schema(path_prefix="/api/v1/")))


@open_to_all
def openapi_json(request: HttpRequest) -> HttpResponse:
    return JsonResponse(document())


@open_to_all
def api_reference(request: HttpRequest) -> HttpResponse:
    """The document as people read it. What it says is English; the frame is in the language of the page."""
    paragraphs = [markdown(text) for text in openapi.DESCRIPTION.strip().split("\n\n")]
    context = {
        "paragraphs": paragraphs,
        "groups": groups(document()).items(),
        "shapes": list(shapes(document())),
        "scopes": SCOPE_NAMES.items(),
        "names": PERMISSION_NAMES,
        "limits": {"token": settings.API_PER_MINUTE, "address": settings.API_PUBLIC_PER_MINUTE},
    }
    return render(request, "api.html", context)
