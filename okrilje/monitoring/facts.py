"""From what was reported in several cycles to what is known about a report point. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from okrilje.lib.periods import Period
from okrilje.monitoring.obligations import Asks, ReportPoint
from okrilje.monitoring.status import Known, Progress


@dataclass(frozen=True, slots=True)
class Fact:
    """What was reported on the whole of an activity in one cycle. ``completions``: due date number -> day."""

    cycle: Period
    progress: Progress | None = None
    completions: Mapping[int, date] = field(default_factory=dict)
    occurrences: int | None = None
    verified: bool = False

    @property
    def reported(self) -> bool:
        return self.progress is not None or bool(self.completions) or self.occurrences is not None

    @property
    def count(self) -> int | None:
        """How often; that nothing happened is zero, that nothing was said is None."""
        if self.occurrences is None and self.progress in (Progress.NONE, Progress.NOT_STARTED):
            return 0
        return self.occurrences


def known_about(point: ReportPoint, facts: Sequence[Fact]) -> Known:
    """``facts`` are those of the activity, in the order of their cycles."""
    if point.asks is Asks.RESULT:
        return _about_result(point.number, [fact for fact in facts if fact.reported])
    return _about_window([fact for fact in facts if fact.reported and fact.cycle.overlaps(point.window)])


def _about_result(number: int, facts: Sequence[Fact]) -> Known:
    """The latest that was said holds; a day of completion holds until another one is given."""
    if not facts:
        return Known()
    finished = [fact for fact in facts if number in fact.completions]
    if finished:
        return Known(Progress.DONE, finished[-1].completions[number], None, finished[-1].verified)
    return Known(facts[-1].progress, None, None, facts[-1].verified)


def _about_window(facts: Sequence[Fact]) -> Known:
    """Numbers add up over the cycles of the window; they are verified when all of them are."""
    if not facts:
        return Known()
    counts = [fact.count for fact in facts if fact.count is not None]
    return Known(
        _latest(fact.progress for fact in facts),
        None,
        Decimal(sum(counts)) if counts else None,
        all(fact.verified for fact in facts),
    )


def _latest(said: Iterable[Progress | None]) -> Progress | None:
    found = [progress for progress in said if progress is not None]
    return found[-1] if found else None
