"""Joint activities: what the shares and the whole cannot both be right about."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from okrilje.monitoring.accumulation import RollUp
from okrilje.monitoring.answers import Answer, Reported
from okrilje.monitoring.joint import Doubt, Share, contradictions, sums
from okrilje.monitoring.status import Progress

RULES = {"1": RollUp.SUM, "2": RollUp.DISTINCT, "3": RollUp.LATEST}


def share(who: str, **fields) -> Share:
    return Share(who, Answer(**fields))


def values(**given: int) -> dict[str, Reported]:
    return {key.removeprefix("m"): Reported(value=value) for key, value in given.items()}


def doubts(whole: Answer, *shares: Share, complete: bool = True) -> list[Doubt]:
    return [one.doubt for one in contradictions(whole, shares, RULES, complete=complete)]


@pytest.mark.parametrize(
    ("whole", "first", "second", "expected"),
    [
        ("done", "done", "in_progress", [Doubt.NOT_ALL_DONE]),
        ("done", "done", "none", []),  # its part may have been done earlier
        ("done", "done", "not_applicable", []),
        ("none", "in_progress", "none", [Doubt.WORKED]),
        ("not_applicable", "none", "done", [Doubt.WORKED]),
        ("in_progress", "done", "done", [Doubt.ALL_DONE]),
        ("in_progress", "done", "not_started", []),
        ("in_progress", "none", "not_started", [Doubt.NOBODY_WORKED]),
        ("not_started", "not_started", "none", []),
    ],
)
def test_progress(whole, first, second, expected) -> None:
    said = doubts(Answer(progress=Progress(whole)), share("GP", progress=first), share("SPS", progress=second))
    assert said == expected


def test_who_was_not_heard_may_still_explain_a_difference() -> None:
    whole = Answer(progress=Progress.IN_PROGRESS, values=values(m1=10, m2=30))
    heard = share("GP", progress=Progress.DONE, values=values(m1=4, m2=9))
    assert doubts(whole, heard, complete=False) == []
    assert doubts(whole, heard) == [Doubt.ALL_DONE, Doubt.SUM, Doubt.RANGE]


def test_the_whole_is_there_when_its_last_part_is() -> None:
    early, late = date(2021, 3, 1), date(2021, 3, 20)
    parts = (share("GP", completions={1: early}), share("SPS", completions={1: late}))
    assert doubts(Answer(completions={1: late}), *parts) == []
    (found,) = contradictions(Answer(completions={1: early}), parts, RULES, complete=True)
    assert (found.doubt, found.path, found.shares) == (Doubt.DAY, "completions.1", (("SPS", late),))
    assert doubts(Answer(), *parts) == [Doubt.DAY]
    assert doubts(Answer(completions={1: date(2021, 4, 1)}), *parts) == [Doubt.DAY]
    assert doubts(Answer(completions={1: date(2021, 4, 1)}), *parts, complete=False) == []


def test_one_and_the_same_fact_told_in_two_ways() -> None:
    whole = Answer(values=values(m3=1))
    assert doubts(whole, share("GP", values=values(m3=1)), share("SPS", values=values(m3=0))) == [Doubt.DIFFERENT]


numbers = st.lists(st.integers(0, 1000), min_size=1, max_size=5)


@given(numbers)
def test_what_adds_up_is_not_doubted_and_one_more_or_less_is(given_: list[int]) -> None:
    shares = [share(str(n), values=values(m1=value)) for n, value in enumerate(given_)]
    total = sums(shares, RULES)["1"]
    assert total == sum(given_)
    assert doubts(Answer(values=values(m1=int(total))), *shares) == []
    assert doubts(Answer(values=values(m1=int(total) + 1)), *shares) == [Doubt.SUM]
    if total:
        assert doubts(Answer(values=values(m1=int(total) - 1)), *shares, complete=False) == [Doubt.SUM]


@given(numbers, st.integers(0, 6000))
def test_distinct_persons_are_no_fewer_than_in_one_share_and_no_more_than_in_all(given_: list[int], whole: int) -> None:
    shares = [share(str(n), values=values(m2=value)) for n, value in enumerate(given_)]
    possible = max(given_) <= whole <= sum(given_)
    assert (doubts(Answer(values=values(m2=whole)), *shares) == []) is possible


def test_persons_are_never_added_up() -> None:
    assert sums([share("GP", values=values(m1=2, m2=5)), share("SPS", values=values(m1=3))], RULES) == {"1": Decimal(5)}
