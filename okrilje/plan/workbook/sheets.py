"""What a workbook of a plan consists of: a sheet for each kind of part, a column for each field, lists of choices.

A ``path`` is where the value stands in the JSON form of the part: "deadline.start" is a field of a field. Two paths
belong to the workbook alone: "of activity" and "of number" say whose part a row is.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from okrilje.lib.documents.blocks import gettext_noop
from okrilje.lib.spreadsheets.layout import Column, Each, Kind, Layout, Sheet, Words, labels_of
from okrilje.plan import models

#: List -> (its heading, value of the plan -> words).
CHOICES: dict[str, tuple[Words, Mapping[str, Words]]] = {
    "level": (_("Level of government"), labels_of(models.Level)),
    "deadline": (_("Kind of deadline"), labels_of(models.Activity.DeadlineKind)),
    "per": (_("In each period of"), {"half-year": _("Half-year"), "year": _("Year")}),
    "where": (
        _("Where that is written"),
        {
            "deadline cell": pgettext_lazy("where it is written", "in the deadline"),
            "activity text": pgettext_lazy("where it is written", "in the text of the activity"),
        },
    ),
    "role": (_("Role"), labels_of(models.Responsibility.Role)),
    "measure": (_("Kind of measure"), labels_of(models.MeasureType)),
    "register": (_("Counted from"), labels_of(models.Register)),
    "resource": (_("Kind of resource"), labels_of(models.Resource.Type)),
}


def _choice(path: str, choices: str, width: int = 20, needed: bool = False) -> Column:
    return Column(path, CHOICES[choices][0], Kind.CHOICE, width, choices=choices, needed=needed)


def _own_code() -> Column:
    return Column("code", _("Code"), Kind.CODE, 10, needed=True)


def _code(path: str, heading: Words, refers: str) -> Column:
    return Column(path, heading, Kind.CODE, 12, refers=refers, needed=True)


def _days(before: str = "", needed: bool = False) -> tuple[Column, Column]:
    return (
        Column(f"{before}start", _("First day"), Kind.DAY, 13, needed=needed),
        Column(f"{before}end", _("Last day"), Kind.DAY, 13, needed=needed),
    )


_OF_ACTIVITY = _code("of activity", _("Activity"), "activities")
_OF_NUMBER = Column("of number", _("Number of the indicator"), Kind.NUMBER, 13, needed=True)
_LABELS = Column("labels", _("Short title"), width=30, each=Each.LANGUAGE)
_TITLE = Column("title", _("Official wording"), width=60)

SHEETS = {
    "plan": Sheet(
        _("Plan"),
        _("The plan itself, in one row: title, period, whose it is."),
        (
            Column("code", _("Code"), Kind.CODE, 18),
            Column("title", _("Official wording"), width=44),
            _LABELS,
            _choice("level", "level"),
            Column("owner", _("Owner"), Kind.NAMED, 30),
            Column("strategy", _("Strategy"), Kind.CODE, 18),
            *_days(),
            Column("adopted_on", _("Adopted on"), Kind.DAY, 13),
            Column("preamble", _("Preamble"), width=60),
        ),
    ),
    "pillars": Sheet(_("Pillars"), _("The pillars of the plan."), (_own_code(), _TITLE, _LABELS)),
    "programmes": Sheet(
        _("Programmes"),
        _("The programmes, each with the code of its pillar."),
        (_own_code(), _code("pillar", _("Pillar"), "pillars"), _TITLE, _LABELS),
    ),
    "activities": Sheet(
        _("Activities"),
        _("The activities: wording and deadline."),
        (
            _own_code(),
            _code("pillar", _("Pillar"), "pillars"),
            _code("programme", _("Programme"), "programmes"),
            Column("activity", _("Official wording"), width=50),
            _LABELS,
            Column("deadline.raw", _("Deadline as written"), width=22),
            _choice("deadline.kind", "deadline", needed=True),
            *_days("deadline."),
            Column("deadline.min_frequency.count", _("Smallest number of times"), Kind.NUMBER, 13),
            _choice("deadline.min_frequency.per", "per", 14),
            Column("deadline.min_frequency.where", CHOICES["where"][0], width=20, choices="where"),
        ),
    ),
    "due dates": Sheet(
        _("Due dates"),
        _("For deadlines with several dates: a row for each date."),
        (_OF_ACTIVITY, *_days(needed=True)),
    ),
    "responsible": Sheet(
        _("Responsible institutions"),
        _("Who carries out which activity, and in which order."),
        (
            _OF_ACTIVITY,
            Column("order", pgettext_lazy("place in a row", "Order"), Kind.NUMBER, 11),
            Column("code", _("Institution"), Kind.NAMED, 56),
            Column("unit", _("Part of the institution"), width=36),
            _choice("role", "role", 14),
            Column("raw", _("As written in the document"), width=48),
        ),
    ),
    "indicators": Sheet(
        _("Indicators"),
        _("The indicators of each activity, numbered 1, 2, 3."),
        (
            _OF_ACTIVITY,
            _OF_NUMBER,
            Column("raw", _("Official wording"), width=50),
            _LABELS,
            _choice("type", "measure", 24),
        ),
    ),
    "measures": Sheet(
        _("Measures"),
        _("What is counted for an indicator, and from which records."),
        (
            _OF_ACTIVITY,
            _OF_NUMBER,
            Column("suffix", _("Letter"), Kind.CODE, 9),
            _choice("type", "measure", 24, needed=True),
            _choice("register", "register", 24, needed=True),
            Column("formula", _("Formula"), width=44),
            _LABELS,
        ),
    ),
    "resources": Sheet(
        _("Resources"),
        _("From which money an activity is paid."),
        (
            _OF_ACTIVITY,
            _choice("type", "resource", needed=True),
            Column("source", _("Who pays"), Kind.NAMED, 44),
            Column("source_raw", _("As written in the document"), width=40),
            Column("year", _("Year"), Kind.NUMBER, 10),
            Column("amount", _("Amount"), Kind.AMOUNT, 16),
            Column("currency", _("Currency"), Kind.CODE, 10),
            Column("note", _("Note"), width=40),
        ),
    ),
    "notes": Sheet(
        _("Notes"),
        _("What else stands in the document about an activity."),
        (
            _OF_ACTIVITY,
            Column("heading", _("Heading in the document"), width=30),
            Column("text", _("Text"), width=80),
        ),
    ),
    "dependencies": Sheet(
        _("Order of activities"),
        _("Which activity has to be finished before which other one."),
        (
            _code("before", _("First this activity"), "activities"),
            _code("after", _("Then this activity"), "activities"),
            Column("why", _("Reason of the order"), width=60, each=Each.LANGUAGE),
        ),
    ),
}
LAYOUT = Layout(
    SHEETS,
    CHOICES,
    register=_("Institutions"),
    unknown=gettext_noop(
        "%(where)s: there is no institution “%(value)s”. Choose one from the list; one that is not on it "
        "is added under Institutions first."
    ),
)
