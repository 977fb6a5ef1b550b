"""The pages of reference that are drawn from the program: nothing in them may drift."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

import pytest

from okrilje.monitoring.rules import OWNERS, TRANSITIONS, Status

ROOT = Path(__file__).parents[2]
REFERENCE = ROOT / "docs" / "reference"


@pytest.mark.parametrize("name", ["report-points.md", "submission-states.md"])
def test_a_page_is_what_the_program_says(name: str) -> None:
    drawn = runpy.run_path(str(ROOT / "scripts" / "reporting_pages.py"))["pages"]()
    written = (REFERENCE / name).read_text(encoding="utf-8")
    assert written == drawn[name], "run: .venv/bin/python scripts/reporting_pages.py"


def test_the_plan_has_its_46_due_dates_in_the_years_that_it_names() -> None:
    page = (REFERENCE / "report-points.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| \d+\.\d+\.\d+ \| .+ \|(.+)\|(.+)\|(.+)\|(.+)\|(.+)\|$", page, re.MULTILINE)
    assert len(rows) == 117
    per_year = [sum(int(n) for row in rows for n in re.findall(r"due (\d+)", row[year])) for year in range(5)]
    assert per_year == [18, 17, 4, 5, 2]
    assert "| Results due | 18 | 17 | 4 | 5 | 2 | 46 |" in page


def test_the_picture_of_a_submission_has_every_step_and_no_other() -> None:
    page = (REFERENCE / "submission-states.md").read_text(encoding="utf-8")
    steps = re.findall(r"^  (\w+) --> (\w+): (\w+)$", page, re.MULTILINE)
    assert {(a, b): c for a, b, c in steps} == {
        (status.value, to.value): party.value for status, after in TRANSITIONS.items() for to, party in after.items()
    }


def test_every_state_can_be_reached_and_left_and_whoever_owns_it_can_leave_it() -> None:
    reached = {to for following in TRANSITIONS.values() for to in following} | {Status.DRAFT}
    assert reached == set(Status) == set(TRANSITIONS)
    for status, owner in OWNERS.items():
        assert owner is None or owner in TRANSITIONS[status].values()
    assert [status for status, following in TRANSITIONS.items() if not following] == [Status.LOCKED]
