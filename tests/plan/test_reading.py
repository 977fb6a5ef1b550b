"""A plan of somebody else: other headings, languages, scripts, orders, and things nobody foresaw."""

from __future__ import annotations

from datetime import date

import pytest

from okrilje.accounts.catalogue import Catalogue, Institution, Kind, Unit
from okrilje.lib import documents
from okrilje.lib.documents import DocumentError
from okrilje.plan import reading
from okrilje.plan.content import DeadlineKind, Role
from okrilje.plan.reading import Asks, Noticed, Reading, Why, rows
from okrilje.plan.vocabulary import Column
from tests.lib import made_documents as make
from tests.lib.made_documents import Made

CATALOGUE = Catalogue(
    institutions=(
        Institution(
            code="MF",
            name="Ministarstvo šuma Zelene države",
            kind=Kind.MINISTRY,
            aliases=("Ministarstvo šuma", "Ministarstvo šuma ZD", "Ministry of Forests"),
            units=(Unit(name="Sektor za borove", aliases=("Pine Sector",)),),
        ),
        Institution(
            code="RP",
            name="Riječna policija Zelene države",
            kind=Kind.POLICE,
            aliases=("Riječna policija", "Riječna policija ZD", "River Police"),
        ),
        Institution(
            code="AV",
            name="Agencija za vodu i zrak Zelene države",
            kind=Kind.AGENCY,
            aliases=("Agencija za vodu i zrak", "Agencija za vodu i zrak ZD", "Water and Air Agency"),
        ),
        Institution(code="ALL", name="Sve institucije šumskog pojasa", kind=Kind.COLLECTIVE),
        Institution(code="OWL", name="Owl Fund", kind=Kind.INTERNATIONAL, aliases=("Fond Sova", "OWL")),
        Institution(code="BEE", name="Bee Society", kind=Kind.CIVIL_SOCIETY, aliases=("Društvo pčela",)),
    )
)
ENGLISH: Made = [
    "ACTION PLAN FOR THE FOREST 2021 – 2024",
    "The government adopted this plan.",
    "Pillar 1: Trees",
    "Programme 1.1: Plant trees",
    [
        ["No.", "Activity", "Responsible institution", "Deadline", "Indicators", "Source of funding", "Remarks"],
        [
            "1.1.1",
            "Plant oaks",
            "Ministry of Forests",
            "March 2021",
            "Number of oaks",
            "Regular budget: River Police",
            "",
        ],
        [
            "1.1.2",
            "Water them at least twice a year",
            "River Police and Water and Air Agency",
            "Continuous",
            "Number of walks\nWater used",
            "Donor funds:\n• Owl Fund\n• Bee Society",
            "Only in summer",
        ],
    ],
    "Programme 1.2: Guard trees",
    [["1.2.1", "Hire guards", "River Police", "By the end of 2022", "Guards hired", "2022: 5.000 EUR", ""]],
]


def read(made: Made, **how: object) -> Reading:
    return reading.read(documents.read(make.text(made), "plan.txt"), CATALOGUE, **how)  # type: ignore[arg-type]


def one_row(
    activity: str = "Saditi drveće",
    deadline: str = "Mart 2021.",
    who: str = "Ministarstvo šuma",
    indicators: str = "Broj stabala",
    resources: str = "Redovni budžet: Ministarstvo šuma",
    **how: object,
) -> Reading:
    header = ["", "Aktivnost", "Rok", "Nosilac", "Pokazatelj", "Resursi"]
    row = ["1.1.1.", activity, deadline, who, indicators, resources]
    return read(["AKCIONI PLAN 2021-2024", "1. ŠUMA", "Program 1.1. Sadnja", [header, row]], **how)


def codes(read: Reading) -> list[str | None]:
    return [institution.code for institution in read.plan.activities[0].institutions]


