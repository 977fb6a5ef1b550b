"""The OpenAPI document as people read it: the page of the site and docs/reference/api.md are both made of this."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from okrilje.accounts.permissions import Permission


@dataclass(frozen=True, slots=True)
class Kind:
    """What may stand in a place: "list of ", the name of a shape (or ""), " or null"."""

    before: str = ""
    shape: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """A parameter, or a field of a shape."""

    name: str
    kind: Kind
    needed: bool
    about: str = ""
    where: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    status: str
    kind: Kind
    about: str


@dataclass(frozen=True, slots=True)
class Operation:
    """``scope`` "": any token will do."""

    name: str
    method: str
    path: str
    summary: str
    about: str
    scope: str
    permissions: list[Permission]
    needs_token: bool
    parameters: list[Place]
    body: Kind | None
    answers: list[Answer]
    problems: list[Answer]


@dataclass(frozen=True, slots=True)
class Shape:
    name: str
    about: str
    fields: list[Place] = field(default_factory=list)
    #: Of an enumeration.
    values: list[str] = field(default_factory=list)


def markdown(text: str) -> list[tuple[str, str]]:
    """The little that the description uses, as pieces with the tag that each stands in, or ""."""
    tags = {"**": "strong", "`": "code", "*": "em"}
    found = re.findall(r"(\*\*|`|\*)(.+?)\1|([^*`]+)", text)
    return [(tags.get(mark, ""), inner or plain) for mark, inner, plain in found]


def groups(document: Mapping[str, Any]) -> dict[str, list[Operation]]:
    """The operations by what they are about, in the order of the document."""
    found: dict[str, list[Operation]] = {}
    for path, methods in document["paths"].items():
        for method, facts in methods.items():
            found.setdefault(facts["tags"][0], []).append(_operation(path, method, facts))
    return found


def _operation(path: str, method: str, facts: Mapping[str, Any]) -> Operation:
    answers = [_answer(status, said) for status, said in facts["responses"].items()]
    body = facts.get("requestBody")
    return Operation(
        name=facts["operationId"],
        method=method.upper(),
        path=path,
        summary=facts["summary"],
        about=facts["description"],
        scope=facts["x-scope"] or "",
        permissions=facts["x-permissions"],
        needs_token={} not in facts["security"],
        parameters=[
            Place(one["name"], kind(one["schema"]), one["required"], one.get("description", ""), one["in"])
            for one in facts["parameters"]
        ],
        body=kind(body["content"]["application/json"]["schema"]) if body else None,
        answers=[one for one in answers if one.status < "400"],
        problems=[one for one in answers if one.status >= "400"],
    )


def _answer(status: str, said: Mapping[str, Any]) -> Answer:
    content = next(iter(said.get("content", {}).values()), None)
    return Answer(status, kind(content["schema"]) if content else Kind(), said["description"])


def shapes(document: Mapping[str, Any]) -> Iterator[Shape]:
    """What is sent and given, by name. Pages are all alike."""
    for name, schema in sorted(document["components"]["schemas"].items()):
        if name.startswith("Page_"):
            continue
        about = " ".join(schema.get("description", "").split()).replace("``", "`")
        needed = schema.get("required", [])
        fields = [
            Place(part, kind(given), part in needed, given.get("description", ""))
            for part, given in schema.get("properties", {}).items()
        ]
        yield Shape(name, about, fields, schema.get("enum", []))


def kind(schema: Mapping[str, Any]) -> Kind:
    """A piece of JSON schema in words."""
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[1]
        part = re.fullmatch(r"Page_(\w+)_", name)
        return Kind("page of ", part[1]) if part else Kind(shape=name)
    if "allOf" in schema:
        return kind(schema["allOf"][0])
    if "anyOf" in schema:
        return _either([kind(one) for one in schema["anyOf"]])
    if "enum" in schema or "const" in schema:
        return Kind(", ".join(map(str, schema.get("enum", [schema.get("const")]))))
    if schema.get("type") == "array":
        return _around("list of ", kind(schema["items"]))
    if schema.get("type") == "object":
        inside = [*schema.get("patternProperties", {}).values(), schema.get("additionalProperties")]
        return _around("by key: ", kind(inside[0])) if isinstance(inside[0], dict) and inside[0] else Kind("object")
    return Kind(_plain(schema))


def _around(words: str, inner: Kind) -> Kind:
    return Kind(words + inner.before, inner.shape, inner.after)


def _either(kinds: list[Kind]) -> Kind:
    """Of several kinds at most one is a shape."""
    first = next((one for one in kinds if one.shape), kinds[0])
    others = [one.before + one.after for one in kinds if one is not first]
    return Kind(first.before, first.shape, first.after + "".join(f" or {other}" for other in dict.fromkeys(others)))


#: How the patterns of decimal numbers end: of those that are given, and of those that are sent.
_OF_DECIMALS = (r"\.?\d*$", r"(\.[0-9]{1,2})?$")


def _plain(schema: Mapping[str, Any]) -> str:
    names = {"date": "day", "date-time": "moment"}
    if schema.get("format") in names:
        return names[schema["format"]]
    words = {"string": "text", "integer": "whole number", "boolean": "true or false", "null": "null"}
    said = words.get(schema.get("type", ""), "anything")
    if schema.get("pattern", "").endswith(_OF_DECIMALS):
        return "decimal number as text"
    least, most = schema.get("minimum"), schema.get("maximum")
    if least is not None and most is not None:
        return f"{said} from {least} to {most}"
    longest = schema.get("maxLength")
    return f"{said} of at most {longest} letters" if longest else said
