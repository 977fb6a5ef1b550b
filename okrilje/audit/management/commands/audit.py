from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser, no_translations
from django.utils import timezone

from okrilje.audit import actions
from okrilje.audit.verification import Report, verify


class Command(BaseCommand):
    help = "Checks the append-only record of what was done by whom."

    def add_arguments(self, parser: CommandParser) -> None:
        commands = parser.add_subparsers(dest="command", required=True)
        check = commands.add_parser("verify", help="name every altered, removed or inserted event (exit code 1)")
        check.add_argument("--anchor", type=Path, help="compare with this copy of the anchor, kept elsewhere")
        commands.add_parser("anchor", help="write the head of the chain into the anchor file now")

    @no_translations
    def handle(self, *args: Any, command: str, **options: Any) -> None:
        if command == "anchor":
            self._anchor()
        else:
            self._verify(options["anchor"])

    def _anchor(self) -> None:
        head = actions.anchor_head(at=timezone.now())
        self.stdout.write(f"Anchored event {head[0]}, {head[1]}." if head else "There are no events to anchor.")

    def _verify(self, anchor_file: Path | None) -> None:
        if anchor_file is not None and not anchor_file.is_file():
            raise CommandError(f"{anchor_file} does not exist.", returncode=2)
        report = verify(anchor_file)
        for problem in report.problems:
            self.stdout.write(str(problem))
        if report.found > len(report.problems):
            self.stdout.write(f"... and {report.found - len(report.problems)} more.")
        self.stdout.write(summary(report))
        actions.record_verification(report, by=actions.SYSTEM, at=timezone.now())
        if not report.ok:
            raise CommandError(f"{report.found} problems found in the audit log.", returncode=1)


def summary(report: Report) -> str:
    if report.head is None:
        return "There are no events."
    return (
        f"{report.events} events read, {report.anchors} anchors; the last is event {report.head[0]}, {report.head[1]}."
    )