def test_a_plan_in_english_is_read_whole() -> None:
    plan = read(ENGLISH).plan
    assert (plan.title, plan.start, plan.end) == (ENGLISH[0], date(2021, 1, 1), date(2024, 12, 31))
    assert plan.preamble == "The government adopted this plan."
    assert [(p.code, p.title) for p in plan.pillars] == [("1", "Trees")]
    assert [(p.code, p.pillar, p.title) for p in plan.programmes] == [
        ("1.1", "1", "Plant trees"),
        ("1.2", "1", "Guard trees"),
    ]
    first, second, third = plan.activities
    assert (first.code, first.text, first.programme) == ("1.1.1", "Plant oaks", "1.1")
    assert [i.code for i in second.institutions] == ["RP", "AV"]
    assert [i.raw for i in second.indicators] == ["Number of walks", "Water used"]
    assert [(r.type.value, r.source) for r in second.resources] == [("donor", "OWL"), ("donor", "BEE")]
    assert [(n.heading, n.text) for n in second.notes] == [("Remarks", "Only in summer")]
    assert second.deadline.min_frequency and second.deadline.min_frequency.count == 2
    assert second.deadline.min_frequency.where == 'activity text ("at least twice a year")'
    assert third.deadline.kind is DeadlineKind.YEAR
    assert [(r.amount, r.year, r.currency) for r in third.resources] == [(5000, 2022, "EUR")]


def test_every_word_of_it_is_placed() -> None:
    account = read(ENGLISH).account
    assert account.unplaced == ()
    assert str(account) == f"{account.total} of {account.total} words placed; 0 unplaced"
    assert (account.header_words, account.heading_words) == (10, 0)


def _shuffled(made: Made, order: list[int]) -> Made:
    return [block if isinstance(block, str) else [[row[i] for i in order] for row in block] for block in made]


@pytest.mark.parametrize("order", [[6, 5, 4, 3, 2, 1, 0], [1, 0, 3, 2, 5, 4, 6], [0, 6, 1, 2, 3, 4, 5]])
def test_columns_may_stand_in_any_order(order: list[int]) -> None:
    assert read(_shuffled(ENGLISH, order)).plan.activities == read(ENGLISH).plan.activities


@pytest.mark.parametrize(
    "header",
    [
        ["Br.", "Zadatak", "Odgovorna institucija", "Rok za provođenje", "Indikatori", "Izvori sredstava", "Napomena"],
        ["R.br.", "Mjera", "Nosilac", "Vremenski okvir", "Pokazatelji provedbe", "Izvor finansiranja", "Opaska"],
        ["Р. бр.", "Активност", "Надлежна институција", "Рок", "Показатељ", "Потребна средства", "Напомена"],
        ["Red. br.", "Aktivnosti", "Nositelj", "Rok provedbe", "Pokazatelj", "Proračun", "Napomena"],
        ["#", "Task", "Lead institution", "Due date", "Performance indicators", "Budget", "Comment"],
        ["", "Action", "Who", "Time frame", "Activity indicators", "Resources needed", "Comment"],
    ],
)
def test_headings_may_have_other_names_and_scripts(header: list[str]) -> None:
    made = [[header, *block[1:]] if isinstance(block, list) and len(block) > 1 else block for block in ENGLISH]
    found = read(made)
    plain = [a.model_copy(update={"notes": ()}) for a in found.plan.activities]
    assert plain == [a.model_copy(update={"notes": ()}) for a in read(ENGLISH).plan.activities]
    assert [note.heading for a in found.plan.activities for note in a.notes] == [header[6]]


def test_a_second_column_of_the_same_kind_is_kept_as_a_note() -> None:
    header = ["", "Aktivnost", "Rok", "Nosilac", "Partnerske institucije", "Pokazatelj", "Rok izvještavanja"]
    row = ["1.1.1.", "Saditi", "2021.", "Riječna policija", "Fond Sova", "Broj stabala", "2022."]
    activity = read([[header, row]]).plan.activities[0]
    assert [i.code for i in activity.institutions] == ["RP"]
    assert activity.deadline.end == date(2021, 12, 31)
    assert [n.heading for n in activity.notes] == ["Partnerske institucije", "Rok izvještavanja"]


def test_columns_can_be_told_by_hand() -> None:
    made: Made = [[["x", "y", "z"], ["1.1.1", "Plant oaks", "River Police"]]]
    unknown = read(made)
    assert unknown.plan.activities == ()
    assert [(q.asks, q.wording) for q in unknown.questions] == [(Asks.COLUMNS, "x | y | z")]
    assert [u.why for u in unknown.account.unplaced] == [Why.OUTSIDE] * unknown.account.total
    told = read(made, columns={0: Column.CODE, 1: Column.ACTIVITY, 2: Column.INSTITUTIONS})
    assert [(a.code, a.text, a.institutions[0].code) for a in told.plan.activities] == [("1.1.1", "Plant oaks", "RP")]


