"""States and roll-ups against a slow, obvious reference: the rules as a list of questions, the counting by hand."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from okrilje.lib.periods import Period
from okrilje.monitoring import words
from okrilje.monitoring.breakdown import GROUP_OF, MEMBERS, Group, breakdown
from okrilje.monitoring.obligations import Asks, ReportPoint
from okrilje.monitoring.status import (
    LIGHTS,
    Against,
    Direction,
    Known,
    Light,
    Progress,
    State,
    Status,
    against_target,
    of_activity,
    of_point,
    tally,
)

#: Few days, so that they often coincide.
days = st.dates(date(2021, 1, 1), date(2021, 1, 20))
numbers = st.decimals(0, 5, places=0)


@st.composite
def points(draw: st.DrawFn, asks: Asks | None = None, number: int = 1) -> ReportPoint:
    first, last = sorted((draw(days), draw(days)))
    what = asks or draw(st.sampled_from(Asks))
    behind = None if what is Asks.ACTIVITY else max(last, draw(days))
    return ReportPoint(number, what, Period(first, last), draw(st.integers(1, 3)), behind)


known = st.builds(
    Known,
    progress=st.none() | st.sampled_from(Progress),
    completed_on=st.none() | days,
    occurrences=st.none() | numbers,
    verified=st.booleans(),
)


def reference(point: ReportPoint, known: Known, as_of: date) -> State:
    """The rules of docs/reference/status-rules.md, one question after the other."""
    said = (known.progress, known.completed_on, known.occurrences) != (None, None, None)
    over = point.behind_after is not None and as_of > point.behind_after
    begun = as_of >= point.window.start
    if known.progress == "not_applicable":
        return State.NOT_APPLICABLE
    if point.asks == "result":
        if known.completed_on is not None and known.completed_on <= as_of:
            return State.DONE if known.completed_on <= point.behind_after else State.DONE_LATE
        if over:
            return State.OVERDUE if said else State.NOT_REPORTED
        if known.progress in ("in_progress", "done"):
            return State.IN_PROGRESS
        return State.NOT_STARTED if said and begun else State.NOT_DUE
    if point.asks == "occurrences":
        enough = known.occurrences is not None and known.occurrences >= point.count
        if begun and enough:
            return State.ON_TRACK
        if begun and over:
            return State.BEHIND if said else State.NOT_REPORTED
        return State.IN_PROGRESS if begun and said else State.NOT_DUE
    if begun and said:
        worked = known.progress in ("in_progress", "done") or known.occurrences not in (None, 0)
        return State.ACTIVE if worked else State.NO_ACTIVITY
    return State.NOT_REPORTED if as_of > point.window.end else State.NOT_DUE


@given(points(), known, days)
def test_a_point_stands_as_the_questions_say(point: ReportPoint, known: Known, as_of: date) -> None:
    assert of_point(point, known, as_of).state == reference(point, known, as_of)


@given(points(), known, days)
def test_silence_is_never_red_and_red_is_never_silence(point: ReportPoint, known: Known, as_of: date) -> None:
    status = of_point(point, known, as_of)
    if not known.reported:
        assert status.light is Light.NONE and not status.verified
    if status.light is Light.RED:
        assert known.reported and point.behind_after is not None and as_of > point.behind_after


@given(points(), known, days)
def test_every_status_explains_itself_and_says_what_would_help(point: ReportPoint, known: Known, as_of: date) -> None:
    status = of_point(point, known, as_of)
    assert words.why(status)
    assert bool(words.greener(status)) == (status.light in (Light.RED, Light.AMBER) or status.state == "not_reported")


@given(points(Asks.RESULT), known, days)
def test_what_is_done_stays_done(point: ReportPoint, known: Known, as_of: date) -> None:
    status = of_point(point, known, as_of)
    if status.state in (State.DONE, State.DONE_LATE):
        assert of_point(point, known, as_of + timedelta(days=400)).state == status.state


@given(points(), known, days)
def test_verifying_changes_no_state(point: ReportPoint, known: Known, as_of: date) -> None:
    other = Known(known.progress, known.completed_on, known.occurrences, not known.verified)
    assert of_point(point, known, as_of).state == of_point(point, other, as_of).state


# --- Several points of an activity --------------------------------------------------------------------------------


@given(st.sampled_from(Asks).flatmap(lambda asks: st.lists(st.tuples(points(asks), known), max_size=5)), days)
def test_an_activity_is_as_its_most_urgent_result_or_its_latest_period(
    rows: list[tuple[ReportPoint, Known]], as_of: date
) -> None:
    rows.sort(key=lambda row: row[0].due_on)
    told = [(point, of_point(point, one, as_of)) for point, one in rows]
    states = [status.state for _point, status in told]
    found = of_activity(told)
    if not told:
        assert found is None
        return
    assert found is not None and found.state in states
    if told[0][0].asks is not Asks.RESULT:
        begun = [state for state in states if state != "not_due"]
        assert found.state == (begun or ["not_due"])[-1]
        return
    done = {"done", "done_late"}
    open_ones = [state for state in states if state not in done | {"not_applicable"}]
    if open_ones:
        worst = [state for state in State if state in open_ones][0]
        assert found.state == worst
    else:
        assert (found.state in done) == any(state in done for state in states)


# --- Measures against targets -------------------------------------------------------------------------------------


@given(st.none() | st.decimals(0, 200, places=1), st.none() | st.decimals(0, 200, places=1), st.sampled_from(Direction))
def test_a_value_against_its_target(value: Decimal | None, target: Decimal | None, direction: Direction) -> None:
    found = against_target(value, target, direction)
    if target is None:
        assert found is Against.NO_TARGET
    elif value is None:
        assert found is Against.NO_VALUE
    elif target * 85 <= value * 100 <= target * 115:
        assert found is Against.REACHED
    else:
        good = value > target if direction == "up" else value < target
        assert found is (Against.BETTER if good else Against.WORSE)


# --- Roll-ups -----------------------------------------------------------------------------------------------------

statuses = st.lists(
    st.builds(Status, st.sampled_from(State), st.just("judged"), st.just(date(2021, 1, 1)), verified=st.booleans())
)


@given(statuses)
def test_a_tally_counts_by_hand_and_every_share_has_its_whole(rows: list[Status]) -> None:
    found = tally(rows)
    expected = [s for s in rows if s.state not in ("not_due", "not_applicable")]
    reported = [s for s in expected if s.state != "not_reported"]
    green = [s for s in reported if LIGHTS[s.state] == "green"]
    coverage = found.coverage
    assert (coverage.expected, coverage.reported) == (len(expected), len(reported))
    assert coverage.verified == sum(s.verified for s in reported)
    assert found.good == (Decimal(len(green)) / len(reported) if reported else None)
    assert {state: found[state] for state in State} == {s: sum(r.state == s for r in rows) for s in State}


@given(statuses)
def test_the_pieces_of_a_bar_are_every_status_once(rows: list[Status]) -> None:
    found = breakdown(rows)
    assert [piece.group for piece in found.pieces] == list(Group)
    assert found.total == len(rows)
    assert (
        sum(piece.unverified for piece in found.pieces) == found.tally.coverage.reported - found.tally.coverage.verified
    )
    for piece in found.pieces:
        own = [s for s in rows if GROUP_OF[s.state] == piece.group]
        assert piece.count == len(own) and piece.unverified <= piece.count


def test_no_state_is_in_two_groups_and_the_four_kinds_of_nothing_stand_alone() -> None:
    members = [state for states in MEMBERS.values() for state in states]
    assert sorted(members) == sorted(State)
    for state in (State.NOT_DUE, State.NOT_REPORTED, State.NO_ACTIVITY, State.NOT_APPLICABLE):
        assert MEMBERS[GROUP_OF[state]] == {state}
