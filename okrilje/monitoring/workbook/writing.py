"""The form of a cycle as a workbook: which rows it has, and what the first sheet says."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from okrilje.lib import spreadsheets
from okrilje.lib.spreadsheets.layout import Each
from okrilje.lib.spreadsheets.writing import Front, Row
from okrilje.monitoring.answer_words import AMOUNT_NAMES, OF_CONTINUOUS, OF_RESULTS
from okrilje.monitoring.answers import Answer, fields
from okrilje.monitoring.workbook.form import Entry, Form, Measured
from okrilje.monitoring.workbook.identity import SHEET, identity
from okrilje.monitoring.workbook.sheets import LAYOUT

#: Whose a row is; only rows of money that are added say it themselves.
_OF = ("of code", "of scope", "of measure", "of year", "of source")
#: No activity has as many due dates.
_MOST_DUES = 100


def write(form: Form) -> bytes:
    """The workbook in the active language."""
    rows = {
        "activities": [_activity(entry) for entry in form.entries],
        "measures": [_measure(entry, one) for entry in form.entries for one in entry.measures],
        "money": [row for entry in form.entries for row in _money(entry)],
    }
    numbers = {1, *(n for entry in form.entries for n in (*entry.dues, *entry.answer.completions))}
    return spreadsheets.write(
        LAYOUT,
        rows,
        Front(form.title, _instructions(), form.facts),
        names=form.sources,
        each={Each.NUMBER: [str(number) for number in sorted(numbers)]},
        hidden={SHEET: identity(form, get_language() or "")},
    )


def _of(entry: Entry) -> dict[str, Any]:
    return {"of code": entry.code, "of scope": entry.scope}


def _activity(entry: Entry) -> Row:
    told = {name: getattr(entry.told, name) for name in ("title", "asked", "deadline", "last", "comment")}
    said = {path: value for path, value in fields(entry.answer).items() if not path.startswith(("values.", "money."))}
    undue = {f"completions.{number}" for number in range(1, _MOST_DUES) if number not in entry.dues}
    closed = {*_OF, *undue, *(["occurrences"] if entry.dues else [])}
    choices = {"progress": progress_list(entry.dues, entry.answer)}
    return Row({**_of(entry), **told, **said}, closed, choices, is_closed=not entry.is_open)


def progress_list(dues: Collection[int], said: Answer) -> str:
    """The list of what may be said of an activity; whatever was said already is on it."""
    fitting, name = (OF_RESULTS, "results") if dues else (OF_CONTINUOUS, "continuous")
    return name if said.progress in (None, *fitting) else "progress"


def _measure(entry: Entry, one: Measured) -> Row:
    said = entry.answer.values.get(one.key)
    numbers = {"value": said.value if said else None, "last": one.last, "counted": one.counted}
    words = {name for name, number in numbers.items() if _is_reached(one, number)}
    told = {
        "label": one.label,
        "unit": one.unit,
        "target": one.target,
        **{name: _reached(number) if name in words else number for name, number in numbers.items()},
        "reason": said.reason if said else "",
    }
    choices = dict.fromkeys(words, "reached")
    return Row({**_of(entry), "of measure": one.key, **told}, _OF, choices, is_closed=not entry.is_open)


def _is_reached(one: Measured, value: Any) -> bool:
    return one.is_milestone and value in (None, 0, 1)


def _reached(value: Any) -> str | None:
    return None if value is None else "yes" if value else "no"


def _money(entry: Entry) -> Iterator[Row]:
    """What was reported, and what the plan names for the years of the cycle."""
    for key in sorted({*entry.answer.money, *entry.planned}):
        year, _slash, source = key.partition("/")
        said = entry.answer.money.get(key)
        amounts = {name: getattr(said, name) for name in AMOUNT_NAMES} if said else {}
        values = {"of year": int(year), "of source": source, "plan": entry.planned.get(key), **amounts}
        yield Row({**_of(entry), **values}, _OF, is_closed=not entry.is_open)


def _instructions() -> tuple[str, ...]:
    return (
        _(
            "Write in the yellow cells; the grey ones only inform. A row that is grey all over is closed: the "
            "coordinator accepted that activity."
        ),
        _(
            "Where a cell opens a list, choose from it. Days are written as 30.6.2022, numbers in digits without a "
            "currency. Write 0 only where nothing happened; an empty cell says that you do not know."
        ),
        _(
            "Money from a source that has no row yet goes into an empty row below: the code of the activity, the year, "
            "the source, the amounts. To take an amount back, empty its cell."
        ),
        _(
            "Rows and columns may be sorted, hidden and made wider. Leave the names of the sheets and the headings as "
            "they are, and do not copy the sheets into another workbook: this one knows which report it is."
        ),
        _(
            "When you are done, save the workbook as XLSX and upload it on the page of the report, under “Fill in by "
            "Excel”. First you are shown what would change; nothing changes before you save. What cannot be understood "
            "is named by sheet and cell."
        ),
    )
