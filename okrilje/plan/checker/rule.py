"""What a rule of the checker is, and what it finds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from django.utils.functional import Promise

from okrilje.plan.checker.subject import Subject

#: What the sentence of a rule is filled with, in a form that JSON can hold: codes, ISO dates, counts, lists.
Values = Mapping[str, str | int | list[str]]
#: A message to be translated when it is shown.
Message = str | Promise


class Severity(StrEnum):
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Field(StrEnum):
    """The column of the plan's table that a cell stands in."""

    ACTIVITY = "activity"
    DEADLINE = "deadline"
    RESPONSIBLE = "responsible"
    INDICATOR = "indicator"
    RESOURCES = "resources"


class Cell(NamedTuple):
    """A cell of the plan's table. ``number`` tells the indicators of one activity apart, from 1; 0 elsewhere."""

    code: str
    field: Field
    number: int = 0


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that a rule questions. ``codes`` are the activities concerned, none where it is the whole plan.

    ``fingerprint`` stays the same as long as rule, codes and the content of ``cells`` do.
    """

    rule: str
    codes: tuple[str, ...]
    cells: tuple[Cell, ...]
    values: Values
    fingerprint: str = ""


#: What a rule yields: codes, cells, and the values of its sentence.
Found = tuple[tuple[str, ...], tuple[Cell, ...], Values]
Find = Callable[[Subject], Iterable[Found]]


@dataclass(frozen=True, slots=True)
class Rule:
    """One question put to a plan.

    ``title`` names what is wrong, ``sentence`` tells it of one finding, ``remedy`` says what would resolve it; all
    are message ids with named placeholders. A rule that ``needs_wording`` says nothing until the official text is
    there.
    """

    id: str
    severity: Severity
    title: Message
    sentence: Message
    remedy: Message
    needs_wording: bool
    find: Find

    def findings(self, subject: Subject) -> Iterator[Finding]:
        if self.needs_wording and not subject.has_wording:
            return
        for codes, cells, values in self.find(subject):
            yield Finding(self.id, codes, cells, values)


def rule(
    name: str, severity: Severity, *, title: Message, sentence: Message, remedy: Message, needs_wording: bool = False
) -> Callable[[Find], Rule]:
    """Makes a rule of the function below it; ``name`` becomes its id."""
    return lambda find: Rule(name, severity, title, sentence, remedy, needs_wording, find)


def each(activities: Iterable[str], *fields: Field) -> tuple[Cell, ...]:
    """The cells ``fields`` of each of the activities."""
    return tuple(Cell(code, field) for code in activities for field in fields)
