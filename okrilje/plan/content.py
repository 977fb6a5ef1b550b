"""An action plan as plain values, with no database behind them.

Everything that moves a plan speaks this one shape: the reading of a document, the shipped data file, the
export and its import, the versions kept in the database, the difference between two of them, the checker.
As JSON it is the form that ``okrilje plan read --json`` prints.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, model_validator


class Value(BaseModel):
    """Immutable, compared by content; an unknown key in a file is an error, never dropped in silence."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


def clean(text: object) -> object:
    """Line ends become "\\n"; characters that no document format can carry are left out."""
    if not isinstance(text, str):
        return text
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c for c in lines if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs", "Cn"))


#: As written in the document, typos and mixed scripts kept.
Text = Annotated[str, BeforeValidator(clean), Field(max_length=32_000)]
#: The same, where an empty text means that nothing was written.
OptionalText = Annotated[Text | None, BeforeValidator(lambda v: clean(v) or None)]
#: A short title in our own words, by language code ("bs", "en", ...).
Labels = Annotated[dict[str, Text], AfterValidator(lambda labels: {k: v for k, v in labels.items() if v})]


class Level(StrEnum):
    """The level of government whose institutions carry out a plan."""

    STATE = "state"
    ENTITY = "entity"
    CANTON = "canton"
    DISTRICT = "district"


class DeadlineKind(StrEnum):
    MONTH = "date-month"
    HALF_YEAR = "half-year"
    YEAR = "year"
    RANGE = "range"
    MULTIPLE = "multiple-dates"
    CONTINUOUS = "continuous"
    MINIMUM_FREQUENCY = "continuous-with-minimum-frequency"
    YEARLY = "once-a-year"
    UNREADABLE = "unreadable"


#: Kinds whose last day is a due date. The others run through the whole period of the plan.
DATED = frozenset(
    {DeadlineKind.MONTH, DeadlineKind.HALF_YEAR, DeadlineKind.YEAR, DeadlineKind.RANGE, DeadlineKind.MULTIPLE}
)


class Window(Value):
    """Both days belong to the window; what is asked is due by the last one."""

    start: date
    end: date

    @model_validator(mode="after")
    def _in_order(self) -> Window:
        if self.end < self.start:
            raise ValueError(f"the window ends ({self.end}) before it starts ({self.start})")
        return self


class MinFrequency(Value):
    """At least ``count`` times in each half-year or year; ``where`` says which cell states it."""

    count: int = Field(ge=1)
    per: Literal["half-year", "year"]
    where: Text = ""


class Deadline(Value):
    raw: Text = ""
    kind: DeadlineKind
    start: date | None = None
    end: date | None = None
    points: tuple[Window, ...] | None = None
    min_frequency: MinFrequency | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Deadline:
        if self.start and self.end and self.end < self.start:
            raise ValueError(f"the deadline ends ({self.end}) before it starts ({self.start})")
        return self

    @property
    def due(self) -> tuple[Window, ...]:
        """Each window in which something is due: several for several dates, none for continuous work."""
        if self.points:
            return self.points
        if self.kind in DATED and self.start and self.end:
            return (Window(start=self.start, end=self.end),)
        return ()


class Role(StrEnum):
    RESPONSIBLE = "responsible"
    #: A group named instead of institutions ("all institutions in line with the law on treaties").
    COLLECTIVE = "collective"


class Responsible(Value):
    """``raw`` is the wording of the cell, ``code`` the institution it names (None: nobody recognised it yet)."""

    raw: Text = ""
    code: str | None
    unit: OptionalText = None
    order: int = Field(ge=1)
    role: Role = Role.RESPONSIBLE


class MeasureType(StrEnum):
    MILESTONE = "MIL"
    EVENTS = "EVT"
    PERSONS = "PER"
    CASES = "CAS"
    MONEY = "MON"
    INFORMATION = "INF"
    OTHER = "OTH"


class Register(StrEnum):
    """The kind of record that a measure is counted from."""

    DELIVERABLES = "DEL"
    MEETINGS = "MTG"
    TRAININGS = "TRN"
    CAMPAIGNS = "CMP"
    ACTIVITIES = "ACT"
    VICTIMS = "VIC"
    CRIMINAL_CASES = "CRM"
    APPOINTMENTS = "APT"
    OPERATIONS = "OPS"
    INFORMATION_EXCHANGE = "INX"
    PUBLICATIONS = "PUB"
    AGREEMENTS = "AGR"
    ASSISTANCE = "AST"
    GRANTS = "GRT"
    DECISIONS = "DEC"
    ACCESS = "ACC"


