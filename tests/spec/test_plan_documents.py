"""The official document of 2020-2023 read whole: every number of the requirements, every field of the reference."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from okrilje.accounts import catalogue
from okrilje.lib import documents
from okrilje.plan import reading
from okrilje.plan.reading import Reading
from okrilje.plan.reading.rows import walk
from tests.lib import made_documents as make
from tests.lib.made_documents import Made

BESIDE = Path(__file__).resolve().parents[3] / "shared"
DOCUMENT = BESIDE / "sources" / "akcioni-plan-2020-2023.txt"
REFERENCE = BESIDE / "reference" / "plan-pillars-1-3.json"
RESOURCE = ("type", "source", "source_raw", "year", "amount", "currency")

pytestmark = pytest.mark.skipif(
    not (DOCUMENT.exists() and REFERENCE.exists()),
    reason="the official document and its hand-verified reading do not lie beside the checkout",
)


@cache
def official() -> Reading:
    return reading.read(documents.read(DOCUMENT), catalogue.load("bih"))


@cache
def as_json() -> dict[str, Any]:
    return official().to_json()


@cache
def reference() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(REFERENCE.read_text(encoding="utf-8"))
    return found


def pairs() -> list[tuple[dict[str, Any], dict[str, Any]]]:
    read = {activity["code"]: activity for activity in as_json()["activities"]}
    return [(read[expected["code"]], expected) for expected in reference()["activities"]]


def test_the_whole_plan_is_counted_as_by_hand() -> None:
    counts = official().counts
    assert (counts.pillars, counts.programmes, counts.activities, counts.indicators) == (5, 30, 117, 153)
    assert (counts.institutions, counts.donors, counts.pairs, counts.donor_entries) == (16, 8, 236, 241)
    assert official().questions == ()


def test_every_pillar_has_its_share() -> None:
    plan = official().plan
    assert Counter(a.pillar for a in plan.activities) == {"1": 31, "2": 14, "3": 21, "4": 42, "5": 9}
    assert Counter(p.pillar for p in plan.programmes) == {"1": 7, "2": 5, "3": 9, "4": 7, "5": 2}
    indicators = Counter(a.pillar for a in plan.activities for _ in a.indicators)
    assert indicators == {"1": 31, "2": 24, "3": 36, "4": 53, "5": 9}
    assert Counter(len(a.institutions) for a in plan.activities) == {1: 83, 2: 7, 3: 2, 4: 5, 5: 7, 6: 13}


def test_deadlines_and_resources_have_their_kinds() -> None:
    activities = official().plan.activities
    assert Counter(a.deadline.kind.value for a in activities) == {
        "continuous": 69,
        "date-month": 30,
        "half-year": 7,
        "range": 5,
        "once-a-year": 2,
        "continuous-with-minimum-frequency": 2,
        "multiple-dates": 1,
        "year": 1,
    }
    assert sum(len(a.deadline.due) for a in activities) == 46
    kinds = Counter(r.type.value for a in activities for r in a.resources)
    assert kinds == {"donor": 241, "regular_budget": 79, "fixed_amount": 16, "special_budget": 4}
    unnamed = [r for a in activities for r in a.resources if r.type == "regular_budget" and r.source is None]
    assert len(unnamed) == 2
    amounts = [r for a in activities for r in a.resources if r.amount]
    assert sum(r.amount or 0 for r in amounts) == 1_720_000
    assert Counter(r.currency for r in amounts) == {None: 16, "KM": 4}


def test_every_word_is_accounted_for() -> None:
    account = official().account
    assert str(account).startswith("6,312 of 6,314 words placed; 2 unplaced: line 282 ")
    assert [(u.activity, u.where.line, u.why.value) for u in account.unplaced] == [
        ("4.3.2", 282, "repeated"),
        ("2.4.4", 125, "glued"),
    ]


def _words(text: object) -> list[str]:
    return re.findall(r"\w+", str(text or ""))


def test_an_independent_count_of_words_finds_the_same_differences() -> None:
    """Trap 21: all words of the table against all words of the plan, knowing nothing of how it was read."""
    rows = [line.split("\t") for line in DOCUMENT.read_text(encoding="utf-8").split("\n") if "\t" in line]
    body = [row for row in rows if row[1] != "Aktivnost" and "program" not in row[0]]
    source = Counter(word for row in body for cell in row for word in _words(re.sub(r"<[^>]*>", " ", cell)))
    held: Counter[str] = Counter()
    for activity in official().plan.activities:
        held.update(_words(activity.code) + _words(activity.text) + _words(activity.deadline.raw))
        held.update(word for one in (*activity.institutions, *activity.indicators) for word in _words(one.raw))
        special = {r.source_raw for r in activity.resources if r.type == "special_budget"}
        held.update(word for raw in special for word in _words(raw))
        held.update(word for r in activity.resources if r.amount for word in _words(r.note))
        held.update(word for r in activity.resources if not r.amount for word in _words(r.source_raw))
        sentences = {r.note for r in activity.resources if r.note and not r.amount and "(" not in (r.source_raw or "")}
        held.update(word for sentence in sentences for word in _words(sentence))
    missing, surplus = source - held, held - source
    labels = {"Redovni", "budžet", "budžeti", "Donatorska", "sredstva", "projekata"}
    assert source.total() == 6_314
    assert {word for word in missing if word not in labels} == {"organizacije", "i", "IOMVijeće"}
    assert (missing["organizacije"], missing["i"], missing["IOMVijeće"]) == (1, 2, 1)
    assert surplus == {"IOM": 1, "Vijeće": 1}


@pytest.mark.parametrize("field", ["code", "pillar", "programme", "activity", "institutions"])
def test_a_field_equals_the_reference(field: str) -> None:
    assert [read[field] for read, _ in pairs()] == [expected[field] for _, expected in pairs()]


def test_deadlines_equal_the_reference_with_the_place_of_a_hidden_frequency() -> None:
    for read, expected in pairs():
        assert read["deadline"] == {k: value for k, value in expected["deadline"].items() if k != "basis"}


def test_indicators_equal_the_reference() -> None:
    for read, expected in pairs():
        assert [i["raw"] for i in read["indicators"]] == [i["raw"] for i in expected["indicators"]]


def test_resources_equal_the_reference_and_keep_the_remarks_of_the_document() -> None:
    for read, expected in pairs():
        assert [[r[k] for k in RESOURCE] for r in read["resources"]] == [
            [r[k] for k in RESOURCE] for r in expected["resources"]
        ]
        own_words = [(r["note"] or "").rpartition("raw: ")[2] for r in expected["resources"]]
        assert [r["note"] or "" for r in read["resources"]] == own_words


def test_titles_and_period_equal_the_reference() -> None:
    assert as_json()["plan"]["title"] == reference()["plan"]["title"]
    assert [as_json()["plan"][k] for k in ("start", "end")] == reference()["plan"]["period"]
    assert reference()["plan"]["preamble_raw"] in as_json()["plan"]["preamble"]
    for level in ("pillars", "programmes"):
        expected = {one["code"]: one["title"] for one in reference()[level]}
        assert {one["code"]: one["title"] for one in as_json()[level] if one["code"] in expected} == expected


def test_rows_cut_by_pages_and_slips_of_the_pen_are_noticed() -> None:
    noticed = Counter(remark.noticed.value for remark in official().remarks)
    assert noticed == {"cut": 19, "mixed-script": 9, "slip": 1}


def test_who_only_joins_a_working_group_is_no_responsible_institution() -> None:
    activity = next(a for a in official().plan.activities if a.code == "4.7.1")
    assert [i.code for i in activity.institutions] == ["MP"]
    assert [note.heading for note in activity.notes] == [official().headings[3]]
    paid = [(r.type.value, r.source) for r in activity.resources]
    assert paid == [("regular_budget", "MP"), ("regular_budget", None)]


# The same document in other formats, made from what the text says.


def _blocks() -> Made:
    """The document as it lies: headings and header rows repeated, rows cut, each stretch of rows a table."""
    made: list[str | list[list[str]]] = []
    for block in documents.read(DOCUMENT).blocks:
        if isinstance(block, documents.Paragraph):
            made.append(block.text)
        elif made and isinstance(made[-1], list):
            made[-1].append(list(block.cells))
        else:
            made.append([list(block.cells)])
    return made


def _whole_rows() -> Made:
    """The document with its rows whole again, one table for each programme under its heading and header row."""
    rows = walk(documents.read(DOCUMENT))
    assert rows.layout is not None
    made: list[str | list[list[str]]] = [paragraph.text for paragraph in rows.front]
    for programme in rows.programmes.values():
        if not any(isinstance(block, str) and block.startswith(f"{programme.pillar}. ") for block in made):
            made.append(f"{programme.pillar}. {rows.pillars[programme.pillar].title}")
        heading = [f"Strateški program {programme.code}. {programme.title}", *[""] * 5]
        body = [
            [draft.cells[i].text if i in draft.cells else "" for i in range(6)]
            for draft in rows.drafts
            if draft.programme == programme.code
        ]
        made.append([heading, list(rows.layout.headings), *body])
    return made


def _comparable(read: Reading) -> list[dict[str, Any]]:
    """What must not depend on the format. A line may end after a hyphen: blanks there are not compared."""
    found: list[dict[str, Any]] = json.loads(re.sub(r"- ", "-", json.dumps(read.to_json()["activities"])))
    return found


def _assert_same(data: bytes, expected_format: str) -> Reading:
    document = documents.read(data, "made by the test")
    assert document.format == expected_format
    read = reading.read(document, catalogue.load("bih"))
    for one, expected in zip(_comparable(read), _comparable(official()), strict=True):
        assert one == expected
    assert read.counts == official().counts
    assert (read.plan.title, read.plan.pillars) == (official().plan.title, official().plan.pillars)
    assert read.plan.programmes == official().plan.programmes
    assert str(read.account).startswith("6,312 of 6,314 words placed; 2 unplaced")
    assert read.questions == ()
    return read


@pytest.mark.parametrize("rows", [_blocks, _whole_rows])
@pytest.mark.parametrize("kind", ["docx", "xlsx", "text"])
def test_the_same_plan_in_another_format_reads_the_same(kind: str, rows: Callable[[], Made]) -> None:
    _assert_same(getattr(make, kind)(rows()), kind)


def test_the_same_plan_as_a_ruled_pdf_over_many_pages_reads_the_same() -> None:
    read = _assert_same(make.pdf(_whole_rows(), headers=2), "pdf")
    cut = [remark for remark in read.remarks if remark.noticed.value == "cut"]
    assert len({row.where.page for row in read.document.rows}) > 15
    assert len(cut) > 10


def test_the_same_plan_as_a_pdf_without_lines_reads_the_same() -> None:
    read = _assert_same(make.pdf(_whole_rows(), headers=2, ruled=False), "pdf")
    assert ["position" in str(remark) for remark in read.document.remarks] == [True]
