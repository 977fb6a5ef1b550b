"""The OpenAPI document: whole, without two shapes of one name, and the same on its page."""

from __future__ import annotations

from typing import Any

import jsonschema_rs
import pytest
from django.test import Client
from ninja.openapi.schema import REF_TEMPLATE
from ninja.schema import NinjaGenerateJsonSchema

from okrilje.web.api import api, document
from okrilje.web.openapi import operations


def test_the_document_is_openapi_and_can_be_read_by_anybody(client: Client) -> None:
    response = client.get("/api/v1/openapi.json")
    assert (response.status_code, response.headers["Content-Type"]) == (200, "application/json")
    given = response.json()
    assert given["openapi"] == "3.1.0" and "servers" not in given
    again = client.get("/api/v1/openapi.json", headers={"If-None-Match": response.headers["ETag"]})
    assert again.status_code == 304


def test_every_operation_says_what_it_does_and_has_a_name_of_its_own() -> None:
    facts = [one for methods in document()["paths"].values() for one in methods.values()]
    names = [one["operationId"] for one in facts]
    assert len(names) == len(set(names)) == len(operations(api))
    assert all(one["summary"].endswith(".") for one in facts)
    assert {one["responses"].keys() >= {"422", "429"} for one in facts} == {True}


def test_the_document_says_the_bounds_of_what_is_sent() -> None:
    shapes = document()["components"]["schemas"]
    base, answer = shapes["AnswerWritten"]["properties"]["base"], shapes["AnswerSent"]["properties"]
    assert (base["type"], base["minimum"], base["maximum"]) == ("integer", 0, 1_000_000)
    assert answer["occurrences"]["anyOf"][0] == {"type": "integer", "minimum": 0, "maximum": 100_000}
    assert answer["done"]["maxLength"] == 6_000 and "format" not in answer["done"]


def test_no_two_shapes_share_a_name() -> None:
    """The library joins them by name, and the last one would silently stand for all."""
    known: dict[str, Any] = {}
    for operation in operations(api):
        modes = [(model, "validation") for model in operation.models]
        modes += [(model, "serialization") for model in operation.response_models.values() if model]
        for model, mode in modes:
            schema = model.model_json_schema(
                ref_template=REF_TEMPLATE, schema_generator=NinjaGenerateJsonSchema, mode=mode
            )
            for name, shape in schema.get("$defs", {}).items():
                assert known.setdefault(name, shape) == shape, f"{operation.view_func.__name__}: {name}"


def test_every_shape_is_sound_and_is_used() -> None:
    whole = document()
    for name in whole["components"]["schemas"]:
        jsonschema_rs.validator_for({"$ref": f"#/components/schemas/{name}", "components": whole["components"]})


@pytest.mark.parametrize("language", ["bs", "sr"])
def test_its_page_shows_every_operation_in_a_frame_of_the_language(language: str, db: None) -> None:
    client = Client()
    client.cookies["language"] = language
    page = client.get("/api/").content.decode()
    for path, methods in document()["paths"].items():
        for method in methods:
            assert f"{method.upper()} {path}<" in page
    for name in document()["components"]["schemas"]:
        assert name.startswith("Page_") or f'id="{name}"' in page
