"""Which activities of a report are shown: one list of questions for the page of a report and the queue of a review."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from okrilje.monitoring.breakdown import MEMBERS, Group
from okrilje.monitoring.models import Item
from okrilje.monitoring.queries.reports import Row

Test = Callable[[Row], bool]

#: Name in the address -> label, and whether a row is shown. Those of a reviewer come last.
SHOWN: dict[str, tuple[str | Promise, Test]] = {
    "all": (gettext_lazy("all"), lambda row: True),
    "unanswered": (gettext_lazy("without an answer"), lambda row: row.lacks_answer),
    "attention": (gettext_lazy("not green or not complete"), lambda row: not row.is_fine),
    "late": (gettext_lazy("overdue or behind"), lambda row: row.state in MEMBERS[Group.LATE]),
    "difficulties": (gettext_lazy("with difficulties"), lambda row: bool(row.item.difficulties)),
    "numberless": (gettext_lazy("without numbers"), lambda row: row.lacks_numbers),
    "contradictory": (
        gettext_lazy("contradictory, or other than computed"), lambda row: bool(row.contradiction) or row.differs,
    ),
    "unproved": (gettext_lazy("claims without proof"), lambda row: row.lacks_proof),
    "returned": (gettext_lazy("returned"), lambda row: row.item.verdict == Item.Verdict.RETURNED),
    "revised": (gettext_lazy("changed since they were returned"), lambda row: row.is_revised),
    "changed": (gettext_lazy("changed since acceptance"), lambda row: bool(row.item.corrected_at)),
    "unlooked": (gettext_lazy("not looked at yet"), lambda row: not row.item.verdict),
}  # fmt: skip
OF_REVIEW = frozenset({"unlooked"})


def offered(rows: Sequence[Row], *, reviewing: bool, shown: str) -> list[tuple[str, str | Promise, int]]:
    """Name, label and number of each question that fits some of the rows; the one that is asked in any case."""
    counted = [(name, label, sum(map(test, rows))) for name, (label, test) in SHOWN.items()]
    return [
        (name, label, count)
        for name, label, count in counted
        if (count or name in ("all", shown)) and (reviewing or name not in OF_REVIEW)
    ]
