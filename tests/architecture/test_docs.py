"""The documentation leads somewhere, says what the program does, and names nothing of the machine it was written on."""

from __future__ import annotations

import re
import runpy
import tomllib
from importlib import metadata
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from django.apps import apps
from django.utils import translation

from okrilje.accounts.models import Institution
from okrilje.accounts.permissions import ROLE_NAMES, Permission, Scope
from okrilje.monitoring.workbook.sheets import SHEETS as REPORT_SHEETS
from okrilje.plan import content
from okrilje.plan.content import Plan
from okrilje.plan.models import Activity, Finding, Level, MeasureType, Register, Resource, Responsibility
from okrilje.plan.workbook.sheets import SHEETS as PLAN_SHEETS
from tests.architecture.test_house import our_models

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
GLOSSARY = (ROOT / "GLOSSARY.md").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PAGES = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md")])
ADRS = sorted((DOCS / "adr").glob("[0-9]*.md"))
#: Made by the browser tests or by hand at a release, so a link may lead there before they are.
MADE_LATER = "docs/screenshots/"


def relative(path: Path) -> str:
    return str(path.relative_to(ROOT))


def prose(page: Path) -> str:
    """A page without its code."""
    text = re.sub(r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    return re.sub(r"`[^`\n]*`", "", text)


def anchors(page: Path) -> set[str]:
    """What a heading is called in an address, as forges do it."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=relative)
def test_every_link_leads_somewhere(page: Path) -> None:
    broken = []
    for link in re.findall(r"\]\(([^)\s]+)\)", prose(page)):
        if re.match(r"[a-z]+:", link):
            continue
        name, _, anchor = unquote(link).partition("#")
        target = (page.parent / name).resolve() if name else page
        if relative(target).startswith(MADE_LATER):
            continue
        if not target.exists() or (anchor and anchor not in anchors(target)):
            broken.append(link)
    assert not broken


@pytest.mark.parametrize("page", PAGES, ids=relative)
def test_pages_name_nothing_of_the_machine_they_were_written_on(page: Path) -> None:
    words = r"(?<![\w.])/(work|tmp|root|home)/|\bshared/(design|requirements|stack|peers)|pypi\.org|npmjs"
    assert re.findall(words, page.read_text(encoding="utf-8")) == []


def test_every_page_is_in_the_index() -> None:
    index = (DOCS / "README.md").read_text(encoding="utf-8")
    decisions = (DOCS / "adr" / "README.md").read_text(encoding="utf-8")
    missing = [
        relative(page)
        for page in DOCS.rglob("*.md")
        if page.name != "README.md" and f"({page.relative_to(DOCS)})" not in index and f"({page.name})" not in decisions
    ]
    assert not missing


def test_the_newest_entry_of_the_changelog_is_the_version_of_the_program() -> None:
    first = re.search(r"^## v([0-9.]+) \(\d{4}-\d\d-\d\d\)$", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)
    assert first and first[1] == metadata.version("okrilje")


@pytest.mark.parametrize("page", ADRS, ids=lambda page: page.name)
def test_a_decision_fits_one_form(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert re.match(rf"# {int(page.name[:4])}\. \S", text)
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == ["What hurt", "Options", "Choice", "What follows"]
    assert re.search(r"^\*(Accepted|Superseded by .+), \w+ \d{4}\*$", text, re.MULTILINE)


def test_decisions_are_numbered_without_a_gap() -> None:
    assert [int(page.name[:4]) for page in ADRS] == list(range(1, len(ADRS) + 1))


# --- Words ---------------------------------------------------------------------------------------------------


def terms() -> dict[str, str]:
    """English term -> Bosnian, in small letters, from the headings of the glossary."""
    found = {}
    for english, bosnian in re.findall(r"^### (.+) · (.+)$", GLOSSARY, re.MULTILINE):
        found |= dict.fromkeys([term.strip().lower() for term in english.split(",")], bosnian.lower())
    return found


def test_every_entry_of_the_glossary_speaks_both_languages() -> None:
    entries = re.findall(r"^### (?!Kinds|Types|Registers)([^\n]+) · [^\n]+\n\n(.+?)(?=^##|\Z)", GLOSSARY, re.M | re.S)
    silent = [name for name, text in entries if text.startswith((">", "|")) or "\n> " not in text]
    assert len(entries) > 60 and not silent


@pytest.mark.parametrize("model", our_models(), ids=lambda model: model.__name__)
def test_every_model_is_in_the_glossary(model: type) -> None:
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", model.__name__).lower()
    assert words in terms()


def in_both_languages(label: Any) -> tuple[str, str]:
    said = []
    for language in ("en", "bs"):
        with translation.override(language):
            said.append(str(label))
    return said[0], said[1]


LISTED = {
    "role": dict(ROLE_NAMES),
    "register": dict(Register.choices),
    "measure type": dict(MeasureType.choices),
    "deadline kind": dict(Activity.DeadlineKind.choices),
    "resource kind": dict(Resource.Type.choices),
    "institution kind": dict(Institution.Kind.choices),
}


@pytest.mark.parametrize(
    ("code", "label"),
    [pytest.param(str(c), label, id=f"{kind} {c}") for kind, labels in LISTED.items() for c, label in labels.items()],
)
def test_every_code_is_in_the_glossary_under_the_words_of_the_pages(code: str, label: Any) -> None:
    english, bosnian = in_both_languages(label)
    assert re.search(rf"^\| `{code}` \| \*\*{english}\*\*.* \| \*\*{bosnian}\*\*", GLOSSARY, re.MULTILINE)


@pytest.mark.parametrize(
    "value", [*Permission, *Scope, *Level.values, *Responsibility.Role.values, *Finding.Severity.values]
)
def test_every_other_code_is_explained_in_the_glossary(value: str) -> None:
    assert f"`{value}`" in GLOSSARY


# --- The program ---------------------------------------------------------------------------------------------


def test_the_page_on_the_command_line_is_what_the_commands_say() -> None:
    written = (DOCS / "reference" / "command-line.md").read_text(encoding="utf-8")
    script = runpy.run_path(str(ROOT / "scripts" / "command_line.py"))
    assert written == script["page"](), "run: .venv/bin/python scripts/command_line.py"


def test_the_page_on_the_api_is_the_document_of_the_program() -> None:
    written = (DOCS / "reference" / "api.md").read_text(encoding="utf-8")
    script = runpy.run_path(str(ROOT / "scripts" / "api_reference.py"))
    assert written == script["page"](), "run: .venv/bin/python scripts/api_reference.py"


PARTS = (
    "Plan Pillar Programme Activity Deadline Window MinFrequency Responsible Indicator Measure Resource Note Dependency"
)


def plan_parts() -> dict[str, dict[str, tuple[str, str]]]:
    """Part of a plan -> field -> what it is and whether it must be there, from the schema of the JSON form."""
    schema = Plan.model_json_schema(by_alias=True)
    found = {}
    for name in PARTS.split():
        part = schema if name == "Plan" else schema["$defs"][name]
        found[name] = {
            field: (what(given, schema["$defs"]), "yes" if field in part.get("required", []) else "")
            for field, given in part["properties"].items()
        }
    return found


def what(given: dict[str, Any], known: dict[str, Any]) -> str:
    """A piece of JSON schema in words."""
    if "anyOf" in given:
        return " or ".join(dict.fromkeys(what(one, known) for one in given["anyOf"]))
    if "$ref" in given:
        name = given["$ref"].rsplit("/", 1)[1]
        values = known[name].get("enum")
        return ", ".join(f"`{value}`" for value in values) if values else f"[{name}](#{name.lower()})"
    if "enum" in given:
        return ", ".join(f"`{value}`" for value in given["enum"])
    if given["type"] == "array":
        return f"list of {what(given['items'], known)}"
    if given.get("format") == "date":
        return "date"
    return {"string": "text", "integer": "whole number", "number": "number", "null": "null", "object": "labels"}[
        given["type"]
    ]


def test_the_page_on_the_plan_file_has_every_field_of_every_part_and_no_other() -> None:
    page = (DOCS / "reference" / "plan-file.md").read_text(encoding="utf-8")
    described: dict[str, dict[str, tuple[str, str]]] = {}
    for name, body in re.findall(r"^## (\w+)\n(.+?)(?=^## |\Z)", page, re.MULTILINE | re.DOTALL):
        rows = re.findall(r"^\| `(\w+)` \| (.+?) \| (yes|) ?\| (.+) \|$", body, re.MULTILINE)
        described[name] = {field: (kind, needed) for field, kind, needed, meaning in rows if meaning}
    assert described == plan_parts()
    assert set(described) == {m for m in dir(content) if is_part(getattr(content, m))}


def is_part(thing: Any) -> bool:
    return isinstance(thing, type) and issubclass(thing, content.Value) and thing is not content.Value


@pytest.mark.parametrize(("name", "sheets"), [("plan", PLAN_SHEETS), ("report", REPORT_SHEETS)])
def test_the_page_on_a_workbook_has_every_sheet_and_every_column(name: str, sheets: dict[str, Any]) -> None:
    page = (DOCS / "reference" / f"{name}-workbook.md").read_text(encoding="utf-8")
    sections = dict(re.findall(r"^## (.+?)\n(.+?)(?=^## |\Z)", page, re.MULTILINE | re.DOTALL))
    for sheet in sheets.values():
        rows = re.findall(r"^\| (.+?) \| (.+?) \| `(.+?)` \|", sections[in_two_languages(sheet.name)], re.MULTILINE)
        assert [(f"{english} / {bosnian}", path) for english, bosnian, path in rows] == [
            (in_two_languages(column.heading), column.path) for column in sheet.columns
        ]


def in_two_languages(words: Any) -> str:
    said = []
    for language in ("en", "bs"):
        with translation.override(language):
            said.append(str(words))
    return " / ".join(said)


def built(layers: list[str]) -> list[str]:
    """The floors that stand; those in brackets are only planned."""
    parts = [part for layer in layers for part in layer.split(" | ")]
    return [part for part in parts if "(" not in part]


def test_the_picture_of_the_floors_is_the_contract_that_the_linter_keeps() -> None:
    floors, inside = [contract["layers"] for contract in PROJECT["tool"]["importlinter"]["contracts"][:2]]
    page = (DOCS / "explanation" / "house.md").read_text(encoding="utf-8")
    chains = re.findall(r"^  (\w+(?: --> \w+)+)$", page, re.MULTILINE)
    assert [chain.split(" --> ") for chain in chains] == [built(floors), inside]
    assert {app.label for app in apps.get_app_configs() if app.name.startswith("okrilje")} <= set(built(floors))
