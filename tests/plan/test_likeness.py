"""What is compared with few comparisons is the same as what comparing everything with everything finds."""

from __future__ import annotations

from itertools import combinations, product

from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.fuzz import ratio

from okrilje.accounts.catalogue import Catalogue
from okrilje.plan import checker, formulas
from okrilje.plan.checker.likeness import NEARLY, alike_texts, same_but_for_a_slip, slips, stems, wider
from okrilje.plan.checker.subject import Subject, clusters, linked
from tests.plan import large
from tests.plan.factories import activity, plan_value

NOBODY = Catalogue(institutions=())
WORDS = ["obuka", "obuke", "sluzbenika", "sluzbenica", "sluzbenka", "plan", "plana", "i", "strategija", "stratgija"]
TEXTS = st.lists(st.sampled_from(WORDS), max_size=4).map(" ".join)
#: A thing to link: which one it is, and what it must differ in from its partner.
THINGS = st.lists(st.tuples(st.integers(0, 6), st.sampled_from("abc")), max_size=8)


@given(st.lists(TEXTS, max_size=12))
def test_the_wider_wordings_are_those_that_hold_all_words_in_one_row(texts: list[str]) -> None:
    def holds(wide: str, narrow: str) -> bool:
        outer, inner = stems(wide), stems(narrow)
        rows = [outer[i : i + len(inner)] for i in range(len(outer))]
        return bool(inner) and len(inner) < len(outer) and inner in rows

    found = wider(texts)
    assert found.keys() == set(texts)
    for narrow in texts:
        assert sorted(found[narrow]) == sorted({wide for wide in texts if holds(wide, narrow)})


@given(st.lists(TEXTS, max_size=12))
def test_slips_are_all_pairs_of_different_wordings_that_are_the_same_but_for_a_slip(texts: list[str]) -> None:
    slow = [pair for pair in combinations(dict.fromkeys(texts), 2) if same_but_for_a_slip(*pair)]
    assert sorted(slips(texts)) == sorted(slow)


@given(THINGS, THINGS)
def test_few_pairs_link_what_all_pairs_link(left: list[tuple[int, str]], right: list[tuple[int, str]]) -> None:
    def together(pairs: list[tuple[tuple[int, str], tuple[int, str]]]) -> list[list[tuple[int, str]]]:
        return sorted(sorted(cluster) for cluster in clusters(pairs))

    every = [(one, other) for one, other in product(left, right) if one[1] != other[1]]
    few = list(linked(left, right, lambda thing: thing[1]))
    assert together(few) == together(every)
    assert len(few) <= 2 * (len(left) + len(right))


@given(st.lists(st.tuples(TEXTS, st.booleans(), st.sampled_from(["MS", "GP"])), min_size=1, max_size=10))
def test_alike_are_all_pairs_across_with_nearly_the_same_wording_and_an_institution_in_common(
    rows: list[tuple[str, bool, str]],
) -> None:
    made = [activity(f"1.1.{n}", activity=text, institutions=[who]) for n, (text, _side, who) in enumerate(rows, 1)]
    subject = Subject(plan_value(*made), NOBODY)
    some = [f"1.1.{n}" for n, row in enumerate(rows, 1) if row[1]]
    others = [f"1.1.{n}" for n, row in enumerate(rows, 1) if not row[1]]
    slow = [
        [one, other]
        for one, other in combinations(subject.folded, 2)
        if (one in some) != (other in some)
        and subject.responsible[one] & subject.responsible[other]
        and ratio(subject.folded[one], subject.folded[other]) >= NEARLY
    ]
    assert [list(pair) for pair in alike_texts(subject, some, others)] == slow


def test_a_plan_twice_as_large_takes_no_more_comparisons_of_formulas() -> None:
    """What is counted is compared by its kinds, and a plan does not get new kinds by getting longer."""

    def comparisons(activities: int) -> int:
        plan = large.plan(activities)
        measures = (m for a in plan.activities for i in a.indicators for m in i.measures)
        counted = {formulas.untied(c) for m in measures if (c := formulas.parse(m.formula))}
        return len(counted)

    assert comparisons(1_200) <= comparisons(600) * 1.2


def test_a_thousand_activities_that_differ_by_a_number_are_checked_without_millions_of_comparisons() -> None:
    wording = [{"raw": "Izrađen dokument", "measures": [{"type": "MIL", "register": "DEL", "formula": "x"}]}]
    year = {"kind": "year", "start": "2021-01-01", "end": "2021-12-31"}
    rows = [activity(f"1.1.{n}", activity=f"Aktivnost {n}", indicators=wording, deadline=year) for n in range(1, 1001)]
    subject = Subject(plan_value(*rows), NOBODY)
    pairs = list(linked(list(subject.activities), list(subject.activities), subject.folded.get))
    assert len(pairs) <= 4_000
    assert len(clusters(pairs)) == 1
    assert not [f for f in checker.check(subject.plan, NOBODY) if f.rule in ("same-deliverable", "asked-twice")]
