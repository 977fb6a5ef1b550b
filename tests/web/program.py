"""The program as a user starts it: a process of its own, with nothing in its environment but what the test says."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def environment(data: Path, **variables: str) -> dict[str, str]:
    ours = ("OKRILJE_", "DATABASE_URL", "DJANGO_SETTINGS_MODULE")
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return inherited | {"OKRILJE_DATA": str(data)} | variables


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "okrilje", *arguments]


def okrilje(data: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command(*arguments), cwd=ROOT, env=environment(data, **variables), capture_output=True, text=True, timeout=120
    )


def assert_one_sentence(stderr: str) -> None:
    """What a person reads when something is wrong: a line or two, no trace."""
    assert "Traceback" not in stderr
    assert 1 <= len(stderr.strip().splitlines()) <= 2, stderr
