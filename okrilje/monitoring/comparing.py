"""What is different between two contents of a cycle: two snapshots, or a snapshot and the live view. Pure.

A content is the plain value that ``freezing`` makes. It is read as it is, without the classes of today: a snapshot
of years ago must stay comparable.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum
from itertools import groupby
from typing import Any

from okrilje.plan.content import sort_key

Content = Mapping[str, Any]


class Kind(IntEnum):
    """What sort of thing changed; the order in which it is shown."""

    STATE = 1
    ANSWER = 2
    VALUE = 3
    MONEY = 4
    TEXT = 5
    TARGET = 6
    EVIDENCE = 7


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where something is said. ``institution`` and ``scope`` are empty for what is said of the activity as such;
    ``key`` tells values, amounts and targets apart ("2a", "2021/MS", "2a 2021").
    """

    kind: Kind
    institution: str
    scope: str
    field: str
    key: str = ""


@dataclass(frozen=True, slots=True)
class Difference:
    """None stands for "nothing was said"."""

    place: Place
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Changed:
    """An activity with what is different about it, and its state in both contents."""

    activity: str
    before: str | None
    after: str | None
    differences: tuple[Difference, ...]

    @property
    def has_new_state(self) -> bool:
        return self.before != self.after


_TEXTS = ("done", "difficulties", "handled", "lessons", "recommendation")


def said(content: Content) -> dict[tuple[str, Place], Any]:
    """Everything a content says, flat: (activity, place) -> value. What says nothing is left out."""
    found = {}
    for activity, place, value in _all(content):
        if value not in (None, "", {}, []):
            found[activity, place] = value
    return found


def _all(content: Content) -> Iterator[tuple[str, Place, Any]]:
    for one in content.get("activities", ()):
        code, judged = one["activity"], one.get("judged") or {}
        yield code, Place(Kind.STATE, "", "", "state"), one["state"]
        yield code, Place(Kind.STATE, "", "", "judged"), judged.get("state")
        yield code, Place(Kind.STATE, "", "", "judged_reason"), judged.get("reason")
        yield code, Place(Kind.STATE, "", "", "verified"), one.get("verified") or None
    for submission in content.get("submissions", ()):
        for item in submission["items"]:
            for place, value in _of_answer(submission["institution"], item["scope"], item["answer"]):
                yield item["activity"], place, value
            for one in item.get("evidence", ()):
                key = f"“{one['title']}” {one['sha256'][:8]}".strip()
                place = Place(Kind.EVIDENCE, submission["institution"], item["scope"], "evidence", key)
                yield item["activity"], place, one["grade"] or "ungraded"
    for target in content.get("targets", ()):
        activity, _sign, measure = target["measure"].partition("#")
        yield activity, Place(Kind.TARGET, "", "", target["kind"], f"{measure} {target['year']}"), target["value"]


def _of_answer(who: str, scope: str, answer: Mapping[str, Any]) -> Iterator[tuple[Place, Any]]:
    for field in ("progress", "occurrences"):
        yield Place(Kind.ANSWER, who, scope, field), answer.get(field)
    for number, day in (answer.get("completions") or {}).items():
        yield Place(Kind.ANSWER, who, scope, "completed_on", str(number)), day
    for kind, group in ((Kind.VALUE, "values"), (Kind.MONEY, "money")):
        for key, entry in (answer.get(group) or {}).items():
            for field, value in entry.items():
                yield Place(kind, who, scope, field, key), value
    for field in _TEXTS:
        yield Place(Kind.TEXT, who, scope, field), answer.get(field)


def compare(before: Content, after: Content) -> list[Changed]:
    """The activities about which the two say something different, in the order of their codes."""
    old, new = said(before), said(after)
    different = [where for where in old.keys() | new.keys() if old.get(where) != new.get(where)]
    different.sort(key=lambda where: (sort_key(where[0]), where))
    state = Place(Kind.STATE, "", "", "state")
    return [
        Changed(
            activity,
            old.get((activity, state)),
            new.get((activity, state)),
            tuple(Difference(place, old.get((activity, place)), new.get((activity, place))) for _code, place in own),
        )
        for activity, own in groupby(different, key=lambda where: where[0])
    ]