def test_columns_told_by_hand_may_begin_without_headings() -> None:
    made: Made = [[["1.1.1", "Plant oaks", "River Police"], ["1.1.2", "Water them", "River Police"]]]
    told = read(made, columns={0: Column.CODE, 1: Column.ACTIVITY, 2: Column.INSTITUTIONS})
    assert [a.text for a in told.plan.activities] == ["Plant oaks", "Water them"]
    assert told.account.unplaced == ()


def test_a_column_can_be_left_out_by_hand_and_its_words_are_listed() -> None:
    found = read(ENGLISH, columns={6: Column.IGNORE})
    assert all(a.notes == () for a in found.plan.activities)
    assert {(u.word, u.why) for u in found.account.unplaced} == {(w, Why.IGNORED) for w in ("Only", "in", "summer")}


def test_a_missing_column_is_asked_for_where_another_may_be_it() -> None:
    found = read([[["", "Aktivnost", "Kada", "Nosilac"], ["1.1.1.", "Saditi", "2021.", "Riječna policija"]]])
    assert [(q.asks, q.read_as) for q in found.questions] == [(Asks.MISSING, "deadline, indicators, resources")]


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        ("Ministarstvo šuma Riječna policija", ["MF", "RP"]),
        ("Ministarstva šuma i Riječne policije", ["MF", "RP"]),
        ("Ministarstvom šuma ZD, Riječnom policijom", ["MF", "RP"]),
        ("МИНИСТАРСТВО ШУМА\nРијечна полиција", ["MF", "RP"]),
        ("• Agencija za vodu i zrak • Ministarstvo šuma", ["AV", "MF"]),
        ("Agencija za vodu i zrak i Ministarstvo šuma", ["AV", "MF"]),
        ("Agencija za vodu i zrak Zelene države Riječna policija ZD", ["AV", "RP"]),
        ("MINISTARSTVO SUMA", ["MF"]),
        ("Ministarstvo šuma / Riječna policija", ["MF", "RP"]),
        ("Ministarstvo šuma; Riječna policija", ["MF", "RP"]),
        ("Ministarstvo šuma u saradnji sa Riječna policija", ["MF", "RP"]),
        ("Ministarstvo šumaRiječna policija", ["MF", "RP"]),
    ],
)
def test_institutions_are_told_apart_in_any_case_script_and_order(who: str, expected: list[str]) -> None:
    found = one_row(who=who)
    assert codes(found) == expected
    assert found.questions == ()


@pytest.mark.parametrize(
    ("who", "unit"),
    [
        ("Ministarstvo šuma – Sektor za borove", "Sektor za borove"),
        ("Ministarstvo šuma (Sektora za borove)", "Sektor za borove"),
        ("Ministarstvo šuma ZD (Pine Sector)", "Sektor za borove"),
        ("Ministarstvo šuma (Odjel za hrast)", "Odjel za hrast"),
        ("Ministarstvo šuma putem radne grupe za lipu.", "radne grupe za lipu"),
        ("Ministarstvo šuma kao nosilac aktivnosti", None),
    ],
)
def test_a_part_of_an_institution_is_named_beside_it(who: str, unit: str | None) -> None:
    institution = one_row(who=who).plan.activities[0].institutions[0]
    assert (institution.code, institution.unit) == ("MF", unit)
    assert institution.raw == who


def test_who_is_named_in_brackets_is_not_responsible_and_the_story_is_a_note() -> None:
    who = "Ministarstvo šuma kao nosilac. (Okupiti grupu koju čine Riječna policija, Agencija za vodu i zrak te drugi"
    found = one_row(who=who)
    assert codes(found) == ["MF"]
    assert [n.heading for n in found.plan.activities[0].notes] == ["Nosilac"]
    assert found.account.unplaced == ()


def test_a_word_that_a_page_break_wrote_twice_is_left_out_and_listed() -> None:
    found = one_row(who="Riječna policija policija Ministarstvo šuma")
    assert [i.raw for i in found.plan.activities[0].institutions] == ["Riječna policija", "Ministarstvo šuma"]
    assert [(u.word, u.why) for u in found.account.unplaced] == [("policija", Why.REPEATED)]


def test_the_same_body_named_twice_is_kept_twice() -> None:
    assert codes(one_row(who="Riječna policija, Riječna policija")) == ["RP", "RP"]
    assert codes(one_row(who="Zavod za mahovinu, Zavod za mahovinu")) == [None, None]


