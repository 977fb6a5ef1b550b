"""The command line: ``okrilje --help`` explains everything.

Exit codes: 0 done, 1 something was found (a check failed), 2 the input or the call was wrong and nothing changed.
Django is started only by the commands that need the database, so that reading a document stays quick.
"""

from __future__ import annotations

import json
import os
import re
import sys
from datetime import datetime
from pathlib import Path
from typing import Any, NoReturn

import click


def _compile_messages() -> None:
    """Before Django starts: it reads the catalogue of the default language once and keeps it."""
    from okrilje.lib import messages

    messages.compile_all(messages.LOCALE_DIR)


class Program(click.Group):
    """Ends with a sentence and exit code 2 where settings, disk or database are at fault, not with a trace."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except Exception as error:
            if sentence := _trouble(error):
                fail(sentence)
            raise


def _trouble(error: Exception) -> str:
    """What is wrong outside the program, as a sentence; "" where the fault is the program's own."""
    if isinstance(error, OSError):
        return f"{error.filename}: {error.strerror}." if error.filename else ""
    installation = sys.modules.get("okrilje.web.installation")
    if installation and isinstance(error, installation.InstallationError):
        return str(error)
    if "django" not in sys.modules:
        return ""
    from django.core.exceptions import ImproperlyConfigured
    from django.db.utils import OperationalError, ProgrammingError

    text = str(error).strip()
    if isinstance(error, ImproperlyConfigured):
        return text
    if isinstance(error, OperationalError | ProgrammingError) and re.search(
        r"no such (table|column)|(relation|column) .*does not exist", text
    ):
        return "The database is not prepared for this version of Okrilje yet. Run: okrilje setup"
    return f"The database cannot be used: {text}" if isinstance(error, OperationalError) else ""


def _django() -> None:
    """Starts Django. What it says to the command line is in English, like all of it."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "okrilje.settings")
    import django
    from django.utils import translation

    django.setup()
    click.get_current_context().with_resource(translation.override("en"))


def fail(message: str) -> NoReturn:
    """Says what is wrong and ends with exit code 2."""
    click.secho(message, fg="red", err=True)
    sys.exit(2)


@click.group(cls=Program, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="okrilje", message="Okrilje %(version)s")
def main() -> None:
    """Okrilje runs a country's action plan against trafficking in human beings.

    Settings come from the environment: OKRILJE_DATA names the folder of database, files and keys (default: var/ in
    the checkout), DATABASE_URL a PostgreSQL database (default: an embedded SQLite database in that folder),
    OKRILJE_MODE is "demonstration" (default) or "production". All are described in docs/reference/settings.md.
    """


# --- Plans ---------------------------------------------------------------------------------------------------


@main.group()
def plan() -> None:
    """Read, import, check and export action plans."""


@plan.command("read")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--json", "out", type=click.Path(path_type=Path), help='Write what was read as JSON ("-": to the screen).'
)
@click.option("--country", default="bih", show_default=True, help="Whose institutions and donors to recognise.")
@click.option("--column", "columns", multiple=True, metavar="N=ROLE", help="Say what column N (from 1) holds.")
def plan_read(file: Path, out: Path | None, country: str, columns: tuple[str, ...]) -> None:
    """Read a plan document (text, DOCX, PDF, XLSX) and say what is in it. The database is not touched."""
    from okrilje.plan.reading.summary import summary

    found = _read(file, country, columns)
    if out is None:
        click.echo(summary(found))
        return
    text = json.dumps(found.to_json(), ensure_ascii=False, indent=1)
    if str(out) == "-":
        click.echo(text)
        return
    try:
        out.write_text(text + "\n", encoding="utf-8")
    except OSError as error:
        fail(f"{out} cannot be written: {error.strerror}.")
    click.echo(summary(found))


def _read(file: Path, country: str, columns: tuple[str, ...]) -> Any:
    """The reading of a document with the shipped catalogue of a country; ends with exit code 2 where it fails."""
    from okrilje.accounts import catalogue
    from okrilje.lib import documents
    from okrilje.plan import reading

    try:
        known = catalogue.load(country)
    except FileNotFoundError:
        fail(f'There is no data for the country "{country}".')
    try:
        return reading.read(documents.read(file), known, columns=_columns(columns))
    except OSError as error:
        fail(f"{file}: cannot be opened: {error.strerror}.")
    except documents.DocumentError as error:
        fail(f"{file}: {error}")


def _columns(given: tuple[str, ...]) -> dict[int, Any] | None:
    """ "3=deadline" says that the third column holds the deadline."""
    from okrilje.plan.vocabulary import Column

    roles = [column.value for column in Column]
    columns = {}
    for text in given:
        number, equals, role = text.partition("=")
        if not (number.isdigit() and int(number) and equals and role in roles):
            fail(f'--column "{text}": write N=ROLE with a column number from 1 and one of {", ".join(roles)}.')
        columns[int(number) - 1] = Column(role)
    return columns or None


def _answers(given: tuple[str, ...]) -> dict[str, str | None]:
    """ "Border service=GP" says whom a wording means; without a code that it means no institution."""
    answers: dict[str, str | None] = {}
    for text in given:
        wording, equals, code = text.rpartition("=")
        if not (equals and wording.strip()):
            fail(f'--answer "{text}": write WORDING=CODE, or WORDING= where no institution is meant.')
        answers[wording] = code
    return answers


def _newcomers(given: tuple[str, ...], level: str) -> dict[str, Any]:
    """ "Office for leaflets=OL" or "Office for leaflets=OL:Office for Leaflets": an institution to be added."""
    from okrilje.plan.content import Level
    from okrilje.plan.reading.newcomers import made, suggest

    found = {}
    for text in given:
        wording, equals, said = text.rpartition("=")
        code, _colon, name = said.partition(":")
        if not (equals and wording.strip() and code.strip()):
            fail(f'--new "{text}": write WORDING=CODE or WORDING=CODE:NAME.')
        like = suggest(wording, Level(level), pays=False, taken=())
        found[wording] = made(wording, code.strip(), name.strip() or wording, like.kind, like.level)
    return found


def _plan_code(ctx: click.Context, parameter: click.Parameter, code: str) -> str:
    """The code stands in the addresses of the plan's pages."""
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,60}", code):
        raise click.BadParameter("use up to 60 letters a-z, digits, hyphens and underscores.")
    return code


