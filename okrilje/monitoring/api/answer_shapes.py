"""An answer as programs send it, and as they get it.

What is sent is read strictly: a number is a text of digits and a point, so that what the document says and what is
taken are the same, and nothing is rounded on the way.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from okrilje.lib.api import WHOLE, ActivityCode, Day, Problem, listed
from okrilje.monitoring.answers import MAX_TEXT, Answer
from okrilje.monitoring.models import Item
from okrilje.monitoring.status import Progress

Text = Annotated[str, Field(max_length=MAX_TEXT, pattern=r"^[^\x00]*$")]
Number = Annotated[str, Field(pattern=r"^[0-9]{1,12}(\.[0-9]{1,2})?$", examples=["12.50"])]
Revision = Annotated[int, Field(ge=0, le=1_000_000, description="0: nothing was saved before."), WHOLE]
#: The place of a due date in the plan; a measure as the plan names it; year and code of the source, or none.
DueNumber = Annotated[str, Field(pattern=r"^[1-9][0-9]{0,2}$")]
MeasureKey = Annotated[str, Field(pattern=r"^[1-9][0-9]{0,3}[a-z]{0,2}$")]
MoneyKey = Annotated[str, Field(pattern=r"^[12][0-9]{3}/[-A-Za-z0-9_]{0,40}$")]
#: Keys of another form are refused; the document would allow them otherwise.
NO_OTHER: dict[str, Any] = {"json_schema_extra": {"additionalProperties": False}}
ItemScope = Annotated[Item.Scope, listed(Item.Scope)]


class Sent(BaseModel):
    """What is not known is refused, not passed over."""

    model_config = ConfigDict(extra="forbid")


class ValueSent(Sent):
    value: Number | None = None
    reason: Text = Field(default="", description="Why it differs from the computed value, where there is one.")


class MoneySent(Sent):
    planned: Number | None = None
    allocated: Number | None = None
    paid: Number | None = None


class AnswerSent(Sent):
    """The whole answer: what is left out says nothing."""

    progress: Progress | None = None
    completions: dict[DueNumber, Day] = Field(
        default_factory=dict, description="Number of a due date -> the day on which the result was there.", **NO_OTHER
    )
    occurrences: Annotated[int, Field(ge=0, le=100_000), WHOLE] | None = Field(
        default=None, description="How often in this cycle. 0: it did not happen. null: nobody says how often."
    )
    done: Text = ""
    difficulties: Text = ""
    handled: Text = ""
    lessons: Text = ""
    recommendation: Text = ""
    values: dict[MeasureKey, ValueSent] = Field(
        default_factory=dict, description="Measure (1, 2a) -> its value.", **NO_OTHER
    )
    money: dict[MoneyKey, MoneySent] = Field(
        default_factory=dict,
        description="Year and source (2021/MS, or 2021/ where none is named) -> amounts in marks.",
        **NO_OTHER,
    )

    def answer(self) -> Answer:
        return Answer.model_validate(self.model_dump())


class AnswerWritten(Sent):
    base: Revision = Field(description="The revision that the answer was begun on.")
    answer: AnswerSent


class AnswerWrittenOn(AnswerWritten):
    activity: ActivityCode
    scope: ItemScope = Item.Scope.WHOLE


class AnswersWritten(Sent):
    answers: list[AnswerWrittenOn] = Field(min_length=1, max_length=500)


class ValueGiven(BaseModel):
    value: Decimal | None
    reason: str


class MoneyGiven(BaseModel):
    planned: Decimal | None
    allocated: Decimal | None
    paid: Decimal | None


class AnswerGiven(BaseModel):
    progress: Progress | None
    completions: dict[str, date]
    occurrences: int | None
    done: str
    difficulties: str
    handled: str
    lessons: str
    recommendation: str
    values: dict[str, ValueGiven]
    money: dict[str, MoneyGiven]


class AnswerSaved(BaseModel):
    revision: int = Field(description="The base of the next answer.")
    answer: AnswerGiven


class AnswerSavedOn(AnswerSaved):
    activity: str
    scope: ItemScope


class AnswersSaved(BaseModel):
    answers: list[AnswerSavedOn]


class FieldInDispute(BaseModel):
    """A field that somebody else changed meanwhile in another way."""

    activity: str
    scope: ItemScope
    field: str = Field(description="done, values.2a.value, money.2021/MS.paid, completions.1")
    mine: str | int | None = Field(description="What was sent.")
    theirs: str | int | None = Field(description="What is saved.")


class Disputed(Problem):
    """A problem of writing. With ``conflicts``, what was not in dispute is saved, and the whole of what was sent is
    kept beside it, where people see it on the page of the activity. Send the answer again on the new revision.
    """

    conflicts: list[FieldInDispute] = Field(default_factory=list)
    answers: list[AnswerSavedOn] = Field(default_factory=list, description="What is saved now.")


def given(answer: Answer) -> AnswerGiven:
    return AnswerGiven.model_validate(
        answer.model_dump() | {"completions": {str(number): day for number, day in answer.completions.items()}}
    )
