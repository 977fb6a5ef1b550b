"""What is different between two contents of a cycle, in words."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from okrilje.monitoring.comparing import Difference, Kind, Place
from okrilje.monitoring.models import Evidence, Item
from okrilje.monitoring.status import State
from okrilje.monitoring.words import STATE_NAMES

FIELDS = {
    "state": pgettext_lazy("how things stand", "State"),
    "judged": gettext_lazy("State set by hand"),
    "judged_reason": gettext_lazy("Reason for the state set by hand"),
    "verified": gettext_lazy("Verified"),
    "progress": gettext_lazy("Progress"),
    "occurrences": gettext_lazy("How often"),
    "completed_on": gettext_lazy("Day of completion"),
    "value": gettext_lazy("Value of the measure"),
    "reason": gettext_lazy("Reason for another value"),
    "planned": pgettext_lazy("money", "Planned"),
    "allocated": pgettext_lazy("money", "Allocated"),
    "paid": pgettext_lazy("money", "Paid"),
    "done": gettext_lazy("What was done"),
    "difficulties": gettext_lazy("Difficulties"),
    "handled": gettext_lazy("How they were handled"),
    "lessons": gettext_lazy("Lessons"),
    "recommendation": gettext_lazy("Recommendation"),
    "baseline": gettext_lazy("Baseline"),
    "target": gettext_lazy("Target"),
    "evidence": gettext_lazy("Evidence"),
}


def place(where: Place) -> str:
    """ "GP: What was done", "Target 2a 2021"."""
    field = f"{FIELDS.get(where.field, where.field)} {where.key}".strip()
    who = where.institution
    if where.scope:
        who += f" ({Item.Scope(where.scope).label})" if where.scope == Item.Scope.SHARE else ""
    return f"{who}: {field}" if who else field


def value(where: Place, said: Any) -> str:
    """A dash where nothing was said."""
    if said is None:
        return "–"
    if where.field in ("state", "judged"):
        return str(STATE_NAMES.get(State(said), said)) if said in set(State) else str(said)
    if where.field == "evidence":
        return str(Evidence.Grade(said).label) if said in Evidence.Grade.values else _("not graded yet")
    if where.field == "progress" and said in Item.Progress.values:
        return str(Item.Progress(said).label)
    if where.field == "completed_on":
        return date_format(date.fromisoformat(str(said)), "DATE_FORMAT")
    return _("yes") if said is True else str(said)


def told(difference: Difference) -> tuple[str, str, str, bool, bool]:
    """Place, before, after; whether it is a text, which stands over the whole width; and whether the place holds words
    that somebody typed: the title of a document.
    """
    where = difference.place
    before, after = value(where, difference.before), value(where, difference.after)
    return place(where), before, after, where.kind is Kind.TEXT, where.field == "evidence"