@plan.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--plan", "code", required=True, callback=_plan_code, help="Code of the plan, for example bih-2020-2023.")
@click.option("--owner", help="Code of the institution that owns the plan (for a plan that is new).")
@click.option(
    "--level", type=click.Choice(["state", "entity", "canton", "district"]), help="Level of government (new plan)."
)
@click.option("--start", type=click.DateTime(["%Y-%m-%d"]), help="First day (new plan whose document does not say).")
@click.option("--end", type=click.DateTime(["%Y-%m-%d"]), help="Last day (the same).")
@click.option("--column", "columns", multiple=True, metavar="N=ROLE", help="Say what column N (from 1) holds.")
@click.option("--answer", "answers", multiple=True, metavar="WORDING=CODE", help="Say which institution is meant.")
@click.option(
    "--new",
    "new",
    multiple=True,
    metavar="WORDING=CODE[:NAME]",
    help="Add the institution that is meant with the plan.",
)
@click.option(
    "--draft/--public", "draft", default=None, help="Who sees a plan that is new: its owner (default), or everybody."
)
@click.option("--reason", default="", help="Why the plan is amended; kept in its history.")
@click.option("--yes", is_flag=True, help="Apply. Without it the command only shows what would change.")
def plan_import(code: str, yes: bool, **options: Any) -> None:
    """Show what importing FILE would change in a plan; with --yes apply it, all or nothing.

    FILE is a plan document, or the JSON or XLSX that "okrilje plan export" wrote.
    """
    _django()
    from django.utils import timezone

    from okrilje.plan import importing
    from okrilje.plan.models import ActionPlan

    known = ActionPlan.objects.filter(code=code).first()
    if known and options["draft"] is not None:
        fail(f'The plan "{code}" is there already. Use: okrilje plan publish {code}, or: okrilje plan take-back {code}')
    try:
        preview = importing.from_file(
            options["file"],
            code,
            columns=_columns(options["columns"]),
            answers=_answers(options["answers"])
            | _newcomers(options["new"], known.level if known else options["level"] or "state"),
            owner=options["owner"],
            level=options["level"],
            period=(options["start"] and options["start"].date(), options["end"] and options["end"].date()),
        )
    except importing.ImportRefused as error:
        fail(f"{options['file']}: {error}")
    click.echo(preview.as_text())
    if preview.obstacles:
        new = " A plan that is new needs --owner, and --start and --end if its document does not name them."
        fail("Nothing was changed." + (new if preview.problems and preview.before is None else ""))
    if not preview.changes:
        click.echo("The plan already says exactly this.")
    elif not yes:
        click.echo("Nothing was changed yet. Run the same command with --yes to apply.")
    else:
        try:
            version = importing.apply(
                preview, by="system", at=timezone.now(), reason=options["reason"], public=options["draft"] is False
            )
        except importing.ImportRefused as error:
            fail(f"{options['file']}: {error}")
        click.secho(f"Applied as version {version.number if version else '?'} of {code}.", fg="green")
        if known is None and options["draft"] is not False:
            click.echo(f"It is a draft that only its owner sees. To publish it: okrilje plan publish {code}")


