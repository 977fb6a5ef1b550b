from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from okrilje.accounts.catalogue import Catalogue
from okrilje.plan import checker, content, formulas
from tests.plan.factories import activity, plan_value

NOBODY = Catalogue(institutions=())


def found(plan: content.Plan, rule: str) -> list[tuple[str, ...]]:
    return [finding.codes for finding in checker.check(plan, NOBODY) if finding.rule == rule]


def counting(*groups: list[str], kind: str = "EVT") -> list[dict[str, Any]]:
    """Indicators; each group holds the formulas of one."""
    letters = "abcd"
    return [
        {
            "measures": [
                {"type": kind, "register": "MTG", "formula": f, "suffix": letters[n] if len(group) > 1 else ""}
                for n, f in enumerate(group)
            ]
        }
        for group in groups
    ]


def test_a_formula_is_taken_apart_into_records_tie_date_and_filters() -> None:
    counted = formulas.parse("count_distinct(a.person: a.activities∋1.2, role∈{x,y}, a.end∈period); also others")
    assert counted == formulas.Counted("count_distinct", "a.person", "1.2", "a.end∈period", frozenset({"role∈{x,y}"}))
    assert formulas.parse("qualitative: state=applied, with evidence (of a kind)") is None


@given(st.text(max_size=60))
def test_any_text_as_a_formula_is_either_read_or_not_a_count(text: str) -> None:
    counted = formulas.parse(text)
    assert counted is None or formulas.overlap(counted, counted) in (True, False)


TEAM, BOARD = "meeting: activities∋{}, kind=team, date∈period", "meeting: activities∋{}, kind=board, date∈period"
HELD = "meeting: activities∋{}, status=held, date∈period"
BY_ONE, BY_OTHER = "victim: by=GP, identified_on∈period", "victim: by=MS, identified_on∈period"
BY_BOTH = "victim: by∈{MS,GP}, identified_on∈period"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (TEAM.format(1), TEAM.format(2), True),
        (TEAM.format(1), BOARD.format(2), False),
        (HELD.format(1), HELD.format(2), False),
        (BY_ONE, BY_BOTH, True),
        (BY_ONE, BY_OTHER, False),
        (BY_ONE, "victim: by=GP, returned_on∈period", False),
        ("victim: stay.kind=a, on∈period", "victim: stay.kind=b, on∈period", True),
        ("victim: identified_on∈period", "witness: identified_on∈period", False),
    ],
)
def test_two_formulas_overlap_when_one_record_can_answer_both(one: str, other: str, same: bool) -> None:
    first, second = formulas.parse(f"count({one})"), formulas.parse(f"count({other})")
    assert first and second
    assert formulas.overlap(first, second) is same
    assert formulas.overlap(second, first) is same


def test_whether_something_exists_is_no_count() -> None:
    exists = formulas.parse("exists(deliverable: kind=manual, state>=produced)")
    assert exists and not formulas.overlap(exists, exists)


def test_records_that_count_for_several_activities_are_found_through_others_too() -> None:
    agreed = "count(agreement: activities∋{}, state>=concluded, date∈period)"
    plan = plan_value(
        activity("1.1.1", institutions=["MS"], indicators=counting([agreed.format("1.1.1")])),
        activity("1.1.2", institutions=["MS", "GP"], indicators=counting([agreed.format("1.1.2")])),
        activity("1.1.3", institutions=["GP"], indicators=counting([agreed.format("1.1.3")])),
        activity("1.1.4", institutions=["SPS"], indicators=counting([agreed.format("1.1.4")])),
    )
    assert found(plan, "records-counted-twice") == [("1.1.1", "1.1.2", "1.1.3")]
    assert found(plan, "persons-counted-twice") == []


