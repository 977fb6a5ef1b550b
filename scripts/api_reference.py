"""docs/reference/api.md, from the OpenAPI document of the program: written, or compared with --check."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

PAGE = Path(__file__).resolve().parent.parent / "docs" / "reference" / "api.md"
HEAD = """# The API

Every operation under `/api/v1/`, and what is sent and given. The site shows the same at `/api/`; programs read it as
OpenAPI 3.1 at `/api/v1/openapi.json`. How to begin: [Connect another system](../how-to/connect-another-system.md).

<!-- Written by scripts/api_reference.py; a test compares it with the program. -->
"""


def page() -> str:
    from okrilje.web import openapi
    from okrilje.web.api import document
    from okrilje.web.api_reference import groups, shapes

    parts = [HEAD, openapi.DESCRIPTION]
    for name, operations in groups(document()).items():
        parts += [f"## {name}\n", *map(_operation, operations)]
    parts += ["## Shapes\n", *map(_shape, shapes(document()))]
    return "\n".join(parts).rstrip() + "\n"


def _operation(one: Any) -> str:
    needed = ", ".join(f"`{permission}`" for permission in one.permissions)
    token = f"Scope `{one.scope}`" if one.scope else "Any token"
    right = f"{token}; permission {needed}." if one.needs_token else "Public. A token needs the scope `read:plans`."
    said = [
        f"### {one.name}\n",
        f"`{one.method} {one.path}`\n",
        f"{one.summary} {one.about}".strip() + "\n",
        right + "\n",
    ]
    others = [place for place in one.parameters if place.where == "query"]
    if others:
        said.append(_table(("Parameter", "What", "Meaning"), ((f"`{p.name}`", _kind(p.kind), p.about) for p in others)))
    if one.body:
        said.append(f"Sends {_kind(one.body)}.\n")
    given = "; ".join(f"{a.status} {_kind(a.kind) or a.about}" for a in one.answers)
    problems = ", ".join(f"{a.status}" for a in one.problems)
    return "\n".join([*said, f"Gives {given.rstrip('.')}. Problems: {problems}.\n"])


def _shape(one: Any) -> str:
    said = [f"### {one.name}\n"] + ([one.about + "\n"] if one.about else [])
    if one.values:
        return "\n".join([*said, ", ".join(f"`{value}`" for value in one.values) + "\n"])
    rows = ((f"`{p.name}`", _kind(p.kind), "yes" if p.needed else "", p.about) for p in one.fields)
    return "\n".join([*said, _table(("Field", "What", "Always", "Meaning"), rows)])


def _kind(kind: Any) -> str:
    link = f"[{kind.shape}](#{kind.shape.lower()})" if kind.shape else ""
    return f"{kind.before}{link}{kind.after}"


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    def lines() -> Iterator[str]:
        yield "| " + " | ".join(head) + " |"
        yield "|" + "---|" * len(list(head))
        for row in rows:
            yield "| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |"

    return "\n".join(lines()) + "\n"


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    sys.path.insert(0, str(PAGE.parents[2]))
    import django

    django.setup()
    if "--check" in sys.argv:
        sys.exit(PAGE.read_text(encoding="utf-8") != page())
    PAGE.write_text(page(), encoding="utf-8")
