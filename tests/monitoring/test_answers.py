"""Two versions of an answer become one: against an obvious reference, and nothing that was written is lost."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from okrilje.monitoring.answers import NARRATIVES, Answer, Reported, Spending, fields, from_fields, merge
from okrilje.monitoring.status import Progress

texts = st.sampled_from(["", "a", "b", "c"])
figures = st.none() | st.integers(0, 3)
entries = st.builds(Reported, value=figures, reason=texts)
spending = st.builds(Spending, planned=figures, allocated=figures, paid=figures)
answers = st.builds(
    Answer,
    progress=st.none() | st.sampled_from(list(Progress)),
    completions=st.dictionaries(st.integers(1, 3), st.sampled_from([date(2021, 3, 1), date(2021, 4, 1)])),
    occurrences=figures,
    **dict.fromkeys(NARRATIVES, texts),
    values=st.dictionaries(st.sampled_from(["1", "2a"]), entries),
    money=st.dictionaries(st.sampled_from(["2021/MS", "2021/"]), spending),
).map(Answer.without_blanks)


def said(answer: Answer) -> dict[str, object]:
    """Only what says something: an empty text and a missing field are the same."""
    return {path: value for path, value in fields(answer).items() if value not in (None, "")}


@given(answers)
def test_an_answer_made_flat_comes_back(answer: Answer) -> None:
    assert from_fields(fields(answer)) == answer


@given(answers, answers, answers)
def test_merging_takes_what_one_side_changed_and_reports_what_both_did(
    base: Answer, mine: Answer, theirs: Answer
) -> None:
    merged, conflicts = merge(base, mine, theirs)
    was, my, their, now = said(base), said(mine), said(theirs), said(merged)
    told = {conflict.field: (conflict.mine or None, conflict.theirs or None) for conflict in conflicts}
    for path in was.keys() | my.keys() | their.keys():
        w, m, t, n = (one.get(path) for one in (was, my, their, now))
        both_differ = m not in (w, t) and t != w
        assert (path in told) == both_differ, path
        if both_differ:
            assert n == t and told[path] == (m or None, t or None)
        else:
            assert n == (m if t == w else t)
    assert now.keys() <= was.keys() | my.keys() | their.keys()


@given(answers, answers, answers)
def test_nothing_that_anybody_wrote_is_lost(base: Answer, mine: Answer, theirs: Answer) -> None:
    """What is new in either version stands in the result or in a conflict."""
    merged, conflicts = merge(base, mine, theirs)
    kept = set(said(merged).items()) | {(c.field, v) for c in conflicts for v in (c.mine, c.theirs)}
    for version in (mine, theirs):
        for path, value in said(version).items():
            assert value == said(base).get(path) or (path, value) in kept


@given(answers, answers)
def test_an_unchanged_side_gives_way(base: Answer, changed: Answer) -> None:
    assert merge(base, base, changed) == (changed, [])
    assert merge(base, changed, base) == (changed, [])
    assert merge(base, changed, changed) == (changed, [])
