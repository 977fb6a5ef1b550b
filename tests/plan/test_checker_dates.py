from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from okrilje.accounts.catalogue import Catalogue
from okrilje.plan import checker, content
from okrilje.plan.checker.rule import Cell, Field
from tests.plan.factories import CONTINUOUS, activity, month, plan_value

NOBODY = Catalogue(institutions=())


def found(plan: content.Plan, rule: str) -> list[tuple[str, ...]]:
    return [finding.codes for finding in checker.check(plan, NOBODY) if finding.rule == rule]


def the_one(plan: content.Plan, rule: str) -> checker.Finding:
    (finding,) = (f for f in checker.check(plan, NOBODY) if f.rule == rule)
    return finding


def half(year: int, number: int) -> dict[str, Any]:
    days = (date(year, 1, 1), date(year, 6, 30)) if number == 1 else (date(year, 7, 1), date(year, 12, 31))
    return {"kind": "half-year", "start": days[0], "end": days[1]}


def years(first: int, last: int) -> dict[str, Any]:
    return {"kind": "range", "start": date(first, 1, 1), "end": date(last, 12, 31)}


def marches(*numbers: int) -> dict[str, Any]:
    points = [{"start": date(y, 3, 1), "end": date(y, 3, 31)} for y in numbers]
    return {"kind": "multiple-dates", "start": points[0]["start"], "end": points[-1]["end"], "points": points}


def adopts(code: str) -> list[dict[str, Any]]:
    formula = f"exists(deliverable: activity={code}, kind=plan, state>=adopted, adopted_by=VM); achieved_on=date"
    return [{"type": "MIL", "measures": [{"type": "MIL", "register": "DEL", "formula": formula}]}]


def pair(before: dict[str, Any], after: dict[str, Any], **fields: Any) -> content.Plan:
    """1.1.1 has to be done for 1.1.2."""
    return plan_value(
        activity("1.1.1", deadline=before),
        activity("1.1.2", deadline=after),
        dependencies=[{"before": "1.1.1", "after": "1.1.2"}],
        **fields,
    )


def adoption_plan(**fields: Any) -> content.Plan:
    return plan_value(
        activity("1.1.1", deadline=month(2020, 3)),
        activity("1.1.2", deadline=month(2020, 8)),
        activity("1.1.3", deadline=month(2020, 9), indicators=adopts("1.1.3")),
        activity("1.2.1", deadline=month(2020, 6)),
        activity("1.2.2", deadline=month(2020, 9)),
        activity("1.2.3", deadline=CONTINUOUS),
        dependencies=[{"before": "1.1.1", "after": "1.1.2"}, {"before": "1.1.2", "after": "1.1.3"}],
        **fields,
    )


def test_what_is_due_before_the_plan_is_adopted_is_questioned_but_not_what_prepares_the_adoption() -> None:
    assert found(adoption_plan(), "deadline-before-adoption") == [("1.2.1",)]


def test_the_day_of_the_adoption_itself_counts_when_it_is_known() -> None:
    plan = adoption_plan(adopted_on=date(2020, 10, 15))
    assert found(plan, "deadline-before-adoption") == [("1.2.1",), ("1.2.2",)]


def test_without_a_known_adoption_nothing_is_too_early() -> None:
    plan = plan_value(activity("1.1.1", deadline=month(2020, 1)), activity("1.1.2", deadline=month(2022, 1)))
    assert found(plan, "deadline-before-adoption") == []


def test_the_finding_names_the_cells_and_the_days() -> None:
    finding = the_one(adoption_plan(), "deadline-before-adoption")
    assert finding.cells == (Cell("1.2.1", Field.DEADLINE), Cell("1.1.3", Field.DEADLINE))
    assert finding.values == {"activity": "1.2.1", "due": "2020-06-30", "adoption": "2020-09-30"}


