from __future__ import annotations

from typing import Any

import pytest

from okrilje.accounts.catalogue import Catalogue
from okrilje.plan import checker, content
from tests.plan.factories import activity, plan_value

NOBODY = Catalogue(institutions=())


def found(plan: content.Plan, rule: str) -> list[tuple[str, ...]]:
    return [finding.codes for finding in checker.check(plan, NOBODY) if finding.rule == rule]


def yearly(amount: int, **fields: Any) -> list[dict[str, Any]]:
    return [{"type": "fixed_amount", "year": year, "amount": amount, **fields} for year in (2021, 2022)]


def budget(*codes: str | None, **fields: Any) -> list[dict[str, Any]]:
    return [{"type": "regular_budget", "source": code, **fields} for code in codes]


def test_the_same_amounts_of_the_same_payer_are_one_budget_written_twice() -> None:
    plan = plan_value(
        activity("1.1.1", institutions=["TBIH"], resources=yearly(500)),
        activity("1.1.2", institutions=["MS"], resources=yearly(500)),
        activity("2.1.1", institutions=["TBIH", "MS"], resources=yearly(500, currency="KM")),
    )
    (finding,) = (f for f in checker.check(plan, NOBODY) if f.rule == "double-budget")
    assert finding.codes == ("1.1.1", "2.1.1")
    assert (finding.values["amount"], finding.values["institutions"]) == ("1000", ["TBIH"])


def test_an_amount_needs_a_currency_and_a_source() -> None:
    plan = plan_value(
        activity("1.1.1", resources=yearly(100)),
        activity("1.1.2", resources=yearly(200, currency="KM")),
        activity("1.1.3", resources=yearly(300, source="MS")),
        activity("1.1.4", resources=yearly(400, source="MS", currency="KM")),
        activity("1.1.5", donors=["IOM"]),
    )
    assert found(plan, "currency-missing") == [("1.1.1",), ("1.1.3",)]
    assert found(plan, "source-missing") == [("1.1.1",), ("1.1.2",)]


@pytest.mark.parametrize(
    ("note", "questioned"),
    [
        ("Iznos će naknadno utvrditi komisija", True),
        ("Износ се одређује одлуком", True),
        ("The amount will be determined later", True),
        ("Iznos je konačan", False),
        ("u okviru redovnih poslova, prema odluci direktora", False),
    ],
)
def test_an_amount_left_to_a_later_decision_is_known_by_its_remark(note: str, questioned: bool) -> None:
    plan = plan_value(activity("1.1.1", resources=budget("MS", note=note)))
    assert bool(found(plan, "amount-undetermined")) is questioned


def test_a_budget_has_to_be_somebodys() -> None:
    plan = plan_value(activity("1.1.1", resources=budget("MS", None)), activity("1.1.2", resources=budget("MS")))
    assert found(plan, "payer-not-named") == [("1.1.1",)]


def test_payers_and_responsible_institutions_are_compared_both_ways() -> None:
    plan = plan_value(
        activity("1.1.1", institutions=["VM"], resources=budget("MS", "VM")),
        activity("1.1.2", institutions=["MS", "GP"], resources=budget("GP")),
        activity("1.1.3", institutions=["MS", "GP"], resources=budget("GP", "MS"), donors=["IOM"]),
        activity("1.1.4", institutions=["MS", "GP"], donors=["IOM"]),
    )
    assert found(plan, "payer-not-responsible") == [("1.1.1",)]
    assert found(plan, "responsible-without-budget") == [("1.1.2",)]


def test_like_work_of_one_institution_should_be_paid_alike() -> None:
    text = "Pregledati sva vozila na parkingu ispred zgrade i zapisati {} u svesku dežurnog radnika"
    plan = plan_value(
        activity("1.1.1", activity=text.format("boju"), donors=["IOM"]),
        activity("1.1.2", activity=text.format("marku"), resources=budget("MS")),
        activity("1.1.3", activity=text.format("broj"), resources=budget("GP"), institutions=["GP"]),
        activity("1.1.4", activity="Zalijevati cvijeće", resources=budget("MS")),
    )
    assert found(plan, "funding-inconsistent") == [("1.1.1", "1.1.2")]


def test_no_resources_at_all_are_noticed() -> None:
    plan = plan_value(activity("1.1.1"), activity("1.1.2", donors=["IOM"]))
    assert found(plan, "no-resources") == [("1.1.1",)]
