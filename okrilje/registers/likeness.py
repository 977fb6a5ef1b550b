"""Which records of two institutions could be the same event: a proposal, for both of them to confirm. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from rapidfuzz.fuzz import token_sort_ratio

from okrilje.lib.scripts import fold

#: Titles that agree in so many of 100 letters, whatever the order of their words.
ALIKE = 70
#: One of the two may have entered the day before or after.
APART = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Described:
    """A record by its number, its day, and title and place, folded; ``place`` is "" where it names none."""

    number: int
    day: date
    title: str
    place: str


def described(number: int, day: date, title: str, place: str = "") -> Described:
    return Described(number, day, fold(title), fold(place))


def alike(one: Described, other: Described) -> bool:
    """The same day or the next, titles much alike, and no two different places."""
    if abs(one.day - other.day) > APART or (one.place and other.place and one.place != other.place):
        return False
    return token_sort_ratio(one.title, other.title, score_cutoff=ALIKE) > 0


def near(days: Iterable[date]) -> set[date]:
    """All days on which something could lie that is alike to what lies on one of ``days``."""
    return {day + apart for day in days for apart in (-APART, timedelta(), APART)}


def pairs(own: Iterable[Described], others: Iterable[Described]) -> Iterator[tuple[int, int]]:
    """The numbers of all that are alike. Compares only what lies on neighbouring days."""
    by_day = defaultdict(list)
    for other in others:
        by_day[other.day].append(other)
    for one in own:
        for day in near([one.day]):
            yield from ((one.number, other.number) for other in by_day[day] if alike(one, other))
