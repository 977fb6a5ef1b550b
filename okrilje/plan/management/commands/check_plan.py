from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from okrilje.plan import actions, checker
from okrilje.plan.checker.quality import MEANING
from okrilje.plan.models import ActionPlan, Finding
from okrilje.plan.queries import findings as queries


class Command(BaseCommand):
    help = "Lists what the checker questions in a plan, the severest first, and the five points of a good plan."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("plan", help='The code of the plan ("okrilje plan list" shows them).')

    def handle(self, *args: Any, plan: str, **options: Any) -> None:
        found = ActionPlan.objects.filter(code=plan).first()
        content = actions.current(plan) if found else None
        if found is None or content is None:
            codes = ", ".join(ActionPlan.objects.values_list("code", flat=True)) or "-"
            raise CommandError(f"There is no plan {plan!r}. Plans: {codes}", returncode=2)
        rows = queries.of_plan(found)
        self._findings(rows)
        self._points(content)
        waiting = queries.waiting_for_wording(content)
        if waiting:
            self.stdout.write("")
            self.stdout.write(_("The official wording of this plan has not been imported yet."))
            self.stdout.write("; ".join(str(rule.title) for rule in waiting))

    def _findings(self, rows: list[Finding]) -> None:
        names = queries.institution_names()
        for group in queries.by_rule(rows, names):
            severity = Finding.Severity(group.rule.severity).label
            self.stdout.write(f"{severity}: {group.rule.title} [{group.rule.id}]")
            for shown in group.findings:
                accepted = f" ({_('accepted')}: {shown.row.accepted_reason})" if shown.row.accepted_at else ""
                self.stdout.write(f"  - {shown.sentence}{accepted}")
            self.stdout.write(f"    {group.rule.remedy}")
        counts = [
            f"{severity.label} {sum(r.severity == severity and r.accepted_at is None for r in rows)}"
            for severity in Finding.Severity
        ]
        accepted_count = sum(row.accepted_at is not None for row in rows)
        self.stdout.write("")
        self.stdout.write(", ".join([*counts, f"{_('accepted')} {accepted_count}"]))

    def _points(self, content: Any) -> None:
        self.stdout.write("")
        self.stdout.write(_("The five points of a good action plan"))
        for assessment in checker.assess(content):
            numbers = f"{assessment.met}/{assessment.activities}"
            self.stdout.write(f"  {numbers:>9}  {MEANING[assessment.point]}")
