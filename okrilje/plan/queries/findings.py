"""Findings as a page or a command shows them: each a sentence with its cells, together by rule."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from okrilje.accounts.models import Institution
from okrilje.plan import content
from okrilje.plan.checker import RULES, Rule
from okrilje.plan.models import ActionPlan, Finding
from okrilje.plan.sentences import Names, cell_name, sentence

_ORDER = {rule: place for place, rule in enumerate(RULES)}


@dataclass(frozen=True, slots=True)
class Place:
    """Cells of one column that a finding is about: its name, and the activities."""

    column: str
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    row: Finding
    sentence: str
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Everything that one rule found."""

    rule: Rule
    findings: Sequence[Shown]

    @property
    def open_count(self) -> int:
        return sum(shown.row.accepted_at is None for shown in self.findings)


def of_plan(plan: ActionPlan) -> list[Finding]:
    """In the order of the checker, those of rules that no longer exist left out."""
    rows = plan.findings.filter(rule__in=RULES).select_related("accepted_by__institution").order_by("pk")
    return sorted(rows, key=lambda row: (_ORDER[row.rule], [content.sort_key(code) for code in row.codes]))


def shown(row: Finding, names: Names) -> Shown:
    columns: dict[str, list[str]] = {}
    for code, field, number in row.details["cells"]:
        columns.setdefault(cell_name(field, number), []).append(code)
    places = tuple(Place(column, tuple(codes)) for column, codes in columns.items())
    return Shown(row, sentence(row.rule, row.details["values"], names), places)


def by_rule(rows: Iterable[Finding], names: Names) -> list[Group]:
    """``rows`` in the order of ``of_plan``."""
    return [
        Group(RULES[rule], [shown(row, names) for row in group]) for rule, group in groupby(rows, key=lambda r: r.rule)
    ]


def institution_names() -> dict[str, str]:
    """The name of every institution in the language of the page, by code."""
    return {institution.code: institution.title for institution in Institution.objects.all()}


def waiting_for_wording(plan: content.Plan) -> list[Rule]:
    """The rules that say nothing because the official text of the plan is not there."""
    if any(activity.text for activity in plan.activities):
        return []
    return [rule for rule in RULES.values() if rule.needs_wording]
