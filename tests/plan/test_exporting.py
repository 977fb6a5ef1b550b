"""What is exported is read back as exactly the same plan, and a damaged file says where it is wrong."""

import json

import pytest
from hypothesis import given

from okrilje.lib.file_errors import FileError
from okrilje.plan import exporting
from okrilje.plan.content import Plan
from tests.plan.generated import SLOW, plans, small


@SLOW
@given(plans())
def test_a_plan_written_as_json_is_read_back_the_same(plan: Plan) -> None:
    assert exporting.from_json(exporting.to_json(plan)) == plan


def test_json_of_somebody_else_is_refused() -> None:
    with pytest.raises(FileError, match="not a plan exported from Okrilje"):
        exporting.from_json(b'{"title": "something"}')


def test_broken_json_is_refused_with_the_place() -> None:
    with pytest.raises(FileError, match="line 1 column"):
        exporting.from_json(b'{"okrilje": ')


def test_a_wrong_value_is_named_with_its_activity() -> None:
    value = json.loads(exporting.to_json(small()))
    value["activities"][0]["deadline"]["kind"] = "soon"
    with pytest.raises(FileError, match="activities 1.1.1, deadline, kind: “soon” is not allowed"):
        exporting.from_json(json.dumps(value).encode())
