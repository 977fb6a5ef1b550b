"""What a change of a plan means in words: values of its JSON form as lines that a person reads."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any, cast

from django.utils.formats import date_format, number_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from okrilje.lib.word_difference import Piece, lines, words
from okrilje.plan import content, wording
from okrilje.plan.models import Activity, Level, MeasureType, Resource, pick

FIELDS = {
    "": gettext_lazy("The whole part"),
    "activity": gettext_lazy("Official wording"),
    "title": gettext_lazy("Official wording"),
    "labels": gettext_lazy("Short title"),
    "deadline": gettext_lazy("Deadline"),
    "institutions": gettext_lazy("Responsible institutions"),
    "indicators": gettext_lazy("Indicators"),
    "resources": gettext_lazy("Resources"),
    "notes": gettext_lazy("Notes"),
    "pillar": gettext_lazy("Pillar"),
    "programme": gettext_lazy("Programme"),
    "preamble": gettext_lazy("Preamble"),
    "level": gettext_lazy("Level of government"),
    "owner": gettext_lazy("Owner"),
    "strategy": gettext_lazy("Strategy"),
    "start": gettext_lazy("First day"),
    "end": gettext_lazy("Last day"),
    "adopted_on": gettext_lazy("Adopted on"),
    "why": gettext_lazy("Reason of the order"),
    "code": gettext_lazy("Code"),
}
KINDS = {
    "plan": gettext_lazy("The plan"),
    "pillar": gettext_lazy("Pillar"),
    "programme": gettext_lazy("Programme"),
    "activity": gettext_lazy("Activity"),
    "dependency": gettext_lazy("Order of activities"),
}
#: The same where they are counted.
COUNTED = {
    "plan": gettext_lazy("The plan itself"),
    "pillar": gettext_lazy("Pillars"),
    "programme": gettext_lazy("Programmes"),
    "activity": gettext_lazy("Activities"),
    "dependency": gettext_lazy("Orders of activities"),
}
#: Institution code -> name in the language of the page.
Names = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Told:
    """A change as a row of a table.

    ``pieces`` are empty where ``note`` says it all: a whole part came or went, or only its wording changed.
    """

    field: str
    pieces: list[Piece]
    #: Whether the pieces are words of one text, or lines of their own.
    is_text: bool
    note: str = ""


def told(field: str, before: Any, after: Any, names: Names) -> Told:
    """One change in words. ``before`` and ``after`` are JSON values; None where there was or is nothing."""
    name = str(FIELDS.get(field, capfirst(field.replace("_", " "))))
    if field == "":
        part = after if before is None else before
        note = _("Added: %(part)s") if before is None else _("Taken out: %(part)s")
        return Told(name, [], True, note % {"part": _part_name(part)})
    if isinstance(before or after, str) and field not in _SHOWN:
        return Told(name, words(before or "", after or ""), True)
    was, is_now = _lines(field, before, names), _lines(field, after, names)
    if was == is_now:
        return Told(name, [], True, _("only how the document words it"))
    return Told(name, lines(was, is_now), False)


def _part_name(part: Any) -> str:
    label = pick(part.get("labels") or {}) or part.get("activity") or part.get("title") or ""
    code = part.get("code") or f"{part.get('before', '')} → {part.get('after', '')}"
    return f"{code} {label}".strip()


def _lines(field: str, value: Any, names: Names) -> list[str]:
    if value is None or value == "" or value == [] or value == {}:
        return []
    show = _SHOWN.get(field)
    if show:
        return show(value, names)
    return [str(item) for item in value] if isinstance(value, list) else [str(value)]


def _labels(value: dict[str, str], names: Names) -> list[str]:
    return [f"{language}: {text}" for language, text in sorted(value.items())]


def _deadline(value: dict[str, Any], names: Names) -> list[str]:
    deadline = content.Deadline.model_validate(value)
    minimum = deadline.min_frequency
    row = SimpleNamespace(
        deadline_kind=deadline.kind,
        deadline_raw=deadline.raw,
        starts_on=deadline.start,
        ends_on=deadline.end,
        min_count=minimum.count if minimum else None,
        min_per=minimum.per if minimum else "",
        due_dates=SimpleNamespace(all=lambda: [SimpleNamespace(due_on=window.end) for window in deadline.due]),
    )
    activity = cast(Activity, row)
    said = wording.deadline(activity)
    hidden = wording.hidden_minimum(activity)
    raw = _("as written: %(text)s") % {"text": deadline.raw} if deadline.raw else ""
    return [line for line in (said, hidden, raw) if line]


def days(deadline: content.Deadline) -> str:
    """A deadline as its columns say it, to the day: "Half-year, 1 Jan 2022 – 30 Jun 2022"."""
    windows = deadline.points or (deadline,)
    parts = [str(Activity.DeadlineKind(deadline.kind).label)]
    parts += [f"{_short(window.start)} – {_short(window.end)}" for window in windows if window.start or window.end]
    return ", ".join(parts)


def _short(day: date | None) -> str:
    return date_format(day, "SHORT_DATE_FORMAT") if day else "…"


def _institutions(value: list[dict[str, Any]], names: Names) -> list[str]:
    return [
        names.get(item.get("code") or "", item.get("code") or item.get("raw") or "?")
        + (f", {item['unit']}" if item.get("unit") else "")
        for item in value
    ]


def _indicators(value: list[dict[str, Any]], names: Names) -> list[str]:
    found = []
    for number, item in enumerate(value, 1):
        kinds = [str(MeasureType(m["type"]).label) for m in item.get("measures", [])]
        text = item.get("raw") or pick(item.get("labels") or {})
        found.append(f"{number}. {text}" + (f" ({', '.join(kinds)})" if kinds else ""))
    return found


def _resources(value: list[dict[str, Any]], names: Names) -> list[str]:
    found = []
    for item in value:
        source = item.get("source")
        parts = [
            str(Resource.Type(item["type"]).label),
            names.get(source, source) if source else item.get("source_raw"),
        ]
        if item.get("amount") is not None:
            amount = number_format(Decimal(str(item["amount"])), use_l10n=True, force_grouping=True)
            parts += [str(item.get("year") or ""), f"{amount} {item.get('currency') or ''}".strip()]
        found.append(", ".join(part for part in (*parts, item.get("note")) if part))
    return found


def _notes(value: list[dict[str, str]], names: Names) -> list[str]:
    return [f"{item['heading']}: {item['text']}" for item in value]


def _day(value: str, names: Names) -> list[str]:
    return [date_format(date.fromisoformat(value), "DATE_FORMAT")]


def _institution(value: str, names: Names) -> list[str]:
    return [names.get(value, value)]


def _level(value: str, names: Names) -> list[str]:
    return [str(Level(value).label)]


_SHOWN: dict[str, Callable[[Any, Names], list[str]]] = {
    "labels": _labels,
    "why": _labels,
    "deadline": _deadline,
    "institutions": _institutions,
    "indicators": _indicators,
    "resources": _resources,
    "notes": _notes,
    "start": _day,
    "end": _day,
    "adopted_on": _day,
    "owner": _institution,
    "level": _level,
}