@plan.command("export")
@click.argument("code")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="File to write, ending in .json or .xlsx.")
@click.option(
    "--lang",
    type=click.Choice(["bs", "hr", "sr-latn", "sr", "en"]),
    default="bs",
    show_default=True,
    help="Language of an XLSX workbook. It is read back in any of them.",
)
def plan_export(code: str, out: Path, lang: str) -> None:
    """Write a plan to JSON or XLSX. Importing that file changes nothing."""
    _django()
    from django.utils import translation

    from okrilje.accounts.models import Institution
    from okrilje.plan import actions, exporting

    current = actions.current(code)
    if current is None:
        fail(f'There is no plan "{code}". "okrilje plan list" shows them.')
    extension = out.suffix.lower().removeprefix(".")
    if extension not in exporting.EXTENSIONS:
        fail(f"{out}: the name must end in .{' or .'.join(exporting.EXTENSIONS)}.")
    with translation.override(lang):
        names = {institution.code: institution.title for institution in Institution.objects.all()}
        out.write_bytes(exporting.write(current, extension, names))
    click.echo(f"{out}: {len(current.activities)} activities, {current.indicator_count} indicators.")


@plan.command("list")
def plan_list() -> None:
    """List the plans in the database."""
    _django()
    from okrilje.plan.models import ActionPlan

    for row in ActionPlan.objects.all():
        draft = "" if row.is_public else "\tdraft"
        click.echo(f"{row.code}\t{row.starts_on.year}-{row.ends_on.year}\t{row.label}{draft}")


@plan.command("publish")
@click.argument("code")
def plan_publish(code: str) -> None:
    """Let everybody read a plan that is a draft."""
    _show(code, public=True)


@plan.command("take-back")
@click.argument("code")
def plan_take_back(code: str) -> None:
    """Make a public plan a draft again, which only its owner sees."""
    _show(code, public=False)


def _show(code: str, *, public: bool) -> None:
    _django()
    from django.utils import timezone

    from okrilje.plan import actions
    from okrilje.plan.models import ActionPlan

    change = actions.publish if public else actions.take_back
    try:
        changed = change(code, by="system", at=timezone.now())
    except ActionPlan.DoesNotExist:
        fail(f'There is no plan "{code}". "okrilje plan list" shows them.')
    state = "public" if public else "a draft"
    click.echo(f"{code} is {state} now." if changed else f"{code} is {state} already.")


@plan.command("check")
@click.argument("code")
def plan_check(code: str) -> None:
    """List what the checker questions in a plan."""
    _call("check_plan", code)


def _call(command: str, *arguments: str) -> None:
    _django()
    from django.core.management import CommandError, call_command

    try:
        call_command(command, *arguments)
    except CommandError as error:
        click.secho(str(error), fg="red", err=True)
        sys.exit(error.returncode)


# --- The installation ----------------------------------------------------------------------------------------


@main.group()
def measures() -> None:
    """Count the measures of plans from the registers."""


