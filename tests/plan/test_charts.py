"""Specifications of charts, without drawing them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from okrilje.plan.charts import (
    LAYOUTS,
    NARROW,
    WIDE,
    Amount,
    Row,
    Timeline,
    columns,
    series_colour,
    stacked_years,
    timeline,
)

FIRST, LAST = date(2020, 1, 1), date(2023, 12, 31)
ROWS = [
    Row("1.1", "Programme", is_heading=True),
    Row("1.1.1", "Dated", "t1", "/1/", spans=((date(2021, 3, 1), date(2021, 3, 31)),), due=(date(2021, 3, 31),)),
    Row("1.1.2", "Continuous", "t2", "/2/", spans=((FIRST, LAST),), checks=(date(2020, 6, 30), date(2020, 12, 31))),
    Row("1.1.3", "Unreadable", remark="whenever"),
]


def layers(spec: dict[str, Any]) -> list[dict[str, Any]]:
    """All layers with data, however deep."""
    found = [spec] if "data" in spec else []
    return found + [inner for layer in spec.get("layer", []) for inner in layers(layer)]


def values(spec: dict[str, Any], mark: str, **look: Any) -> list[dict[str, Any]]:
    return [
        row
        for layer in layers(spec)
        if layer["mark"]["type"] == mark and look.items() <= layer["mark"].items()
        for row in layer["data"]["values"]
    ]


def days(stamp: int) -> date:
    return datetime.fromtimestamp(stamp / 1000, UTC).date()


def drawn(layout: Any = WIDE, today: date | None = None) -> dict[str, Any]:
    return timeline(Timeline(ROWS, FIRST, LAST, "var(--cat-1)", today, "today"), layout)


def test_a_bar_lasts_from_the_first_day_to_the_end_of_the_last() -> None:
    bars = values(drawn(), "rect")
    assert [(days(b["from"]), days(b["to"])) for b in bars] == [
        (date(2021, 3, 1), date(2021, 4, 1)), (FIRST, LAST + timedelta(1)),
    ]  # fmt: skip
    assert bars[0]["fill"] > bars[1]["fill"], "continuous work is drawn lighter than a window"


def test_diamonds_are_due_days_and_strokes_close_periods() -> None:
    assert [(days(p["t"]), p["address"]) for p in values(drawn(), "point", shape="diamond")] == [
        (date(2021, 4, 1), "/1/")
    ]
    assert [days(p["t"]) for p in values(drawn(), "point", shape="stroke")] == [date(2020, 7, 1), date(2021, 1, 1)]


@pytest.mark.parametrize("layout", LAYOUTS.values())
def test_every_row_has_its_words_inside_the_drawing(layout: Any) -> None:
    spec = drawn(layout)
    words = [row for row in values(spec, "text") if "y" in row]
    assert [w["text"] for w in words] == [
        "1.1 Programme",
        "1.1.1  Dated",
        "1.1.2  Continuous",
        "1.1.3  Unreadable",
        "whenever",
    ]
    assert spec["height"] == 4 * layout.row
    assert all(0 < w["y"] < 4 for w in words)
    assert [int(w["y"]) for w in words] == [0, 1, 2, 3, 3]


def test_the_narrow_drawing_fits_a_phone() -> None:
    assert NARROW.plot <= 300 and NARROW.x_words == 0


@pytest.mark.parametrize(
    ("today", "lines"), [(None, 0), (FIRST, 1), (LAST, 1), (date(2019, 12, 31), 0), (date(2024, 1, 1), 0)]
)
def test_today_is_a_line_inside_the_period(today: date | None, lines: int) -> None:
    assert len(values(drawn(today=today), "rule", color="var(--danger)")) == lines


def test_every_year_of_the_period_is_named_once() -> None:
    assert [row["text"] for row in values(drawn(), "text", color="var(--ink-soft)") if "t" in row] == [
        "2020", "2021", "2022", "2023",
    ]  # fmt: skip


def test_a_period_that_begins_within_a_year_names_it_at_its_beginning() -> None:
    spec = timeline(Timeline(ROWS, date(2020, 9, 1), LAST, "x"), WIDE)
    assert days(values(spec, "text", color="var(--ink-soft)")[0]["t"]) == date(2020, 9, 1)


def test_columns_keep_the_order_they_are_given() -> None:
    spec = columns([("II 2020", 3), ("I 2021", 0)])
    assert spec["data"]["values"] == [{"x": "II 2020", "n": 3}, {"x": "I 2021", "n": 0}]


def test_colours_begin_again_after_the_last() -> None:
    assert series_colour(5) == series_colour(0) != series_colour(1)


pieces = st.lists(
    st.tuples(st.sampled_from(["2020", "2021"]), st.integers(0, 10**9), st.booleans()), min_size=1, max_size=12
)


@given(pieces)
def test_the_pieces_of_a_year_stand_one_after_the_other_and_add_up(found: list[tuple[str, int, bool]]) -> None:
    amounts = [
        Amount(year, f"1.1.{n}", n, Decimal(amount), str(amount), repeat, "/")
        for n, (year, amount, repeat) in enumerate(found)
    ]
    rows = stacked_years(amounts)["data"]["values"]
    for year in {y for y, _a, _r in found}:
        edges = [(r["from"], r["to"]) for r in rows if r["year"] == year]
        assert edges[0][0] == 0 and edges[-1][1] == sum(a for y, a, _r in found if y == year)
        assert all(before[1] == after[0] for before, after in zip(edges, edges[1:], strict=False))
    assert sum(r["fill"] == 0 for r in rows) == sum(repeat for _y, _a, repeat in found)


def test_a_piece_too_small_for_its_name_has_none() -> None:
    amounts = [Amount("2020", c, 0, Decimal(a), str(a), False, "/") for c, a in (("1.1.1", 1), ("1.1.2", 1000))]
    assert [r["name"] for r in stacked_years(amounts)["data"]["values"]] == ["", "1.1.2"]
