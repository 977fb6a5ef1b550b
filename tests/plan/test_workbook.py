"""The workbook: in the language of the reader, read back exactly in any of them, and clear about every broken cell."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import openpyxl
import pytest
from django.conf import settings
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from okrilje.accounts import catalogue
from okrilje.lib.file_errors import FileError
from okrilje.lib.scripts import fold
from okrilje.lib.spreadsheets.layout import INSTRUCTIONS, LISTS
from okrilje.plan import exporting, workbook
from okrilje.plan.content import Plan
from okrilje.plan.workbook.sheets import CHOICES, SHEETS
from tests.plan.generated import SLOW, plans, small

LANGUAGES = [code for code, _name in settings.LANGUAGES]
REGISTER = catalogue.load("bih")
NAMES = {institution.code: institution.name for institution in REGISTER.institutions}


def written(plan: Plan, language: str = "en") -> bytes:
    with translation.override(language):
        return workbook.write(plan, NAMES)


def read(data: bytes) -> Plan:
    return workbook.read(data, REGISTER)[0]


def opened(plan: Plan, language: str = "en") -> Any:
    return openpyxl.load_workbook(io.BytesIO(written(plan, language)))


def saved(book: Any) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


@SLOW
@given(plans(), st.sampled_from(LANGUAGES), st.sampled_from(LANGUAGES))
def test_a_plan_written_in_any_language_is_read_back_the_same_by_whoever_reads_it(
    plan: Plan, language: str, reader: str
) -> None:
    data = written(plan, language)
    with translation.override(reader):
        assert workbook.is_ours(data)
        assert workbook.read(data, REGISTER) == (plan, ())


@SLOW
@given(plans(), st.sampled_from(LANGUAGES))
def test_another_program_that_saves_the_workbook_changes_nothing(plan: Plan, language: str) -> None:
    assert read(saved(opened(plan, language))) == plan


@pytest.mark.parametrize("language", LANGUAGES)
def test_names_of_sheets_are_what_excel_allows(language: str) -> None:
    with translation.override(language):
        names = [str(sheet.name) for sheet in SHEETS.values()] + [str(INSTRUCTIONS), str(LISTS)]
    assert len({name.casefold() for name in names}) == len(names)
    assert all(len(name) <= 31 and not set(name) & set("[]:*?/\\'") for name in names)


def test_no_spelling_means_two_things() -> None:
    """In no language of ours; else a workbook could not be read without knowing its language."""
    every = [{key: sheet.name for key, sheet in SHEETS.items()} | {"i": INSTRUCTIONS, "l": LISTS}]
    every += [named for _heading, named in CHOICES.values()]
    every += [{column.path: column.heading for column in sheet.columns} for sheet in SHEETS.values()]
    for named in every:
        meant: dict[str, str] = {}
        for language in LANGUAGES:
            with translation.override(language):
                for key, words in named.items():
                    assert meant.setdefault(fold(str(words)), key) == key, (language, str(words))


def full() -> Plan:
    value = small().model_dump(mode="json", by_alias=True)
    activity = value["activities"][0]
    activity["deadline"] = {"raw": "Juni 2022.", "kind": "date-month", "start": "2022-06-01", "end": "2022-06-30"}
    activity["institutions"] = [{"raw": "GP", "code": "GP", "order": 1}, {"raw": "MS", "code": "MS", "order": 2}]
    activity["indicators"] = [{"raw": "Broj", "measures": [{"type": "EVT", "register": "MTG"}]}]
    activity["resources"] = [{"type": "donor", "source": "IOM", "year": 2022, "amount": "1000.50", "currency": "KM"}]
    return Plan.model_validate(value)


def test_it_is_in_the_language_of_the_reader() -> None:
    book = opened(full(), "bs")
    assert book.sheetnames[:5] == ["Uputstvo", "Plan", "Stubovi", "Programi", "Aktivnosti"]
    assert book["Aktivnosti"]["G1"].value == "Vrsta roka" and book["Aktivnosti"]["G2"].value == "Mjesec"
    cyrillic = opened(full(), "sr")
    assert cyrillic["Активности"]["G1"].value == "Врста рока" and cyrillic["Активности"]["G2"].value == "Мјесец"


def test_it_is_comfortable_to_work_with() -> None:
    sheet = opened(full(), "bs")["Resursi"]
    assert sheet.freeze_panes == "B2" and sheet.auto_filter.ref
    kind = next(v for v in sheet.data_validations.dataValidation if "B2" in v.sqref)
    assert kind.type == "list" and kind.formula1 == "'Liste za odabir'!$H$2:$H$5"
    activities = opened(full(), "bs")["Aktivnosti"]
    assert activities["A2"].number_format == "@" and activities["I2"].value == datetime(2022, 6, 30)


def test_an_institution_stands_with_code_and_name_and_the_code_counts() -> None:
    book = opened(full())
    sheet = book["Responsible institutions"]
    assert sheet["C2"].value == f"GP – {NAMES['GP']}"
    sheet["C2"] = f"SIPA – {NAMES['GP']}"
    sheet["C3"] = NAMES["MP"]
    plan, remarks = workbook.read(saved(book), REGISTER)
    assert [one.code for one in plan.activities[0].institutions] == ["SIPA", "MP"]
    assert [str(remark) for remark in remarks] == [
        "Sheet “Responsible institutions”, row 2, column “Institution”: "
        f"“{NAMES['GP']}” is not the name of SIPA. The code counts."
    ]


def test_what_people_type_is_understood() -> None:
    book = opened(full())
    book["Activities"]["A2"] = "1.1.1 "
    book["Activities"]["H2"], book["Activities"]["I2"] = "1.5.2022.", "30. 5. 2022"
    book["Programmes"]["A2"] = 1.1
    book["Resources"]["F2"] = "2.000,75"
    book["Responsible institutions"].append(["1.1.1", None, "SIPA"])
    activity = read(saved(book)).activities[0]
    assert (activity.deadline.start, activity.deadline.end) == (date(2022, 5, 1), date(2022, 5, 30))
    assert str(activity.resources[0].amount) == "2000.75"
    assert [(one.code, one.order) for one in activity.institutions] == [("GP", 1), ("MS", 2), ("SIPA", 3)]


BROKEN = [
    ("Activities", "I2", "kraj juna", "Sheet “Activities”, row 2, column “Last day”: “kraj juna” is no day"),
    ("Activities", "I2", "31.6.2022", "is no day. Write it like this: 30.6.2022"),
    ("Activities", "I2", "1.1.2022", "column “Last day”: the last day is before the first day"),
    ("Activities", "G2", "Uskoro", "“Uskoro” is not on the list. Choose one of: Month; Half-year; Year"),
    ("Activities", "G2", None, "column “Kind of deadline”: a value is missing"),
    ("Activities", "J2", 2, "column “In each period of”: a value is missing"),
    ("Activities", "C2", "9.9", "the code “9.9” does not stand in the sheet “Programmes”"),
    ("Activities", "A2", datetime(2010, 2, 4), "Excel made the day “4. 2. 2010.” of the code"),
    ("Activities", "F1", "Rokovi", "Sheet “Activities”, column F: the heading “Rokovi” is not known"),
    ("Activities", "F1", "Code", "the heading “Code” stands twice"),
    ("Activities", "Z2", "x", "Sheet “Activities”, row 2, column “Z”: there is text without a heading"),
    ("Pillars", "A3", "1", "Sheet “Pillars”, row 3, column “Code”: “1” stands twice"),
    ("Responsible institutions", "A2", "9.9.9", "the code “9.9.9” does not stand in the sheet “Activities”"),
    ("Responsible institutions", "B3", 1, "row 3, column “Order”: “1” stands twice"),
    ("Responsible institutions", "C2", "XYZ", "there is no institution “XYZ”"),
    ("Indicators", "B2", 2, "numbered 1, 2, 3, without a gap"),
    ("Measures", "B2", 4, "activity 1.1.1 has no indicator number 4"),
    ("Resources", "E2", "ove godine", "column “Year”: “ove godine” is no whole number"),
    ("Resources", "F2", "oko 100 KM", "column “Amount”: “oko 100 KM” is no amount"),
    ("Resources", "F2", 1.555, "has more than two decimals"),
    ("Resources", "F2", -1, "“-1” is too small; the smallest number is 0"),
    ("Resources", "G2", "maraka", "the text is too long; at most 3 characters"),
]


@pytest.mark.parametrize(("sheet", "cell", "value", "said"), BROKEN)
def test_a_broken_cell_is_named_with_what_to_do(sheet: str, cell: str, value: Any, said: str) -> None:
    book = opened(full())
    book[sheet][cell] = value
    with pytest.raises(FileError) as raised:
        read(saved(book))
    assert said in "\n".join(map(str, (raised.value, *raised.value.more)))


def test_all_broken_cells_are_told_at_once_and_in_the_words_of_the_file() -> None:
    book = opened(full(), "bs")
    book["Aktivnosti"]["I2"], book["Resursi"]["B2"] = "x", "y"
    with pytest.raises(FileError) as raised:
        read(saved(book))
    told = [str(raised.value), *map(str, raised.value.more)]
    assert [sentence.split(":")[0] for sentence in told] == [
        "Sheet “Aktivnosti”, row 2, column “Posljednji dan”",
        "Sheet “Resursi”, row 2, column “Vrsta resursa”",
    ]


def test_of_very_many_broken_cells_the_rest_is_counted() -> None:
    book = opened(full())
    for row in range(2, 27):
        book["Notes"].cell(row, 1, f"9.{row}")
    with pytest.raises(FileError) as raised:
        read(saved(book))
    assert len(raised.value.more) == 20 and str(raised.value.more[-1]).endswith("not shown here: 5.")


def test_a_sheet_or_a_column_that_was_deleted_is_missed() -> None:
    book = opened(full())
    del book["Notes"]
    assert workbook.is_ours(saved(book))
    with pytest.raises(FileError, match="lacks the sheet “Notes”"):
        read(saved(book))
    book = opened(full())
    book["Activities"].delete_cols(6)
    with pytest.raises(FileError, match="The sheet “Activities” lacks the column “Deadline as written”"):
        read(saved(book))


def test_a_sheet_of_ones_own_is_not_read_and_that_is_said() -> None:
    book = opened(full())
    book.create_sheet("Moje bilješke")
    plan, remarks = workbook.read(saved(book), REGISTER)
    assert plan == full() and "Moje bilješke" in str(remarks[0])


def test_a_workbook_of_somebody_else_is_none_of_ours() -> None:
    book = openpyxl.Workbook()
    book.create_sheet("Aktivnosti")
    assert not workbook.is_ours(saved(book))
    assert exporting.read(saved(book), REGISTER) is None
    assert not workbook.is_ours(b"PK\x03\x04")