@measures.command("check")
@click.option("--plan", "code", required=True, help="Code of the plan, as in bih-2020-2023.")
@click.option("--year", default=0, help="Only this year; without it the whole period of the plan.")
def measures_check(code: str, year: int) -> None:
    """Compute every measure and count it again slowly; exit code 1 where the two differ."""
    _call("check_measures", "--plan", code, "--year", str(year))


@main.group()
def audit() -> None:
    """The append-only record of what was done by whom."""


@audit.command("verify")
@click.option("--anchor", type=click.Path(path_type=Path), help="Compare with this copy of the anchor, kept elsewhere.")
def audit_verify(anchor: Path | None) -> None:
    """Check the whole chain of events. Names every altered, removed or inserted row (exit code 1)."""
    _call("audit", "verify", *([f"--anchor={anchor}"] if anchor else []))


@audit.command("anchor")
def audit_anchor() -> None:
    """Write the newest event's hash outside the database. The file audit-anchor in OKRILJE_DATA takes it."""
    _call("audit", "anchor")


@main.command()
@click.option("--reset", is_flag=True, required=True, help="Delete the demonstration's data and build it anew.")
def demo(reset: bool) -> None:
    """Build the demonstration anew in OKRILJE_DATA: the same made-up data every time."""
    _compile_messages()
    _django()
    from okrilje.web import installation

    installation.reset_demonstration()
    click.echo(installation.logins_text())


@main.command()
def setup() -> None:
    """Prepare database, translations and static files, and load the country's data. Safe to repeat."""
    _compile_messages()
    _django()
    from okrilje.web import installation

    installation.prepare()


@main.command()
@click.option("--bind", default="127.0.0.1:8000", show_default=True, help="Address and port to listen on.")
@click.option(
    "--workers", default=2, show_default=True, type=click.IntRange(1, 64), help="Processes that answer requests."
)
def serve(bind: str, workers: int) -> None:
    """Prepare everything and serve the site."""
    _compile_messages()
    _django()
    from okrilje.web import installation

    installation.check_address(bind)
    installation.prepare()
    click.echo(installation.welcome(bind))
    installation.serve(bind, workers)


@main.command()
@click.option("--with-site", is_flag=True, hidden=True, help="End when the site that started it is gone.")
def work(with_site: bool) -> None:
    """Do the background work: send letters, make the reminders of the day. "serve" starts one by itself."""
    _compile_messages()
    _django()
    from django.utils import timezone

    from okrilje.web import installation, worker

    try:
        with installation.in_use():
            worker.Worker(timezone.now, with_site=with_site).run()
    except worker.AlreadyWorking as error:
        fail(str(error))


@main.command()
@click.option("--dry-run", is_flag=True, help="Only show them.")
@click.option("--date", "day", type=click.DateTime(["%Y-%m-%d"]), help="The day, if it is not today.")
def remind(dry_run: bool, day: datetime | None) -> None:
    """Make the reminders of a day and show who gets what and why. The worker does it every morning by itself."""
    _compile_messages()
    _django()
    from django.utils import timezone

    from okrilje.monitoring import actions
    from okrilje.monitoring.queries import reminding

    wanted = day.date() if day else timezone.localdate()
    due = reminding.due(wanted)
    click.echo("\n".join(reminding.as_lines(due)) or f"{wanted}: nobody has to be reminded of anything.")
    if dry_run:
        return
    made = actions.remind(wanted, by="system", at=timezone.now())
    if made is None:
        fail(f"The reminders of {wanted} were made already.")
    click.secho(f"{wanted}: notices {made.notices}, letters in the outbox {made.letters}.", fg="green")


@main.command("create-admin")
@click.option("--email", required=True, help="E-mail address; the account's name.")
@click.option("--name", required=True, help="Name of the person, as colleagues see it.")
@click.option("--institution", required=True, help="Code of the institution.")
def create_admin(email: str, name: str, institution: str) -> None:
    """Invite the first administrator of a new installation. Prints the link of the invitation."""
    _call("create_admin", f"--email={email}", f"--name={name}", f"--institution={institution}")


@main.command("secret-key")
def secret_key() -> None:
    """Print a new value for OKRILJE_SECRET_KEY."""
    import secrets

    click.echo(secrets.token_urlsafe(64))
