"""What a person says on the preview: what columns hold, and whom a wording means."""

from __future__ import annotations

import pytest

from okrilje.plan.content import Note
from okrilje.plan.reading import Asks, Reading, Why
from okrilje.plan.vocabulary import Column
from tests.lib.made_documents import Made
from tests.plan.test_reading import one_row, read

ROLES = dict(
    enumerate((Column.ACTIVITY, Column.DEADLINE, Column.INSTITUTIONS, Column.INDICATORS, Column.RESOURCES)),
)
HEADINGS = ["Zadatak", "Krajnji datum", "Odgovorna institucija", "Mjera uspjeha", "Finansiranje"]
UNKNOWN = ["Šta", "Do kada", "Ko to radi", "Kako se vidi", "Novac"]
ROWS = [
    ["Posaditi lipe", "Mart 2021.", "Riječna policija", "Broj lipa", "Fond Sova"],
    ["Zaliti hrastove", "2022.", "Ministarstvo šuma", "Broj hrastova", "Fond Sova"],
    ["Obići potoke", "2023.", "Riječna policija", "Broj potoka", "Fond Sova"],
]


def _told(made: Made, columns: dict[int, Column], headings: list[str]) -> Reading:
    found = read(made, columns=columns)
    assert [(a.text, a.deadline.raw) for a in found.plan.activities] == [(row[0], row[1]) for row in ROWS]
    assert [a.institutions[0].code for a in found.plan.activities] == ["RP", "MF", "RP"]
    assert found.headings == tuple(headings)
    assert [q.asks for q in found.questions] == ([] if 3 in columns else [Asks.MISSING])
    return found


@pytest.mark.parametrize("columns", [ROLES, {1: Column.DEADLINE}, {1: Column.DEADLINE, 3: Column.INDICATORS}])
def test_columns_given_by_hand_make_no_row_a_row_of_headings(columns: dict[int, Column]) -> None:
    account = _told([[HEADINGS, *ROWS]], columns, HEADINGS).account
    assert (account.placed, account.total, account.header_words) == (28, 28, 8)


def test_where_no_words_announce_columns_the_first_row_has_the_headings() -> None:
    account = _told([[UNKNOWN, *ROWS]], ROLES, UNKNOWN).account
    assert (account.placed, account.total, account.header_words) == (28, 28, 10)


def test_headings_that_only_a_hand_explains_are_known_again_where_they_are_repeated() -> None:
    made: Made = [[UNKNOWN, ROWS[0]], "Program 1.2. Njega", [UNKNOWN, *ROWS[1:]]]
    account = _told(made, ROLES, UNKNOWN).account
    assert (account.placed, account.total, account.header_words) == (28, 28, 20)


def test_one_heading_known_by_its_words_and_one_by_hand_make_a_row_of_headings() -> None:
    made: Made = [[["Zadatak", "Do kada"], *(row[:2] for row in ROWS)]]
    assert read(made).plan.activities == ()
    told = read(made, columns={1: Column.DEADLINE})
    assert [a.deadline.raw for a in told.plan.activities] == ["Mart 2021.", "2022.", "2023."]


def test_a_narrow_table_before_the_plan_has_not_its_headings() -> None:
    made: Made = [[["Izradio", "Odbor"], ["Broj", "Sedam"]], "Plan", [UNKNOWN, *ROWS]]
    account = _told(made, ROLES, UNKNOWN).account
    assert [u.word for u in account.unplaced] == ["Izradio", "Odbor", "Broj", "Sedam"]


def test_a_row_taken_for_other_headings_in_the_middle_of_a_plan_is_listed_as_unplaced() -> None:
    other = ["Mjera", "Rok", "Nosilac", "Pokazatelj", "Resursi"]
    account = read([[HEADINGS, *ROWS[:2], other, ROWS[2]]]).account
    assert [(u.word, u.why) for u in account.unplaced] == [(word, Why.OUTSIDE) for word in other]
    assert account.header_words == 8


def test_a_wording_that_names_no_institution_is_a_note_and_nobody_is_responsible() -> None:
    found = one_row(who="Udruženje duhova", answers={"Udruženje duhova": None})
    assert found.plan.activities[0].institutions == ()
    assert found.plan.activities[0].notes == (Note(heading="Nosilac", text="Udruženje duhova"),)
    assert (found.questions, found.account.unplaced) == ((), ())


def test_a_wording_that_names_no_institution_leaves_the_others_in_order() -> None:
    found = one_row(who="Udruženje duhova i Riječna policija, Ministarstvo šuma", answers={"Udruženje duhova": None})
    assert [(i.code, i.order) for i in found.plan.activities[0].institutions] == [("RP", 1), ("MF", 2)]
    assert [n.text for n in found.plan.activities[0].notes] == ["Udruženje duhova"]
    assert (found.questions, found.account.unplaced) == ((), ())


def test_a_payer_that_is_no_institution_keeps_its_wording() -> None:
    found = one_row(resources="Donatorska sredstva: Zaklada Leptir", answers={"Zaklada Leptir": None})
    assert [(r.source, r.source_raw) for r in found.plan.activities[0].resources] == [(None, "Zaklada Leptir")]
    assert (found.questions, found.account.unplaced) == ((), ())


NAMES = [
    "Ministarstvo mora (Sektor za valove)",
    "Zavod (Riječna policija)",
    "Fond (SIDA)",
    "@SUM(A1)",
    "=1+1",
    "Zavod „Mahovina“ d.o.o.",
    "Zavod za mahovinu",
    "Federalno Ministarstvo šuma Plave države",
    "Zaklada (5.000 KM)",
    "Завод за маховину",
    "zavod",
]


@pytest.mark.parametrize("code", ["BEE", None])
@pytest.mark.parametrize("column", ["who", "resources"])
@pytest.mark.parametrize("name", NAMES)
def test_an_answer_under_the_wording_of_a_question_always_settles_it(name: str, column: str, code: str | None) -> None:
    cell = name if column == "who" else f"Donatorska sredstva: {name}"
    asked = one_row(**{column: cell}).questions
    assert {q.asks for q in asked} == {Asks.INSTITUTION if column == "who" else Asks.SOURCE}
    found = one_row(**{column: cell}, answers={q.wording: code for q in asked})  # type: ignore[arg-type]
    activity = found.plan.activities[0]
    assert (found.questions, found.account.unplaced) == ((), ())
    if column == "resources":
        assert [r.source for r in activity.resources] == [code] * len(activity.resources)
    elif code:
        assert {i.code for i in activity.institutions} == {code}
    else:
        assert activity.institutions == ()


def test_an_answer_changes_no_other_wording() -> None:
    who = "Zavod, Zavod za mahovinu"
    assert [q.wording for q in one_row(who=who).questions] == ["Zavod", "Zavod za mahovinu"]
    found = one_row(who=who, answers={"Zavod": "AV"})
    assert [i.code for i in found.plan.activities[0].institutions] == ["AV", None]
    assert [q.wording for q in found.questions] == ["Zavod za mahovinu"]


def test_an_answer_holds_in_other_cases_and_scripts_and_for_special_budgets() -> None:
    answers = {"Zavod za mahovinu": "AV"}
    assert one_row(who="Zavoda za mahovinu, Завод за маховину", answers=answers).questions == ()
    found = one_row(resources="Poseban budžet za čamce pri Zavodu za mahovinu 2021 - 7.000", answers=answers)
    assert [r.source for r in found.plan.activities[0].resources] == ["AV"]
