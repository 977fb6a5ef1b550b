"""What happened to a report and to each of its items: steps, decisions, versions; who and when, the latest first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from okrilje.accounts.models import User
from okrilje.monitoring.answer_words import Line, Names, differences
from okrilje.monitoring.answers import Answer
from okrilje.monitoring.models import Decision, Item, ItemVersion, Step, Submission
from okrilje.monitoring.rules import Status

#: Saves of one person that follow each other this closely are one piece of work.
PAUSE = timedelta(minutes=15)


@dataclass(slots=True)
class Moment:
    """What one person did at once: a step, decisions on items, or both. ``round``: how many times the report had been
    handed in by then.
    """

    by: User | None
    at: datetime
    step: Step | None = None
    accepted: list[Decision] = field(default_factory=list)
    returned: list[Decision] = field(default_factory=list)
    round: int = 0

    @property
    def last(self) -> datetime:
        return self.at

    @property
    def hands_in(self) -> bool:
        """It came from the institution; an acceptance that was taken back leads to the same status."""
        return self.step is not None and (self.step.before, self.step.after) == (Status.PREPARED, Status.SUBMITTED)


@dataclass(slots=True)
class Entry:
    """One piece of work. ``is_aside``: it contradicted what somebody else had saved and was kept beside it."""

    by: User | None
    first: datetime
    last: datetime
    number: int
    reason: str
    is_aside: bool
    lines: list[Line]


def of_submission(submission: Submission) -> list[Moment]:
    """The whole path of a report, with what was decided of its items."""
    decisions = Decision.objects.filter(item__submission=submission).order_by("item__activity__order", "-item__scope")
    return _moments(submission, decisions.select_related("item__activity", "comment", "by__institution"))[::-1]


def of_item(item: Item, names: Names) -> list[Moment | Entry]:
    """The rounds of one item: what was written, handed in, returned with which comment, accepted, corrected."""
    decisions = Decision.objects.filter(item=item).select_related("item__activity", "comment", "by__institution")
    found: list[Moment | Entry] = [*_work(item, names), *_moments(item.submission, decisions)]
    return sorted(found, key=lambda one: one.last)[::-1]


def _moments(submission: Submission, decisions: Iterable[Decision]) -> list[Moment]:
    """In order. A step and the decisions that it brought have the same moment."""
    found: dict[tuple[datetime, int | None], list[Moment]] = {}
    for step in Step.objects.filter(submission=submission).select_related("by__institution").order_by("id"):
        found.setdefault((step.at, step.by_id), []).append(Moment(step.by, step.at, step))
    for one in decisions:
        moment = found.setdefault((one.at, one.by_id), [Moment(one.by, one.at)])[-1]
        (moment.accepted if one.verdict == Item.Verdict.ACCEPTED else moment.returned).append(one)
    moments = sorted((moment for together in found.values() for moment in together), key=lambda one: one.at)
    number = 0
    for moment in moments:
        number += moment.hands_in
        moment.round = number
    return moments


def _work(item: Item, names: Names) -> list[Entry]:
    entries: list[Entry] = []
    before = answer = Answer()
    rows = ItemVersion.objects.filter(item=item).select_related("by__institution").order_by("id")
    for row in rows:
        said = Answer.model_validate(row.answer)
        if row.is_aside:
            entries.append(_entry(row, differences(answer, said, names)))
            continue
        joined = _joined(entries, row)
        before = before if joined else answer
        answer = said
        if joined:
            joined.last, joined.number = row.at, row.number
            joined.lines = differences(before, answer, names)
        else:
            entries.append(_entry(row, differences(before, answer, names)))
    return entries


def _entry(row: ItemVersion, lines: list[Line]) -> Entry:
    return Entry(row.by, row.at, row.at, row.number, row.reason, row.is_aside, lines)


def _joined(entries: list[Entry], row: ItemVersion) -> Entry | None:
    """The entry that this version goes on with."""
    last = entries[-1] if entries else None
    if last is None or last.is_aside or last.reason or row.reason or last.by != row.by:
        return None
    return last if row.at - last.last <= PAUSE else None
