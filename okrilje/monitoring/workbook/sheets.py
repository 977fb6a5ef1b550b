"""What the workbook of a report consists of. A ``path`` is that of a field of the answer, as ``answers.fields`` has it,
after what says whose it is: an activity, a measure, a year and a source.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from okrilje.lib.documents.blocks import gettext_noop
from okrilje.lib.spreadsheets.layout import Column, Each, Kind, Layout, Sheet, Words
from okrilje.monitoring.answer_words import AMOUNT_NAMES, FIELD_NAMES, GROUP_NAMES, OF_CONTINUOUS, OF_RESULTS
from okrilje.monitoring.answers import MAX_TEXT, NARRATIVES
from okrilje.monitoring.models import Item

_PROGRESS = {choice.value: choice.label for choice in Item.Progress}
#: List -> (its heading, value -> words).
CHOICES: dict[str, tuple[Words, Mapping[str, Words]]] = {
    "progress": (FIELD_NAMES["progress"], _PROGRESS),
    "results": (_("Of a result"), {one.value: _PROGRESS[one.value] for one in OF_RESULTS}),
    "continuous": (_("Of continuous work"), {one.value: _PROGRESS[one.value] for one in OF_CONTINUOUS}),
    "scope": (_("Whole or share"), {choice.value: choice.label for choice in Item.Scope}),
    "reached": (_("Of a milestone"), {"yes": _("yes"), "no": _("no")}),
}

_CODE = Column("of code", _("Code"), Kind.CODE, 9, needed=True)
_SCOPE = Column("of scope", CHOICES["scope"][0], Kind.CHOICE, 17, choices="scope")


def _told(path: str, heading: Words, width: int, kind: Kind = Kind.TEXT) -> Column:
    return Column(path, heading, kind, width, told=True)


SHEETS = {
    "activities": Sheet(
        _("Activities"),
        _("What is asked of each activity, and what you say of it: a row for each."),
        (
            _CODE,
            _SCOPE,
            _told("title", _("Activity"), 42),
            _told("asked", _("Asked for"), 30),
            _told("deadline", _("Deadline"), 20),
            _told("last", _("Last cycle"), 34),
            _told("comment", _("What the coordinator says"), 30),
            Column("progress", FIELD_NAMES["progress"], Kind.CHOICE, 17, choices="progress"),
            Column("completions", GROUP_NAMES["completions"], Kind.DAY, 15, each=Each.NUMBER),
            Column("occurrences", FIELD_NAMES["occurrences"], Kind.NUMBER, 14),
            *(Column(name, FIELD_NAMES[name], width=46, most=MAX_TEXT) for name in NARRATIVES),
        ),
        fixed=3,
        grows=False,
    ),
    "measures": Sheet(
        _("Measures"),
        _("The numbers that the plan counts: a row for each measure of each activity."),
        (
            _CODE,
            _SCOPE,
            Column("of measure", _("Number"), Kind.CODE, 10, needed=True),
            _told("label", _("Measure"), 50),
            _told("unit", _("What is counted"), 22),
            _told("target", _("Target of the year"), 13, Kind.FIGURE),
            _told("last", _("Last cycle"), 13, Kind.FIGURE),
            _told("counted", _("Counted from records"), 14, Kind.FIGURE),
            Column("value", _("Value"), Kind.FIGURE, 14, choices="reached"),
            Column("reason", _("Why it differs from the records"), width=46, most=MAX_TEXT),
        ),
        fixed=4,
        grows=False,
    ),
    "money": Sheet(
        _("Money"),
        _("Money for an activity in a year from a source. Rows may be added below."),
        (
            Column("of code", _CODE.heading, Kind.CODE, 9, refers="activities", needed=True),
            _SCOPE,
            Column("of year", _("Year"), Kind.NUMBER, 8),
            Column("of source", _("Source"), Kind.NAMED, 54),
            _told("plan", _("In the plan"), 16, Kind.AMOUNT),
            *(Column(name, heading, Kind.AMOUNT, 16) for name, heading in AMOUNT_NAMES.items()),
        ),
    ),
}

LAYOUT = Layout(
    SHEETS,
    CHOICES,
    register=_("Sources of money"),
    unknown=gettext_noop(
        "%(where)s: there is no institution “%(value)s”. Choose one from the list; one that is not on it "
        "is added under Institutions first."
    ),
    is_protected=True,
)
