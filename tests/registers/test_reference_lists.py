"""Reference lists: complete, with a source, never losing a code; retired codes stay readable and are not offered."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from okrilje.accounts.models import User
from okrilje.lib.file_errors import FileError
from okrilje.lib.periods import Period
from okrilje.lib.scripts import is_cyrillic
from okrilje.plan import measuring
from okrilje.registers import reference
from okrilje.registers.forms import RecordForm
from okrilje.registers.kind import kinds
from okrilje.registers.kinds.campaigns import Campaign
from okrilje.registers.kinds.proceedings import Proceeding
from okrilje.registers.kinds.trainings import Training
from okrilje.registers.reference import LANGUAGES, ReferenceList
from okrilje.registers.workbook import layout
from tests.registers.conftest import signed_in
from tests.registers.test_files import bring, changed, file_of, put

PUBLISHED = json.loads((Path(__file__).parent / "published_codes.json").read_text(encoding="utf-8"))
PAGE = Path(__file__).parents[2] / "docs" / "reference" / "reference-lists.md"
RETIRE = "A code that was published is never removed or changed: give it its last day in “until” and add a new code."
lists = pytest.mark.parametrize("found", reference.lists(), ids=lambda one: one.name)


def meaning(item: reference.Item) -> str:
    return " | ".join([item.labels["en"], *(f"{name}={value}" for name, value in item.properties.items())])


@lists
def test_a_code_is_never_removed_or_changed_in_meaning(found: ReferenceList) -> None:
    seen = PUBLISHED[found.name]
    if isinstance(seen, str):  # names of countries are the library's; their codes are ours for good
        assert not set(seen.split()) - found.by_code.keys(), RETIRE
        return
    kept = {code: meaning(found.by_code[code]) for code in seen if code in found.by_code}
    assert kept == seen, f"{RETIRE} Other words for the same meaning go into tests/registers/published_codes.json too."


@lists
def test_every_code_is_among_those_that_must_not_get_lost(found: ReferenceList) -> None:
    seen = PUBLISHED[found.name]
    known = set(seen.split() if isinstance(seen, str) else seen)
    assert found.by_code.keys() <= known, "Add new codes to tests/registers/published_codes.json."


@lists
def test_words_are_complete_in_every_language(found: ReferenceList) -> None:
    for labels in (found.title, *(one.labels for one in found.items), *(one.name for one in found.sources)):
        assert set(labels) == set(LANGUAGES) and all(labels.values())
    with translation.override("sr"):
        assert is_cyrillic(found.heading) and all(is_cyrillic(one.label) for one in found.items)


@lists
def test_codes_fit_the_fields_that_hold_them(found: ReferenceList) -> None:
    assert max(map(len, found.by_code)) <= 16


def test_offences_are_of_the_two_groups_that_formulas_ask_for() -> None:
    groups = {one.properties["group"] for one in reference.read("offences").items}
    assert groups == set(dict(Proceeding._meta.get_field("offence").flatchoices)) == {"THB", "related"}


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        (
            lambda v: v["items"][1]["labels"].pop("hr"),
            "topics.json, items children, labels: words are needed in exactly",
        ),
        (lambda v: v["items"][1].update(until="soon"), "topics.json, items children, until: “soon” is no day."),
        (lambda v: v["items"].append(v["items"][0]), "topics.json: “identification” stands twice."),
        (lambda v: v.pop("version"), "topics.json, version: a value is missing."),
        (lambda v: v.update(sources=[]), "topics.json, sources: "),
    ],
)
def test_a_bad_file_is_named_with_the_place(damage: Callable[[Any], Any], told: str) -> None:
    value = reference.read("topics").model_dump(mode="json", by_alias=True, exclude={"name"})
    damage(value)
    with pytest.raises(FileError) as error:
        reference.parse("topics", value)
    assert str(error.value).startswith(told)


def test_the_page_on_the_lists_has_each_of_them() -> None:
    rows = re.findall(r"^\| (.+?) · (.+?) \| `(.+?)` \| (\d+) \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert [(en, bs, name, int(n)) for en, bs, name, n in rows] == [
        (one.title["en"], one.title["bs"], one.name, len(one.items)) for one in reference.lists()
    ]


# --- Retired codes -------------------------------------------------------------------------------------------


@pytest.fixture
def retired(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The topic "migration" was in use until the end of June 2021."""
    topics = reference.read("topics")
    items = [
        one.model_copy(update={"until": date(2021, 6, 30)}) if one.code == "migration" else one for one in topics.items
    ]
    changed = topics.model_copy(update={"items": tuple(items)})
    changed.__dict__.pop("by_code", None)
    read = reference.read
    monkeypatch.setattr(reference, "read", lambda name: changed if name == "topics" else read(name))
    layout.cache_clear()
    yield
    layout.cache_clear()


def sent(**values: str) -> dict[str, str]:
    rows = {"lines-TOTAL_FORMS": "0", "lines-INITIAL_FORMS": "0"}
    usual = {"title": "Training", "happened_on": "2021-08-01", "ends_on": "2021-08-01", "status": "held"}
    return {**rows, **usual, "topic": "migration", **values}


