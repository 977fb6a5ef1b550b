"""The shipped plan of 2020-2023 has the facts of the adopted document: the numbers below were counted by hand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date

import pytest

from okrilje.accounts import catalogue
from okrilje.plan.content import (
    Activity,
    DeadlineKind,
    MeasureType,
    Plan,
    Register,
    ResourceType,
    Role,
    sort_key,
)

PLAN = Plan.model_validate(catalogue.country_file("bih", "plan-2020-2023.json"))
INSTITUTIONS = catalogue.load("bih")
ACTIVITY = {a.code: a for a in PLAN.activities}

#: Institution: activities, sole, joint, named first, per pillar 1-5, indicators, dated, regular-budget entries.
LOADS = {
    "MS": (71, 43, 28, 67, (23, 5, 4, 32, 7), 85, 26, 17),
    "SPS": (32, 6, 26, 6, (1, 2, 6, 21, 2), 46, 4, 12),
    "GP": (28, 4, 24, 5, (1, 2, 5, 17, 3), 40, 4, 9),
    "SIPA": (27, 0, 27, 0, (1, 0, 8, 16, 2), 37, 5, 8),
    "TBIH": (25, 3, 22, 9, (1, 0, 10, 12, 2), 33, 3, 9),
    "PNVO": (13, 0, 13, 0, (0, 0, 0, 13, 0), 13, 0, 0),
    "VSTV": (9, 6, 3, 8, (2, 0, 7, 0, 0), 15, 6, 3),
    "MP": (7, 7, 0, 7, (4, 0, 1, 2, 0), 7, 6, 8),
    "DKPT": (6, 1, 5, 1, (0, 0, 3, 0, 3), 9, 2, 4),
    "MLJPI": (4, 4, 0, 4, (0, 1, 0, 3, 0), 4, 3, 0),
    "MVP": (4, 1, 3, 2, (0, 1, 0, 2, 1), 7, 0, 4),
    "ARZ": (3, 3, 0, 3, (0, 3, 0, 0, 0), 5, 0, 2),
    "CEST": (3, 3, 0, 3, (0, 0, 3, 0, 0), 6, 0, 0),
    "VM": (2, 1, 1, 1, (1, 0, 0, 1, 0), 2, 2, 1),
    "ASUK": (1, 0, 1, 0, (0, 0, 1, 0, 0), 2, 0, 0),
    "SVE": (1, 1, 0, 1, (1, 0, 0, 0, 0), 1, 1, 0),
}

#: Type: indicators as written, measures.
TYPES = {
    "MIL": (42, 44),
    "EVT": (36, 40),
    "PER": (45, 50),
    "CAS": (9, 11),
    "MON": (2, 3),
    "INF": (7, 10),
    "OTH": (12, 14),
}

#: Register: indicators by their first measure, measures.
REGISTERS = {
    "DEL": (49, 51), "MTG": (14, 14), "TRN": (29, 29), "CMP": (5, 9), "ACT": (3, 5), "VIC": (19, 21), "CRM": (4, 7),
    "APT": (3, 3), "OPS": (13, 14), "INX": (3, 7), "PUB": (2, 2), "AGR": (3, 4), "AST": (3, 3), "GRT": (1, 1),
    "DEC": (1, 1), "ACC": (1, 1),
}  # fmt: skip

#: Programme: activities, indicators.
PROGRAMMES = {
    "1.1": (4, 4), "1.2": (7, 7), "1.3": (5, 5), "1.4": (3, 3), "1.5": (3, 3), "1.6": (4, 4), "1.7": (5, 5),
    "2.1": (4, 4), "2.2": (1, 1), "2.3": (1, 3), "2.4": (5, 9), "2.5": (3, 7),
    "3.1": (3, 6), "3.2": (3, 3), "3.3": (2, 4), "3.4": (2, 4), "3.5": (2, 4), "3.6": (2, 4), "3.7": (2, 2),
    "3.8": (3, 6), "3.9": (2, 3),
    "4.1": (8, 15), "4.2": (10, 12), "4.3": (5, 5), "4.4": (5, 5), "4.5": (4, 4), "4.6": (6, 8), "4.7": (4, 4),
    "5.1": (5, 5), "5.2": (4, 4),
}  # fmt: skip

DUE = {
    "2020-03-31": "1.1.1", "2020-06-30": "3.1.2", "2020-07-31": "1.1.2 1.6.1 1.6.2", "2020-08-31": "1.1.3",
    "2020-09-30": "1.1.4 1.3.2 1.6.3", "2020-12-31": "1.2.1 1.4.1 1.4.2 1.7.1 1.7.2 4.2.2 4.2.5 4.4.5 4.7.3",
    "2021-01-31": "1.2.2", "2021-03-31": "1.2.3 1.6.4 3.1.1", "2021-06-30": "1.4.3 4.1.1 4.1.2 4.2.1 4.2.4 4.4.4",
    "2021-12-31": "1.7.3 3.3.1 3.4.1 3.5.1 3.6.1 3.8.2 4.2.3", "2022-03-31": "1.2.4 1.6.4",
    "2022-12-31": "1.7.4 1.7.5", "2023-03-31": "1.2.5 1.6.4", "2023-12-31": "3.2.1 4.7.1 4.7.2",
    "2024-03-31": "1.2.6 1.2.7",
}  # fmt: skip

FIVE_DONORS = ("IOM", "WV", "EMMAUS", "COE", "GIZ")


def dated(activity: Activity) -> bool:
    return bool(activity.deadline.due)


def responsible(activity: Activity) -> list[str]:
    return [r.code for r in activity.institutions if r.code]


def donors(activity: Activity) -> frozenset[str]:
    return frozenset(r.source for r in activity.resources if r.type is ResourceType.DONOR and r.source)


def amounts(*codes: str) -> Counter[int]:
    """Per year, over these activities or, with none named, over the whole plan."""
    total: Counter[int] = Counter()
    for code in codes or ACTIVITY:
        for resource in ACTIVITY[code].resources:
            if resource.amount is not None and resource.year is not None:
                total[resource.year] += int(resource.amount)
    return total


def every_year(amount: int) -> dict[int, int]:
    return dict.fromkeys(range(2020, 2024), amount)


def test_the_plan_has_its_five_pillars_thirty_programmes_and_117_activities() -> None:
    assert (len(PLAN.pillars), len(PLAN.programmes), len(PLAN.activities)) == (5, 30, 117)
    assert Counter(a.pillar for a in PLAN.activities) == {"1": 31, "2": 14, "3": 21, "4": 42, "5": 9}
    assert Counter(p.pillar for p in PLAN.programmes) == {"1": 7, "2": 5, "3": 9, "4": 7, "5": 2}
    assert (PLAN.indicator_count, PLAN.measure_count) == (153, 172)


def test_the_plan_names_its_period_owner_and_strategy_and_leaves_open_what_the_document_does_not_state() -> None:
    assert (PLAN.start, PLAN.end) == (date(2020, 1, 1), date(2023, 12, 31))
    assert (PLAN.owner, PLAN.level, PLAN.strategy) == ("MS", "state", "bih-strategy-2020-2023")
    assert PLAN.adopted_on is None


def test_codes_stand_in_order_and_say_to_which_pillar_and_programme_an_activity_belongs() -> None:
    codes = [a.code for a in PLAN.activities]
    assert codes == sorted(codes, key=sort_key)
    assert all(a.code.startswith(f"{a.programme}.") and a.programme.startswith(f"{a.pillar}.") for a in PLAN.activities)


def test_each_programme_has_its_activities_and_indicators() -> None:
    found = {
        p.code: (len(mine), sum(len(a.indicators) for a in mine))
        for p in PLAN.programmes
        for mine in [[a for a in PLAN.activities if a.programme == p.code]]
    }
    assert found == PROGRAMMES


def test_indicators_and_measures_are_classed_by_type_and_register() -> None:
    indicators = [i for a in PLAN.activities for i in a.indicators]
    measures = [m for i in indicators for m in i.measures]
    by_type = Counter(i.type for i in indicators), Counter(m.type for m in measures)
    by_register = Counter(i.measures[0].register_ for i in indicators), Counter(m.register_ for m in measures)
    assert {t.value: (by_type[0][t], by_type[1][t]) for t in MeasureType} == TYPES
    assert {r.value: (by_register[0][r], by_register[1][r]) for r in Register} == REGISTERS


def test_fifteen_compound_indicators_hold_34_measures_told_apart_by_letters() -> None:
    compound = [i for a in PLAN.activities for i in a.indicators if len(i.measures) > 1]
    single = [i for a in PLAN.activities for i in a.indicators if len(i.measures) == 1]
    assert (len(compound), sum(len(i.measures) for i in compound), len(single)) == (15, 34, 138)
    assert all("".join(m.suffix for m in i.measures) == "abcd"[: len(i.measures)] for i in compound)
    assert all(i.measures[0].suffix == "" and i.measures[0].type == i.type for i in single)


def test_28_activities_have_more_than_one_indicator() -> None:
    several = [a for a in PLAN.activities if len(a.indicators) > 1]
    assert len(several) == 28
    assert Counter(i.pillar for i in PLAN.activities for _ in i.indicators) == {
        "1": 31,
        "2": 24,
        "3": 36,
        "4": 53,
        "5": 9,
    }


def test_deadline_kinds_are_those_of_the_document() -> None:
    assert Counter(a.deadline.kind.value for a in PLAN.activities) == {
        "continuous": 69, "date-month": 30, "half-year": 7, "range": 5, "once-a-year": 2,
        "continuous-with-minimum-frequency": 2, "multiple-dates": 1, "year": 1,
    }  # fmt: skip


def test_44_activities_fall_due_on_46_days_of_the_calendar() -> None:
    found: dict[str, list[str]] = {}
    for activity in PLAN.activities:
        for window in activity.deadline.due:
            found.setdefault(window.end.isoformat(), []).append(activity.code)
    assert {day: " ".join(codes) for day, codes in sorted(found.items())} == DUE
    per_year = Counter(day[:4] for day, codes in found.items() for _ in codes)
    assert per_year == {"2020": 18, "2021": 17, "2022": 4, "2023": 5, "2024": 2}
    assert sum(dated(a) for a in PLAN.activities) == 44


def test_windows_are_whole_months_half_years_and_years() -> None:
    for activity in PLAN.activities:
        for window in activity.deadline.due:
            assert window.start.day == 1
            assert (date.fromordinal(window.end.toordinal() + 1)).day == 1
    half_years = [a.deadline for a in PLAN.activities if a.deadline.kind is DeadlineKind.HALF_YEAR]
    assert {(d.start.month, d.end.month) for d in half_years if d.start and d.end} == {(7, 12)}


def test_minimum_frequencies_hidden_in_texts_are_kept() -> None:
    found = {
        a.code: (m.count, m.per, m.where) for a in PLAN.activities for m in [a.deadline.min_frequency] if m is not None
    }
    half_yearly = dict.fromkeys(("1.3.1", "1.3.3", "1.3.4", "1.3.5"), (1, "half-year", "activity text"))
    yearly = dict.fromkeys(("2.1.2", "2.1.3"), (1, "year", "deadline cell"))
    assert found == half_yearly | yearly | dict.fromkeys(("5.1.2", "5.1.3"), (2, "year", "deadline cell"))


@pytest.mark.parametrize("code", LOADS)
def test_each_institution_carries_its_load(code: str) -> None:
    mine = [a for a in PLAN.activities if code in responsible(a)]
    found = (
        len(mine),
        sum(len(a.institutions) == 1 for a in mine),
        sum(len(a.institutions) > 1 for a in mine),
        sum(a.institutions[0].code == code for a in mine),
        tuple(sum(a.pillar == pillar for a in mine) for pillar in "12345"),
        sum(len(a.indicators) for a in mine),
        sum(dated(a) for a in mine),
        sum(r.type is ResourceType.REGULAR_BUDGET and r.source == code for a in PLAN.activities for r in a.resources),
    )
    assert found == LOADS[code]


def test_sixteen_institutions_share_236_responsibilities() -> None:
    pairs = [r for a in PLAN.activities for r in a.institutions]
    assert {r.code for r in pairs} == set(LOADS)
    assert len(pairs) == 236
    assert Counter(len(a.institutions) for a in PLAN.activities) == {1: 83, 2: 7, 3: 2, 4: 5, 5: 7, 6: 13}
    assert all([r.order for r in a.institutions] == list(range(1, len(a.institutions) + 1)) for a in PLAN.activities)
    assert [a.code for a in PLAN.activities for r in a.institutions if r.role is Role.COLLECTIVE] == ["1.7.3"]


def test_units_named_by_the_document_are_units_of_the_institution() -> None:
    named = {(a.code, r.code, r.unit) for a in PLAN.activities for r in a.institutions if r.unit}
    assert sorted(code for code, _, _ in named) == ["1.7.1", "1.7.2", "1.7.4", "1.7.5", "2.5.3", "4.7.2"]
    for _, institution, unit in named:
        assert unit in {u.name for u in INSTITUTIONS[institution or ""].units}


def test_eight_donors_stand_in_241_entries_of_76_activities() -> None:
    given = [r.source for a in PLAN.activities for r in a.resources if r.type is ResourceType.DONOR]
    assert Counter(given) == {
        "IOM": 62, "WV": 53, "COE": 52, "EMMAUS": 37, "GIZ": 30, "OPDAT": 5, "UNHCR": 1, "SCI": 1,
    }  # fmt: skip
    assert sum(bool(donors(a)) for a in PLAN.activities) == 76


def test_donors_come_in_twelve_sets() -> None:
    five = frozenset(FIVE_DONORS)
    assert Counter(donors(a) for a in PLAN.activities if donors(a)) == {
        five: 29, frozenset({"IOM", "WV", "COE"}): 12, frozenset({"IOM", "WV"}): 7, frozenset({"EMMAUS"}): 7,
        frozenset({"IOM"}): 6, frozenset({"COE"}): 5, frozenset({"IOM", "OPDAT", "WV", "COE"}): 3,
        frozenset({"IOM", "COE"}): 2, frozenset({"IOM", "OPDAT"}): 2, frozenset({"WV"}): 1, five | {"UNHCR"}: 1,
        frozenset({"SCI"}): 1,
    }  # fmt: skip


def test_kinds_of_funding_per_activity() -> None:
    found = Counter("+".join(sorted({r.type.value for r in a.resources})) for a in PLAN.activities)
    assert found == {
        "donor": 70, "regular_budget": 36, "donor+regular_budget": 6, "fixed_amount": 4,
        "regular_budget+special_budget": 1,
    }  # fmt: skip
    assert Counter(r.type.value for a in PLAN.activities for r in a.resources) == {
        "donor": 241, "regular_budget": 79, "fixed_amount": 16, "special_budget": 4,
    }  # fmt: skip


def test_money_adds_up_to_430_000_a_year_and_to_220_000_without_what_is_named_twice() -> None:
    assert amounts() == every_year(430_000)
    assert amounts().total() == 1_720_000
    assert amounts("1.5.1", "1.5.2", "1.5.3") == every_year(220_000)
    assert amounts("3.8.1") == amounts("1.5.3") == every_year(80_000)
    assert amounts("4.2.9") == amounts("1.5.2") == every_year(130_000)


def test_only_safe_houses_state_a_currency_and_only_the_task_force_a_source() -> None:
    stated = [(a.code, r) for a in PLAN.activities for r in a.resources if r.amount is not None]
    assert len(stated) == 20
    assert {code for code, r in stated if r.currency == "KM"} == {"4.2.9"}
    assert {code for code, r in stated if r.source == "TBIH"} == {"3.8.1"}
    assert sum(r.currency is None for _, r in stated) == sum(r.source is None for _, r in stated) == 16


def test_the_two_unnamed_payers_are_those_of_the_compensation_fund() -> None:
    unnamed = [
        a.code for a in PLAN.activities for r in a.resources if r.type is ResourceType.REGULAR_BUDGET and not r.source
    ]
    assert unnamed == ["4.7.1", "4.7.2"]


def chain(*steps: str) -> Iterator[tuple[str, str]]:
    for before, after in zip(steps, steps[1:], strict=False):
        for first in before.split():
            for second in after.split():
                yield first, second


def test_the_order_that_the_text_implies() -> None:
    reports = "1.2.3 1.2.4 1.2.5 1.2.6"
    expected = [
        *chain("1.1.1", "1.1.2", "1.1.3", "1.1.4"),
        *chain("1.2.1", "1.2.2", reports, "1.2.7"),
        *chain("1.3.2", "1.3.3"),
        *chain("1.6.1", "1.6.2", "1.6.3", "1.6.4", reports),
        *chain("1.7.1", "1.7.3", "1.7.4"),
        *chain("3.1.1", "3.1.2 3.1.3"),
        *(edge for p in "3456" for edge in chain(f"3.{p}.1", f"3.{p}.2")),
        *chain("3.8.2", "3.8.3"),
        *chain("4.1.1", "4.1.3 4.1.4 4.1.5 4.1.6 4.1.7"),
        *chain("4.2.5", "4.2.6"),
        *chain("4.7.1", "4.7.2"),
        *chain("4.7.3", "4.7.4"),
    ]
    assert sorted((d.before, d.after) for d in PLAN.dependencies) == sorted(expected)
    assert len(expected) == 37
    assert all(d.why.keys() == {"bs", "en"} for d in PLAN.dependencies)
