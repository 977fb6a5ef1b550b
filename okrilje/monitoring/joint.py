"""Joint activities: what the institutions say of their shares, against what the lead says of the whole. Pure.

A share is a part, so it may well differ from the whole. A contradiction is only what cannot be true together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from okrilje.monitoring.accumulation import RollUp
from okrilje.monitoring.answers import Answer
from okrilje.monitoring.status import Progress

_WORKED = frozenset({Progress.IN_PROGRESS, Progress.DONE})
_UNFINISHED = frozenset({Progress.NOT_STARTED, Progress.IN_PROGRESS})
_IDLE = frozenset({Progress.NOT_STARTED, Progress.NONE, Progress.NOT_APPLICABLE})


class Doubt(StrEnum):
    """In what a share and the whole contradict each other."""

    #: The whole is said to be done, a share is not.
    NOT_ALL_DONE = "not_all_done"
    #: All shares are done, the whole is not said to be.
    ALL_DONE = "all_done"
    #: The whole is said to be idle although there was work on a share.
    WORKED = "worked"
    #: There was work on the whole, and on no share.
    NOBODY_WORKED = "nobody_worked"
    #: The whole was done on another day than the last of its shares.
    DAY = "day"
    #: The whole is another number than the shares make.
    SUM = "sum"
    #: The whole is more than all shares together, or less than one of them.
    RANGE = "range"
    #: One and the same fact is told in two ways.
    DIFFERENT = "different"


@dataclass(frozen=True, slots=True)
class Share:
    """What one institution says of its part."""

    who: str
    answer: Answer


@dataclass(frozen=True, slots=True)
class Contradiction:
    """``path`` is the field; ``shares`` are those that contradict the whole, with what they say."""

    doubt: Doubt
    path: str
    whole: Any
    shares: tuple[tuple[str, Any], ...]


def sums(shares: Sequence[Share], rules: Mapping[str, RollUp]) -> dict[str, Decimal]:
    """Measure -> the sum of the shares, for measures that add up and of which somebody gave a value."""
    found: dict[str, Decimal] = {}
    for key, rule in rules.items():
        given = [value for _who, value in _values(shares, key)]
        if rule is RollUp.SUM and given:
            found[key] = sum(given, Decimal(0))
    return found


def contradictions(
    whole: Answer, shares: Sequence[Share], rules: Mapping[str, RollUp], *, complete: bool
) -> list[Contradiction]:
    """What the whole and the shares cannot both be right about. ``complete``: all institutions have been heard;
    before that a missing share may still explain a difference.
    """
    return [
        *_about_progress(whole, shares, complete),
        *_about_days(whole, shares, complete),
        *(found for key, rule in rules.items() if (found := _about_value(whole, shares, key, rule, complete))),
    ]


def _about_progress(whole: Answer, shares: Sequence[Share], complete: bool) -> list[Contradiction]:
    said = [(share.who, share.answer.progress) for share in shares if share.answer.progress is not None]
    if whole.progress is None or not said:
        return []
    found = _doubt_about_progress(whole.progress, {p for _who, p in said}, complete and len(said) == len(shares))
    if found is None:
        return []
    doubt, contradicting = found
    told = tuple((who, p) for who, p in said if p in contradicting)
    return [Contradiction(doubt, "progress", whole.progress, told)]


def _doubt_about_progress(whole: Progress, said: Set[Progress], all_said: bool) -> tuple[Doubt, Set[Progress]] | None:
    """What is doubtful, and which progress of a share makes it so."""
    if whole is Progress.DONE and said & _UNFINISHED:
        return Doubt.NOT_ALL_DONE, _UNFINISHED
    if whole in _IDLE:
        return (Doubt.WORKED, _WORKED) if said & _WORKED else None
    if all_said and said <= _IDLE:
        return Doubt.NOBODY_WORKED, _IDLE
    if all_said and whole is Progress.IN_PROGRESS and said == {Progress.DONE}:
        return Doubt.ALL_DONE, said
    return None


def _about_days(whole: Answer, shares: Sequence[Share], complete: bool) -> list[Contradiction]:
    """The whole is there when its last part is."""
    found = []
    numbers = {number for share in shares for number in share.answer.completions}
    for number in sorted(numbers | set(whole.completions)):
        given = [(s.who, s.answer.completions[number]) for s in shares if number in s.answer.completions]
        mine: date | None = whole.completions.get(number)
        if not given:
            continue
        all_given = complete and len(given) == len(shares)
        later = tuple((who, day) for who, day in given if mine is not None and day > mine)
        if later:
            found.append(Contradiction(Doubt.DAY, f"completions.{number}", mine, later))
        elif all_given and mine != max(day for _who, day in given):
            found.append(Contradiction(Doubt.DAY, f"completions.{number}", mine, tuple(given)))
    return found


def _about_value(
    whole: Answer, shares: Sequence[Share], key: str, rule: RollUp, complete: bool
) -> Contradiction | None:
    entry = whole.values.get(key)
    mine = entry.value if entry else None
    given = _values(shares, key)
    if mine is None or not given:
        return None
    values = [value for _who, value in given]
    total = sum(values, Decimal(0))
    all_given = complete and len(given) == len(shares)
    doubt, told = None, given
    if rule is RollUp.SUM and (mine < total or (all_given and mine != total)):
        doubt = Doubt.SUM
    elif rule is RollUp.DISTINCT and (mine < max(values) or (all_given and mine > total)):
        doubt = Doubt.RANGE
    elif rule is RollUp.LATEST and (told := [(who, value) for who, value in given if value != mine]):
        doubt = Doubt.DIFFERENT
    return Contradiction(doubt, f"values.{key}.value", mine, tuple(told)) if doubt else None


def _values(shares: Sequence[Share], key: str) -> list[tuple[str, Decimal]]:
    entries = [(share.who, share.answer.values.get(key)) for share in shares]
    return [(who, entry.value) for who, entry in entries if entry is not None and entry.value is not None]
