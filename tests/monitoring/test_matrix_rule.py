"""What a cell of the matrix says, from the states of the activities behind it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from okrilje.monitoring.matrix import GAPS, KINDS, PLANNED, Kind, counted, kind
from okrilje.monitoring.status import State

S = State
states = st.lists(st.none() | st.sampled_from(list(State)))


@pytest.mark.parametrize(
    ("found", "has_plan", "said"),
    [
        ([], False, Kind.NO_PLAN),
        ([], True, Kind.NOT_PLANNED),
        ([S.DONE], True, Kind.DONE),
        ([S.DONE_LATE], True, Kind.DONE),
        ([S.DONE, S.NOT_DUE], True, Kind.NOT_DUE),
        ([S.DONE, S.DONE_LATE, S.NOT_APPLICABLE], True, Kind.DONE),
        ([S.NOT_APPLICABLE], True, Kind.DROPPED),
        ([S.ACTIVE, S.ON_TRACK, S.IN_PROGRESS], True, Kind.UNDER_WAY),
        ([S.ACTIVE, S.NO_ACTIVITY], True, Kind.IDLE),
        ([S.NO_ACTIVITY, S.NOT_REPORTED], True, Kind.SILENT),
        ([S.NOT_REPORTED, S.OVERDUE], True, Kind.LATE),
        ([S.BEHIND], True, Kind.LATE),
        ([S.NOT_STARTED], True, Kind.IDLE),
        ([None], True, Kind.UNASKED),
        ([None, S.ACTIVE], True, Kind.UNDER_WAY),
    ],
)
def test_a_cell_says(found, has_plan, said) -> None:
    assert kind(found, has_plan=has_plan) is said


@given(states)
def test_silence_zero_and_not_due_are_never_mixed(found) -> None:
    said = kind(found, has_plan=True)
    assert (said is Kind.SILENT) <= (S.NOT_REPORTED in found)
    assert (said is Kind.IDLE) <= bool({S.NO_ACTIVITY, S.NOT_STARTED} & set(found))
    assert (said is Kind.DONE) <= (set(found) <= {S.DONE, S.DONE_LATE, S.NOT_APPLICABLE})
    assert (said is Kind.NOT_PLANNED) == (not found)


@given(states, st.booleans())
def test_exactly_one_kind_applies_whatever_the_order(found, has_plan) -> None:
    said = kind(found, has_plan=has_plan)
    holds = {
        Kind.NO_PLAN: not has_plan,
        Kind.NOT_PLANNED: has_plan and not found,
        **{one: has_plan and one is kind(reversed(found), has_plan=True) for one in PLANNED if found},
    }
    assert [one for one, true in holds.items() if true] == [said]


def test_every_state_of_an_activity_has_its_place() -> None:
    assert set(KINDS) == set(State)
    assert set(Kind) - PLANNED == {Kind.NOT_PLANNED, Kind.NO_PLAN} < GAPS
    assert counted([Kind.DONE, Kind.LATE, Kind.DONE]) == {Kind.LATE: 1, Kind.DONE: 2}
