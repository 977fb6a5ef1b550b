"""Every worked example of docs/reference/status-rules.md, computed by the program."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.utils import translation

from okrilje.lib.periods import Length, Period
from okrilje.monitoring import words
from okrilje.monitoring.facts import Fact, known_about
from okrilje.monitoring.obligations import Frame, report_points
from okrilje.monitoring.status import LIGHTS, Direction, Progress, State, against_target, of_point
from okrilje.plan.content import Deadline, DeadlineKind, MinFrequency

PAGE = (Path(__file__).parents[2] / "docs/reference/status-rules.md").read_text(encoding="utf-8")
SAID = {
    "not started": Progress.NOT_STARTED,
    "under way": Progress.IN_PROGRESS,
    "nothing in this period": Progress.NONE,
    "does not apply any more": Progress.NOT_APPLICABLE,
}


def cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip("|").split("|")]


EXAMPLES = [cells(line) for line in PAGE.splitlines() if re.match(r"\| `[a-z-]+` \|", line)]
VALUES = [cells(line) for line in PAGE.splitlines() if re.match(r"\| (\d|none)", line)]


def deadline(written: str) -> Deadline:
    found = [date.fromisoformat(day) for day in re.findall(r"\d{4}-\d\d-\d\d", written)]
    if written.startswith("by "):
        return Deadline(kind=DeadlineKind.MONTH, start=found[0].replace(day=1), end=found[0])
    if written.startswith("continuous"):
        return Deadline(kind=DeadlineKind.CONTINUOUS, start=found[0], end=found[1])
    match = re.match(r"(\d+) per ([\w-]+),", written)
    assert match
    minimum = MinFrequency(count=int(match[1]), per=match[2])
    return Deadline(kind=DeadlineKind.MINIMUM_FREQUENCY, start=found[0], end=found[1], min_frequency=minimum)


def facts(written: str, cycle: Period) -> list[Fact]:
    if written == "nothing":
        return [Fact(cycle)]
    if match := re.fullmatch(r"done on (\S+)", written):
        return [Fact(cycle, Progress.DONE, {1: date.fromisoformat(match[1])})]
    if match := re.fullmatch(r"(\d+) times?", written):
        return [Fact(cycle, None, {}, int(match[1]))]
    return [Fact(cycle, SAID[written])]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda row: " ".join(row[:5]))
def test_an_example_of_the_page_is_what_the_program_says(example: list[str]) -> None:
    rule, written, adopted, reported, day, state, light = example
    frame = Frame(
        date(2020, 1, 1), date(2023, 12, 31), Length.HALF_YEAR, date.fromisoformat(adopted) if adopted else None
    )
    (point,) = report_points(deadline(written), frame)
    half_year = Period(point.due_on.replace(month=1 if point.due_on.month < 7 else 7, day=1), point.due_on)
    status = of_point(point, known_about(point, facts(reported, half_year)), date.fromisoformat(day))
    with translation.override("en"):
        said = (f"`{status.rule}`", str(words.STATE_NAMES[status.state]), str(words.LIGHT_NAMES[status.light]))
    assert said == (rule, state, light)


@pytest.mark.parametrize("row", VALUES, ids=" ".join)
def test_a_value_against_its_target_is_what_the_page_says(row: list[str]) -> None:
    value, target, better, says = row
    numbers = [None if cell == "none" else Decimal(cell) for cell in (value, target)]
    found = against_target(*numbers, Direction.UP if better == "more" else Direction.DOWN)
    with translation.override("en"):
        assert str(words.AGAINST_NAMES[found]) == says


def test_every_rule_has_an_example_and_every_state_occurs() -> None:
    shown = {row[0].strip("`") for row in EXAMPLES}
    assert shown | {"judged"} == set(words.RULES)
    with translation.override("en"):
        assert {row[5] for row in EXAMPLES} == {str(words.STATE_NAMES[state]) for state in State}


def test_the_examples_change_their_state_on_the_day_that_they_name() -> None:
    """ "Behind" begins on the first day after the last: the two examples about that day differ by one day only."""
    days = {(row[0], row[4]) for row in EXAMPLES if row[1] == "by 2020-06-30"}
    assert ("`result-not-due`", "2020-09-30") in days
    assert ("`result-silent`", (date(2020, 9, 30) + timedelta(days=1)).isoformat()) in days


def test_the_table_of_nothing_has_the_lights_of_the_program() -> None:
    with translation.override("en"):
        for state in (State.NOT_DUE, State.NOT_REPORTED, State.NO_ACTIVITY):
            light = str(words.LIGHT_NAMES[LIGHTS[state]]).replace("no light", "none")
            assert re.search(rf"^\| {words.STATE_NAMES[state]} \|.+\| {light} \|$", PAGE, re.MULTILINE)
