"""The rules about money, on small plans, against a slow obvious reading of the same sentence."""

from __future__ import annotations

from decimal import Decimal
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from okrilje.accounts.catalogue import country_file
from okrilje.plan import funding
from okrilje.plan.content import Activity, Plan, ResourceType


def amounts(*pairs: tuple[int | None, int], **fields: Any) -> list[dict[str, Any]]:
    return [{"type": "fixed_amount", "year": year, "amount": amount, **fields} for year, amount in pairs]


def activity(code: str, resources: list[dict[str, Any]], *, who: str | None = "MS", text: str = "") -> Activity:
    return Activity.model_validate(
        {
            "code": code,
            "pillar": "1",
            "programme": "1.1",
            "activity": text,
            "deadline": {"kind": "continuous"},
            "institutions": [{"code": who, "order": 1}] if who else [],
            "resources": resources,
        }
    )


TWICE = ((2020, 500), (2021, 700))


def test_the_same_payer_with_the_same_amounts_in_the_same_years_is_a_repeat() -> None:
    first, second = activity("1.1.1", amounts(*TWICE)), activity("1.1.2", amounts(*TWICE))
    (repeat,) = funding.repeats([first, second])
    assert (repeat.code, repeat.of, repeat.payer, repeat.total) == ("1.1.2", "1.1.1", "MS", Decimal(1200))
    assert repeat.amounts == ((2020, Decimal(500)), (2021, Decimal(700)))


def test_the_payer_is_the_source_named_before_whoever_is_responsible() -> None:
    named = activity("1.1.1", amounts(*TWICE, source="MP"), who="MS")
    assert not funding.repeats([named, activity("1.1.2", amounts(*TWICE), who="MS")])
    assert funding.repeats([named, activity("1.1.2", amounts(*TWICE), who="MP")])


@pytest.mark.parametrize(
    "other",
    [
        activity("1.1.2", amounts((2020, 500), (2021, 701))),
        activity("1.1.2", amounts((2020, 500))),
        activity("1.1.2", amounts((2021, 500), (2022, 700))),
        activity("1.1.2", amounts(*TWICE), who="GP"),
        activity("1.1.2", amounts(*TWICE), who=None),
        activity("1.1.2", amounts(*TWICE, currency="EUR")),
    ],
    ids=["another amount", "a year less", "other years", "another payer", "nobody named", "another currency"],
)
def test_what_differs_is_no_repeat(other: Activity) -> None:
    assert not funding.repeats([activity("1.1.1", amounts(*TWICE, currency="KM")), other])


def test_an_amount_without_currency_may_repeat_one_with() -> None:
    plain, stated = activity("1.1.1", amounts(*TWICE)), activity("1.1.2", amounts(*TWICE, currency="KM"))
    assert len(funding.repeats([plain, stated])) == 1


def test_amounts_of_nothing_repeat_nothing() -> None:
    assert not funding.repeats([activity("1.1.1", amounts((2020, 0))), activity("1.1.2", amounts((2020, 0)))])


def test_a_third_activity_repeats_the_first_too() -> None:
    plan = [activity(f"1.1.{n}", amounts(*TWICE)) for n in (1, 2, 3)]
    assert [(r.code, r.of) for r in funding.repeats(plan)] == [("1.1.2", "1.1.1"), ("1.1.3", "1.1.1")]
    assert sum(line.amount for line in funding.without(funding.lines(plan), funding.repeats(plan))) == 1200


@pytest.mark.parametrize(
    ("first", "second", "named"),
    [
        ("Sredstva za rad Plave grupe", "Jačati kapacitete Plavoj grupi", True),
        ("Средства за рад Плаве групе", "Jačati kapacitete Plavoj grupi", True),
        ("Sredstva za smještaj", "Sredstva za smještaj djece", False),
        ("Plava grupa radi", "Plava boja", False),
    ],
    ids=["a name in two cases", "a name in two scripts", "only common words", "the capital only begins the sentence"],
)
def test_a_repeat_is_certain_only_where_both_texts_name_the_same_thing(first: str, second: str, named: bool) -> None:
    plan = [activity("1.1.1", amounts(*TWICE), text=first), activity("1.1.2", amounts(*TWICE), text=second)]
    assert [r.is_named for r in funding.repeats(plan)] == [named]


