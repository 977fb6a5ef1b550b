"""Reading the whole chain and naming what does not fit. Changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from okrilje.audit import anchor, triggers
from okrilje.audit.chain import COVERED, GENESIS, digest
from okrilje.audit.models import Event

#: More problems than this are counted but not kept: after the first ones the rest says nothing new.
KEPT = 1000
_ROWS_AT_ONCE = 2000


class Kind(StrEnum):
    #: The row no longer has the content that its hash was computed from.
    ALTERED = "altered"
    #: The row does not follow the one before it: one of the two was replaced, or this one was put in.
    BROKEN = "broken"
    #: Numbers are missing.
    REMOVED = "removed"
    #: A row where no event can be.
    INSERTED = "inserted"
    #: The row fits its neighbours, but not the anchor: the chain was computed anew.
    REWRITTEN = "rewritten"
    #: The file outside the database is missing or unreadable, so the end of the log cannot be vouched for.
    UNANCHORED = "unanchored"
    #: The database would let events be changed, because its triggers were taken away.
    UNGUARDED = "unguarded"


@dataclass(frozen=True, slots=True)
class Problem:
    """``sequence`` to ``last`` are the numbers of the rows concerned; 0 where it is about the log as a whole."""

    kind: Kind
    sequence: int
    last: int
    detail: str = ""

    def __str__(self) -> str:
        rows = str(self.sequence) if self.sequence == self.last else f"{self.sequence}-{self.last}"
        sentences = {
            Kind.ALTERED: _("Event %(rows)s was altered: its content does not have the hash that stands beside it."),
            Kind.BROKEN: _("Event %(rows)s does not follow the one before it: one of the two was replaced or put in."),
            Kind.REMOVED: _("Event %(rows)s was removed."),
            Kind.INSERTED: _("Event %(rows)s was put in: no event can have this number."),
            Kind.REWRITTEN: _("Event %(rows)s is not the one that was anchored outside the database."),
            Kind.UNANCHORED: _("The anchor cannot vouch for the end of the log: %(detail)s"),
            Kind.UNGUARDED: _("The database would let events be changed; these triggers are missing: %(detail)s."),
        }
        return sentences[self.kind] % {"rows": rows, "detail": self.detail}


@dataclass(slots=True)
class Report:
    """What verify() found. ``head`` is (sequence, hash) of the last event, None where there is no event."""

    events: int = 0
    head: tuple[int, str] | None = None
    anchors: int = 0
    found: int = 0
    problems: list[Problem] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        return not self.found

    def add(self, problem: Problem) -> None:
        self.found += 1
        if len(self.problems) < KEPT:
            self.problems.append(problem)


def verify(anchor_file: Path | None = None) -> Report:
    """Compares every event with its hash, its neighbour and the anchors; ``anchor_file``: a copy kept elsewhere."""
    report = Report()
    # Anchors first: one that is written while the rows are being read would name an event that was not yet there.
    anchors = _anchors(report, anchor_file)
    for row in Event.objects.order_by("sequence").values(*COVERED, "hash").iterator(chunk_size=_ROWS_AT_ONCE):
        for problem in _problems(row, report.head, anchors):
            report.add(problem)
        report.events += 1
        report.head = (row["sequence"], row["hash"])
    _check_end(report, anchors)
    if missing := triggers.missing(connection):
        report.add(Problem(Kind.UNGUARDED, 0, 0, ", ".join(missing)))
    return report


def _anchors(report: Report, file: Path | None) -> dict[int, set[str]]:
    anchors: dict[int, set[str]] = {}
    try:
        for line in anchor.read(file):
            anchors.setdefault(line.sequence, set()).add(line.hash)
            report.anchors += 1
    except ValueError as error:
        report.add(Problem(Kind.UNANCHORED, 0, 0, str(error)))
    return anchors


def _problems(row: dict[str, Any], before: tuple[int, str] | None, anchors: dict[int, set[str]]) -> Iterator[Problem]:
    sequence = row["sequence"]
    expected, previous = (before[0] + 1, before[1]) if before else (1, GENESIS)
    if sequence < 1:
        yield Problem(Kind.INSERTED, sequence, sequence)
    elif sequence > max(expected, 1):
        yield Problem(Kind.REMOVED, max(expected, 1), sequence - 1)
    if digest(row) != row["hash"]:
        yield Problem(Kind.ALTERED, sequence, sequence)
    elif sequence == expected and row["previous_hash"] != previous:
        yield Problem(Kind.BROKEN, sequence, sequence)
    if anchors.get(sequence, {row["hash"]}) != {row["hash"]}:
        yield Problem(Kind.REWRITTEN, sequence, sequence)


def _check_end(report: Report, anchors: dict[int, set[str]]) -> None:
    last = report.head[0] if report.head else 0
    anchored = max(anchors, default=0)
    if anchored > last:
        report.add(Problem(Kind.REMOVED, last + 1, anchored))
    if report.events and not report.anchors:
        report.add(Problem(Kind.UNANCHORED, 0, 0, _("the file is missing or empty.")))
