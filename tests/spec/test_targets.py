"""The worked examples of docs/reference/targets.md, and the rule against a slow reference."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from okrilje.monitoring.accumulation import Accumulation, for_target, target_to_date
from okrilje.monitoring.status import Against, Direction, against_target

PAGE = (Path(__file__).parents[2] / "docs/reference/targets.md").read_text(encoding="utf-8")


def examples() -> list[list[str]]:
    table = [line for line in PAGE.split("## Worked examples")[1].splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table[2:]]


def number(text: str) -> Decimal | None:
    return None if text == "–" else Decimal(text)


def pairs(cell: str) -> list[tuple[int, Decimal | None]]:
    """ "2021-H1: 4; 2022: –" as years with values."""
    said = [entry.split(":") for entry in cell.split(";") if entry.strip()]
    return [(int(when.strip()[:4]), number(value.strip())) for when, value in said]


@pytest.mark.parametrize("row", examples(), ids=lambda row: " ".join(row))
def test_the_examples_of_the_page_are_what_the_program_works_out(row: list[str]) -> None:
    accumulates, better, targets, values, day, wanted, value, stands = row
    asked = {year: target for year, target in pairs(targets) if target is not None}
    how, on = Accumulation(accumulates), date.fromisoformat(day)
    assert target_to_date(asked, how, on) == number(wanted)
    found = for_target(pairs(values), asked, how, on)
    # Without a target to date there is nothing to hold a value against; what adds up then adds up nothing.
    assert found == number(value)
    assert against_target(found, target_to_date(asked, how, on), Direction(better)) is Against(stands)


def test_the_examples_show_every_outcome_and_every_way_to_add_up() -> None:
    assert {row[-1] for row in examples()} == {outcome.value for outcome in Against}
    assert {row[0] for row in examples()} == {how.value for how in Accumulation}


amounts = st.decimals(0, 1000, places=2)
years = st.integers(2019, 2026)
days = st.dates(date(2019, 1, 1), date(2027, 12, 31))


@given(st.dictionaries(years, amounts), st.lists(st.tuples(years, st.none() | amounts)), days)
def test_what_adds_up_is_added_up_year_by_year(targets, values, on) -> None:
    values = sorted(values, key=lambda pair: pair[0])
    total, reported, over, said = Decimal(0), Decimal(0), False, False
    for year in range(2019, 2027):
        if year not in targets or on < date(year, 12, 31):
            continue
        over, total = True, total + targets[year]
        for when, value in values:
            if when == year and value is not None:
                said, reported = True, reported + value
    assert target_to_date(targets, Accumulation.INCREMENTAL, on) == (total if over else None)
    assert for_target(values, targets, Accumulation.INCREMENTAL, on) == (reported if said else None)


@given(
    st.dictionaries(years, amounts),
    st.lists(st.tuples(years, st.none() | amounts)),
    days,
    st.sampled_from([Accumulation.CUMULATIVE, Accumulation.SNAPSHOT]),
)
def test_what_does_not_add_up_is_the_latest(targets, values, on, how) -> None:
    wanted = None
    for year in range(2019, 2027):
        if year in targets and on >= date(year, 12, 31):
            wanted = targets[year]
    latest = None
    for _year, value in values:
        latest = latest if value is None else value
    assert target_to_date(targets, how, on) == wanted
    assert for_target(values, targets, how, on) == latest


@given(st.dictionaries(years, amounts), days, st.sampled_from(list(Accumulation)))
def test_a_target_of_a_year_that_is_not_over_changes_nothing(targets, on, how) -> None:
    more = {**targets, on.year + 1: Decimal(99)}
    if on.year + 1 not in targets:
        assert target_to_date(more, how, on) == target_to_date(targets, how, on)
