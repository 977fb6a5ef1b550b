"""docs/reference/report-points.md and submission-states.md, from the program: written, or compared with --check."""

from __future__ import annotations

import os
import sys
from datetime import date
from pathlib import Path

import django
from django.utils import translation

ROOT = Path(__file__).resolve().parent.parent
REFERENCE = ROOT / "docs" / "reference"

if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "okrilje.settings")
    django.setup()

from okrilje.accounts import catalogue  # noqa: E402
from okrilje.lib.periods import Length  # noqa: E402
from okrilje.monitoring import rules  # noqa: E402
from okrilje.monitoring.obligations import Asks, Frame, ReportPoint, report_points  # noqa: E402
from okrilje.plan.content import Plan  # noqa: E402

YEARS = range(2020, 2025)
#: The plan is to be adopted by the end of September 2020 (its activity 1.1.4).
FRAME = Frame(date(2020, 1, 1), date(2023, 12, 31), Length.HALF_YEAR, date(2020, 9, 30))

POINTS_HEAD = """# What the plan bih-2020-2023 expects to be reported

The report points that its deadlines ask for, per year, where the plan is reported on every half-year and counts as
adopted on 30 September 2020. How a deadline becomes report points: `okrilje/monitoring/obligations.py`; how they stand
on a day: [Status rules](status-rules.md).

- **due 1**: a result has to be there by a day in this year.
- **at least 2**: something has to happen so many times in this year.
- **work 2**: continuous work; so many cycles of this year ask whether there was any.

<!-- Written by scripts/reporting_pages.py; a test compares it with the program. -->
"""
STATES_HEAD = """# The path of a submission

An institution writes, a second person of it approves, the coordinator who owns the plan returns it or accepts it, and
closing the cycle locks it. Who may take which step stands in one table, `TRANSITIONS` in `okrilje/monitoring/rules.py`;
the picture is drawn from it.

<!-- Written by scripts/reporting_pages.py; a test compares it with the program. -->
"""


def asked(points: tuple[ReportPoint, ...], year: int) -> str:
    """The cell of an activity and year."""
    own = [point for point in points if point.due_on.year == year]
    words = {Asks.RESULT: "due {}", Asks.OCCURRENCES: "at least {}", Asks.ACTIVITY: "work {}"}
    return ", ".join(
        text.format(sum(point.count for point in own if point.asks is kind))
        for kind, text in words.items()
        if any(point.asks is kind for point in own)
    )


def report_points_page() -> str:
    plan = Plan.model_validate(catalogue.country_file("bih", "plan-2020-2023.json"))
    found = {activity.code: report_points(activity.deadline, FRAME) for activity in plan.activities}
    lines = [POINTS_HEAD, "| Activity | | " + " | ".join(map(str, YEARS)) + " |", "|---|---|" + "---|" * len(YEARS)]
    for activity in plan.activities:
        years = " | ".join(asked(found[activity.code], year) for year in YEARS)
        lines.append(f"| {activity.code} | {activity.labels['en']} | {years} |")
    everything = tuple(point for points in found.values() for point in points)
    results = [point for point in everything if point.asks is Asks.RESULT]
    lines += ["", "## Added up", "", "| | 2020 | 2021 | 2022 | 2023 | 2024 | All |", "|---|--:|--:|--:|--:|--:|--:|"]
    for words, kind in (
        ("Results due", Asks.RESULT),
        ("Occurrences asked for", Asks.OCCURRENCES),
        ("Times that work is asked about", Asks.ACTIVITY),
    ):
        counts = [sum(p.count for p in everything if p.asks is kind and p.due_on.year == year) for year in YEARS]
        lines.append(f"| {words} | {' | '.join(map(str, counts))} | {sum(counts)} |")
    lines += ["", f"{len(found)} activities, {len(results)} due dates.", ""]
    return "\n".join(lines)


def states_page() -> str:
    names, parties = rules.STATUS_NAMES, rules.Party
    lines = [STATES_HEAD, "```mermaid", "stateDiagram-v2", f"  [*] --> {rules.Status.DRAFT}"]
    for status, following in rules.TRANSITIONS.items():
        lines += [f"  {status} --> {to}: {party}" for to, party in following.items()]
        if not following:
            lines.append(f"  {status} --> [*]")
    lines += ["```", "", "| State | Called | Whose turn | May become |", "|---|---|---|---|"]
    for status in rules.Status:
        owner = rules.OWNERS[status]
        following = ", ".join(f"`{to}` ({party})" for to, party in rules.TRANSITIONS[status].items())
        lines.append(f"| `{status}` | {names[status]} | {owner or 'nobody'} | {following or 'nothing'} |")
    lines += ["", "| Party | Who that is |", "|---|---|"]
    who = {
        parties.PREPARER: "somebody of the institution who may report",
        parties.APPROVER: "somebody of the institution who may approve, and who did not prepare it",
        parties.REVIEWER: "the coordinator who owns the plan, and neither prepared nor approved it",
        parties.CYCLE: "the program, when the cycle is closed",
    }
    lines += [f"| {party} | {who[party]} |" for party in parties]
    return "\n".join([*lines, ""])


def pages() -> dict[str, str]:
    with translation.override("en"):
        return {"report-points.md": report_points_page(), "submission-states.md": states_page()}


if __name__ == "__main__":
    drawn = pages()
    if "--check" in sys.argv:
        sys.exit(any((REFERENCE / name).read_text(encoding="utf-8") != text for name, text in drawn.items()))
    for name, text in drawn.items():
        (REFERENCE / name).write_text(text, encoding="utf-8")
