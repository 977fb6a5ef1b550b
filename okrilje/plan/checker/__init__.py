"""The plan checker: what a careful reader would question in a plan, by rules. Pure; knows no database.

``check(plan, catalogue)`` gives the findings; ``RULES`` are the questions; ``assess(plan)`` counts the five points of a
good action plan; ``docs/reference/findings.md`` says what each rule looks at, and what no rule can find.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace

from okrilje.accounts.catalogue import Catalogue
from okrilje.plan.checker import dates, indicators, money, quality, responsible, wording
from okrilje.plan.checker.quality import Assessment, assess
from okrilje.plan.checker.rule import Cell, Field, Finding, Rule, Severity
from okrilje.plan.checker.subject import Subject
from okrilje.plan.content import Activity, Plan

__all__ = ["RULES", "Assessment", "Cell", "Field", "Finding", "Rule", "Severity", "assess", "check"]

_ORDER = list(Severity)
#: Every rule by its id, the severest first.
RULES: dict[str, Rule] = {
    rule.id: rule
    for rule in sorted(
        (rule for module in (dates, money, responsible, indicators, wording, quality) for rule in module.RULES),
        key=lambda rule: _ORDER.index(rule.severity),
    )
}


def check(plan: Plan, catalogue: Catalogue) -> list[Finding]:
    """All findings, the severest first, each rule's in the order of the plan.

    ``catalogue`` holds the institutions that the plan may name.
    """
    subject = Subject(plan, catalogue)
    found = [finding for rule in RULES.values() for finding in rule.findings(subject)]
    return [replace(finding, fingerprint=_fingerprint(subject, finding)) for finding in found]


def _fingerprint(subject: Subject, finding: Finding) -> str:
    cells = [[*cell, _content(subject.activities[cell.code], cell)] for cell in finding.cells]
    said = [finding.values.get(name) for name in ("word", "text")] if cells else dict(finding.values)
    text = json.dumps([finding.rule, finding.codes, said, cells], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _content(activity: Activity, cell: Cell) -> object:
    """What a cell says. Facts count without the words they were written in: a typing error corrected in a deadline
    does not reopen what was accepted about its date."""
    if cell.field is Field.ACTIVITY:
        return activity.text
    if cell.field is Field.DEADLINE:
        return activity.deadline.model_dump(mode="json", exclude={"raw"})
    if cell.field is Field.RESPONSIBLE:
        return [[r.code or r.raw, r.role] for r in activity.institutions]
    if cell.field is Field.RESOURCES:
        return [r.model_dump(mode="json", include=_MONEY) for r in activity.resources]
    chosen = [activity.indicators[cell.number - 1]] if cell.number else activity.indicators
    return [[i.raw, [m.formula for m in i.measures]] for i in chosen]


_MONEY = {"type", "source", "year", "amount", "currency"}
