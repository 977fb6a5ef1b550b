"""Which saved versions of an answer nobody will miss. Pure.

An answer is saved with every pause in typing, and each save is a version. What matters of them is what somebody else
saw or may still need: what stood there when a step was taken, what was put aside or corrected, what each person left
behind, and of a long stretch of work one version in every few minutes.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

#: Of what one person writes without a break, one version in so much time stays.
EVERY = timedelta(minutes=10)
#: A form that was opened so recently may still be sent, and is then joined by the version that it was begun on.
UNTOUCHED = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Version:
    """``is_special``: put aside in a conflict, or a correction; it always stays."""

    pk: int
    number: int
    by: int | None
    at: datetime
    is_special: bool = False


def superfluous(
    versions: Sequence[Version], *, steps: Collection[datetime], revisions: Collection[int], now: datetime
) -> set[int]:
    """The keys of those that may go. ``versions``: all of one item, in the order in which they were saved; ``steps``:
    when its report took a step; ``revisions``: numbers of versions on which something was decided.
    """
    kept = _current(versions, steps)
    found: set[int] = set()
    for run in _runs(versions):
        anchor = run[0].at
        for one, following in pairwise(run[1:]):
            needed = one.pk in kept or one.number in revisions or one.at > now - UNTOUCHED
            if needed or following.at - anchor > EVERY:
                anchor = one.at
            else:
                found.add(one.pk)
    return found


def _current(versions: Sequence[Version], steps: Collection[datetime]) -> set[int]:
    """What stood there when a step was taken."""
    found = set()
    for step in steps:
        before = [one.pk for one in versions if one.at <= step and not one.is_special]
        found.update(before[-1:])
    return found


def _runs(versions: Sequence[Version]) -> Iterator[list[Version]]:
    """Stretches of one person's versions with nobody else's and nothing special between. The first and the last of
    each stay: so the next round finds the same, and nothing more to take.
    """
    run: list[Version] = []
    for one in versions:
        if run and (one.is_special or run[-1].by != one.by):
            yield run
            run = []
        if not one.is_special:
            run.append(one)
    if run:
        yield run