def test_the_name_of_the_responsible_institution_proves_nothing() -> None:
    plan = [
        activity(code, amounts(*TWICE), text=f"{what} uz saglasnost Ministarstva voda")
        for code, what in (("1.1.1", "Kupiti"), ("1.1.2", "Prodati"))
    ]
    with_raw = [
        a.model_copy(update={"institutions": (a.institutions[0].model_copy(update={"raw": "Ministarstvo voda"}),)})
        for a in plan
    ]
    assert [r.is_named for r in funding.repeats(with_raw)] == [False]


some_amounts = st.lists(st.tuples(st.sampled_from([2020, 2021, None]), st.integers(0, 2)), max_size=3)
some_activities = st.lists(
    st.tuples(some_amounts, st.sampled_from(["MS", "GP", None]), st.sampled_from(["KM", "EUR", None])), max_size=6
)


@given(some_activities)
def test_repeats_are_those_that_a_comparison_of_every_two_activities_finds(
    drawn: list[tuple[list[tuple[int | None, int]], str | None, str | None]],
) -> None:
    plan = [activity(f"1.1.{n}", amounts(*a, currency=c), who=w) for n, (a, w, c) in enumerate(drawn)]
    found = {(r.of, r.code) for r in funding.repeats(plan)}

    def series(index: int) -> tuple[Any, dict[Any, int]]:
        own, who, _currency = drawn[index]
        return who, {year: sum(x for y, x in own if y == year) for year, _ in own}

    pairs = {
        (f"1.1.{a}", f"1.1.{b}")
        for a, b in combinations(range(len(drawn)), 2)
        if series(a) == series(b) and drawn[a][1] and sum(series(a)[1].values())
        and (drawn[a][2] == drawn[b][2] or None in (drawn[a][2], drawn[b][2]))
    }  # fmt: skip
    assert found <= pairs
    assert {b for _a, b in pairs} == {code for _of, code in found}


@given(some_activities)
def test_nothing_is_lost_when_repeats_are_left_out(
    drawn: list[tuple[list[tuple[int | None, int]], str | None, str | None]],
) -> None:
    plan = [activity(f"1.1.{n}", amounts(*a, currency=c), who=w) for n, (a, w, c) in enumerate(drawn)]
    lines, found = funding.lines(plan), funding.repeats(plan)
    kept = funding.without(lines, found)
    assert sum(x.amount for x in lines) == sum(x.amount for x in kept) + sum(r.total for r in found)
    assert sum(funding.by_year(lines).values()) == sum(x.amount for x in lines)


def test_the_currency_is_presumed_only_where_the_plan_states_exactly_one() -> None:
    def presumed(*currencies: str | None) -> str | None:
        return funding.presumed_currency(
            funding.lines([activity(f"1.1.{n}", amounts((2020, 1), currency=c)) for n, c in enumerate(currencies)])
        )

    assert presumed("KM", None, None) == "KM"
    assert presumed("KM", "EUR", None) is None
    assert presumed(None) is None


def test_the_shipped_plan_names_two_budgets_twice() -> None:
    plan = Plan.model_validate(country_file("bih", "plan-2020-2023.json"))
    found = funding.repeats(plan.activities)
    assert [(r.code, r.of, r.payer, int(r.total), r.is_named) for r in found] == [
        ("3.8.1", "1.5.3", "TBIH", 320_000, True),
        ("4.2.9", "1.5.2", "MS", 520_000, False),
    ]
    donor, regular, fixed, special = (
        ResourceType.DONOR, ResourceType.REGULAR_BUDGET, ResourceType.FIXED_AMOUNT, ResourceType.SPECIAL_BUDGET,
    )  # fmt: skip
    assert funding.kinds(plan.activities) == [
        ((donor,), 70),
        ((regular,), 36),
        ((regular, donor), 6),
        ((fixed,), 4),
        ((regular, special), 1),
    ]
    assert funding.activities_with(plan.activities, {donor}) == 76
    assert funding.activities_with(plan.activities, {regular}) == 43
