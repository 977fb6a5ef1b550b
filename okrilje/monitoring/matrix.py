"""What a cell of the matrix says: how a government stands with a measure that several plans share. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum

from okrilje.monitoring.status import State


class Kind(StrEnum):
    """In the order of urgency: of several activities in a cell the most urgent speaks."""

    LATE = "late"
    SILENT = "silent"
    #: Somebody reported, and what was reported is that nothing was done: neither silence nor work.
    IDLE = "idle"
    UNDER_WAY = "under_way"
    NOT_DUE = "not_due"
    #: The plan has it, but nobody is asked to report: reporting is not set up, or the deadline cannot be read.
    UNASKED = "unasked"
    #: All of it, of every activity in the cell.
    DONE = "done"
    DROPPED = "dropped"
    #: The government's plan has nothing of the kind.
    NOT_PLANNED = "not_planned"
    #: The government's plan is not in the system.
    NO_PLAN = "no_plan"


KINDS = {
    State.OVERDUE: Kind.LATE,
    State.BEHIND: Kind.LATE,
    State.NOT_REPORTED: Kind.SILENT,
    State.NO_ACTIVITY: Kind.IDLE,
    State.NOT_STARTED: Kind.IDLE,
    State.IN_PROGRESS: Kind.UNDER_WAY,
    State.ON_TRACK: Kind.UNDER_WAY,
    State.ACTIVE: Kind.UNDER_WAY,
    State.NOT_DUE: Kind.NOT_DUE,
    State.DONE: Kind.DONE,
    State.DONE_LATE: Kind.DONE,
    State.NOT_APPLICABLE: Kind.DROPPED,
}

#: Where something is missing: what a coordinator has to ask about.
GAPS = frozenset({Kind.LATE, Kind.SILENT, Kind.IDLE, Kind.NOT_PLANNED, Kind.NO_PLAN})
#: The plan of the government has it.
PLANNED = frozenset(KINDS.values()) | {Kind.UNASKED}

_ORDER = list(Kind)


def kind(states: Iterable[State | None], *, has_plan: bool) -> Kind:
    """``states``: of the activities that carry the measure in the government's plan; None where nothing is asked."""
    if not has_plan:
        return Kind.NO_PLAN
    found = [KINDS[state] if state else Kind.UNASKED for state in states]
    return min(found, key=_ORDER.index) if found else Kind.NOT_PLANNED


def counted(kinds: Sequence[Kind]) -> dict[Kind, int]:
    """How often each kind occurs, in the order of urgency; those that do not occur are left out."""
    return {one: n for one in Kind if (n := kinds.count(one))}
