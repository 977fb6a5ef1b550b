"""Work for the queue that takes as long as a test wants. The worker imports it by its name."""

from __future__ import annotations

import time
from pathlib import Path

from django_tasks import task


@task()
def write_down(folder: str) -> None:
    """Says that it began, waits for the file "go", says that it is done."""
    notes, go = Path(folder, "notes"), Path(folder, "go")
    _add(notes, "begun")
    end = time.monotonic() + 120
    while not go.exists() and time.monotonic() < end:
        time.sleep(0.05)
    _add(notes, "done")


def _add(notes: Path, word: str) -> None:
    with notes.open("a", encoding="utf-8") as file:
        file.write(f"{word}\n")