class Measure(Value):
    """One thing that can be counted. A compound indicator holds several, told apart by ``suffix``."""

    suffix: str = ""
    type: MeasureType
    register_: Register = Field(alias="register")
    formula: Text = ""
    labels: Labels = Field(default_factory=dict)


class Indicator(Value):
    raw: Text = ""
    labels: Labels = Field(default_factory=dict)
    type: MeasureType | None = None
    measures: tuple[Measure, ...] = ()


class ResourceType(StrEnum):
    REGULAR_BUDGET = "regular_budget"
    DONOR = "donor"
    FIXED_AMOUNT = "fixed_amount"
    SPECIAL_BUDGET = "special_budget"


def _number(value: Decimal | None) -> int | str | None:
    """Whole amounts as JSON numbers; with cents as text, so that no binary fraction creeps in."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else str(value)


Amount = Annotated[
    Decimal,
    PlainSerializer(_number, when_used="json"),
    BeforeValidator(lambda v: str(v)),
    Field(ge=0, max_digits=14, decimal_places=2),
]


class Resource(Value):
    """``source`` is the institution or donor that pays, where the cell names one; ``amount`` is for ``year``."""

    type: ResourceType
    source: str | None = None
    source_raw: OptionalText = None
    year: int | None = None
    amount: Amount | None = None
    currency: Annotated[Annotated[str, Field(max_length=3)] | None, BeforeValidator(lambda v: v or None)] = None
    note: OptionalText = None


class Note(Value):
    """A cell of a column that the plan's structure has no field for, kept under its heading."""

    heading: Text = ""
    text: Text = ""


class Activity(Value):
    code: str
    pillar: str
    programme: str
    text: Text = Field(default="", alias="activity")
    labels: Labels = Field(default_factory=dict)
    deadline: Deadline
    institutions: tuple[Responsible, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    resources: tuple[Resource, ...] = ()
    notes: tuple[Note, ...] = ()


class Programme(Value):
    code: str
    pillar: str
    title: Text = ""
    labels: Labels = Field(default_factory=dict)


class Pillar(Value):
    code: str
    title: Text = ""
    labels: Labels = Field(default_factory=dict)


class Dependency(Value):
    """``before`` must be finished for ``after`` to make sense; ``why`` in our words, by language."""

    before: str
    after: str
    why: Labels = Field(default_factory=dict)


class Plan(Value):
    """A whole plan. Titles and texts are the official wording, empty until a document brings it.

    The parts refer to each other by code; a code that leads nowhere is an error (``ValueError``).
    """

    code: str = ""
    title: Text = ""
    labels: Labels = Field(default_factory=dict)
    level: Level = Level.STATE
    owner: str | None = None
    strategy: str | None = None
    start: date | None = None
    end: date | None = None
    adopted_on: date | None = None
    preamble: Text = ""
    pillars: tuple[Pillar, ...] = ()
    programmes: tuple[Programme, ...] = ()
    activities: tuple[Activity, ...] = ()
    dependencies: tuple[Dependency, ...] = ()

    @model_validator(mode="after")
    def _codes_lead_somewhere(self) -> Plan:
        pillars = _unique("pillar", [p.code for p in self.pillars])
        programmes = _unique("programme", [p.code for p in self.programmes])
        activities = _unique("activity", [a.code for a in self.activities])
        for programme in self.programmes:
            _known("pillar", programme.pillar, pillars, f"programme {programme.code}")
        for activity in self.activities:
            _known("programme", activity.programme, programmes, f"activity {activity.code}")
            _known("pillar", activity.pillar, pillars, f"activity {activity.code}")
        for edge in self.dependencies:
            for code in (edge.before, edge.after):
                _known("activity", code, activities, f"dependency {edge.before} > {edge.after}")
        return self

    @property
    def indicator_count(self) -> int:
        return sum(len(a.indicators) for a in self.activities)

    @property
    def measure_count(self) -> int:
        return sum(len(i.measures) for a in self.activities for i in a.indicators)


def _unique(what: str, codes: list[str]) -> set[str]:
    seen: set[str] = set()
    for code in codes:
        if code in seen:
            raise ValueError(f"{what} {code} stands twice")
        seen.add(code)
    return seen


def _known(what: str, code: str, known: set[str], where: str) -> None:
    if code not in known:
        raise ValueError(f"{where} names {what} {code}, which the plan does not have")


def sort_key(code: str) -> tuple[tuple[int, int | str], ...]:
    """Orders codes as people count: 4.2.10 after 4.2.9, and A.2 after A.1.

    >>> sorted(["4.2.10", "4.2.9"], key=sort_key)
    ['4.2.9', '4.2.10']
    """
    parts = re.findall(r"\d+|[^\W\d]+", code)
    return tuple((0, int(p)) if p.isdigit() else (1, p.casefold()) for p in parts)
