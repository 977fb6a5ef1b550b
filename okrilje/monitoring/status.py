"""How things stand with a report point, an activity, a measure; and why. Pure.

Each status carries what it was derived from, so that the page can say the rule, the inputs, the day it is told for
and what would turn it green. Four things are never mixed: *not due*, *not reported*, *nothing done* (zero was
reported), and *reported but not verified*. The last is not a state of its own: any reported state is verified or not.

Sources: the band of 15 percent about the target is Tola's; results against dates follow the European Commission's
OPSYS; that continuous work can be active but never done or overdue is our own rule.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from okrilje.monitoring.obligations import Asks, ReportPoint


class State(StrEnum):
    """In the order of urgency: of several points of an activity the most urgent speaks for it."""

    OVERDUE = "overdue"
    BEHIND = "behind"
    NOT_REPORTED = "not_reported"
    NO_ACTIVITY = "no_activity"
    NOT_STARTED = "not_started"
    IN_PROGRESS = "in_progress"
    ON_TRACK = "on_track"
    ACTIVE = "active"
    DONE_LATE = "done_late"
    DONE = "done"
    NOT_DUE = "not_due"
    NOT_APPLICABLE = "not_applicable"


class Light(StrEnum):
    GREEN = "green"
    AMBER = "amber"
    RED = "red"
    #: Nothing can be said: not due yet, or nobody said anything.
    NONE = "none"


LIGHTS = {
    State.OVERDUE: Light.RED,
    State.BEHIND: Light.RED,
    State.NOT_REPORTED: Light.NONE,
    State.NO_ACTIVITY: Light.AMBER,
    State.NOT_STARTED: Light.AMBER,
    State.IN_PROGRESS: Light.GREEN,
    State.ON_TRACK: Light.GREEN,
    State.ACTIVE: Light.GREEN,
    State.DONE_LATE: Light.GREEN,
    State.DONE: Light.GREEN,
    State.NOT_DUE: Light.NONE,
    State.NOT_APPLICABLE: Light.NONE,
}

#: States that say nothing about progress: they count in no percentage of it.
SILENT = frozenset({State.NOT_REPORTED, State.NOT_DUE, State.NOT_APPLICABLE})


class Progress(StrEnum):
    """What an institution says of an activity in a cycle."""

    NOT_STARTED = "not_started"
    IN_PROGRESS = "in_progress"
    DONE = "done"
    NONE = "none"
    NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True, slots=True)
class Known:
    """What has been reported about a point up to the day of the status.

    ``occurrences`` None: nobody said how often; 0: nothing happened, and that was said.
    """

    progress: Progress | None = None
    completed_on: date | None = None
    occurrences: Decimal | None = None
    verified: bool = False

    @property
    def reported(self) -> bool:
        return self.progress is not None or self.completed_on is not None or self.occurrences is not None


@dataclass(frozen=True, slots=True)
class Status:
    """``rule`` names the sentence that explains it, ``inputs`` are what the sentence is filled with."""

    state: State
    rule: str
    as_of: date
    inputs: tuple[tuple[str, date | Decimal | int | str | None], ...] = ()
    verified: bool = False

    @property
    def light(self) -> Light:
        return LIGHTS[self.state]


def of_point(point: ReportPoint, known: Known, as_of: date) -> Status:
    """How a point stands at the end of the day ``as_of``."""
    if known.progress is Progress.NOT_APPLICABLE:
        return _status(State.NOT_APPLICABLE, "not-applicable", as_of, known)
    if point.asks is Asks.RESULT:
        return _of_result(point, known, as_of)
    if point.asks is Asks.OCCURRENCES:
        return _of_occurrences(point, known, as_of)
    return _of_activity(point, known, as_of)


def _status(state: State, rule: str, as_of: date, known: Known, **inputs: date | Decimal | int | str | None) -> Status:
    return Status(state, rule, as_of, tuple(inputs.items()), known.verified and known.reported)


def _of_result(point: ReportPoint, known: Known, as_of: date) -> Status:
    assert point.behind_after is not None
    due: dict[str, date | Decimal | int | str | None] = {"due": point.due_on}
    if known.completed_on and known.completed_on <= as_of:
        late = known.completed_on > point.behind_after
        rule = "result-late" if late else "result-on-time"
        return _status(State.DONE_LATE if late else State.DONE, rule, as_of, known, done=known.completed_on, **due)
    if as_of > point.behind_after:
        if known.reported:
            return _status(State.OVERDUE, "result-overdue", as_of, known, **due)
        return _status(State.NOT_REPORTED, "result-silent", as_of, known, **due)
    if known.progress in (Progress.IN_PROGRESS, Progress.DONE):
        return _status(State.IN_PROGRESS, "result-in-progress", as_of, known, **due)
    if known.reported and as_of >= point.window.start:
        return _status(State.NOT_STARTED, "result-not-started", as_of, known, **due)
    return _status(State.NOT_DUE, "result-not-due", as_of, known, **due)


def _of_occurrences(point: ReportPoint, known: Known, as_of: date) -> Status:
    assert point.behind_after is not None
    inputs: dict[str, date | Decimal | int | str | None] = {
        "wanted": point.count, "count": known.occurrences, "first": point.window.start, "due": point.due_on,
    }  # fmt: skip
    if as_of < point.window.start:
        return _status(State.NOT_DUE, "occurrences-not-due", as_of, known, **inputs)
    if known.occurrences is not None and known.occurrences >= point.count:
        return _status(State.ON_TRACK, "occurrences-reached", as_of, known, **inputs)
    if as_of <= point.behind_after:
        if known.reported:
            return _status(State.IN_PROGRESS, "occurrences-open", as_of, known, **inputs)
        return _status(State.NOT_DUE, "occurrences-time-left", as_of, known, **inputs)
    if not known.reported:
        return _status(State.NOT_REPORTED, "occurrences-silent", as_of, known, **inputs)
    return _status(State.BEHIND, "occurrences-too-few", as_of, known, **inputs)


def _of_activity(point: ReportPoint, known: Known, as_of: date) -> Status:
    inputs: dict[str, date | Decimal | int | str | None] = {"first": point.window.start, "due": point.due_on}
    worked = known.progress in (Progress.IN_PROGRESS, Progress.DONE) or bool(known.occurrences)
    if known.reported and as_of >= point.window.start:
        if worked:
            return _status(State.ACTIVE, "activity-active", as_of, known, **inputs)
        return _status(State.NO_ACTIVITY, "activity-none", as_of, known, **inputs)
    if as_of > point.due_on:
        return _status(State.NOT_REPORTED, "activity-silent", as_of, known, **inputs)
    return _status(State.NOT_DUE, "activity-not-due", as_of, known, **inputs)


def of_activity(points: Sequence[tuple[ReportPoint, Status]]) -> Status | None:
    """The status of an activity from those of its points; None where it has none.

    Results: the most urgent point speaks; it is done only when all are. Of continuous work and occurrences the
    latest period that asks for something speaks: an old gap stays in the history, it does not colour today.
    """
    if not points:
        return None
    if points[0][0].asks is Asks.RESULT:
        asked = [status for _, status in points if status.state is not State.NOT_APPLICABLE]
        pending = [s for s in asked if s.state not in (State.DONE, State.DONE_LATE)]
        return _most_urgent(pending or asked or [status for _, status in points])
    begun = [status for _, status in points if status.state is not State.NOT_DUE]
    return begun[-1] if begun else points[0][1]


def _most_urgent(statuses: Iterable[Status]) -> Status:
    order = list(State)
    return min(statuses, key=lambda status: order.index(status.state))


# --- Measures against targets ------------------------------------------------------------------------------------

#: Within this share of the target it is reached; beyond it is under or over (Tola's rule).
BAND = Decimal("0.15")


class Direction(StrEnum):
    UP = "up"
    #: The lower the better: being under the target is good.
    DOWN = "down"


class Against(StrEnum):
    """A value against its target."""

    NO_TARGET = "no_target"
    NO_VALUE = "no_value"
    REACHED = "reached"
    BETTER = "better"
    WORSE = "worse"


def against_target(value: Decimal | None, target: Decimal | None, direction: Direction = Direction.UP) -> Against:
    """How a value to date stands against the target to date. Without a target nothing is rated, never 100 percent.

    A target of zero is met by zero alone: there is no share of it to be within.
    """
    if target is None:
        return Against.NO_TARGET
    if value is None:
        return Against.NO_VALUE
    if abs(value - target) <= BAND * abs(target):
        return Against.REACHED
    above = value > target
    return Against.BETTER if above == (direction is Direction.UP) else Against.WORSE


# --- Roll-ups ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of what was asked for was said, and how much of that was verified."""

    expected: int = 0
    reported: int = 0
    verified: int = 0

    @property
    def share(self) -> Decimal | None:
        """Reported of expected, 0 to 1; None where nothing was expected."""
        return Decimal(self.reported) / self.expected if self.expected else None


@dataclass(frozen=True, slots=True)
class Tally:
    """The statuses of many activities, counted; percentages are of what was reported, with the coverage beside."""

    counts: tuple[tuple[State, int], ...]
    coverage: Coverage

    def __getitem__(self, state: State) -> int:
        return dict(self.counts).get(state, 0)

    @property
    def good(self) -> Decimal | None:
        """The share of the reported with a green light; None where nothing was reported."""
        reported = sum(n for state, n in self.counts if state not in SILENT)
        green = sum(n for state, n in self.counts if LIGHTS[state] is Light.GREEN)
        return Decimal(green) / reported if reported else None


def tally(statuses: Iterable[Status]) -> Tally:
    """Counts states; what is not due and what does not apply is not expected of anybody."""
    counts = dict.fromkeys(State, 0)
    verified = 0
    for status in statuses:
        counts[status.state] += 1
        verified += status.verified and status.state not in SILENT
    reported = sum(n for state, n in counts.items() if state not in SILENT)
    coverage = Coverage(reported + counts[State.NOT_REPORTED], reported, verified)
    return Tally(tuple(counts.items()), coverage)
