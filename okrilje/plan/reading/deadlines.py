"""Deadlines as plans write them: a month, a half-year, several dates, "continuously, at least twice a year"."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import cast

from okrilje.lib.scripts import fold
from okrilje.plan import vocabulary as v
from okrilje.plan.content import Deadline, DeadlineKind, MinFrequency, Window
from okrilje.plan.reading.words import Word, words

Period = tuple[date, date]


@dataclass(frozen=True, slots=True)
class Point:
    """One date in the text, at ``start`` to ``end`` of it. ``year`` 0: to be taken from the date after it."""

    kind: DeadlineKind
    year: int
    months: tuple[int, int] = (1, 12)
    day: int | None = None
    start: int = 0
    end: int = 0

    @property
    def window(self) -> Window:
        first, last = self.months
        if self.day:
            return Window(start=date(self.year, first, self.day), end=date(self.year, last, self.day))
        return Window(start=date(self.year, first, 1), end=date(self.year, last, monthrange(self.year, last)[1]))


@dataclass(frozen=True, slots=True)
class Understood:
    """``rest``: the words of the cell that no rule explains; empty when the whole cell was understood."""

    deadline: Deadline
    rest: str = ""


def read(text: str, period: Period | None = None, activity: str = "") -> Understood:
    """The deadline a cell states. A minimum that only the text of the activity states is noted on it.

    Work without an end runs through ``period``, that of the plan. What cannot be read has the kind UNREADABLE.
    """
    plain = fold(text)
    points = _points(plain)
    frequency = _frequency(words(plain))
    ongoing = _find(v.CONTINUOUS, plain)
    deadline = _deadline(text, points, plain, frequency, ongoing, period)
    if deadline.kind is DeadlineKind.CONTINUOUS and (stated := minimum_in(activity)):
        deadline = deadline.model_copy(update={"min_frequency": stated})
    taken = [(p.start, p.end) for p in points] + [(m.start(), m.end()) for m in ongoing]
    return Understood(deadline, _rest(plain, taken + ([(frequency.start, frequency.end)] if frequency else [])))


def _deadline(
    raw: str,
    points: list[Point],
    plain: str,
    frequency: Frequency | None,
    ongoing: list[re.Match[str]],
    period: Period | None,
) -> Deadline:
    start, end = period or (None, None)
    if ongoing or frequency:
        if points:
            start = points[0].window.start
            end = points[-1].window.end if len(points) > 1 else end
            end = end if end and end >= start else None
        kind = DeadlineKind.MINIMUM_FREQUENCY if frequency else DeadlineKind.CONTINUOUS
        if frequency and not ongoing and (frequency.count, frequency.per) == (1, "year"):
            kind = DeadlineKind.YEARLY
        least = frequency.minimum("deadline cell") if frequency else None
        return Deadline(raw=raw, kind=kind, start=start, end=end, min_frequency=least)
    windows = [point.window for point in points]
    if not windows or [w.start for w in windows] != sorted(w.start for w in windows):
        return Deadline(raw=raw, kind=DeadlineKind.UNREADABLE)
    first, last = windows[0].start, max(w.end for w in windows)
    if len(windows) == 1:
        return Deadline(raw=raw, kind=points[0].kind, start=first, end=last)
    if len(windows) == 2 and _RANGE.fullmatch(plain, points[0].end, points[1].start):
        return Deadline(raw=raw, kind=DeadlineKind.RANGE, start=first, end=last)
    return Deadline(raw=raw, kind=DeadlineKind.MULTIPLE, start=first, end=last, points=tuple(windows))


def period_in(text: str) -> Period | None:
    """The years a plan runs through, where the text states two with a dash: "2020 – 2023"."""
    match = re.search(r"\b(20\d\d)\s*[-/]\s*(20\d\d)\b", fold(text))
    return (date(int(match[1]), 1, 1), date(int(match[2]), 12, 31)) if match and match[1] <= match[2] else None


# How often


@dataclass(frozen=True, slots=True)
class Frequency:
    count: int
    per: str
    start: int
    end: int
    least: bool

    def minimum(self, where: str) -> MinFrequency:
        return MinFrequency.model_validate({"count": self.count, "per": self.per, "where": where})


def minimum_in(activity: str) -> MinFrequency | None:
    """The minimum that the text of an activity states ("at least half-yearly"), quoted in ``where``."""
    found = _frequency(words(activity))
    if not found or not found.least:
        return None
    tail = [w for w in words(activity) if w.start >= found.end]
    more = next((end for p in v.MORE_OFTEN if (end := _phrase_end(tail, 0, p))), None)
    quote = activity[found.start : tail[more - 1].end if more else found.end]
    return found.minimum(f'activity text ("{quote}")')


def _frequency(found: list[Word]) -> Frequency | None:
    for i in range(len(found)):
        least = next((end for p in v.AT_LEAST if (end := _phrase_end(found, i, p))), i)
        times, after = _times(found, least)
        for phrase in sorted(v.FREQUENCIES, key=len, reverse=True):
            if end := _phrase_end(found, after, phrase):
                count, per = v.FREQUENCIES[phrase]
                return Frequency(count * times, per, found[i].start, found[end - 1].end, least > i)
    return None


def _times(found: list[Word], i: int) -> tuple[int, int]:
    if i + 1 < len(found) and found[i].folded.isdigit() and found[i + 1].folded in ("puta", "put", "times", "x"):
        return max(int(found[i].folded), 1), i + 2
    for phrase, times in v.TIMES.items():
        if end := _phrase_end(found, i, phrase):
            return times, end
    return 1, i


def _phrase_end(found: list[Word], i: int, phrase: str) -> int:
    """Where the phrase ends (the index after its last word) if it stands at ``i``; else 0."""
    parts = re.findall(r"\w+", phrase)
    return i + len(parts) if [w.folded for w in found[i : i + len(parts)]] == parts else 0


# Dates


def _alternatives(phrases: Iterable[str]) -> str:
    return "(?:" + "|".join(re.escape(p) for p in sorted(phrases, key=len, reverse=True)) + ")"


def _find(phrases: Iterable[str], text: str) -> list[re.Match[str]]:
    return list(re.finditer(rf"\b{_alternatives(phrases)}\b", text))


_YEAR = r"[\s.,]*(?:of |u |in )?(?P<year>20\d\d)\b(?! ?[./-] ?\d\d?\b)"
_RANGE = re.compile(r"\.?\s*(?:godine\s*)?(?:-|/|do|to|till|until)\s*(?:kraja |the end of )?")
_MONTH = rf"(?P<month>{_alternatives(v.MONTHS)})\b"


def _number_of(m: re.Match[str]) -> int:
    return int(m["number"]) if "number" in m.groupdict() else v.MONTHS[m["month"]]


def _full(m: re.Match[str]) -> Point:
    month = _number_of(m)
    return Point(DeadlineKind.MONTH, int(m["year"]), (month, month), int(m["day"]))


def _month(m: re.Match[str]) -> Point:
    month = _number_of(m)
    return Point(DeadlineKind.MONTH, int(m["year"]) if "year" in m.groupdict() else 0, (month, month))


def _half(m: re.Match[str]) -> Point:
    first = 6 * v.HALVES[m["which"]] - 5
    return Point(DeadlineKind.HALF_YEAR, int(m["year"]), (first, first + 5))


def _quarter(m: re.Match[str]) -> Point:
    first = 3 * v.QUARTERS[m["which"]] - 2
    return Point(DeadlineKind.RANGE, int(m["year"]), (first, first + 2))


def _year(m: re.Match[str]) -> Point:
    return Point(DeadlineKind.YEAR, int(m["year"]))


_FORMS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Point]], ...] = tuple(
    (re.compile(form), make)
    for form, make in (
        (r"(?P<year>20\d\d)-(?P<number>0\d|1[0-2])-(?P<day>[0-2]\d|3[01])\b", _full),
        (r"(?P<day>\d\d?)\s?[./]\s?(?P<number>\d\d?)\s?[./]\s?(?P<year>20\d\d)\b", _full),
        (r"(?<!\d[./])(?P<number>0?[1-9]|1[0-2])\s?[./]\s?(?P<year>20\d\d)\b", _month),
        (rf"(?P<day>\d\d?)\.?\s+{_MONTH}{_YEAR}", _full),
        (rf"(?P<which>{_alternatives(v.HALVES)})\.?[\s-]+{_alternatives(v.HALF_WORDS)}\b{_YEAR}", _half),
        (rf"h(?P<which>[12])\b{_YEAR}", _half),
        (rf"(?P<which>{_alternatives(v.QUARTERS)})\.?[\s-]+{_alternatives(v.QUARTER_WORDS)}\b{_YEAR}", _quarter),
        (rf"q(?P<which>[1-4])\b{_YEAR}", _quarter),
        (rf"{_MONTH}{_YEAR}", _month),
        (_MONTH, _month),
        (r"(?P<year>20\d\d)\b", _year),
    )
)


def _points(plain: str) -> list[Point]:
    """The dates of a folded text in its order; a month without a year has that of the next date."""
    found: list[Point] = []
    position = 0
    while position < len(plain):
        point = _point_at(plain, position)
        if point:
            found.append(point)
        position = max(point.end if point else 0, _next_word(plain, position))
    year = 0
    for i, point in reversed(list(enumerate(found))):
        year = point.year or year
        found[i] = Point(point.kind, year, point.months, point.day, point.start, point.end)
    return [point for point in found if point.year]


def _point_at(plain: str, position: int) -> Point | None:
    for form, make in _FORMS:
        if match := form.match(plain, position):
            point = make(match)
            placed = Point(point.kind, point.year, point.months, point.day, match.start(), match.end())
            try:
                return placed if not placed.year or placed.window else None
            except ValueError:  # the 31st of a month with 30 days, a month 13: not a date
                continue
    return None


def _next_word(text: str, position: int) -> int:
    match = re.compile(r"\w*\W+").match(text, position)
    return match.end() if match else len(text)


def _rest(plain: str, taken: list[tuple[int, int]]) -> str:
    known = set(v.DATE_FILLERS) | {w for phrase in v.AT_LEAST for w in phrase.split()}
    left = (
        word.folded
        for word in words(plain)
        if word.folded not in known and not any(start <= word.start < end for start, end in taken)
    )
    return " ".join(cast("Iterable[str]", left))