def test_a_long_list_of_unplaced_words_is_cut_short_in_the_sentence_only() -> None:
    found = read(ENGLISH[4:5] + ["Words"] + [[["x", "y " * 30]]])
    assert str(found.account).endswith("; and 11 more")
    assert len(found.account.unplaced) == 31


def test_all_institutions_are_a_collective() -> None:
    institution = one_row(who="Sve institucije šumskog pojasa").plan.activities[0].institutions[0]
    assert (institution.code, institution.role) == ("ALL", Role.COLLECTIVE)


def test_a_slip_of_the_pen_is_read_and_reported() -> None:
    found = one_row(who="Ministrastvo šuma Zelene države Riječna policija")
    assert codes(found) == ["MF", "RP"]
    assert [(r.noticed, r.wording) for r in found.remarks] == [(Noticed.SLIP, "Ministrastvo šuma Zelene države")]


@pytest.mark.parametrize(
    ("who", "wording"),
    [
        ("Ministarstvo mora", "Ministarstvo mora"),
        ("Kantonalno ministarstvo šuma", "Kantonalno ministarstvo šuma"),
        ("Ministarstvo šuma Plave države", "Ministarstvo šuma Plave države"),
        ("Ministarstvo šuma Zavod za mahovinu", "Zavod za mahovinu"),
        ("Agencija za vodu", "Agencija za vodu"),
    ],
)
def test_a_name_that_is_only_near_is_a_question_never_a_silent_row(who: str, wording: str) -> None:
    found = one_row(who=who)
    asked = [(q.asks, q.wording, q.activity) for q in found.questions]
    assert asked == [(Asks.INSTITUTION, wording, "1.1.1")]
    assert codes(found)[-1] is None
    assert found.plan.activities[0].institutions[-1].raw == wording


def test_an_unknown_name_comes_with_candidates_and_an_answer_settles_it() -> None:
    found = one_row(who="Kantonalno ministarstvo šuma Riječna policija")
    assert [c.code for c in found.questions[0].candidates][:1] == ["MF"]
    answered = one_row(
        who="Kantonalno ministarstvo šuma Riječna policija", answers={"Kantonalno ministarstvo šuma": "MF"}
    )
    assert codes(answered) == ["MF", "RP"]
    assert answered.questions == ()


def test_an_unknown_donor_is_a_question_too() -> None:
    found = one_row(resources="Donatorska sredstva: • Fond Sova • Zaklada Leptir")
    assert [(q.asks, q.wording) for q in found.questions] == [(Asks.SOURCE, "Zaklada Leptir")]
    assert [(r.source, r.source_raw) for r in found.plan.activities[0].resources] == [
        ("OWL", "Fond Sova"),
        (None, "Zaklada Leptir"),
    ]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("Redovni budžet: Ministarstvo šuma", [("regular_budget", "MF", None, None, None)]),
        (
            "Redovni budžeti: • Ministarstvo šuma Donatorska sredstva projekata: • Fond Sova",
            [("regular_budget", "MF", None, None, None), ("donor", "OWL", None, None, None)],
        ),
        (
            "2021 – 10.000 2022 - 12.500",
            [("fixed_amount", None, 2021, 10000, None), ("fixed_amount", None, 2022, 12500, None)],
        ),
        ("130.000 KM - 2021", [("fixed_amount", None, 2021, 130000, "KM")]),
        ("5 000,50 EUR", [("fixed_amount", None, None, 5000.5, "EUR")]),
        ("Fond Sova 20.000 KM", [("donor", "OWL", None, 20000, "KM")]),
        (
            "Poseban budžet za čamce pri Riječnoj policiji 2021 - 7.000",
            [("special_budget", "RP", 2021, 7000, None)],
        ),
        (
            "Fond Sova, Ministarstvo šuma",
            [("donor", "OWL", None, None, None), ("regular_budget", "MF", None, None, None)],
        ),
        (
            "Donatorska sredstva: OWLDruštvo pčela",
            [("donor", "OWL", None, None, None), ("donor", "BEE", None, None, None)],
        ),
        ("Редовни буџет: Министарство шума 1.000 КМ", [("regular_budget", "MF", None, 1000, "KM")]),
        ("Redovni budžet", [("regular_budget", None, None, None, None)]),
    ],
)
def test_resources_are_read(cell: str, expected: list[tuple[object, ...]]) -> None:
    found = one_row(resources=cell)
    resources = found.plan.activities[0].resources
    assert [(r.type.value, r.source, r.year, r.amount and float(r.amount), r.currency) for r in resources] == expected
    assert found.questions == ()
    assert [u for u in found.account.unplaced if u.why is not Why.GLUED] == []


