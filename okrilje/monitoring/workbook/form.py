"""The form of a cycle as a plain value: what an institution is asked, what it said, what it may still say."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from okrilje.monitoring.answers import Answer


@dataclass(frozen=True, slots=True)
class Measured:
    """A measure of an activity. Of a milestone is said whether it was reached. ``counted``: what the registers count
    in the cycle; None where none does.
    """

    key: str
    label: str
    unit: str = ""
    is_milestone: bool = False
    target: Decimal | None = None
    last: Decimal | None = None
    counted: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """What is only told about an activity, in words: not read back."""

    title: str = ""
    asked: str = ""
    deadline: str = ""
    last: str = ""
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """An activity of the report, or the institution's share of it. ``revision`` is the version of its answer.

    ``dues``: number of a due date -> day. ``planned``: "2021/MS" -> what the plan gives, None for no amount.
    """

    pk: int
    code: str
    scope: str
    revision: int
    answer: Answer
    is_open: bool = True
    dues: Mapping[int, date] = field(default_factory=dict)
    measures: Sequence[Measured] = ()
    planned: Mapping[str, Decimal | None] = field(default_factory=dict)
    told: Told = Told()


@dataclass(frozen=True, slots=True)
class Form:
    """``plan``, ``cycle`` and ``institution`` are codes. ``sources``: code -> name of everybody who may pay;
    ``spellings``: code -> all names in which they are recognised, folded. ``years``: those of the plan.
    """

    plan: str
    cycle: str
    institution: str
    entries: Sequence[Entry]
    sources: Mapping[str, str]
    spellings: Mapping[str, Collection[str]]
    years: range
    title: str = ""
    facts: Sequence[tuple[str, str]] = ()
