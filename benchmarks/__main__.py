"""What we claim about speed, measured on this machine: ``python -m benchmarks``.

Prints tables, and as its last line everything as JSON. ``OKRILJE_WRITE_DOCS=1`` also writes the table of the pages
into docs/reference/page-budget.md. Works in a folder of its own; no data of an installation is touched.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from benchmarks.ground import ready

ROOT = Path(__file__).resolve().parents[1]
DOCUMENT = ROOT.parent / "shared" / "sources" / "akcioni-plan-2020-2023.txt"


def main() -> None:
    with ready():
        from benchmarks import large, monitoring, pages, reading

        rows = pages.measure()
        print(pages.table(rows))
        if os.environ.get("OKRILJE_WRITE_DOCS") == "1":
            (ROOT / "docs" / "reference" / "page-budget.md").write_text(pages.document(rows), encoding="utf-8")
        read = reading.measure(DOCUMENT)
        print(reading.sentence(read))
        huge = large.measure()
        print(large.sentence(huge))
    # With data of its own, so that neither slows the other down.
    with ready():
        reporting = monitoring.measure()
        print(monitoring.table(reporting))
    # In a process of its own, since its memory is measured too.
    told = subprocess.run([sys.executable, "-m", "benchmarks.registers"], capture_output=True, text=True, check=True)
    lines, _newline, counting = told.stdout.strip().rpartition("\n")
    print(lines)
    everything = {"pages": [row._asdict() for row in rows], "reading": read, "large": huge}
    print(json.dumps(everything | {"registers": json.loads(counting)} | reporting))


main()
