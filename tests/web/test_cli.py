"""The command line: it shows before it changes, and says in a sentence what is wrong."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import click
import openpyxl
import pytest
from click.testing import CliRunner, Result
from django.conf import settings
from django.db import connection

from okrilje import cli
from okrilje.accounts.models import Institution, Invitation, User
from okrilje.audit import triggers
from okrilje.audit.models import Event
from okrilje.plan.models import ActionPlan, Version
from tests.web.program import ROOT, assert_one_sentence, okrilje

OFFICIAL = ROOT.parent / "shared" / "sources" / "akcioni-plan-2020-2023.txt"
NEW = ["--owner", "MS", "--level", "canton", "--start", "2021-01-01", "--end", "2023-12-31"]
TEXT = "\n".join(
    [
        "1. POMOĆ",
        "",
        "Strateški program 1.1. Znanje",
        "",
        "\tAktivnost\tRok\tOdgovorna institucija\tPokazatelj\tPotrebni resursi",
        "1.1.1.\tOdržati kurs\tMart 2021.\tGranična policija\tBroj kurseva\tRedovni budžet: • Granična policija",
        "1.1.2.\tOdržati skup\tKontinuirano\tMinistarstvo sigurnosti\tBroj skupova\tDonatori: • IOM",
    ]
)


def commands(
    group: click.Group = cli.main, before: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    yield before, group
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, (*before, name))
        else:
            yield (*before, name), command


def run(*arguments: object) -> Result:
    result = CliRunner().invoke(cli.main, [str(argument) for argument in arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def refused(*arguments: object) -> str:
    """The sentence of a command that ends with exit code 2."""
    result = run(*arguments)
    assert result.exit_code == 2, result.output
    assert_one_sentence(result.stderr)
    return result.stderr


@pytest.fixture
def document(tmp_path: Path) -> Path:
    path = tmp_path / "plan.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, settings) -> None:  # type: ignore[no-untyped-def]
    settings.DATA_DIR = tmp_path


# --- Help ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("path", "command"), [pytest.param(p, c, id=" ".join(p) or "okrilje") for p, c in commands()])
def test_every_command_explains_itself_and_each_of_its_options(path: tuple[str, ...], command: click.Command) -> None:
    result = run(*path, "--help")
    assert result.exit_code == 0
    assert (command.help or "").split("\n")[0][:40] in result.output
    assert [o.name for o in command.params if isinstance(o, click.Option) and not o.help] == []


def test_version_and_no_arguments_are_answered() -> None:
    assert run("--version").output.startswith("Okrilje 0.")
    assert "Commands:" in run().output


# --- Reading -------------------------------------------------------------------------------------------------


def test_reading_a_document_prints_what_is_in_it(document: Path) -> None:
    result = run("plan", "read", document)
    assert result.exit_code == 0
    counted = {" ".join(words[1:]): words[0] for line in result.output.splitlines() if (words := line.split())}
    assert counted["activities"] == "2" and counted["institutions"] == "2" and counted["donor entries"] == "1"
    assert "0 unplaced" in result.output


def test_reading_needs_neither_settings_nor_database(document: Path, tmp_path: Path) -> None:
    done = okrilje(tmp_path / "data", "plan", "read", str(document), OKRILJE_MODE="nonsense")
    assert done.returncode == 0, done.stderr
    assert not (tmp_path / "data").exists()


def test_a_reading_is_written_as_json(document: Path, tmp_path: Path) -> None:
    on_screen = run("plan", "read", document, "--json", "-")
    found = json.loads(on_screen.output)
    assert [a["code"] for a in found["activities"]] == ["1.1.1", "1.1.2"]
    assert found["activities"][0]["deadline"]["end"] == "2021-03-31"
    in_file = run("plan", "read", document, "--json", tmp_path / "out.json")
    assert json.loads((tmp_path / "out.json").read_text(encoding="utf-8")) == found
    assert "2 activities" in in_file.output


def test_a_column_may_be_named_by_hand(document: Path) -> None:
    result = run("plan", "read", document, "--column", "5=note", "--json", "-")
    activity = json.loads(result.output)["activities"][0]
    assert activity["indicators"] == [] and "Broj kurseva" in activity["notes"][0]["text"]


@pytest.mark.parametrize("column", ["5", "0=note", "x=note", "5=colour", "=note"])
def test_a_column_named_wrongly_is_refused(document: Path, column: str) -> None:
    assert "N=ROLE" in refused("plan", "read", document, "--column", column)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"\x00\x01\x02\x03 not a plan", "not a document that can be read"),
        (b"Only a letter, with no table.", "has no table"),
        (b"%PDF-1.7 broken", "plan.bin"),
        (b"PK\x03\x04 broken", "plan.bin"),
        ("Čas".encode("cp1250"), "not UTF-8 text: line 1"),
    ],
)
def test_what_is_no_plan_is_refused_with_its_reason(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "plan.bin"
    path.write_bytes(content)
    assert words in refused("plan", "read", path)


def test_a_file_that_is_not_there_or_a_folder_is_refused(tmp_path: Path) -> None:
    assert "No such file" in refused("plan", "read", tmp_path / "missing.txt")
    assert "Is a directory" in refused("plan", "read", tmp_path)


def test_json_that_cannot_be_written_is_refused(document: Path, tmp_path: Path) -> None:
    assert "cannot be written" in refused("plan", "read", document, "--json", tmp_path / "missing" / "out.json")


@pytest.mark.parametrize("country", ["xx", "..", ""])
def test_a_country_without_data_is_refused(document: Path, country: str) -> None:
    assert "no data for the country" in refused("plan", "read", document, "--country", country)


def test_the_official_document_is_read_with_the_counts_made_by_hand() -> None:
    if not OFFICIAL.exists():
        pytest.skip("the official document is not beside this checkout")
    result = run("plan", "read", OFFICIAL, "--json", "-")
    found = json.loads(result.output)
    assert found["counts"] == {
        "pillars": 5, "programmes": 30, "activities": 117, "indicators": 153, "institutions": 16, "donors": 8,
        "pairs": 236, "donor_entries": 241,
    }  # fmt: skip
    assert (found["words"]["total"], found["words"]["placed"]) == (6314, 6312)


# --- Importing and exporting ---------------------------------------------------------------------------------


def test_an_import_is_shown_first_applied_with_yes_and_then_the_plan_says_exactly_this(
    country: None, document: Path
) -> None:
    shown = run("plan", "import", document, "--plan", "made-up", *NEW)
    assert shown.exit_code == 0 and "2 new" in shown.output and "Nothing was changed yet" in shown.output
    assert not ActionPlan.objects.filter(code="made-up").exists()
    applied = run("plan", "import", document, "--plan", "made-up", *NEW, "--reason", "Usvojen", "--yes")
    assert applied.exit_code == 0 and "Applied as version 1 of made-up" in applied.output
    again = run("plan", "import", document, "--plan", "made-up", "--yes")
    assert again.exit_code == 0 and "already says exactly this" in again.output
    version = Version.objects.get(plan__code="made-up")
    assert (version.reason, version.source_name) == ("Usvojen", "plan.txt")
    assert ActionPlan.objects.get(code="made-up").level == "canton"


def test_a_new_plan_without_an_owner_is_refused_with_what_to_add(country: None, document: Path) -> None:
    result = run("plan", "import", document, "--plan", "made-up", "--yes")
    assert result.exit_code == 2
    assert "problem: A plan needs a code and an institution that owns it." in result.output
    assert "--owner" in result.stderr and not ActionPlan.objects.filter(code="made-up").exists()


def test_a_new_plan_without_a_period_is_refused_with_what_to_add(country: None, document: Path) -> None:
    result = run("plan", "import", document, "--plan", "made-up", "--owner", "MS", "--yes")
    assert result.exit_code == 2 and "--start" in result.stderr and "when the plan begins" in result.output


def test_an_unknown_institution_is_asked_for_and_may_be_answered(country: None, tmp_path: Path) -> None:
    path = tmp_path / "plan.txt"
    path.write_text(TEXT.replace("Granična policija", "Zavod za mjere"), encoding="utf-8")
    asked = run("plan", "import", path, "--plan", "made-up", *NEW, "--yes")
    assert asked.exit_code == 2
    assert "question" in asked.output and "Zavod za mjere" in asked.output and "--answer" in asked.output
    answered = run("plan", "import", path, "--plan", "made-up", *NEW, "--answer", "Zavod za mjere=GP", "--yes")
    assert answered.exit_code == 0, answered.output
    plan = ActionPlan.objects.get(code="made-up")
    assert plan.activities.get(code="1.1.1").responsibilities.get().institution.code == "GP"


def test_an_institution_that_is_new_is_added_with_the_plan(country: None, tmp_path: Path) -> None:
    path = tmp_path / "plan.txt"
    path.write_text(TEXT.replace("Granična policija", "Zavod za mjere"), encoding="utf-8")
    asked = run("plan", "import", path, "--plan", "made-up", *NEW)
    assert '--new "Zavod za mjere=ZM"' in asked.output and "(and 1 more of the same)" in asked.output
    given = ["--new", "Zavod za mjere=ZM:Zavod za mjere i tegove"]
    shown = run("plan", "import", path, "--plan", "made-up", *NEW, *given)
    assert "new institution: ZM, Zavod za mjere i tegove (agency, canton)" in shown.output
    assert not Institution.objects.filter(code="ZM").exists()
    applied = run("plan", "import", path, "--plan", "made-up", *NEW, *given, "--yes")
    assert applied.exit_code == 0, applied.output
    added = Institution.objects.get(code="ZM")
    assert (added.name, added.aliases) == ("Zavod za mjere i tegove", ["Zavod za mjere"])
    assert Event.objects.get(action="institution.created").actor == "system"
    again = run("plan", "import", path, "--plan", "made-up")
    assert "already says exactly this" in again.output


def test_a_new_institution_that_clashes_is_refused_with_the_reason(country: None, tmp_path: Path) -> None:
    path = tmp_path / "plan.txt"
    path.write_text(TEXT.replace("Granična policija", "Zavod za mjere"), encoding="utf-8")
    result = run("plan", "import", path, "--plan", "made-up", *NEW, "--new", "Zavod za mjere=gp", "--yes")
    assert result.exit_code == 2 and "There already is an institution with this code: GP" in result.output
    assert not ActionPlan.objects.filter(code="made-up").exists()


@pytest.mark.parametrize("new", ["Zavod", "=ZM", "Zavod=", "Zavod=:Zavod", ""])
def test_a_new_institution_without_its_parts_is_refused(country: None, document: Path, new: str) -> None:
    assert "WORDING=CODE:NAME" in refused("plan", "import", document, "--plan", "made-up", "--new", new)


def test_a_new_plan_is_a_draft_or_public_as_was_said(country: None, document: Path) -> None:
    draft = run("plan", "import", document, "--plan", "one", *NEW, "--yes")
    assert "okrilje plan publish one" in draft.output and not ActionPlan.objects.get(code="one").is_public
    run("plan", "import", document, "--plan", "two", *NEW, "--public", "--yes")
    assert ActionPlan.objects.get(code="two").is_public
    assert run("plan", "list").output.count("\tdraft") == 1
    assert "there already" in refused("plan", "import", document, "--plan", "two", "--draft", "--yes")


def test_a_plan_is_published_and_taken_back(country: None) -> None:
    assert "is a draft now" in run("plan", "take-back", "bih-2020-2023").output
    assert "is a draft already" in run("plan", "take-back", "bih-2020-2023").output
    assert not ActionPlan.objects.get(code="bih-2020-2023").is_public
    assert "is public now" in run("plan", "publish", "bih-2020-2023").output
    assert ActionPlan.objects.get(code="bih-2020-2023").is_public
    assert "There is no plan" in refused("plan", "publish", "nobody")
    told = Event.objects.filter(subject="bih-2020-2023").order_by("-sequence").values_list("action", "actor")[:2]
    assert list(told) == [("plan.published", "system"), ("plan.taken_back", "system")]


@pytest.mark.parametrize("answer", ["Zavod", "=GP", ""])
def test_an_answer_without_its_parts_is_refused(country: None, document: Path, answer: str) -> None:
    assert "WORDING=CODE" in refused("plan", "import", document, "--plan", "made-up", "--answer", answer)


@pytest.mark.parametrize("code", ["a b", "a/b", "", "č", "x" * 61])
def test_a_code_that_no_address_can_hold_is_refused(document: Path, code: str) -> None:
    result = run("plan", "import", document, "--plan", code)
    assert result.exit_code == 2 and "hyphens and underscores" in result.stderr


def test_a_file_that_cannot_be_imported_is_refused(country: None, tmp_path: Path) -> None:
    broken = tmp_path / "plan.json"
    broken.write_text('{"okrilje": "plan", "title": 3', encoding="utf-8")
    assert "not valid JSON" in refused("plan", "import", broken, "--plan", "bih-2020-2023", "--yes")
    assert "cannot be opened" in refused("plan", "import", tmp_path / "missing", "--plan", "bih-2020-2023")
    assert "cannot be opened" in refused("plan", "import", tmp_path, "--plan", "bih-2020-2023")
    assert Version.objects.filter(plan__code="bih-2020-2023").count() == 1


@pytest.mark.parametrize("ending", [".json", ".xlsx", ".XLSX"])
def test_importing_an_export_changes_nothing(country: None, tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"plan{ending}"
    exported = run("plan", "export", "bih-2020-2023", "--out", path)
    assert exported.exit_code == 0 and "117 activities, 153 indicators" in exported.output
    again = run("plan", "import", path, "--plan", "bih-2020-2023", "--yes")
    assert again.exit_code == 0 and "117 same" in again.output and "already says exactly this" in again.output
    assert Version.objects.filter(plan__code="bih-2020-2023").count() == 1


def test_a_workbook_is_written_in_the_language_that_is_asked_for(country: None, tmp_path: Path) -> None:
    names = {}
    for language, _name in settings.LANGUAGES:
        path = tmp_path / f"{language}.xlsx"
        assert run("plan", "export", "bih-2020-2023", "--out", path, "--lang", language).exit_code == 0
        names[language] = openpyxl.load_workbook(path, read_only=True).sheetnames[1:3]
    assert (names["hr"], names["sr"], names["en"]) == (["Plan", "Stupovi"], ["План", "Стубови"], ["Plan", "Pillars"])
    assert names["bs"] == names["sr-latn"] == ["Plan", "Stubovi"]


def test_an_export_that_cannot_be_made_is_refused(country: None, tmp_path: Path) -> None:
    assert 'no plan "nobody"' in refused("plan", "export", "nobody", "--out", tmp_path / "x.json")
    assert "must end in .json or .xlsx" in refused("plan", "export", "bih-2020-2023", "--out", tmp_path / "x.csv")
    assert "No such file" in refused("plan", "export", "bih-2020-2023", "--out", tmp_path / "missing" / "x.json")


def test_plans_are_listed_with_code_and_period(country: None) -> None:
    lines = run("plan", "list").output.splitlines()
    assert [line.split("\t")[:2] for line in lines] == [
        ["bih-2020-2023", "2020-2023"],
        ["demo-canton-2021-2023", "2021-2023"],
    ]


def test_checking_a_plan_lists_its_findings_in_english(country: None) -> None:
    result = run("plan", "check", "bih-2020-2023")
    assert result.exit_code == 0
    assert "The five points of a good action plan" in result.output and "High" in result.output
    assert "There is no plan" in refused("plan", "check", "nobody")


def test_the_tutorial_reads_imports_and_amends_as_it_says(country: None, tmp_path: Path) -> None:
    tutorial = (ROOT / "docs" / "tutorial" / "first-plan.md").read_text(encoding="utf-8")
    text = next(code for code in re.findall(r"```\n(.*?)```", tutorial, re.DOTALL) if code.startswith("1. HELP"))
    path = tmp_path / "my-plan.txt"
    path.write_text(text, encoding="utf-8")
    read = run("plan", "read", path).output
    assert "3 activities" in read and 'Which institution is "Ured za letke"?' in read
    given = ["--plan", "my-plan", "--answer", "Ured za letke=MS", "--yes"]
    first = run("plan", "import", path, *given, "--owner", "MS", "--start", "2021-01-01", "--end", "2023-12-31")
    assert first.exit_code == 0, first.output
    amended = text.replace("March 2021", "May 2021").splitlines()
    path.write_text("\n".join(line for line in amended if not line.startswith("1.1.2")), encoding="utf-8")
    second = run("plan", "import", path, *given)
    assert "1 changed, 1 same, 1 withdrawn" in second.output and "version 2" in second.output
    findings = run("plan", "check", "my-plan").output
    assert "No targets" in findings and "No cost estimates" in findings


# --- The installation ----------------------------------------------------------------------------------------


def test_an_untouched_audit_log_verifies_and_an_altered_one_is_named(country: None, document: Path) -> None:
    assert run("plan", "import", document, "--plan", "made-up", *NEW, "--yes").exit_code == 0
    number = Event.objects.order_by("-sequence")[0].sequence
    run("audit", "anchor")  # written after the commit, which a test never makes
    good = run("audit", "verify")
    assert good.exit_code == 0 and "events read" in good.output, good.output
    triggers.drop(connection)
    Event.objects.filter(sequence=number).update(details={"reason": "another"})
    triggers.create(connection)
    bad = run("audit", "verify")
    assert bad.exit_code == 1 and str(number) in bad.output and "problem" in bad.stderr


def test_the_log_is_compared_with_a_copy_of_its_anchor(country: None, document: Path, tmp_path: Path) -> None:
    run("plan", "import", document, "--plan", "made-up", *NEW, "--yes")
    assert "Anchored event" in run("audit", "anchor").output
    assert run("audit", "verify", "--anchor", tmp_path / "audit-anchor").exit_code == 0
    other = tmp_path / "other"
    other.write_text(f"1 {'0' * 64} 2026-01-01T00:00:00.000000Z\n", encoding="ascii")
    assert run("audit", "verify", "--anchor", other).exit_code == 1
    assert "does not exist" in refused("audit", "verify", "--anchor", tmp_path / "missing")


def test_the_first_administrator_is_invited(ministry: Institution) -> None:
    who = ["--email", "ana@example.org", "--name", "Ana"]
    result = run("create-admin", *who, "--institution", "MS")
    assert result.exit_code == 0 and "http://" in result.output
    assert Invitation.objects.get().roles == ["administrator"]
    assert "no institution" in refused("create-admin", *who, "--institution", "nobody")
    assert "not an e-mail" in refused("create-admin", "--email", "x", "--name", "Ana", "--institution", "MS")


def test_a_secret_key_is_long_and_never_the_same() -> None:
    first, second = run("secret-key").output.strip(), run("secret-key").output.strip()
    assert first != second and len(first) >= 50


def test_the_demonstration_is_not_reset_in_production(settings, db: None) -> None:  # type: ignore[no-untyped-def]
    settings.DEMONSTRATION = False
    assert "production installation" in refused("demo", "--reset")


def test_the_demonstration_is_not_reset_over_the_accounts_of_people(coordinator: User) -> None:
    assert "accounts of real people" in refused("demo", "--reset")
    assert User.objects.filter(pk=coordinator.pk).exists()


def test_resetting_has_to_be_said() -> None:
    assert run("demo").exit_code == 2


@pytest.mark.parametrize("arguments", [["plan", "list"], ["audit", "verify"]])
def test_a_database_that_is_not_prepared_is_named_as_that(tmp_path: Path, arguments: list[str]) -> None:
    done = okrilje(tmp_path / "data", *arguments)
    assert done.returncode == 2 and "okrilje setup" in done.stderr
    assert_one_sentence(done.stderr)


def test_a_database_that_does_not_answer_is_named_as_that(tmp_path: Path) -> None:
    done = okrilje(tmp_path / "data", "plan", "list", DATABASE_URL="postgres://nobody@127.0.0.1:1/nothing")
    assert done.returncode == 2 and "The database cannot be used" in done.stderr and "Traceback" not in done.stderr


def test_a_wrong_setting_ends_with_its_sentence(tmp_path: Path) -> None:
    done = okrilje(tmp_path / "data", "plan", "list", OKRILJE_MODE="nonsense")
    assert done.returncode == 2 and "OKRILJE_MODE is 'nonsense'" in done.stderr
    assert_one_sentence(done.stderr)


@pytest.mark.parametrize("workers", ["0", "-1", "65", "two"])
def test_a_number_of_workers_that_makes_no_sense_is_refused(workers: str) -> None:
    assert run("serve", "--workers", workers).exit_code == 2


def test_an_address_that_cannot_be_listened_on_is_refused(db: None) -> None:
    assert "HOST:PORT" in refused("serve", "--bind", "8000")
