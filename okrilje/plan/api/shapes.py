"""What programs get of a plan. ``title`` and ``wording`` are the official text, ``label`` is short and in the language
that was asked for; codes stay the same in every language.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BaseModel, Field

from okrilje.lib.api import listed
from okrilje.plan import content


class Counts(BaseModel):
    pillars: int
    programmes: int
    activities: int
    indicators: int
    measures: int
    institutions: int
    due_dates: int


class PlanShown(BaseModel):
    code: str
    title: str
    label: str
    level: content.Level
    government: str = Field(description="The code of the government in the strategy, or empty.")
    owner: str = Field(description="The code of the institution that owns the plan.")
    strategy: str | None
    starts_on: date
    ends_on: date
    adopted_on: date | None
    is_public: bool = Field(description="False: a draft, which only its owner sees.")
    is_demonstration: bool
    counts: Counts


class ProgrammeShown(BaseModel):
    code: str
    title: str
    label: str
    activities: int = Field(description="How many.")
    indicators: int = Field(description="How many.")


class PillarShown(BaseModel):
    code: str
    title: str
    label: str
    programmes: list[ProgrammeShown]


class VersionShown(BaseModel):
    number: int
    at: datetime
    content_sha256: str


class VersionInFull(VersionShown):
    content: dict[str, Any] = Field(description="The whole plan; the manual calls it the plan as a JSON file.")


class PlanInFull(PlanShown):
    preamble: str
    pillars: list[PillarShown]
    version: VersionShown | None = Field(description="The newest one.")


class DueShown(BaseModel):
    number: int = Field(description="The place of the date in the plan: the key of a day of completion in a report.")
    starts_on: date
    due_on: date


class Minimum(BaseModel):
    count: int
    per: str = Field(description="half-year or year")


class DeadlineShown(BaseModel):
    kind: content.DeadlineKind
    wording: str
    starts_on: date | None
    ends_on: date | None
    due: list[DueShown] = Field(description="Empty for continuous work.")
    minimum: Minimum | None


class ResponsibleShown(BaseModel):
    code: str
    label: str
    order: int = Field(description="1 is the one named first.")
    unit: str
    role: Annotated[content.Role, listed(content.Role)]


class ResourceShown(BaseModel):
    type: content.ResourceType
    source: str | None
    wording: str
    year: int | None
    amount: Decimal | None
    currency: str
    note: str


class MeasureOfPlan(BaseModel):
    key: str = Field(description="The number of the indicator and a letter: 1, 2a. The key of a value in a report.")
    type: content.MeasureType
    counted_from: content.Register = Field(description="The kind of record that it is counted from.")
    formula: str
    label: str


class IndicatorShown(BaseModel):
    number: int
    type: content.MeasureType | None
    title: str
    label: str
    measures: list[MeasureOfPlan]


class ActivityShown(BaseModel):
    code: str
    pillar: str
    programme: str
    title: str
    label: str
    is_withdrawn: bool = Field(description="Taken out of the plan by an amendment.")
    deadline: DeadlineShown
    institutions: list[ResponsibleShown]
    resources: list[ResourceShown]
    indicators: list[IndicatorShown]
    depends_on: list[str] = Field(description="Codes of activities that have to be finished before.")


class GovernmentShown(BaseModel):
    code: str
    label: str
    level: str
    plan: str | None = Field(description="The code of its plan; null where none is here.")


class StrategyShown(BaseModel):
    code: str
    title: str
    label: str
    starts_on: date
    ends_on: date
    adopted_on: date | None
    governments: list[GovernmentShown]


class LoadShown(BaseModel):
    """What one institution has to do in a plan."""

    code: str
    label: str
    activities: int
    sole: int = Field(description="Activities for which nobody else is responsible.")
    first: int = Field(description="Activities in which it is named first.")
    indicators: int
