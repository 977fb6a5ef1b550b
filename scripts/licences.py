"""The libraries and their licences in docs/reference/licences.md: written, or checked against what is installed.

Only what the program runs on is listed. A licence that does not go with the EUPL fails the check.
"""

from __future__ import annotations

import re
import sys
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "reference" / "licences.md"
#: Families that may be combined with a work under the EUPL-1.2.
ALLOWED = re.compile(
    r"MIT|BSD|Apache|ISC|PSF|Python Software|MPL|Mozilla|LGPL|Lesser|HPND|Unlicense|CC0|0BSD|Zlib", re.IGNORECASE
)


def locked() -> list[str]:
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    return sorted(re.findall(r"^([A-Za-z0-9_.-]+)==", text, re.MULTILINE), key=str.lower)


def licence(name: str) -> str:
    about = metadata.metadata(name)
    if expression := about.get("License-Expression"):
        return expression
    classifiers = [c.rsplit(" :: ", 1)[1] for c in about.get_all("Classifier") or [] if c.startswith("License ::")]
    text = (about.get("License") or "").strip().splitlines()
    return ", ".join(classifiers) or (text[0][:60] if text else "not stated")


def page() -> tuple[str, list[str]]:
    """The page, and the names whose licence is not allowed."""
    lines, refused = [], []
    for name in locked():
        try:
            given, version = licence(name), metadata.version(name)
        except metadata.PackageNotFoundError:
            continue  # locked for another operating system or Python
        lines.append(f"| {name} | {version} | {given} |")
        if not ALLOWED.search(given):
            refused.append(f"{name}: {given}")
    head = (
        "# Libraries and their licences\n\nWhat the program runs on, from `requirements.lock`. "
        "Written by `scripts/licences.py`; `make check` compares.\n\n| Library | Version | Licence |\n|---|---|---|\n"
    )
    return head + "\n".join(lines) + "\n", refused


def main() -> int:
    text, refused = page()
    if refused:
        print("Licences that do not go with the EUPL-1.2:", *refused, sep="\n  ")
        return 1
    if "--check" not in sys.argv:
        PAGE.parent.mkdir(parents=True, exist_ok=True)
        PAGE.write_text(text, encoding="utf-8")
    elif not PAGE.exists() or PAGE.read_text(encoding="utf-8") != text:
        print(f"{PAGE.relative_to(ROOT)} is out of date; run: .venv/bin/python scripts/licences.py")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