@pytest.mark.django_db
def test_a_retired_code_is_not_offered_but_stays_where_it_stands(retired: None, clerk: User) -> None:
    kind = kinds()["trainings"]
    page = signed_in(clerk)
    new = page.get("/registers/trainings/new/").content.decode()
    assert 'value="migration"' not in new and 'value="labour"' in new
    assert page.post("/registers/trainings/new/", sent()).status_code == 422
    row = Training.objects.create(
        institution=clerk.institution, title="Old", happened_on=date(2021, 8, 1), ends_on=date(2021, 8, 1),
        topic="migration", changed_at="2021-08-02T00:00Z",
    )  # fmt: skip
    shown = page.get(f"/registers/trainings/{row.pk}/").content.decode()
    assert 'value="migration" selected' in shown
    assert page.post(f"/registers/trainings/{row.pk}/", sent(title="Older")).status_code == 302
    row.refresh_from_db()
    assert (row.title, row.topic) == ("Older", "migration")
    assert "migration" in dict(RecordForm(kind=kind, user=clerk, base=row).fields["topic"].choices)  # type: ignore[attr-defined]


@pytest.mark.django_db
@pytest.mark.usefixtures("in_english", "retired")
@pytest.mark.parametrize(("day", "told"), [("4.5.2021", "1 new record"), ("4.8.2021", "was in use until")])
def test_a_file_may_hold_a_retired_code_for_days_on_which_it_was_used(page: Client, day: str, told: str) -> None:
    data = file_of(page, "trainings")
    answer = bring(
        page, "trainings",
        changed(data, lambda book: put(
            book["Trainings"], 2, Number_of_the_record="N1", Title="Training", Day=day, Last_day=day, Status="held",
            Topic="mixed migration",
        )),
    )  # fmt: skip
    assert told in answer.content.decode()
    assert "mixed migration" not in layout("trainings").offered("topic")
    assert layout("trainings").choices_named("topic")["mixed migration"] == "migration"


# --- Articles and forms --------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.usefixtures("in_english")
def test_an_article_of_other_offences_is_refused_by_form_and_file(page: Client) -> None:
    case = {
        "title": "Case", "happened_on": "2021-03-01", "case_reference": "T1", "offence": "related", "article": "RS-145",
        "lines-TOTAL_FORMS": "0", "lines-INITIAL_FORMS": "0",
    }  # fmt: skip
    refused = page.post("/registers/proceedings/new/", case)
    assert refused.status_code == 422 and "does not go with what stands under “Offence”" in refused.content.decode()
    data = changed(file_of(page, "proceedings"), lambda book: put(
        book["Criminal cases"], 2, Number_of_the_record="N1", Title="Case", Day="1.3.2021", Number_of_the_case="T1",
        Offence="related offence",
        Article_of_the_criminal_code="Criminal Code of Republika Srpska, art. 145: trafficking in persons",
    ))  # fmt: skip
    assert "does not go with what stands under “Offence”" in bring(page, "proceedings", data).content.decode()
    assert page.post("/registers/proceedings/new/", {**case, "offence": "THB"}).status_code == 302
    assert Proceeding.objects.get().article == "RS-145"


@pytest.mark.django_db
def test_formulas_ask_for_the_article_and_the_form(clerk: User) -> None:
    shared = {"institution": clerk.institution, "changed_at": "2021-08-02T00:00Z", "happened_on": date(2021, 3, 1)}
    for article in ("RS-145", "BD-207a", ""):
        Proceeding.objects.create(title="Case", case_reference="T", article=article, **shared)
    Campaign.objects.create(title="Campaign", type="targeted", form="BEG", **shared)
    year = Period(date(2021, 1, 1), date(2021, 12, 31))
    for formula, value in (
        ("count(investigation: article∈{RS-145,BD-207a}, active in period)", 2),
        ("count(investigation: case.offence=THB, active in period)", 3),
        ("count(campaign_activity: form=BEG, date∈period)", 1),
        ("count(campaign_activity: form=LAB, date∈period)", 0),
    ):
        asked = measuring.question(formula, {})
        assert asked and measuring.rows(asked, year).count() == value


# --- The page ------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_page_shows_every_list_and_gives_it_as_a_file(page: Client) -> None:
    shown = page.get("/registers/lists/").content.decode()
    for one in reference.lists():
        assert one.title["en"] in shown and one.version in shown and one.items[-1].code in shown
        kept = json.loads(page.get(f"/registers/lists/{one.name}.json").content)
        name = kept.pop("name")
        assert reference.parse(name, kept) == one
        text = page.get(f"/registers/lists/{one.name}.csv").content.decode("utf-8-sig")
        rows = list(csv.DictReader(io.StringIO(text)))
        assert [row["code"] for row in rows] == list(one.by_code) and all(row["sr"] and row["hr"] for row in rows)
    assert page.get("/registers/lists/nothing.csv").status_code == 404
    assert page.get("/registers/lists/forms.exe").status_code == 404
    assert "/registers/lists/" in page.get("/registers/").content.decode()


@pytest.mark.django_db
def test_a_retired_code_is_marked_on_the_page(retired: None, page: Client) -> None:
    shown = page.get("/registers/lists/").content.decode()
    row = next(line for line in shown.splitlines() if "<code>migration</code>" in line)
    assert "retired" in row and "2021" in row
