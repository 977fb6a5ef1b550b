"""The shipped files: every title is ours, in Bosnian and English, and none is the official wording."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from okrilje.accounts import catalogue
from okrilje.plan.content import Activity, DeadlineKind, Labels, Level, Plan
from okrilje.plan.measures_table import code_of, page

ROOT = Path(__file__).parents[2]
SOURCE = ROOT.parent / "shared" / "sources" / "akcioni-plan-2020-2023.txt"
REFERENCE = ROOT.parent / "shared" / "reference" / "plan-pillars-1-3.json"
FILES = ("plan-2020-2023.json", "plan-canton-demo.json", "strategy-2020-2023.json")

STATE = Plan.model_validate(catalogue.country_file("bih", "plan-2020-2023.json"))
CANTON = Plan.model_validate(catalogue.country_file("bih", "plan-canton-demo.json"))
STRATEGY = catalogue.country_file("bih", "strategy-2020-2023.json")
INSTITUTIONS = catalogue.load("bih")
PLANS = pytest.mark.parametrize("plan", [STATE, CANTON], ids=lambda p: p.code)

#: So many words in a row shared with the document would be a quotation.
QUOTATION = 6

needs_source = pytest.mark.skipif(not SOURCE.exists(), reason="the document is not part of this checkout")
needs_reference = pytest.mark.skipif(
    not REFERENCE.exists(), reason="the hand-made reading is not part of this checkout"
)


def labelled(plan: Plan) -> Iterator[tuple[str, Labels]]:
    yield "plan", plan.labels
    yield from ((f"pillar {p.code}", p.labels) for p in plan.pillars)
    yield from ((f"programme {p.code}", p.labels) for p in plan.programmes)
    for activity in plan.activities:
        yield activity.code, activity.labels
        for number, indicator in enumerate(activity.indicators, 1):
            yield f"indicator {activity.code}#{number}", indicator.labels
            for measure in indicator.measures:
                yield f"measure {code_of(activity, number, measure)}", measure.labels


def words(text: str) -> list[str]:
    return re.findall(r"\w+", re.sub(r"<[^>]+>", " ", text).casefold())


def runs(text: str, length: int) -> set[tuple[str, ...]]:
    found = words(text)
    return {tuple(found[i : i + length]) for i in range(len(found) - length + 1)}


def strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from strings(inner)


@PLANS
def test_everything_has_a_short_title_in_bosnian_and_english(plan: Plan) -> None:
    for what, labels in labelled(plan):
        assert labels.keys() == {"bs", "en"}, what
        assert all(0 < len(text) <= 90 and text == text.strip() for text in labels.values()), what


@PLANS
@pytest.mark.parametrize("language", ["bs", "en"])
def test_no_two_activities_indicators_or_measures_share_a_title(plan: Plan, language: str) -> None:
    for kind in ("pillar ", "programme ", "indicator ", "measure ", ""):
        titles = [x[language] for what, x in labelled(plan) if (what.startswith(kind) if kind else what[0].isdigit())]
        assert [title for title, n in Counter(titles).items() if n > 1] == []


def test_titles_are_written_in_latin_letters_only() -> None:
    for name in (*FILES, "institutions.json"):
        for text in strings(catalogue.country_file("bih", name)):
            assert not re.search(r"[\u0400-\u04ff]", text), text


def test_the_official_wording_is_left_to_the_document() -> None:
    assert STATE.title == STATE.preamble == ""
    assert not any(p.title for p in STATE.pillars) and not any(p.title for p in STATE.programmes)
    for a in STATE.activities:
        raws = [a.text, a.deadline.raw, *(i.raw for i in a.institutions), *(i.raw for i in a.indicators)]
        assert not any(raws) and not any(r.source_raw for r in a.resources), a.code


@needs_source
@pytest.mark.parametrize("path", [*(f"okrilje/countries/bih/{name}" for name in FILES), "docs/reference/measures.md"])
def test_no_shipped_text_quotes_the_document(path: str) -> None:
    official = runs(SOURCE.read_text(encoding="utf-8"), QUOTATION)
    text = (ROOT / path).read_text(encoding="utf-8")
    pieces = strings(json.loads(text)) if path.endswith(".json") else text.splitlines()
    names = {unit.name for i in INSTITUTIONS.institutions for unit in i.units}
    assert [piece for piece in pieces if piece not in names and runs(piece, QUOTATION) & official] == []


@needs_source
def test_no_title_is_a_cell_of_the_document() -> None:
    cells = {
        " ".join(words(cell)) for line in SOURCE.read_text(encoding="utf-8").split("\n") for cell in line.split("\t")
    }
    headings = {re.sub(r"^(strateški program )?[\d ]+", "", cell) for cell in cells}
    ours = {" ".join(words(labels["bs"])) for _, labels in labelled(STATE)}
    assert ours & (cells | headings) == set()


@needs_reference
def test_pillars_1_to_3_equal_the_hand_made_reading() -> None:
    reading = json.loads(REFERENCE.read_text(encoding="utf-8"))["activities"]
    ours = [a for a in STATE.activities if a.pillar in "123"]
    assert [facts(a) for a in ours] == [reference_facts(row) for row in reading]


def facts(activity: Activity) -> dict[str, Any]:
    raw = activity.model_dump(mode="json", by_alias=True)
    deadline, minimum = raw["deadline"], raw["deadline"]["min_frequency"]
    return {
        "where": (activity.code, activity.pillar, activity.programme),
        "deadline": [deadline[k] for k in ("kind", "start", "end", "points")],
        "minimum": minimum and (minimum["count"], minimum["per"]),
        "institutions": [[i[k] for k in ("code", "unit", "order", "role")] for i in raw["institutions"]],
        "indicators": [
            (i["type"], [(m["type"], m["register"], m["formula"]) for m in i["measures"]]) for i in raw["indicators"]
        ],
        "suffixes": [[m["suffix"] for m in i["measures"]] for i in raw["indicators"]],
        "resources": [[r[k] for k in ("type", "source", "year", "amount", "currency")] for r in raw["resources"]],
    }


def reference_facts(row: dict[str, Any]) -> dict[str, Any]:
    deadline, minimum = row["deadline"], row["deadline"]["min_frequency"]
    return {
        "where": (row["code"], row["pillar"], row["programme"]),
        "deadline": [deadline[k] for k in ("kind", "start", "end", "points")],
        "minimum": minimum and (minimum["count"], minimum["per"]),
        "institutions": [[i[k] for k in ("code", "unit", "order", "role")] for i in row["institutions"]],
        "indicators": [
            (i["type"], [(m["type"], m["register"], m["formula"]) for m in i["measures"]]) for i in row["indicators"]
        ],
        "suffixes": [[m["id"].removeprefix(i["id"]) for m in i["measures"]] for i in row["indicators"]],
        "resources": [[r[k] for k in ("type", "source", "year", "amount", "currency")] for r in row["resources"]],
    }


@cache
def rows_of_the_document() -> dict[str, list[str]]:
    """Code to cells; a row cut by a page is joined with the row that goes on after the repeated heading."""
    rows: dict[str, list[str]] = {}
    code = ""
    for line in SOURCE.read_text(encoding="utf-8").split("\n"):
        cells = [cell.strip() for cell in line.split("\t")]
        if len(cells) != 6 or cells[1] == "Aktivnost":
            continue
        if re.fullmatch(r"\d\.\d\.\d+\.", cells[0]):
            code = cells[0].rstrip(".")
            rows[code] = cells
        elif cells[0] == "" and code:
            rows[code] = [f"{first} {second}".strip() for first, second in zip(rows[code], cells, strict=True)]
    return rows


def named_in(cell: str, kinds: set[str]) -> list[str]:
    """The codes in the order in which the cell names them, the longest name first."""
    places: dict[int, str] = {}
    names = [(n, i.code) for i in INSTITUTIONS.institutions if i.code in kinds for n in (i.name, *i.aliases)]
    for name, code in sorted(names, key=lambda pair: -len(pair[0])):
        for match in re.finditer(re.escape(name), cell, re.IGNORECASE):
            places.setdefault(match.start(), code)
            cell = cell[: match.start()] + "\0" * len(name) + cell[match.end() :]
    return [places[at] for at in sorted(places)]


@needs_source
@pytest.mark.parametrize("activity", [a for a in STATE.activities if a.pillar in "45"], ids=lambda a: a.code)
def test_pillars_4_and_5_name_whom_the_document_names(activity: Activity) -> None:
    """Names are looked up as they stand in the catalogue; the cells of 4.7 name others in passing, in the genitive."""
    _, _, _, institutions, _, resources = rows_of_the_document()[activity.code]
    everybody = {i.code for i in INSTITUTIONS.institutions}
    first = [r.code for r in activity.institutions if r.code]
    if activity.code in ("4.7.1", "4.7.2"):
        assert named_in(institutions, everybody)[:1] == first == ["MP"]
        return
    assert named_in(institutions, everybody) == first
    paying = [r.source for r in activity.resources if r.source]
    typing_error = resources.replace("Worl Vision", "World Vision")
    assert named_in(typing_error, everybody) == paying


def test_the_catalogue_has_no_double_code_no_double_name_and_no_unknown_parent() -> None:
    codes = Counter(i.code for i in INSTITUTIONS.institutions)
    names = Counter(name.casefold() for i in INSTITUTIONS.institutions for name in {i.name, *i.aliases})
    assert not [x for x, n in (codes + names).items() if n > 1]
    assert all(i.parent is None or i.parent in INSTITUTIONS for i in INSTITUTIONS.institutions)
    assert all(i.labels.keys() == {"hr", "sr-latn", "en"} for i in INSTITUTIONS.institutions)


@PLANS
def test_whoever_a_plan_names_is_in_the_catalogue(plan: Plan) -> None:
    named = {r.code for a in plan.activities for r in a.institutions} | {
        r.source for a in plan.activities for r in a.resources if r.source
    }
    assert {code for code in named if code not in INSTITUTIONS} == set()
    assert plan.owner in INSTITUTIONS and plan.strategy == STRATEGY["code"]


def test_the_strategy_has_fourteen_governments() -> None:
    levels = Counter(Level(g["level"]) for g in STRATEGY["governments"])
    assert levels == {Level.STATE: 1, Level.ENTITY: 2, Level.CANTON: 10, Level.DISTRICT: 1}
    assert len({g["code"] for g in STRATEGY["governments"]}) == 14
    assert all(g["labels"].keys() == {"bs", "hr", "sr-latn", "en"} for g in STRATEGY["governments"])
    assert (date.fromisoformat(STRATEGY["adopted_on"]), STRATEGY["adopted_by"]) == (date(2020, 1, 23), "VM")


def test_the_made_up_canton_says_so_and_has_every_kind_of_deadline_and_its_whole_wording() -> None:
    assert "izmišljen" in CANTON.title and "made-up" in CANTON.labels["en"]
    assert (CANTON.code, CANTON.level) == ("demo-canton-2021-2023", Level.CANTON)
    assert (len(CANTON.pillars), len(CANTON.programmes), len(CANTON.activities)) == (3, 6, 18)
    assert (CANTON.indicator_count, CANTON.measure_count) == (22, 24)
    assert {a.deadline.kind for a in CANTON.activities} == set(DeadlineKind)
    for a in CANTON.activities:
        assert a.text and a.deadline.raw, a.code
        assert all([*(r.raw for r in a.institutions), *(i.raw for i in a.indicators)]), a.code
    money = {(r.currency, r.type.value) for a in CANTON.activities for r in a.resources if r.amount is not None}
    assert {currency for currency, _ in money} == {"KM", "EUR", None}


def test_the_page_of_measures_is_what_the_data_gives() -> None:
    shown = (ROOT / "docs" / "reference" / "measures.md").read_text(encoding="utf-8")
    assert shown == page(STATE), "run: python -m okrilje.plan.measures_table > docs/reference/measures.md"
    assert len(re.findall(r"^\| \d\.\d\.\d+#", shown, re.MULTILINE)) == 172
