"""What is known about a point, and how values add up, against references that look at one cycle after the other."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from okrilje.lib.periods import Length, Period, between
from okrilje.monitoring.accumulation import Accumulation, RollUp, rolled_up, to_date
from okrilje.monitoring.facts import Fact, known_about
from okrilje.monitoring.obligations import Asks, ReportPoint
from okrilje.monitoring.status import Known, Progress

CYCLES = between(date(2020, 1, 1), date(2022, 12, 31), Length.HALF_YEAR)
days = st.dates(date(2020, 1, 1), date(2022, 12, 31))


@st.composite
def histories(draw: st.DrawFn) -> list[Fact]:
    """A report for some of the cycles, in their order."""
    return [
        Fact(
            cycle,
            draw(st.none() | st.sampled_from(Progress)),
            draw(st.dictionaries(st.integers(1, 2), days, max_size=2)),
            draw(st.none() | st.integers(0, 3)),
            draw(st.booleans()),
        )
        for cycle in CYCLES
        if draw(st.booleans())
    ]


@st.composite
def windows(draw: st.DrawFn) -> Period:
    first, last = sorted((draw(days), draw(days)))
    return Period(first, last)


def about_result(number: int, facts: list[Fact]) -> Known:
    """Walks through the cycles: what is said replaces what was said; a day once given stays."""
    found = Known()
    for fact in facts:
        if fact.progress is None and not fact.completions and fact.occurrences is None:
            continue
        if number in fact.completions:
            found = Known(Progress.DONE, fact.completions[number], None, fact.verified)
        elif found.completed_on is None:
            found = Known(fact.progress, None, None, fact.verified)
    return found


def about_window(window: Period, facts: list[Fact]) -> Known:
    """Looks at every day of the window, and counts each cycle that covers one of them once."""
    progress, count, verified, heard = None, None, True, False
    for fact in facts:
        inside = any(fact.cycle.start <= date.fromordinal(day) <= fact.cycle.end for day in _ordinals(window))
        if not inside or (fact.progress is None and not fact.completions and fact.occurrences is None):
            continue
        heard, verified = True, verified and fact.verified
        progress = fact.progress or progress
        said = fact.occurrences
        if said is None and fact.progress in ("none", "not_started"):
            said = 0
        if said is not None:
            count = (count or 0) + said
    return Known(progress, None, None if count is None else Decimal(count), verified) if heard else Known()


def _ordinals(window: Period) -> range:
    return range(window.start.toordinal(), window.end.toordinal() + 1)


@given(histories(), windows(), st.integers(1, 2))
def test_of_a_result_the_latest_holds_and_its_day_is_not_forgotten(
    facts: list[Fact], window: Period, number: int
) -> None:
    assert known_about(ReportPoint(number, Asks.RESULT, window, 1, window.end), facts) == about_result(number, facts)


@given(histories(), windows(), st.sampled_from([Asks.OCCURRENCES, Asks.ACTIVITY]))
def test_within_a_window_numbers_add_up_cycle_by_cycle(facts: list[Fact], window: Period, asks: Asks) -> None:
    assert known_about(ReportPoint(1, asks, window, 1, window.end), facts) == about_window(window, facts)


@given(histories(), windows(), st.sampled_from(Asks))
def test_cycles_in_which_nothing_was_said_change_nothing(facts: list[Fact], window: Period, asks: Asks) -> None:
    point = ReportPoint(1, asks, window, 1, window.end)
    heard = {fact.cycle for fact in facts}
    with_silence = sorted([*facts, *(Fact(c) for c in CYCLES if c not in heard)], key=lambda fact: fact.cycle)
    assert known_about(point, with_silence) == known_about(point, facts)


values = st.lists(st.none() | st.decimals(0, 1000, places=2), max_size=8)


@given(values)
def test_running_totals_and_what_is_new_say_the_same_in_two_ways(told: list[Decimal | None]) -> None:
    """The total of what was new in each cycle, told as a running total, ends where the sum ends."""
    running, total = [], Decimal(0)
    for value in told:
        total += value or 0
        running.append(None if value is None else total)
    assert to_date(running, Accumulation.CUMULATIVE) == to_date(told, Accumulation.INCREMENTAL)


@given(values, st.sampled_from(Accumulation))
def test_a_gap_is_not_a_zero(told: list[Decimal | None], how: Accumulation) -> None:
    assert to_date([None, *told, None], how) == to_date(told, how)
    assert to_date([value for value in told if value is not None], how) == to_date(told, how)
    assert (to_date(told, how) is None) == all(value is None for value in told)


@given(values)
def test_a_snapshot_is_the_latest_that_was_told(told: list[Decimal | None]) -> None:
    latest = None
    for value in told:
        latest = value if value is not None else latest
    assert to_date(told, Accumulation.SNAPSHOT) == latest == rolled_up(told, RollUp.LATEST)


@given(values)
def test_persons_of_several_plans_have_no_sum(told: list[Decimal | None]) -> None:
    given_ = [value for value in told if value is not None]
    assert rolled_up(told, RollUp.SUM) == (sum(given_, Decimal(0)) if given_ else None)
    assert rolled_up(told, RollUp.DISTINCT) == (given_[0] if len(given_) == 1 else None)
