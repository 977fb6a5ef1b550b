"""A plan as a workbook: which rows it has, and what the first sheet says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from okrilje.lib import spreadsheets
from okrilje.lib.spreadsheets.layout import Each
from okrilje.lib.spreadsheets.writing import Front, Row
from okrilje.plan.content import Plan
from okrilje.plan.models import pick
from okrilje.plan.workbook.sheets import LAYOUT, SHEETS


def write(plan: Plan, names: Mapping[str, str]) -> bytes:
    """The workbook in the active language; ``names`` are those of institutions by code, in that language too."""
    rows = {key: [Row(values) for values in found] for key, found in rows_of(plan).items()}
    front = Front(pick(plan.labels) or plan.title or plan.code, _instructions())
    return spreadsheets.write(LAYOUT, rows, front, names=names, each={Each.LANGUAGE: _languages(plan)})


def _instructions() -> tuple[str, ...]:
    return (
        _(
            "This workbook holds the whole plan. You may change every cell below the headings, add rows and delete "
            "rows; leave the names of the sheets and the headings as they are."
        ),
        _(
            "Where a cell opens a list, choose from it. Codes join the sheets: a row belongs to the activity whose "
            "code it begins with. Of an institution the code counts; the name behind the dash is there for you to read."
        ),
        _(
            "Where you change only the wording of a deadline, its days are read from the new wording. "
            "Where you change its days as well, the days that you wrote count."
        ),
        _(
            "When you are done, save the workbook as XLSX and import it into the plan: Plans, then “Import a "
            "document”. First you are shown what would change; nothing changes before you confirm. What cannot be "
            "understood is named by sheet, row and column."
        ),
    )


def _languages(plan: Plan) -> list[str]:
    """The languages that have a column: those in which something is titled, and that of the reader.

    Serbian Cyrillic is written from the Latin and has no titles of its own.
    """
    indicators = [indicator for activity in plan.activities for indicator in activity.indicators]
    labels = [plan.labels, *(pillar.labels for pillar in plan.pillars)]
    labels += [programme.labels for programme in plan.programmes]
    labels += [activity.labels for activity in plan.activities]
    labels += [indicator.labels for indicator in indicators]
    labels += [measure.labels for indicator in indicators for measure in indicator.measures]
    labels += [dependency.why for dependency in plan.dependencies]
    reader = get_language() or settings.LANGUAGE_CODE
    used = {code for each in labels for code in each} | {"sr-latn" if reader == "sr" else reader}
    ours = [code for code, _name in settings.LANGUAGES if code in used]
    return ours + sorted(used - set(ours))


def rows_of(plan: Plan) -> dict[str, list[dict[str, Any]]]:
    """The rows of each sheet, as path -> JSON value."""
    value = plan.model_dump(mode="json", by_alias=True)
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in SHEETS}
    for name in ("pillars", "programmes", "dependencies"):
        rows[name] = [_flat(part) for part in value.pop(name)]
    for activity in value.pop("activities"):
        of = {"of activity": activity["code"]}
        rows["due dates"] += [{**of, **point} for point in activity["deadline"].pop("points") or []]
        rows["responsible"] += [{**of, **part} for part in activity.pop("institutions")]
        rows["resources"] += [{**of, **part} for part in activity.pop("resources")]
        rows["notes"] += [{**of, **part} for part in activity.pop("notes")]
        for number, indicator in enumerate(activity.pop("indicators"), 1):
            place = {**of, "of number": number}
            rows["measures"] += [{**place, **_flat(part)} for part in indicator.pop("measures")]
            rows["indicators"].append({**place, **_flat(indicator)})
        rows["activities"].append(_flat(activity))
    rows["plan"] = [_flat(value)]
    return rows


def _flat(value: dict[str, Any], before: str = "") -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for key, part in value.items():
        if isinstance(part, dict):
            flat |= _flat(part, f"{before}{key}.")
        else:
            flat[before + key] = part
    return flat
