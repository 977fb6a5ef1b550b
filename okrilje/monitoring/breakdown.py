"""Many statuses as the pieces of a bar. Pure.

States that a reader takes in together are one piece; *not reported*, *nothing done* and *not due* are never joined
with anything, and in every piece the reported but not verified ones are counted for themselves.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from okrilje.monitoring.status import SILENT, State, Status, Tally, tally


class Group(StrEnum):
    """In the order in which the pieces of a bar stand."""

    GOOD = "good"
    NOT_STARTED = "not_started"
    NO_ACTIVITY = "no_activity"
    LATE = "late"
    NOT_REPORTED = "not_reported"
    NOT_DUE = "not_due"
    NOT_APPLICABLE = "not_applicable"


MEMBERS: dict[Group, frozenset[State]] = {
    Group.GOOD: frozenset({State.DONE, State.DONE_LATE, State.ACTIVE, State.ON_TRACK, State.IN_PROGRESS}),
    Group.NOT_STARTED: frozenset({State.NOT_STARTED}),
    Group.NO_ACTIVITY: frozenset({State.NO_ACTIVITY}),
    Group.LATE: frozenset({State.OVERDUE, State.BEHIND}),
    Group.NOT_REPORTED: frozenset({State.NOT_REPORTED}),
    Group.NOT_DUE: frozenset({State.NOT_DUE}),
    Group.NOT_APPLICABLE: frozenset({State.NOT_APPLICABLE}),
}
GROUP_OF = {state: group for group, states in MEMBERS.items() for state in states}


@dataclass(frozen=True, slots=True)
class Piece:
    """``unverified`` of the ``count`` were reported, but the coordinator has not accepted that yet."""

    group: Group
    count: int
    unverified: int


@dataclass(frozen=True, slots=True)
class Breakdown:
    pieces: tuple[Piece, ...]
    tally: Tally

    @property
    def total(self) -> int:
        return sum(piece.count for piece in self.pieces)

    @property
    def good(self) -> Decimal | None:
        """The share with a green light of what was reported; None where nothing was."""
        return self.tally.good

    @property
    def reported(self) -> Decimal | None:
        """The share that was reported of what was asked for: what ``good`` is a share of."""
        return self.tally.coverage.share


def is_unverified(status: Status) -> bool:
    return status.state not in SILENT and not status.verified


def breakdown(statuses: Iterable[Status]) -> Breakdown:
    """Every group has its piece, also where it counts none."""
    rows = list(statuses)
    pieces = []
    for group, states in MEMBERS.items():
        own = [status for status in rows if status.state in states]
        pieces.append(Piece(group, len(own), sum(map(is_unverified, own))))
    return Breakdown(tuple(pieces), tally(rows))