def test_a_body_that_is_meant_but_not_named_and_an_amount_to_come_are_kept() -> None:
    cell = "Redovni budžet: Ministarstva šuma i institucija iz doline. Iznos će se odrediti kasnije"
    resources = one_row(resources=cell).plan.activities[0].resources
    assert [(r.source, r.source_raw, r.note) for r in resources] == [
        ("MF", "Ministarstva šuma", "Iznos će se odrediti kasnije"),
        (None, "i institucija iz doline.", "Iznos će se odrediti kasnije"),
    ]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("Broj stabala", ["Broj stabala"]),
        ("Broj stabala Broj šetnji", ["Broj stabala", "Broj šetnji"]),
        ("Broj stabala i brojevi grana", ["Broj stabala i brojevi grana"]),
        ("Usvojena Pravila Pravila se poštuju u šumi", ["Usvojena Pravila", "Pravila se poštuju u šumi"]),
        ("Zasađen drvored Uspostavljen katalog lišća", ["Zasađen drvored", "Uspostavljen katalog lišća"]),
        ("Usaglašen red – Usvojene izmjene reda", ["Usaglašen red – Usvojene izmjene reda"]),
        ("Ukupan broj stabala (hrast i dr.) Broj lipa", ["Ukupan broj stabala (hrast i dr.)", "Broj lipa"]),
        ("• Prvi znak\n• Drugi znak", ["Prvi znak", "Drugi znak"]),
        ("Број стабала Број шетњи", ["Број стабала", "Број шетњи"]),
        ("Number of oaks Percentage of guards", ["Number of oaks", "Percentage of guards"]),
    ],
)
def test_indicators_are_cut_where_a_new_one_begins(cell: str, expected: list[str]) -> None:
    found = one_row(indicators=cell)
    assert [i.raw for i in found.plan.activities[0].indicators] == expected
    assert found.account.unplaced == ()


def test_mixed_script_is_kept_and_noticed() -> None:
    found = one_row(indicators="Broj zasađениh stabala")
    assert found.plan.activities[0].indicators[0].raw == "Broj zasađениh stabala"
    assert [(r.noticed, r.wording) for r in found.remarks] == [(Noticed.MIXED_SCRIPT, "zasađениh")]


def test_an_unreadable_deadline_is_a_question_and_the_wording_is_kept() -> None:
    found = one_row(deadline="Kad cvjetaju trešnje")
    assert found.plan.activities[0].deadline.kind is DeadlineKind.UNREADABLE
    assert found.plan.activities[0].deadline.raw == "Kad cvjetaju trešnje"
    assert [(q.asks, q.wording) for q in found.questions] == [(Asks.DEADLINE, "Kad cvjetaju trešnje")]


def test_a_deadline_understood_in_part_says_what_was_read() -> None:
    found = one_row(deadline="Mart 2021, nakon prve kiše")
    assert found.plan.activities[0].deadline.end == date(2021, 3, 31)
    assert found.questions[0].read_as == "2021-03-01 to 2021-03-31"


def test_activities_without_codes_are_numbered_under_their_programme() -> None:
    header = ["Aktivnost", "Rok", "Nosilac"]
    made: Made = [
        "Program 2.1. Sadnja",
        [header, ["Saditi", "2021.", "Riječna policija"], ["Zalijevati", "2022.", "Riječna policija"]],
    ]
    found = read(made)
    assert [(a.code, a.text) for a in found.plan.activities] == [("2.1.1", "Saditi"), ("2.1.2", "Zalijevati")]


def test_an_empty_column_of_codes_is_numbered_too_for_word_keeps_its_numbers_to_itself() -> None:
    header = ["R. br.", "Aktivnost", "Rok", "Nosilac"]
    body = [["", "Saditi", "2021.", "Riječna policija"], ["", "Zalijevati", "2022.", "Riječna policija"]]
    found = read(["Program 2.1. Sadnja", [header, *body], "Program 2.2. Njega", [header, *body]])
    assert [a.code for a in found.plan.activities] == ["2.1.1", "2.1.2", "2.2.1", "2.2.2"]


