"""How long ``okrilje plan read`` takes for the official document, from the shell's prompt back to it."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from pathlib import Path

RUNS = 5


def measure(document: Path) -> dict[str, float] | None:
    """Median and worst of several runs in seconds, start of the program included; None without the document."""
    if not document.exists():
        return None
    seconds = []
    for _run in range(RUNS):
        start = time.perf_counter()
        command = [sys.executable, "-m", "okrilje", "plan", "read", str(document)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        seconds.append(time.perf_counter() - start)
    return {"median_s": round(statistics.median(seconds), 2), "worst_s": round(max(seconds), 2)}


def sentence(found: dict[str, float] | None) -> str:
    if found is None:
        return "Reading a plan: not measured, the official document does not lie beside the checkout."
    return (
        f"Reading the official plan: {found['median_s']} s in the median of {RUNS} runs, {found['worst_s']} s at worst."
    )
