"""What an institution says about one activity in one cycle, as a plain value; and how two versions become one. Pure.

Every door (page, spreadsheet, API) brings an ``Answer``. Two people may work on the same one at once, so a saved
answer is merged with what was saved meanwhile, field by field: where both changed the same field, nobody's words are
dropped, the conflict is shown with both.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, StringConstraints

from okrilje.monitoring.status import Progress
from okrilje.plan.content import Amount, Value, clean

#: Long enough for a page and a half; a report of an activity is not a study.
MAX_TEXT = 6_000
Narrative = Annotated[str, StringConstraints(max_length=MAX_TEXT, strip_whitespace=True), BeforeValidator(clean)]
Figure = Annotated[Decimal, Field(max_digits=16, decimal_places=2, ge=0)]

#: The narrative fields, in the order of the form: the monitoring form for one action that ICMPD recommends.
NARRATIVES = ("done", "difficulties", "handled", "lessons", "recommendation")


class Reported(Value):
    """A value reported for a measure; ``reason`` says why it differs from the computed one, where there is one."""

    value: Figure | None = None
    reason: Narrative = ""


class Spending(Value):
    """Money for an activity in a year from a source, in convertible marks: planned, allocated, paid."""

    planned: Amount | None = None
    allocated: Amount | None = None
    paid: Amount | None = None


class Answer(Value):
    """``completions``: due date number -> the day the result was there. ``occurrences``: how often in this cycle,
    None where nobody said. ``values``: measure -> value, a measure being "1" or "2a" (indicator, suffix).
    ``money``: "2021/MS" (year, code of the source, which may be empty) -> amounts.
    """

    progress: Progress | None = None
    completions: dict[int, date] = Field(default_factory=dict)
    occurrences: Annotated[int, Field(ge=0, le=100_000)] | None = None
    done: Narrative = ""
    difficulties: Narrative = ""
    handled: Narrative = ""
    lessons: Narrative = ""
    recommendation: Narrative = ""
    values: dict[str, Reported] = Field(default_factory=dict)
    money: dict[str, Spending] = Field(default_factory=dict)

    def without_blanks(self) -> Answer:
        """The same answer without entries that say nothing, so that equal answers are equal."""
        return self.model_copy(
            update={
                "values": {k: v for k, v in sorted(self.values.items()) if v != Reported()},
                "money": {k: v for k, v in sorted(self.money.items()) if v != Spending()},
            }
        )


def fields(answer: Answer) -> dict[str, Any]:
    """The answer as a flat mapping: "done", "completions.1", "values.2a.reason", "money.2021/MS.paid"."""
    flat: dict[str, Any] = {name: getattr(answer, name) for name in ("progress", "occurrences", *NARRATIVES)}
    flat |= {f"completions.{number}": day for number, day in answer.completions.items()}
    for group in ("values", "money"):
        for key, entry in getattr(answer, group).items():
            flat |= {f"{group}.{key}.{name}": getattr(entry, name) for name in type(entry).model_fields}
    return flat


def is_text(path: str) -> bool:
    """Whether somebody writes there in their own words."""
    return path in NARRATIVES or path.endswith(".reason")


def texts(answer: Answer) -> dict[str, str]:
    """What somebody wrote in their own words, by the same paths."""
    return {path: value for path, value in fields(answer).items() if value and is_text(path)}


def from_fields(flat: Mapping[str, Any]) -> Answer:
    """The answer that ``fields`` made flat. Raises pydantic.ValidationError for values of the wrong kind."""
    whole: dict[str, Any] = {"completions": {}, "values": {}, "money": {}}
    for path, value in flat.items():
        group, dot, rest = path.partition(".")
        if not dot:
            whole[path] = value
        elif group == "completions":
            if value is not None:
                whole[group][int(rest)] = value
        else:
            key, _, name = rest.rpartition(".")
            whole[group].setdefault(key, {})[name] = value
    return Answer.model_validate(whole).without_blanks()


@dataclass(frozen=True, slots=True)
class Conflict:
    """A field that two people changed in different ways since they last saw the same."""

    field: str
    mine: Any
    theirs: Any


def blank(path: str) -> str | None:
    """What a field holds in which nothing was said."""
    return "" if is_text(path) else None


def _said(flat: Mapping[str, Any], path: str) -> Any:
    """A field that is left out says the same as an empty one."""
    value = flat.get(path)
    return value if value is not None else blank(path)


def merge(base: Answer, mine: Answer, theirs: Answer) -> tuple[Answer, list[Conflict]]:
    """Joins two changes of ``base``. Where both changed a field differently, theirs (saved first) stays in the
    result and the conflict tells both.
    """
    flat = {name: fields(answer) for name, answer in (("base", base), ("mine", mine), ("theirs", theirs))}
    merged: dict[str, Any] = {}
    conflicts = []
    for path in dict.fromkeys([*flat["theirs"], *flat["mine"], *flat["base"]]):
        was, my, their = (_said(flat[name], path) for name in ("base", "mine", "theirs"))
        if my in (was, their):
            merged[path] = their
        elif their == was:
            merged[path] = my
        else:
            merged[path] = their
            conflicts.append(Conflict(path, my, their))
    return from_fields(merged), conflicts


def taking(answer: Answer, other: Answer, paths: Iterable[str]) -> Answer:
    """The answer with what the other one says in some fields."""
    flat, theirs = fields(answer), fields(other)
    for path in paths:
        flat[path] = _said(theirs, path)
    return from_fields(flat)
