"""What all operations of the API share: problems (RFC 9457), lists in pages, codes in addresses."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from enum import Enum
from http import HTTPStatus
from typing import Annotated, Any, Generic, TypeVar

from django.db.models import QuerySet
from django.http import HttpResponse, JsonResponse
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

Shown = TypeVar("Shown")

#: Codes as they stand in addresses: of plans, cycles, institutions, strategies; and of activities ("1.3.2").
Slug = Annotated[str, Field(pattern=r"^[-a-zA-Z0-9_]+$", max_length=60)]


def listed(codes: type[Enum]) -> WithJsonSchema:
    """For an enumeration whose name another one has too: the document would take the two for one."""
    return WithJsonSchema({"type": "string", "enum": [code.value for code in codes]})


def _iso(value: Any) -> Any:
    """A day is a text; otherwise numbers and moments would pass for one."""
    if isinstance(value, str) and not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        raise ValueError("write the day as 2021-01-31")
    if isinstance(value, int | float):
        raise ValueError("write the day as a text, 2021-01-31")
    return value


def _whole(value: Any) -> Any:
    """As JSON has it: 2.0 is a whole number, "2" and true are none."""
    if isinstance(value, bool | str):
        raise ValueError("write a whole number, without quotation marks")
    return int(value) if isinstance(value, float) and value.is_integer() else value


Day = Annotated[date, BeforeValidator(_iso)]
#: Of a number in a body (in an address every number is a text); after its bounds, which the document would lose.
WHOLE = BeforeValidator(_whole)
ActivityCode = Annotated[str, Field(pattern=r"^[^\x00-\x1f/]+$", max_length=20)]


# --- Problems ------------------------------------------------------------------------------------------------------


class Fault(BaseModel):
    """One thing that is wrong with what was sent."""

    where: str = Field(description="The place: body.answer.occurrences, query.page, path.plan.")
    what: str = Field(description="What is wrong there, and what is allowed.")


class Problem(BaseModel):
    """Why nothing came of a request, after RFC 9457; sent as application/problem+json."""

    type: str = Field(default="about:blank", description="about:blank: nothing to know beyond the status and detail.")
    title: str = Field(description="The name of the HTTP status.")
    status: int = Field(description="The HTTP status.")
    detail: str = Field(description="What is wrong and what to do, in the language that was asked for.")
    errors: list[Fault] = Field(default_factory=list, description="Every fault of the input (status 422).")


class Refused(Exception):
    """Ends an operation with a problem. ``headers`` go with the answer."""

    def __init__(self, status: int, detail: str, *, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(detail)
        self.status, self.detail, self.headers = status, detail, headers or {}


def refusal(
    status: int, detail: str, *, faults: Sequence[Fault] = (), headers: Mapping[str, str] | None = None
) -> HttpResponse:
    title = HTTPStatus(status).phrase
    return problem(Problem(title=title, status=status, detail=detail, errors=list(faults)), headers)


def problem(value: Problem, headers: Mapping[str, str] | None = None) -> HttpResponse:
    return JsonResponse(
        value.model_dump(mode="json"),
        status=value.status,
        content_type="application/problem+json",
        json_dumps_params={"ensure_ascii": False},
        headers={"Cache-Control": "no-store", **(headers or {})},
    )


def answers(given: Any, *statuses: int, status: int = 200) -> dict[int, Any]:
    """The ``response`` of an operation: what it gives, and the problems that all operations or only it may have."""
    return {status: given} | dict.fromkeys(sorted({422, 429, *statuses}), Problem)


#: The problems of an operation that needs a token and an address that leads somewhere.
GUARDED = (401, 403, 404)
#: And of one that changes something.
CHANGING = (*GUARDED, 400, 409, 413, 415)


# --- Lists in pages ------------------------------------------------------------------------------------------------


class Paging(BaseModel):
    """What a list may be asked for; the filters of a list are added to it."""

    model_config = ConfigDict(extra="forbid")

    page: int = Field(default=1, ge=1, le=100_000, description="The number of the page, from 1.")
    per_page: int = Field(default=50, ge=1, le=200, description="How many on a page.")


class Page(BaseModel, Generic[Shown]):
    """Part of a list. After the last page ``results`` is empty."""

    count: int = Field(description="How many there are on all pages together.")
    page: int
    pages: int = Field(description="How many pages there are.")
    results: list[Shown]


def paged(found: Sequence[Any] | QuerySet[Any], wanted: Paging, shown: Callable[[Any], Shown]) -> Page[Shown]:
    """The page that was asked for; ``shown`` turns a row into what is sent."""
    count = found.count() if isinstance(found, QuerySet) else len(found)
    first = (wanted.page - 1) * wanted.per_page
    rows = found[first : first + wanted.per_page] if first < count else []
    return Page(count=count, page=wanted.page, pages=-(-count // wanted.per_page), results=[shown(row) for row in rows])
