"""The report as a workbook: written in any language, read back exactly in any, and clear about every broken cell."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.conf import settings
from django.utils import translation
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from okrilje.lib.documents import DocumentError
from okrilje.lib.scripts import fold
from okrilje.lib.spreadsheets.layout import INSTRUCTIONS, LISTS
from okrilje.monitoring import workbook
from okrilje.monitoring.answers import NARRATIVES, Answer, Reported, Spending
from okrilje.monitoring.status import Progress
from okrilje.monitoring.workbook import Entry, Form, Measured
from okrilje.monitoring.workbook.form import Told
from okrilje.monitoring.workbook.sheets import CHOICES, SHEETS
from tests.monitoring import workbooks as people

LANGUAGES = [code for code, _name in settings.LANGUAGES]
SOURCES = {"MS": "Ministarstvo sigurnosti", "GP": "Granična policija", "IOM": "IOM"}
YEARS = range(2020, 2024)
DUES = {1: date(2021, 3, 31), 2: date(2021, 9, 30)}
#: A milestone and a count with a share; continuous work; a joint activity of which we also report the whole.
MEASURES = (Measured("1", "Donesen akt", is_milestone=True), Measured("2a", "Broj obuka", last=Decimal(4)))


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


def form(*answers: Answer, **fields: Any) -> Form:
    """1.1.1 has two due dates, 1.1.2 is continuous, 1.1.4 is joint: a share and a whole."""
    said = [*answers, *[Answer()] * 4]
    entries = [
        Entry(1, "1.1.1", "whole", 3, said[0], dues=DUES, measures=MEASURES, planned={"2021/MS": Decimal("100.50")}),
        Entry(2, "1.1.2", "whole", 0, said[1], measures=MEASURES[1:], told=Told(title="Sastanci")),
        Entry(3, "1.1.4", "share", 1, said[2]),
        Entry(4, "1.1.4", "whole", 1, said[3]),
    ]
    spellings = {code: {fold(name)} for code, name in SOURCES.items()}
    return Form("plan", "2021-H1", "GP", entries, SOURCES, spellings, YEARS, **{"title": "Izvještaj", **fields})


def written(one: Form, language: str = "en") -> bytes:
    with translation.override(language):
        return workbook.write(one)


def read(data: bytes, one: Form) -> workbook.Found:
    return workbook.read(data, one, lambda numbers: pytest.fail("nothing here is stale"))


def filled(one: Form, fill: Any) -> workbook.Found:
    book = people.opened(written(one))
    fill(book)
    return read(people.saved(book), one)


def told(found: workbook.Found) -> list[str]:
    return [str(fault) for fault in found.faults]


TEXT = st.text(st.characters(codec="utf-8"), max_size=20) | st.sampled_from(
    ["=1+1", "+387 33", "- prva\n- druga", "@ime", "_x0041_", "a\r\nb", "3", "1.2.2021", "'", "Шума", "#N/A", "да"]
)
AMOUNTS = st.none() | st.decimals(0, Decimal("999999999999.99"), places=2, allow_nan=False)
DAYS = st.dates(date(1990, 1, 1), date(2060, 1, 1))
MONEY = st.dictionaries(
    st.sampled_from(["2020/MS", "2021/MS", "2022/IOM", "2021/", "2023/GP"]),
    st.builds(Spending, planned=AMOUNTS, allocated=AMOUNTS, paid=AMOUNTS),
    max_size=3,
)


def answers(place: int) -> st.SearchStrategy[Answer]:
    """What may be said of the entry at this place."""
    dated, measures = place == 0, form().entries[place].measures
    progress = [Progress.IN_PROGRESS, Progress.NOT_APPLICABLE]
    progress += [Progress.DONE, Progress.NOT_STARTED] if dated else [Progress.NONE]
    #: More digits than a number of Excel keeps.
    long = st.just(Decimal("98765432109876.54"))
    reported = st.builds(Reported, value=AMOUNTS | long | st.sampled_from([0, 1]), reason=TEXT)
    return st.builds(
        Answer,
        progress=st.none() | st.sampled_from(progress),
        completions=st.dictionaries(st.sampled_from([1, 2]), DAYS) if dated else st.just({}),
        occurrences=st.none() if dated else st.none() | st.integers(0, 100_000),
        values=st.fixed_dictionaries({}, optional={one.key: reported for one in measures}),
        money=MONEY,
        **dict.fromkeys(NARRATIVES, TEXT),
    ).map(Answer.without_blanks)


SAID = st.tuples(*(answers(place) for place in range(4)))


@examples(max_examples=15)
@given(SAID, st.sampled_from(LANGUAGES), st.sampled_from(LANGUAGES), st.booleans())
def test_a_report_written_in_any_language_is_read_back_by_whoever_reads_it_and_nothing_changes(
    said: tuple[Answer, ...], language: str, reader: str, by_another_program: bool
) -> None:
    one = form(*said)
    data = written(one, language)
    if by_another_program:
        data = people.saved(people.opened(data))
    with translation.override(reader):
        found = read(data, one)
    assert (found.answers, told(found), found.remarks) == ({}, [], [])
    assert found.revisions == {1: 3, 2: 0, 3: 1, 4: 1}


def fill_in(book: Any, code: str, scope: str, was: Answer, now: Answer, measures: Any) -> None:
    """Makes the workbook say something else, cell by cell, as a person would."""
    words = {None: None, **{choice: str(label) for choice, label in CHOICES["progress"][1].items()}}
    said = {"progress": words[now.progress], "occurrences": now.occurrences}
    said |= {name: getattr(now, name) for name in NARRATIVES}
    said |= {f"completions_{n}": now.completions.get(n) for n in {*was.completions, *now.completions}}
    people.say(book, code, scope, **said)
    for one in measures:
        given = now.values.get(one.key, Reported())
        reached = one.is_milestone and given.value in (0, 1)
        value = ("yes" if given.value else "no") if reached else str(given.value) if given.value is not None else None
        people.count(book, code, one.key, value, given.reason)
    sheet = book[people.MONEY]
    of_it = [
        n for n in range(2, sheet.max_row + 1) if (sheet.cell(n, 1).value, sheet.cell(n, 2).value) == (code, scope)
    ]
    for number in of_it:
        for place in range(1, sheet.max_column + 1):
            sheet.cell(number, place).value = None
    for key, spent in now.money.items():
        year, _slash, source = key.partition("/")
        amounts = {name: str(amount) for name in ("planned", "allocated", "paid") if (amount := getattr(spent, name))
                   is not None}  # fmt: skip
        number = people.add_money(book, code, int(year), source or None, **amounts)
        sheet.cell(number, 2).value = scope


@examples(max_examples=15)
@given(SAID, st.data())
def test_what_somebody_writes_into_it_is_read_exactly(said: tuple[Answer, ...], data: st.DataObject) -> None:
    one, place = form(*said), data.draw(st.integers(0, 3))
    entry, now = one.entries[place], data.draw(answers(place))
    scope = {"whole": "the whole activity", "share": "the institution's share"}[entry.scope]
    found = filled(one, lambda book: fill_in(book, entry.code, scope, entry.answer, now, entry.measures))
    assert told(found) == []
    assert found.answers == ({} if now == entry.answer else {entry.pk: now})


# --- What it is like ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_names_of_sheets_and_words_of_checks_are_what_excel_allows(language: str) -> None:
    with translation.override(language):
        names = [str(sheet.name) for sheet in SHEETS.values()] + [str(INSTRUCTIONS), str(LISTS)]
        assert len({name.casefold() for name in names}) == len(names)
        assert all(len(name) <= 31 and not set(name) & set("[]:*?/\\'") for name in names)
    checks = [c for sheet in people.opened(written(form(), language)) for c in sheet.data_validations.dataValidation]
    assert all(len(c.errorTitle) <= 32 and len(c.error) <= 255 for c in checks) and len(checks) > 15


def test_no_spelling_means_two_things() -> None:
    every = [{key: sheet.name for key, sheet in SHEETS.items()} | {"i": INSTRUCTIONS, "l": LISTS}]
    every += [named for _heading, named in CHOICES.values()]
    every += [{column.path: column.heading for column in sheet.columns} for sheet in SHEETS.values()]
    for named in every:
        meant: dict[str, str] = {}
        for language in LANGUAGES:
            with translation.override(language):
                for key, words in named.items():
                    assert meant.setdefault(fold(str(words)), key) == key, (language, str(words))


def test_it_is_in_the_language_of_the_reader() -> None:
    one = form(Answer(progress="done", values={"1": Reported(value=1)}))
    book = people.opened(written(one, "bs"))
    assert book.sheetnames == ["Uputstvo", "Aktivnosti", "Mjerila", "Novac", "Liste za odabir", "okrilje"]
    assert book["Aktivnosti"]["H2"].value == "završeno" and book["Mjerila"]["I2"].value == "da"
    cyrillic = people.opened(written(one, "sr"))
    assert cyrillic["Активности"]["H2"].value == "завршено" and cyrillic["Мјерила"]["I2"].value == "да"


def test_only_what_is_to_be_filled_in_can_be_typed_in() -> None:
    one = form()
    closed = replace(one.entries[1], is_open=False)
    book = people.opened(written(replace(one, entries=[one.entries[0], closed])))
    sheet, money = book["Activities"], book["Money"]
    assert sheet.protection.sheet and money.protection.sheet and book["okrilje"].sheet_state == "veryHidden"
    headings = [cell.value for cell in sheet[1]]
    is_open = [{h for h, cell in zip(headings, row, strict=True) if not cell.protection.locked} for row in sheet["2:3"]]
    assert is_open == [set(people.HEADINGS.values()) - {"How many times in this cycle"}, set()]
    assert [cell.protection.locked for cell in money[2]] == [True] * 5 + [False] * 3, "a row that the plan names"
    assert [cell.protection.locked for cell in money[3]] == [False] * 4 + [True] + [False] * 3, "a row to be added"
    assert sheet.freeze_panes == "D2" and sheet["H2"].fill.fgColor.rgb != sheet["C2"].fill.fgColor.rgb


def test_beside_a_measure_stands_what_the_registers_count() -> None:
    counted = (replace(MEASURES[0], counted=Decimal(1)), replace(MEASURES[1], counted=Decimal(6)))
    entry = replace(form().entries[0], measures=counted)
    sheet = openpyxl.load_workbook(BytesIO(written(replace(form(), entries=[entry]))))["Measures"]
    column = next(cell.column for cell in sheet[1] if cell.value == "Counted from records")
    assert [sheet.cell(row, column).value for row in (2, 3)] == ["yes", 6]


def test_what_may_be_said_is_on_the_list_of_its_cell() -> None:
    def offered(sheet: Any, cell: str) -> list[str]:
        check = next(c for c in sheet.data_validations.dataValidation if cell in c.sqref and c.type == "list")
        first, last = check.formula1.split("!")[1].replace("$", "").split(":")
        return [row[0].value for row in book["Lists to choose from"][f"{first}:{last}"]]

    book = people.opened(written(form(Answer(), Answer(progress=Progress.DONE))))
    assert offered(book["Activities"], "H2") == ["not started", "under way", "done", "does not apply any more"]
    assert offered(book["Activities"], "H4") == ["under way", "nothing in this period", "does not apply any more"]
    assert "done" in offered(book["Activities"], "H3"), "it was said already"
    assert offered(book["Measures"], "I2") == ["yes", "no"]
    assert offered(book["Money"], "D300") == sorted(f"{code} – {name}" for code, name in SOURCES.items())


def test_nothing_that_somebody_wrote_is_a_formula_in_it() -> None:
    danger = ['=HYPERLINK("http://example.org")', "+1", "-1", "@SUM(A1)", "=cmd|' /C calc'!A0"]
    one = form(Answer(**dict(zip(NARRATIVES, danger, strict=True))), title="=1+1", facts=[("Plan", "=2+2")])
    data = written(one)
    with zipfile.ZipFile(BytesIO(data)) as archive:
        parts = [archive.read(name) for name in archive.namelist() if name.startswith("xl/worksheets/")]
        styles = archive.read("xl/styles.xml")
    assert not any(b"<f>" in part or b"<f " in part for part in parts) and b'quotePrefix="1"' in styles
    cells = people.opened(data)["Activities"]["L2:P2"][0]
    assert [cell.value for cell in cells] == danger and all(cell.data_type == "s" for cell in cells)
    assert read(data, one).answers == {}


# --- What people type ---------------------------------------------------------------------------------------------


def test_what_people_type_is_understood() -> None:
    def fill(book: Any) -> None:
        people.say(book, "1.1.1", progress="DONE", completions_1="15.6.2021.", completions_2=datetime(2021, 9, 1, 12))
        people.say(book, "1.1.2", occurrences="12", done=3, lessons=datetime(2021, 2, 1))
        people.count(book, "1.1.1", "1", "Da")
        people.count(book, "1.1.1", "2a", "1 234")
        people.add_money(book, "1.1.2", "2021", "Granicna policija", planned="1,234.50", paid=0.1 + 0.2)
        book["Money"]["B3"] = None  # there is only one of it

    found = filled(form(), fill)
    assert told(found) == []
    assert found.answers == {
        1: Answer(progress="done", completions={1: date(2021, 6, 15), 2: date(2021, 9, 1)},
                  values={"1": Reported(value=1), "2a": Reported(value=1234)}),
        2: Answer(occurrences=12, done="3", lessons="1. 2. 2021.",
                  money={"2021/GP": Spending(planned="1234.50", paid="0.3")}),
    }  # fmt: skip


@pytest.mark.parametrize(("language", "amount"), [("bs", "1234.00"), ("en", "1.234"), ("sr", "1234.00")])
def test_the_signs_of_a_number_are_those_of_the_language_of_the_workbook(language: str, amount: str) -> None:
    book = people.opened(written(form(), language))
    book.worksheets[3]["F2"] = "1.234"
    found = read(people.saved(book), form())
    if language == "en":
        assert told(found) == ["Sheet “Money”, row 2, column “planned”: “1.234” has more than two decimals."]
    else:
        assert found.answers[1].money["2021/MS"].planned == Decimal(amount)


def test_rows_and_columns_may_be_sorted_and_left_out() -> None:
    one = form(Answer(done="A", lessons="x"), Answer(money={"2021/MS": Spending(paid=1)}))

    def fill(book: Any) -> None:
        sheet = book["Activities"]
        sheet.move_range("A2:O2", rows=4)
        sheet.delete_cols(people.column(sheet, "Deadline"))
        sheet.delete_cols(people.column(sheet, "Lessons learned"))
        sheet.move_range(f"J1:J{sheet.max_row}", cols=9)
        people.say(book, "1.1.2", done="B")
        del book["Measures"]
        book.create_sheet("Bilješke")
        book["Activities"].delete_rows(people.row(sheet, "1.1.4"))

    found = filled(one, fill)
    assert told(found) == [] and found.answers == {2: replace_answer(one.entries[1].answer, done="B")}
    assert [str(remark) for remark in found.remarks] == [
        "The sheet “Bilješke” is no part of the report and was not read.",
        "The sheet “Activities” lacks the column “Lessons learned”; what it said stays as it is.",
        "Activities that are not on the sheet “Activities” and stay as they are: 1.",
        "The sheet “Measures” is gone; what it said stays as it is.",
    ]


def replace_answer(answer: Answer, **fields: Any) -> Answer:
    return answer.model_copy(update=fields)


def test_a_row_of_money_that_is_gone_was_taken_out() -> None:
    one = form(Answer(money={"2021/MS": Spending(paid=1), "2022/GP": Spending(paid=2)}))
    found = filled(one, lambda book: book["Money"].delete_rows(people.row(book["Money"], "1.1.1", Year=2022)))
    assert told(found) == [] and found.answers == {1: Answer(money={"2021/MS": Spending(paid=1)})}


BROKEN = [
    ("Activities", "H2", "uskoro", "column “How it stands”: “uskoro” is not on the list. Choose one of: not started;"),
    ("Activities", "H3", "done", "“done” is not on the list. Choose one of: under way; nothing in this period;"),
    ("Activities", "I2", "kraj juna", "Sheet “Activities”, row 2, column “Day of completion”: “kraj juna” is no day"),
    ("Activities", "I3", "1.6.2021", "activity 1.1.2 has no due date number 1."),
    ("Activities", "K3", "mnogo", "column “How many times in this cycle”: “mnogo” is no whole number."),
    ("Activities", "K3", 100_001, "“100001” is too large; the largest number is 100000."),
    ("Activities", "K3", -1, "“-1” is too small; the smallest number is 0."),
    ("Activities", "L3", "x" * 6001, "“What was done”: the text is too long; at most 6000 characters are kept."),
    ("Activities", "L3", "=1/0", "column “What was done”: there is a formula without a result."),
    (
        "Activities",
        "A3",
        "9.9.9",
        "Sheet “Activities”, row 3, column “Code”: this report has no activity “9.9.9, the whole ",
    ),
    ("Activities", "A3", "1.1.1", "column “Code”: “1.1.1” stands twice."),
    ("Activities", "B3", "the institution's share", "no activity “1.1.2, the institution's share”."),
    ("Activities", "B4", None, "row 4, column “Whole or share”: a value is missing."),
    ("Activities", "L1", "Urađeno", "Sheet “Activities”, column L: the heading “Urađeno” is not known."),
    ("Activities", "J1", "Day of completion: 01", "column J: the heading “Day of completion: 01” stands twice."),
    ("Activities", "Z3", "x", "Sheet “Activities”, row 3, column “Z”: there is text without a heading."),
    ("Measures", "I2", "možda", "column “Value”: “možda” is no number."),
    ("Measures", "I3", "yes", "row 3, column “Value”: “yes” is no number."),
    ("Measures", "I3", 1.555, "“1.555” has more than two decimals."),
    ("Measures", "C3", "7", "row 3, column “Number”: activity 1.1.1 has no measure “7”."),
    ("Money", "F2", "100 KM", "Sheet “Money”, row 2, column “planned”: “100 KM” is no amount."),
    ("Money", "F2", -5, "“-5” is too small; the smallest number is 0."),
    ("Money", "F2", 1e13, "is too large"),
    ("Money", "C2", "ove godine", "“ove godine” is no whole number."),
    ("Money", "C2", 2031, "“2031” is no year of the plan. Write one from 2020 to 2023."),
    ("Money", "C2", None, "row 2, column “Year”: a value is missing."),
    ("Money", "D2", "XYZ", "row 2, column “Source”: there is no institution “XYZ”."),
    ("Money", "A2", None, "row 2, column “Code”: a value is missing."),
    ("Money", "A3", "=A2", "row 3, column “Code”: there is a formula without a result."),
]


@pytest.mark.parametrize(("sheet", "cell", "value", "said"), BROKEN)
def test_a_broken_cell_is_named_with_what_to_do(sheet: str, cell: str, value: Any, said: str) -> None:
    def fill(book: Any) -> None:
        book["Money"]["F2"] = 5
        book[sheet][cell] = value

    try:
        found = told(filled(form(), fill))
    except DocumentError as error:
        found = [str(error), *map(str, getattr(error, "more", ()))]
    assert said in "\n".join(found)


def test_a_sheet_that_is_there_twice_is_a_question_and_so_is_a_row_of_money() -> None:
    book = people.opened(written(form()))
    book.copy_worksheet(book["Activities"]).title = "Aktivnosti"
    with pytest.raises(DocumentError, match="“Activities” and “Aktivnosti” are the same one"):
        read(people.saved(book), form())

    def fill(book: Any) -> None:
        for _time in range(2):
            people.add_money(book, "1.1.2", 2021, None, paid=1)

    assert told(filled(form(), fill)) == ["Sheet “Money”, row 4, column “Year”: “2021” stands twice."]


def test_all_broken_cells_are_told_at_once() -> None:
    def fill(book: Any) -> None:
        people.say(book, "1.1.1", progress="x", completions_1="y")
        people.say(book, "1.1.2", progress="under way", occurrences="z", done="Radilo se.")

    found = filled(form(), fill)
    assert len(told(found)) == 3 and found.answers[2].done == "Radilo se."


# --- Which report it is -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("field", "value"), [("institution", "SPS"), ("cycle", "2021-H2"), ("plan", "kanton")])
def test_the_report_of_somebody_else_is_refused_with_words(field: str, value: str) -> None:
    data = written(replace(form(), **{field: value}))
    with pytest.raises(DocumentError, match="Upload it on its own page") as raised:
        read(data, form())
    assert value in str(raised.value) and "here is that of GP for 2021-H1 on the plan plan" in str(raised.value)


def test_a_workbook_that_does_not_know_which_report_it_is_is_refused() -> None:
    book = people.opened(written(form()))
    del book["okrilje"]
    for data, said in [
        (people.saved(book), "This workbook is no report downloaded from Okrilje"),
        (b"PK\x03\x04", "damaged or incomplete"),
        (b"1.1.1\tdone", "is no Excel workbook"),
        (b"", "is empty"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook".encode("utf-16-le"), "an old Excel document"),
    ]:
        with pytest.raises(DocumentError, match=said):
            read(data, form())


def test_one_of_another_version_of_the_program_is_refused() -> None:
    book = people.opened(written(form()))
    book["okrilje"]["B1"] = "report 2"
    with pytest.raises(DocumentError, match="made by another version"):
        read(people.saved(book), form())


def test_a_formula_counts_with_its_result() -> None:
    data = written(form())
    with zipfile.ZipFile(BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = "xl/worksheets/sheet4.xml"
    start = parts[sheet].index(b'<c r="F2"')
    end = parts[sheet].index(b">", start) + 1
    parts[sheet] = parts[sheet][:start] + b'<c r="F2"><f>40+2</f><v>42</v></c>' + parts[sheet][end:]
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    assert read(buffer.getvalue(), form()).answers == {1: Answer(money={"2021/MS": Spending(planned=42)})}
