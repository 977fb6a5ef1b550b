"""The OpenAPI document, as ninja writes it and completed by what it does not know: scopes, problems, conditions."""

from __future__ import annotations

import json
import re
from typing import Any

from ninja import NinjaAPI
from ninja.operation import Operation

from okrilje.accounts.api_access import Access

DESCRIPTION = """\
Reads plans and what is reported on them, and writes reports: the same content, rules and rights as on the pages.

**Token.** `Authorization: Bearer okr_…`. Tokens are made under *My account*, for single scopes, at most for a year; a \
program does with it what its person may do, and no more. Published plans can be read without one.

**Languages.** `Accept-Language` (bs, hr, sr-Latn, sr, en) chooses that of labels, reasons and problems. Codes never \
change.

**Values.** Days are ISO (2021-01-31), moments UTC, decimal numbers texts ("12.50"), so that nothing is rounded \
on the way.

**Lists** come in pages: `page`, `per_page` (at most 200), `count`, `pages`. A parameter that is not known is refused.

**Problems** are `application/problem+json` (RFC 9457): `detail` says what is wrong and what to do, `errors` where.

**Again.** Every answer has an `ETag`; asked again with `If-None-Match` it is 304 while nothing has changed.

**How often.** Requests are counted by the minute, for each token, and for each address without one. Past the limit \
the answer is 429, and `Retry-After` says in how many seconds to go on.
"""
PROBLEM = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}


def operations(api: NinjaAPI) -> list[Operation]:
    bound = (views for router in api._get_bound_routers() for views in router.path_operations.values())
    return [operation for views in bound for operation in views.operations]


def access(operation: Operation) -> Access:
    (found,) = operation.auth_callbacks
    assert isinstance(found, Access)
    return found


def completed(api: NinjaAPI, document: dict[str, Any]) -> dict[str, Any]:
    by_id = {api.get_openapi_operation_id(one): one for one in operations(api)}
    for methods in document["paths"].values():
        for method, facts in methods.items():
            _complete(facts, method, access(by_id[facts["operationId"]]))
    document["components"]["securitySchemes"] = {"Token": {"type": "http", "scheme": "bearer"}}
    document.pop("servers")
    _leave_out_what_nobody_refers_to(document)
    return document


def _complete(facts: dict[str, Any], method: str, allowed: Access) -> None:
    facts["summary"], _blank, rest = facts["description"].partition("\n\n")
    facts["description"] = " ".join(rest.split())
    facts["x-scope"] = allowed.scope
    facts["x-permissions"] = [allowed.permission, *allowed.others]
    for parameter in facts["parameters"]:
        parameter["schema"] = _given(parameter["schema"])
    facts["security"] = [{"Token": []}, *([{}] if allowed.is_public else [])]
    answers = facts["responses"]
    for status, answer in answers.items():
        if int(status) >= 400:
            content = answer["content"]
            content["application/problem+json"] = content.pop("application/json")
    answers[429]["headers"] = {"Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer"}}}
    if method == "get":
        answers[304] = {"description": "Nothing has changed since the answer with this ETag."}
    facts["responses"] = {str(status): answers[status] for status in sorted(answers)}


def _leave_out_what_nobody_refers_to(document: dict[str, Any]) -> None:
    """Such as the filters of lists, which stand in the operations as parameters."""
    schemas = document["components"]["schemas"]
    needed, seen = {"Problem", *_referred(document["paths"])}, set[str]()
    while new := needed - seen:
        seen |= new
        needed |= {name for one in new for name in _referred(schemas[one])}
    document["components"]["schemas"] = {name: schemas[name] for name in schemas if name in seen}


def _referred(part: Any) -> list[str]:
    return re.findall(r"#/components/schemas/(\w+)", json.dumps(part))


def _given(schema: dict[str, Any]) -> dict[str, Any]:
    """A parameter is left out or has a value; there is no null in an address."""
    kinds = [kind for kind in schema.get("anyOf", []) if kind != {"type": "null"}]
    return {name: value for name, value in schema.items() if name != "anyOf"} | kinds[0] if kinds else schema
