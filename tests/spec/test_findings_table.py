"""The tables of docs/reference/findings.md against what the checker finds in the plan for 2020-2023."""

from __future__ import annotations

import json
import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from django.utils import translation

from okrilje.accounts import catalogue
from okrilje.lib import documents
from okrilje.plan import checker, content, merging, reading
from okrilje.plan.checker.quality import MEANING

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/reference/findings.md").read_text(encoding="utf-8")
DOCUMENT = ROOT.parent / "shared/sources/akcioni-plan-2020-2023.txt"
REFERENCE = ROOT.parent / "shared/reference/plan-pillars-1-3.json"

needs_document = pytest.mark.skipif(not DOCUMENT.exists(), reason="the official document of the plan is not here")
needs_reference = pytest.mark.skipif(not REFERENCE.exists(), reason="the reading of the plan by hand is not here")

#: A rule, and the activities of one finding; () is the plan as a whole.
Named = tuple[str, tuple[str, ...]]
#: Found by their verbs alone, which only the official wording has.
KNOWN_BY_VERB = {("undated-deliverable", (code,)) for code in ("2.4.4", "4.3.5", "5.1.4")}


def rows(heading: str) -> list[list[str]]:
    """The cells of the first table under a heading, without its head."""
    section = PAGE.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    table = [line for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table[2:]]


def named(cell: str) -> list[Named]:
    """The findings that a cell names: "`rule` 1.1 1.2; 1.3; `rule` plan"; other parts are remarks."""
    found: list[Named] = []
    rule = ""
    for part in cell.split(";"):
        if match := re.match(r"\s*`([\w-]+)`", part):
            rule = match[1]
            part = part[match.end() :]
        if re.fullmatch(r"\s*(?:plan|[\d.]+(?: [\d.]+)*)\s*", part):
            found.append((rule, () if part.strip() == "plan" else tuple(part.split())))
    return found


NOTICED = rows("The plan for 2020–2023: 59 things a reader noticed")
BESIDES = rows("The plan for 2020–2023: what the checker finds besides")


def expected() -> list[Named]:
    """What both tables name. A finding that answers two of the 59 counts once."""
    return [*dict.fromkeys(f for row in NOTICED for f in named(row[4])), *(f for row in BESIDES for f in named(row[0]))]


@cache
def facts() -> content.Plan:
    return content.Plan.model_validate(catalogue.country_file("bih", "plan-2020-2023.json"))


@cache
def with_wording() -> content.Plan:
    read = reading.read(documents.read(DOCUMENT), catalogue.load("bih"))
    return merging.merge(facts(), read.plan)


def found(plan: content.Plan) -> list[checker.Finding]:
    return checker.check(plan, catalogue.load("bih"))


def as_named(findings: list[checker.Finding]) -> Counter[Named]:
    return Counter((f.rule, f.codes) for f in findings)


@needs_document
def test_the_checker_finds_exactly_what_the_tables_say_nothing_less_and_nothing_more() -> None:
    assert as_named(found(with_wording())) == Counter(expected())


def test_without_the_official_wording_it_finds_what_facts_can_tell() -> None:
    from_facts = {f for f in expected() if not checker.RULES[f[0]].needs_wording}
    assert as_named(found(facts())) == Counter(from_facts - KNOWN_BY_VERB)


def test_all_59_are_listed_and_each_says_how_it_is_found_or_why_not() -> None:
    assert [row[0] for row in NOTICED] == [f"Q{number:02}" for number in range(1, 60)]
    for number, _severity, _what, answer, how in NOTICED:
        assert bool(named(how)) is (answer != "no"), number
        has_remark = bool(re.sub(r"`[\w-]+`|[\d.; ]|plan", "", how))
        assert has_remark is (answer != "yes"), number


def test_the_count_of_answers_below_the_table_is_right() -> None:
    counts = Counter(row[3] for row in NOTICED)
    assert f"{counts['yes']} yes, {counts['partly']} partly, {counts['no']} no." in PAGE


def test_what_the_checker_finds_besides_is_not_among_the_59() -> None:
    answers = {f for row in NOTICED for f in named(row[4])}
    besides = [f for row in BESIDES for f in named(row[0])]
    assert not answers & set(besides)
    assert len(besides) == len(set(besides))


def test_every_rule_is_described_with_its_severity_and_its_need_of_wording() -> None:
    described = {row[0].strip("`"): (row[1], row[2] == "yes") for row in rows("The rules")}
    assert described == {rule.id: (rule.severity.value, rule.needs_wording) for rule in checker.RULES.values()}


def test_the_five_points_are_counted_as_the_page_says() -> None:
    with translation.override("en"):
        counted = [[str(MEANING[a.point]), f"{a.met} of {a.activities}"] for a in checker.assess(facts())]
    assert counted == [[row[0], re.sub(r" \(.*", "", row[1])] for row in rows("The five points of a good action plan")]


@needs_document
def test_29_letters_of_the_other_script_stand_in_9_words() -> None:
    mixed = [f.values for f in found(with_wording()) if f.rule == "mixed-script"]
    assert (sum(v["letters"] for v in mixed), sum(len(v["words"]) for v in mixed)) == (29, 9)


@needs_document
@needs_reference
def test_every_slip_that_the_checker_names_was_listed_by_the_reader() -> None:
    reference = json.loads(REFERENCE.read_text(encoding="utf-8"))
    listed = {(a["code"], slip["raw"]) for a in reference["activities"] for slip in a["typos"]}
    named_slips = {
        (f.codes[0], f.values["word"]) for f in found(with_wording()) if f.rule == "possible-slip" and f.codes[0] < "4"
    }
    assert named_slips
    assert named_slips <= listed
