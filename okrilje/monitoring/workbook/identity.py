"""What a workbook knows of itself, on a hidden sheet: which report it is, and which versions of the answers it was made
from. It does not depend on the language.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from okrilje.lib.documents.blocks import gettext_noop as _
from okrilje.lib.file_errors import FileError
from okrilje.monitoring.workbook.form import Form

SHEET, FORMAT = "okrilje", "report 1"
#: The first cells of the rows, before those of the activities.
_HEADS = ("format", "plan", "cycle", "institution", "language")


@dataclass(frozen=True, slots=True)
class Identity:
    """``revisions``: (code of an activity, scope) -> the version of the answer that stands in the workbook."""

    plan: str
    cycle: str
    institution: str
    language: str
    revisions: Mapping[tuple[str, str], int]


def identity(form: Form, language: str) -> list[tuple[str, ...]]:
    """The rows of the hidden sheet."""
    heads = zip(_HEADS, (FORMAT, form.plan, form.cycle, form.institution, language), strict=True)
    return [*heads, *((entry.code, entry.scope, str(entry.revision)) for entry in form.entries)]


def identify(rows: Mapping[int, Sequence[Any]] | None) -> Identity:
    """What the rows of the hidden sheet say. Raises FileError where they do not say which report it is."""
    texts = [[str(cell) for cell in row if cell is not None] for row in (rows or {}).values()]
    heads = {row[0]: row[1] for row in texts[: len(_HEADS)] if len(row) == 2}
    if set(heads) != set(_HEADS):
        raise FileError(
            _(
                "This workbook is no report downloaded from Okrilje, or its sheets were copied into another workbook. "
                "Download the report as Excel, and write into that file."
            )
        )
    if heads["format"] != FORMAT:
        raise FileError(_("This workbook was made by another version of Okrilje. Download the report as Excel anew."))
    revisions = {
        (row[0], row[1]): int(row[2])
        for row in texts[len(_HEADS) :]
        if len(row) == 3 and row[2].isdecimal() and len(row[2]) < 9
    }
    return Identity(heads["plan"], heads["cycle"], heads["institution"], heads["language"], revisions)


def check(found: Identity, form: Form) -> None:
    """Raises FileError where the workbook is the report of somebody else, for another cycle or on another plan."""
    mine, theirs = (form.plan, form.cycle, form.institution), (found.plan, found.cycle, found.institution)
    if mine != theirs:
        raise FileError(
            _(
                "This workbook is the report of %(institution)s for %(cycle)s on the plan %(plan)s; here is that of "
                "%(own_institution)s for %(own_cycle)s on the plan %(own_plan)s. Upload it on its own page."
            ),
            institution=found.institution,
            cycle=found.cycle,
            plan=found.plan,
            own_institution=form.institution,
            own_cycle=form.cycle,
            own_plan=form.plan,
        )
