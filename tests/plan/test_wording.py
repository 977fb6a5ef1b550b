from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.utils.translation import override

from okrilje.plan import wording
from okrilje.plan.models import Activity

FOUR_YEARS = {"starts_on": date(2020, 1, 1), "ends_on": date(2023, 12, 31)}


def words(kind: str, **fields: Any) -> str:
    with override("en"):
        return wording.deadline(Activity(deadline_kind=kind, **fields))


def half(year: int, first: int, last: date) -> dict[str, Any]:
    return {"starts_on": date(year, first, 1), "ends_on": last}


@pytest.mark.parametrize(
    ("kind", "fields", "expected"),
    [
        ("date-month", half(2021, 3, date(2021, 3, 31)), "March 2021"),
        ("half-year", half(2020, 1, date(2020, 6, 30)), "first half of 2020"),
        ("half-year", half(2021, 7, date(2021, 12, 31)), "second half of 2021"),
        ("year", half(2021, 1, date(2021, 12, 31)), "during 2021"),
        ("range", half(2021, 1, date(2022, 12, 31)), "2021 to 2022"),
        ("range", half(2021, 3, date(2022, 9, 30)), "March 2021 to September 2022"),
        ("continuous", FOUR_YEARS, "continuous"),
        ("once-a-year", FOUR_YEARS, "once a year"),
        ("unreadable", {"deadline_raw": "soon"}, "not readable: “soon”"),
        ("unreadable", {}, "none"),
    ],
)
def test_a_deadline_of_each_kind_is_told_in_words(kind: str, fields: dict[str, Any], expected: str) -> None:
    assert words(kind, **fields) == expected


def test_a_minimum_says_how_often_in_which_period() -> None:
    minimum = {"min_count": 2, "min_per": "year"}
    assert words("continuous-with-minimum-frequency", **FOUR_YEARS, **minimum) == (
        "continuous, at least 2 times in each year"
    )
    with override("en"):
        hidden = Activity(deadline_kind="continuous", min_count=1, min_per="half-year")
        assert wording.hidden_minimum(hidden) == "at least 1 time in each half-year"


def test_a_minimum_is_hidden_only_where_the_deadline_does_not_state_it() -> None:
    stated = Activity(deadline_kind="continuous-with-minimum-frequency", min_count=2, min_per="year")
    assert wording.hidden_minimum(stated) == ""
    assert wording.hidden_minimum(Activity(deadline_kind="continuous")) == ""