def test_a_measure_copied_from_another_counts_the_same_persons() -> None:
    query = "count_distinct(appointment.person: specialisation=X, valid on period end)"
    plan = plan_value(
        activity("1.1.1", indicators=counting([query], kind="PER")),
        activity("1.1.2", indicators=counting(["same query as 1.1.1#1 (as written)"], kind="PER")),
        activity("1.1.3", indicators=counting(["same query as 9.9.9#1"], kind="PER")),
    )
    assert found(plan, "persons-counted-twice") == [("1.1.1", "1.1.2")]


def test_where_no_measure_is_known_the_wording_of_the_indicator_decides() -> None:
    plan = plan_value(
        activity("1.1.1", indicators=[{"raw": "Broj posađenih lipa"}]),
        activity("1.1.2", indicators=[{"raw": "broj posađenih  LIPA"}]),
        activity("1.1.3", indicators=[{"raw": "Broj posađenih lipa"}], institutions=["GP"]),
    )
    assert found(plan, "records-counted-twice") == [("1.1.1", "1.1.2")]


def test_several_measures_and_stages_in_one_indicator_are_told_apart() -> None:
    stages = ["count(letter: activities∋1.1.1, written_on∈period)", "count(letter: activities∋1.1.1, sent_on∈period)"]
    states = [
        "count(pact: activities∋1, state>=drawn, date∈period)",
        "count(pact: activities∋1, state>=signed, date∈period)",
    ]
    kinds = ["count(letter: activities∋1.1.3, kind=a, on∈period)", "count(letter: activities∋1.1.3, kind=b, on∈period)"]
    plan = plan_value(
        activity("1.1.1", indicators=counting(stages)),
        activity("1.1.2", indicators=counting(states)),
        activity("1.1.3", indicators=counting(kinds)),
        activity("1.1.4", indicators=counting(stages[:1], stages[1:])),
    )
    assert found(plan, "stages-added-up") == [("1.1.1",), ("1.1.2",)]
    assert found(plan, "compound-indicator") == [("1.1.1",), ("1.1.2",), ("1.1.3",)]


def test_what_has_no_unit_cannot_be_counted() -> None:
    plan = plan_value(activity("1.1.1", indicators=counting(["count(x: date∈period)"], ["qualitative: it is applied"])))
    (finding,) = (f for f in checker.check(plan, NOBODY) if f.rule == "not-measurable")
    assert finding.values == {"activity": "1.1.1", "number": 2}


def test_something_to_be_created_needs_an_indicator_that_tells_whether_it_exists() -> None:
    meetings = counting(["count(meeting: activities∋1.1.1, date∈period)"])
    exists = [{"measures": [{"type": "MIL", "register": "DEL", "formula": "exists(deliverable: activity=1.1.2)"}]}]
    plan = plan_value(
        activity("1.1.1", activity="Uspostaviti vrtnu zajednicu", indicators=meetings),
        activity("1.1.2", activity="Uspostaviti vrtnu zajednicu", indicators=[*meetings, *exists]),
        activity("1.1.3", activity="Okupljati vrtnu zajednicu", indicators=meetings),
    )
    assert found(plan, "result-not-measured") == [("1.1.1",)]


@pytest.mark.parametrize(
    ("indicator", "without"),
    [
        ("Broj posađenih lipa", 2),
        ("Posađeno najmanje 40 lipa", 1),
        ("Posađene lipe u 2022. godini", 2),
        ("Broj lipa po članu 12 pravilnika", 2),
    ],
)
def test_a_number_in_an_indicator_is_a_target_unless_it_is_a_year_or_an_article(indicator: str, without: int) -> None:
    plan = plan_value(activity("1.1.1", indicators=[{"raw": indicator}, {"raw": "Broj šetnji"}]))
    (finding,) = (f for f in checker.check(plan, NOBODY) if f.rule == "no-target")
    assert (finding.codes, finding.values["without"], finding.values["indicators"]) == ((), without, 2)


def test_an_activity_without_an_indicator_is_noticed() -> None:
    plan = plan_value(activity("1.1.1"), activity("1.1.2", indicators=[{"raw": "Broj šetnji"}]))
    assert found(plan, "no-indicator") == [("1.1.1",)]
