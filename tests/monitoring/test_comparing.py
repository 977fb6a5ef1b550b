"""Comparing two contents of a cycle, made up at random."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from okrilje.monitoring import freezing
from okrilje.monitoring.comparing import Kind, Place, compare, said
from okrilje.monitoring.status import State

codes = st.sampled_from(["1.1.1", "1.1.2", "1.1.10", "2.1.1"])
texts = st.sampled_from(["", "Održano.", "Nije održano.", "Čeka se."])
amounts = st.sampled_from([None, "1.00", "12.50"])


answers = st.fixed_dictionaries(
    {
        "progress": st.sampled_from([None, "done", "none"]),
        "occurrences": st.sampled_from([None, 0, 2]),
        "completions": st.sampled_from([{}, {"1": "2021-03-01"}, {"1": "2021-03-01", "2": "2021-03-01"}]),
        "done": texts,
        "lessons": texts,
        "values": st.dictionaries(st.sampled_from(["1", "2a"]), st.fixed_dictionaries({"value": amounts}), max_size=2),
        "money": st.dictionaries(st.just("2021/MS"), st.fixed_dictionaries({"paid": amounts}), max_size=1),
    }
)


@st.composite
def contents(draw: st.DrawFn) -> dict[str, Any]:
    activities = draw(st.lists(codes, unique=True, max_size=3))
    who = draw(st.lists(st.sampled_from(["GP", "MS"]), unique=True))
    return {
        "activities": [
            {
                "activity": code,
                "state": draw(st.sampled_from(State)).value,
                "verified": draw(st.booleans()),
                "judged": draw(st.none() | st.just({"state": "behind", "reason": "Premalo."})),
            }
            for code in activities
        ],
        "submissions": [
            {
                "institution": one,
                "items": [{"activity": code, "scope": "whole", "answer": draw(answers)} for code in activities],
            }
            for one in who
        ],
        "targets": [
            {"measure": f"{code}#1", "kind": "target", "year": 2021, "value": draw(st.sampled_from(["1", "2"]))}
            for code in activities
        ],
    }


@given(contents())
def test_nothing_is_different_from_itself_even_through_a_file(content: dict[str, Any]) -> None:
    assert compare(content, content) == []
    assert compare(content, json.loads(freezing.canonical(content))) == []


@given(contents(), contents())
def test_the_differences_are_exactly_what_turns_one_into_the_other(old: dict[str, Any], new: dict[str, Any]) -> None:
    turned = said(old)
    for one in compare(old, new):
        for difference in one.differences:
            where = (one.activity, difference.place)
            assert turned.pop(where, None) == difference.before != difference.after
            if difference.after is not None:
                turned[where] = difference.after
    assert turned == said(new)


@given(contents(), contents())
def test_the_other_way_round_is_the_mirror(old: dict[str, Any], new: dict[str, Any]) -> None:
    there, back = compare(old, new), compare(new, old)
    assert [(c.activity, c.before, c.after) for c in there] == [(c.activity, c.after, c.before) for c in back]
    assert [(d.place, d.before, d.after) for c in there for d in c.differences] == [
        (d.place, d.after, d.before) for c in back for d in c.differences
    ]


@given(contents(), contents())
def test_activities_come_once_in_the_order_of_the_plan(old: dict[str, Any], new: dict[str, Any]) -> None:
    found = [one.activity for one in compare(old, new)]
    assert found == [code for code in ("1.1.1", "1.1.2", "1.1.10", "2.1.1") if code in found]


def test_the_order_of_what_is_listed_does_not_matter() -> None:
    one = {"activity": "1.1.1", "state": "done", "judged": None}
    two = {"activity": "1.1.2", "state": "overdue", "judged": None}
    assert compare({"activities": [one, two]}, {"activities": [two, one]}) == []


def test_a_corrected_text_and_value_are_told_with_who_said_them() -> None:
    def content(text: str, value: str) -> dict[str, Any]:
        answer = {"done": text, "values": {"2a": {"value": value, "reason": ""}}}
        item = {"activity": "1.1.1", "scope": "share", "answer": answer}
        return {"submissions": [{"institution": "GP", "items": [item]}]}

    (changed,) = compare(content("Dvije.", "2.00"), content("Tri.", "3.00"))
    assert [(d.place, d.before, d.after) for d in changed.differences] == [
        (Place(Kind.VALUE, "GP", "share", "value", "2a"), "2.00", "3.00"),
        (Place(Kind.TEXT, "GP", "share", "done"), "Dvije.", "Tri."),
    ]
    assert not changed.has_new_state