@pytest.mark.parametrize(
    ("before", "after", "rule"),
    [
        (month(2021, 3), month(2020, 6), "order-reversed"),
        (month(2020, 7), month(2020, 7), "order-same-deadline"),
        (years(2022, 2023), years(2022, 2023), "order-same-deadline"),
        (half(2021, 2), CONTINUOUS, "order-continuous"),
        (years(2021, 2021), years(2021, 2022), "order-overlap"),
        (month(2020, 7), month(2020, 9), None),
        (half(2020, 2), years(2021, 2021), None),
        (CONTINUOUS, month(2020, 3), None),
    ],
)
def test_each_pair_of_deadlines_has_at_most_one_contradiction(
    before: dict[str, Any], after: dict[str, Any], rule: str | None
) -> None:
    order = [f.rule for f in checker.check(pair(before, after), NOBODY) if f.rule.startswith("order-")]
    assert order == ([rule] if rule else [])


@pytest.mark.parametrize(("due", "questioned"), [((2021, 3), False), ((2021, 4), True)])
def test_continuous_work_may_wait_half_a_year_after_the_adoption(due: tuple[int, int], questioned: bool) -> None:
    plan = pair(month(*due), CONTINUOUS, adopted_on=date(2020, 9, 30))
    assert bool(found(plan, "order-continuous")) is questioned


def test_what_recurs_is_never_finished_so_nothing_waits_for_it() -> None:
    plan = pair(marches(2021, 2022), month(2021, 3))
    assert [f.rule for f in checker.check(plan, NOBODY) if f.rule.startswith("order-")] == []


def test_a_series_that_stops_a_round_before_what_builds_on_it_has_a_gap() -> None:
    assert found(pair(marches(2021, 2022, 2023), month(2024, 3)), "series-gap") == [("1.1.1", "1.1.2")]
    assert found(pair(marches(2021, 2022, 2023, 2024), month(2024, 3)), "series-gap") == []
    assert found(pair(marches(2021, 2022, 2023), month(2023, 9)), "series-gap") == []
    assert found(pair(month(2021, 3), month(2024, 3)), "series-gap") == []


def test_a_deadline_outside_the_period_of_the_plan_is_questioned() -> None:
    plan = plan_value(
        activity("1.1.1", deadline=month(2019, 12)),
        activity("1.1.2", deadline=month(2023, 12)),
        activity("1.1.3", deadline=month(2024, 3)),
        activity("1.1.4", deadline=marches(2023, 2024)),
    )
    assert found(plan, "outside-plan-period") == [("1.1.1",), ("1.1.3",), ("1.1.4",)]


def test_a_one_off_result_without_a_date_is_known_by_its_measure_or_its_verb() -> None:
    milestone = [{"measures": [{"type": "MIL", "register": "DEL", "formula": "exists(deliverable: kind=manual)"}]}]
    plan = plan_value(
        activity("1.1.1", indicators=milestone),
        activity("1.1.2", activity="Uspostaviti dežurni telefon"),
        activity("1.1.3", activity="Redovno čistiti dvorište i izraditi raspored čišćenja"),
        activity("1.1.4", activity="Redovno čistiti dvorište"),
        activity("1.1.5", activity="Uspostaviti dežurni telefon", deadline=month(2021, 6)),
        activity("1.1.6", activity="Увести дежурства викендом"),
    )
    assert found(plan, "undated-deliverable") == [("1.1.1",), ("1.1.2",), ("1.1.3",), ("1.1.6",)]


def test_a_minimum_frequency_that_the_deadline_does_not_show_is_named() -> None:
    minimum = {"count": 1, "per": "half-year", "where": "activity text"}
    plan = plan_value(
        activity("1.1.1", deadline={**CONTINUOUS, "min_frequency": minimum}),
        activity(
            "1.1.2", deadline={**CONTINUOUS, "kind": "continuous-with-minimum-frequency", "min_frequency": minimum}
        ),
        activity("1.1.3"),
    )
    assert found(plan, "frequency-hidden") == [("1.1.1",)]


def test_a_deadline_that_nobody_can_read_is_named_with_its_words() -> None:
    plan = plan_value(activity("1.1.1", deadline={"kind": "unreadable", "raw": "po potrebi"}))
    assert the_one(plan, "deadline-unreadable").values["text"] == "po potrebi"
