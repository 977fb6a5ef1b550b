"""What the manual tells people to type really works, against a running server."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from okrilje.monitoring.models import Item, Submission
from tests.api.conftest import Program

DOCS = Path(__file__).parents[2] / "docs"


@pytest.fixture
def environment(live_server: Any, story: SimpleNamespace, of: Callable[..., Program]) -> dict[str, str]:
    return os.environ | {
        "OKRILJE_ADDRESS": live_server.url,
        "OKRILJE_TOKEN": of(story.reporter).secret,
        "PLAN": "test-plan",
        "CYCLE": "2020-H2",
        "INSTITUTION": "GP",
        "ACTIVITY": "1.1.2",
        "PYTHONUTF8": "1",
    }


def run(environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    client = str(DOCS / "examples" / "report_by_api.py")
    return subprocess.run(
        [sys.executable, client, *arguments], env=environment, capture_output=True, text=True, timeout=60
    )


def test_the_example_and_the_commands_of_the_manual(environment: dict[str, str], tmp_path: Path) -> None:
    """One test, for a running server costs more than what is asked of it."""
    due = run(environment, "due")
    assert due.stdout.splitlines()[0] == "test-plan 2020-H2 GP due 2021-01-30, draft, 0 of 3 answered", due.stderr
    assert "1.1.2 (whole): Activity 1.1.2. A report that says how it stands." in due.stdout
    answer = tmp_path / "answer.json"
    answer.write_text(json.dumps({"progress": "in_progress", "occurrences": 2, "done": "Kontrole – Ђурђевац"}))
    filled = run(environment, "fill", "test-plan", "2020-H2", "GP", "1.1.2", str(answer))
    assert filled.stdout == "1.1.2 (whole) is saved as revision 1\n", filled.stderr
    assert Item.objects.get(activity__code="1.1.2").done == "Kontrole – Ђурђевац"
    _commands_of_the_manual(environment)
    answer.write_text(json.dumps({"occurrences": -1}))
    refused = run(environment, "fill", "test-plan", "2020-H2", "GP", "1.1.2", str(answer))
    assert refused.returncode == 1 and "body.answer.occurrences: Input should be greater" in refused.stderr
    prepared = run(environment, "prepare", "test-plan", "2020-H2", "GP")
    assert prepared.stdout == "The report is prepared; now it is the turn of the approver.\n", prepared.stderr
    assert Submission.objects.get(institution__code="GP").status == "prepared"
    again = run(environment, "prepare", "test-plan", "2020-H2", "GP")
    assert (again.returncode, again.stdout) == (1, "") and again.stderr.startswith("409 Conflict: ")
    assert "Traceback" not in again.stderr


def _commands_of_the_manual(environment: dict[str, str]) -> None:
    page = (DOCS / "how-to" / "connect-another-system.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```sh\n(.+?)^```", page, re.MULTILINE | re.DOTALL)
    commands = [line for block in blocks for line in block.splitlines()]
    assert len(commands) == 7
    if not shutil.which("curl"):
        return
    told = [
        json.loads(subprocess.run(command, shell=True, env=environment, capture_output=True, timeout=60).stdout)
        for command in commands
    ]
    assert [one.get("status") for one in told if "title" in one and "detail" in one] == [409]
    assert [conflict["field"] for conflict in told[-1]["conflicts"]] == ["done"]
