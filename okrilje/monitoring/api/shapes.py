"""What programs get of reporting. Codes stay the same in every language; ``label``, ``why``, ``greener`` do not."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BaseModel, Field

from okrilje.lib.api import ActivityCode, listed
from okrilje.monitoring.accumulation import Accumulation, RollUp
from okrilje.monitoring.api.answer_shapes import AnswerGiven, ItemScope, Sent, Text
from okrilje.monitoring.breakdown import Group
from okrilje.monitoring.matrix import Kind
from okrilje.monitoring.models import Endorsement, Item
from okrilje.monitoring.obligations import Asks
from okrilje.monitoring.rules import CycleState, Party, Status
from okrilje.monitoring.status import Against, Direction, Light, State
from okrilje.plan.content import MeasureType

Share = Annotated[Decimal | None, Field(description="From 0 to 1; null where nothing was asked for.")]


# --- What is asked -------------------------------------------------------------------------------------------------


class PointShown(BaseModel):
    """One thing to report on."""

    number: int
    asks: Asks
    starts_on: date
    due_on: date
    count: int = Field(description="At least so many times; 1 for a result.")
    behind_after: date | None = Field(description="Behind from the day after; null: never.")


class PointOfActivity(PointShown):
    activity: str
    institutions: list[str] = Field(description="Codes of those responsible, in the order of the plan.")


# --- Cycles and scorecards -----------------------------------------------------------------------------------------


class CycleShown(BaseModel):
    code: str
    starts_on: date
    ends_on: date
    due_on: date
    grace_until: date
    state: CycleState
    opened_at: datetime | None
    closed_at: datetime | None
    submissions: int = Field(description="How many institutions report.")
    handed_in: int
    on_time: int
    expected: int = Field(description="Answers that were asked for.")
    reported: int = Field(description="Of these, what was handed in.")
    snapshot: str | None = Field(description="SHA-256 of what was frozen when the cycle was closed.")
    endorsement: Annotated[Endorsement.Kind, listed(Endorsement.Kind)] | None = Field(
        description="What the level above says of it."
    )


class CardShown(BaseModel):
    institution: str
    label: str
    status: Status
    expected: int
    reported: int
    verified: int
    completeness: Share
    days_late: int | None = Field(description="0: on time; null: nothing was handed in.")
    waits_at: Party | None = Field(description="Whose turn it is.")


class PieceShown(BaseModel):
    group: Group
    count: int
    unverified: int = Field(description="Reported, but not accepted yet.")


class BreakdownShown(BaseModel):
    """``good`` is the share of what was reported, ``coverage`` the share that was reported of what was asked for."""

    pieces: list[PieceShown]
    good: Share
    coverage: Share


class PartShown(BreakdownShown):
    code: str
    label: str


class PillarPart(PartShown):
    programmes: list[PartShown]


class Scorecard(BaseModel):
    plan: str
    cycle: str
    as_of: date
    institutions: list[CardShown]
    whole: BreakdownShown
    pillars: list[PillarPart]


# --- Submissions ---------------------------------------------------------------------------------------------------


class SubmissionShown(BaseModel):
    plan: str
    cycle: str
    institution: str
    status: Status
    waits_at: Party | None = Field(description="Whose turn it is; null where nobody's, or the cycle is not open.")
    due_on: date
    prepared_at: datetime | None
    handed_in_at: datetime | None = Field(description="For the first time.")
    changed_at: datetime


class StepShown(BaseModel):
    before: Status
    after: Status
    at: datetime
    by: str
    institution: str
    comment: str


class StepAhead(BaseModel):
    """A step that may follow; ``why_not`` says why the person of this token may not take it now, or is empty."""

    to: Status
    why_not: str


class CommentShown(BaseModel):
    text: str
    by: str
    institution: str
    at: datetime


class JudgementShown(BaseModel):
    """A status that the coordinator set by hand."""

    state: State
    reason: str
    at: datetime


class ItemShown(BaseModel):
    """What the report says of one activity."""

    activity: str
    scope: ItemScope
    label: str
    asked: list[PointShown] = Field(description="What the cycle asks about it; empty: nothing yet.")
    is_joint: bool
    revision: int
    answer: AnswerGiven
    verdict: Item.Verdict | None
    edited_at: datetime | None
    corrected_at: datetime | None = Field(description="When it was changed after its acceptance.")
    state: State | None
    light: Light
    rule: str
    why: str
    greener: str = Field(description="What would turn the light green.")
    contradiction: str = Field(description="What cannot be true together; a report with it is not sent for approval.")
    judgement: JudgementShown | None
    comments: list[CommentShown]


class SubmissionInFull(SubmissionShown):
    asked: int = Field(description="Activities that the cycle asks about.")
    answered: int = Field(description="Of these, how many have an answer.")
    items: list[ItemShown]
    steps: list[StepShown] = Field(description="The latest first.")
    next: list[StepAhead]


class MeasureAsked(BaseModel):
    key: str
    label: str
    type: MeasureType
    rolls_up: RollUp
    target: Decimal | None = Field(description="For the year in which the cycle ends.")
    last: Decimal | None = Field(description="The value of the cycle before.")


class DueNumbered(BaseModel):
    number: int
    due_on: date


class ItemInFull(ItemShown):
    measures: list[MeasureAsked]
    due: list[DueNumbered]
    planned: dict[str, Decimal | None] = Field(description="Year and source -> what the plan gives for it.")
    before: AnswerGiven | None = Field(description="The answer of the cycle before.")


class Remark(Sent):
    comment: Text = Field(min_length=1)


class Returned(Sent):
    activity: ActivityCode
    scope: ItemScope = Item.Scope.WHOLE
    comment: Text = Field(min_length=1, description="What has to be changed.")


class ReturnedAll(Sent):
    items: list[Returned] = Field(min_length=1, max_length=500)


# --- How things stand ----------------------------------------------------------------------------------------------


class StandingShown(BaseModel):
    """How an activity stands, by which rule, from what."""

    activity: str
    label: str
    pillar: str
    programme: str
    institutions: list[str]
    state: State | None = Field(description="The one set by hand, where there is one; null: nothing is asked.")
    light: Light
    computed: State | None
    rule: str
    inputs: dict[str, Any] = Field(description="What the rule was fed with.")
    why: str
    greener: str
    verified: bool
    judgement: JudgementShown | None
    corrected: bool = Field(description="Something that it is made of was changed after its acceptance.")


class StatusShown(BreakdownShown):
    plan: str
    as_of: date
    count: int
    page: int
    pages: int
    results: list[StandingShown]


class SaidShown(BaseModel):
    cycle: str
    value: Decimal | None
    verified: bool


class MeasureShown(BaseModel):
    activity: str
    key: str
    label: str
    type: MeasureType
    accumulates: Accumulation
    direction: Direction
    common: str | None = Field(description="The common measure of the strategy that it is bound to.")
    baseline: Decimal | None
    targets: dict[str, Decimal | None] = Field(description="Year -> target.")
    values: list[SaidShown]
    to_date: Decimal | None
    target_to_date: Decimal | None
    against: Against | None = Field(description="null: no year with a target is over yet.")


class ColumnShown(BaseModel):
    code: str
    label: str
    plan: str | None


class CellShown(BaseModel):
    kind: Kind
    activities: list[str]
    values: list[Decimal]


class RowShown(BaseModel):
    measure: str
    label: str
    rolls_up: RollUp
    total: Decimal | None
    planned: int
    reported: int
    cells: list[CellShown] = Field(description="One for each government, in their order.")


class MatrixShown(BaseModel):
    strategy: str
    as_of: date
    governments: list[ColumnShown]
    measures: list[RowShown]