def test_a_code_may_stand_before_the_activity_in_the_same_cell() -> None:
    found = read([[["Aktivnost", "Rok", "Nosilac"], ["3.1.4. Saditi lipe", "2021.", "Riječna policija"]]])
    assert [(a.code, a.text) for a in found.plan.activities] == [("3.1.4", "Saditi lipe")]
    assert found.account.unplaced == ()


def test_a_code_that_stands_twice_is_a_question() -> None:
    made: Made = [[["", "Aktivnost", "Rok"], ["1.1.1.", "Saditi", "2021."], ["1.1.1.", "Zalijevati", "2022."]]]
    found = read(made)
    assert [a.code for a in found.plan.activities] == ["1.1.1", "1.1.1-2"]
    assert [(q.asks, q.wording, q.read_as) for q in found.questions] == [(Asks.CODE, "1.1.1", "1.1.1-2")]


def test_codes_order_as_people_count_and_programmes_follow_codes() -> None:
    body = [[f"4.2.{i}.", f"Aktivnost broj {i}", "2021.", "Riječna policija"] for i in range(8, 12)]
    found = read(["4. VODA", "Program 4.2. Rijeke", [["", "Aktivnost", "Rok", "Nosilac"], *body]])
    assert [a.code for a in found.plan.activities] == ["4.2.8", "4.2.9", "4.2.10", "4.2.11"]
    assert {a.programme for a in found.plan.activities} == {"4.2"}


def test_pillars_and_programmes_may_stand_in_columns_of_a_spreadsheet() -> None:
    header = ["Pillar", "Programme", "Code", "Activity", "Deadline", "Responsible"]
    body = [
        ["1. Trees", "1.1 Plant", "1.1.1", "Oaks", "2021", "River Police"],
        ["", "", "1.1.2", "Limes", "2021", "River Police"],
        ["2. Water", "2.1 Clean", "2.1.1", "Rivers", "2022", "River Police"],
    ]
    found = reading.read(documents.read(make.xlsx([[header, *body]]), "plan.xlsx"), CATALOGUE)
    assert [(p.code, p.title) for p in found.plan.pillars] == [("1", "Trees"), ("2", "Water")]
    assert [(a.code, a.programme, a.pillar) for a in found.plan.activities] == [
        ("1.1.1", "1.1", "1"),
        ("1.1.2", "1.1", "1"),
        ("2.1.1", "2.1", "2"),
    ]


def test_rows_of_another_table_do_not_run_into_the_last_activity() -> None:
    made = [*ENGLISH, "Abbreviations", [["RP", "River Police"], ["OWL", "Owl Fund"]]]
    found = read(made)
    assert found.plan.activities == read(ENGLISH).plan.activities
    assert [u.why for u in found.account.unplaced] == [Why.OUTSIDE] * 6
    assert [(r.noticed, r.wording) for r in found.remarks] == [(Noticed.TEXT, "Abbreviations")]


def test_a_document_without_a_table_is_refused() -> None:
    with pytest.raises(DocumentError, match="plan.txt has no table"):
        reading.read(documents.read(b"A letter.\nNothing more.", "plan.txt"), CATALOGUE)


def test_a_cell_longer_than_any_plan_is_refused_with_its_place() -> None:
    with pytest.raises(DocumentError, match="line 8: a cell has 60001 letters"):
        one_row(activity="x " * 30_000 + "y")


def test_a_table_with_more_activities_than_any_plan_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows, "MOST_ACTIVITIES", 2)
    with pytest.raises(DocumentError, match="line 15: there are more than 2 activities"):
        read(ENGLISH)


def test_the_json_has_the_shape_that_the_command_line_promises() -> None:
    found = read(ENGLISH).to_json()
    assert set(found) >= {"source", "plan", "pillars", "programmes", "activities", "words", "questions", "counts"}
    activity = found["activities"][0]
    assert set(activity) >= {"code", "pillar", "programme", "activity", "deadline", "institutions", "indicators"}
    assert set(activity["deadline"]) == {"raw", "kind", "start", "end", "points", "min_frequency"}
    assert set(activity["resources"][0]) >= {"type", "source", "year", "amount", "currency"}
    assert found["words"]["placed"] == found["words"]["total"]
