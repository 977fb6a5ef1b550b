"""Statuses in words: what they are called, why they are so, and what would turn them green."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from okrilje.lib.periods import Length, Period, number
from okrilje.monitoring.status import Against, Light, State, Status

STATE_NAMES = {
    State.OVERDUE: gettext_lazy("overdue"),
    State.BEHIND: gettext_lazy("behind"),
    State.NOT_REPORTED: gettext_lazy("not reported"),
    State.NO_ACTIVITY: gettext_lazy("nothing done"),
    State.NOT_STARTED: gettext_lazy("not started"),
    State.IN_PROGRESS: gettext_lazy("under way"),
    State.ON_TRACK: gettext_lazy("on track"),
    State.ACTIVE: pgettext_lazy("state of an activity", "active"),
    State.DONE_LATE: gettext_lazy("done late"),
    State.DONE: gettext_lazy("done on time"),
    State.NOT_DUE: gettext_lazy("not due"),
    State.NOT_APPLICABLE: gettext_lazy("does not apply"),
}

LIGHT_NAMES = {
    Light.GREEN: gettext_lazy("green"),
    Light.AMBER: gettext_lazy("amber"),
    Light.RED: gettext_lazy("red"),
    Light.NONE: gettext_lazy("no light"),
}

AGAINST_NAMES = {
    Against.NO_TARGET: gettext_lazy("no target set"),
    Against.NO_VALUE: gettext_lazy("no value reported"),
    Against.REACHED: gettext_lazy("as planned"),
    Against.BETTER: gettext_lazy("better than planned"),
    Against.WORSE: gettext_lazy("short of the plan"),
}


@dataclass(frozen=True, slots=True)
class Rule:
    """``why`` is filled with the inputs of the status; ``greener`` says what would turn the light green."""

    why: str | Promise
    greener: str | Promise = ""


_GIVE_REPORT = gettext_lazy("A report that says how it stands.")
_GIVE_DAY = gettext_lazy("A report with the day on which the result was there.")

RULES: dict[str, Rule] = {
    "not-applicable": Rule(gettext_lazy("It was reported that this does not apply any more.")),
    "judged": Rule(gettext_lazy("The coordinator set this status and said why.")),
    "result-on-time": Rule(gettext_lazy("The result was there on %(done)s; it was due by %(due)s.")),
    "result-late": Rule(gettext_lazy("The result was there on %(done)s, after it was due (%(due)s).")),
    "result-overdue": Rule(gettext_lazy("It was due by %(due)s and is reported as not done."), _GIVE_DAY),
    "result-silent": Rule(gettext_lazy("It was due by %(due)s and nobody reported on it."), _GIVE_DAY),
    "result-in-progress": Rule(gettext_lazy("It is due by %(due)s and reported as under way.")),
    "result-not-started": Rule(
        gettext_lazy("It is due by %(due)s, its time has begun, and it is reported as not started."),
        gettext_lazy("A report that work is under way."),
    ),
    "result-not-due": Rule(gettext_lazy("It is due by %(due)s; nothing has to be reported yet.")),
    "occurrences-not-due": Rule(gettext_lazy("The period from %(first)s to %(due)s has not begun.")),
    "occurrences-reached": Rule(
        gettext_lazy("Reported %(count)s times by %(due)s; at least %(wanted)s are asked for.")
    ),
    "occurrences-open": Rule(
        gettext_lazy("Reported %(count)s times so far; at least %(wanted)s are asked for by %(due)s.")
    ),
    "occurrences-time-left": Rule(
        gettext_lazy("At least %(wanted)s are asked for by %(due)s; nothing has been reported yet.")
    ),
    "occurrences-silent": Rule(
        gettext_lazy("At least %(wanted)s were asked for by %(due)s, and nobody reported."), _GIVE_REPORT
    ),
    "occurrences-too-few": Rule(
        gettext_lazy("Reported %(count)s times by %(due)s; at least %(wanted)s were asked for."),
        gettext_lazy("In the next period at least as many as are asked for; or a correction, if some were left out."),
    ),
    "activity-active": Rule(gettext_lazy("Work was reported for the period from %(first)s to %(due)s.")),
    "activity-none": Rule(
        gettext_lazy("For the period from %(first)s to %(due)s it was reported that nothing was done."),
        gettext_lazy("Work in the next period."),
    ),
    "activity-silent": Rule(
        gettext_lazy("For the period from %(first)s to %(due)s nobody reported."), _GIVE_REPORT
    ),
    "activity-not-due": Rule(gettext_lazy("The period from %(first)s to %(due)s is not over yet.")),
}  # fmt: skip


def why(status: Status) -> str:
    """The rule with its inputs, as one sentence in the language of the page."""
    return _why(status.rule, status.inputs, get_language())


@lru_cache(maxsize=4096)
def _why(rule: str, inputs: tuple[tuple[str, Any], ...], language: str | None) -> str:
    """Most activities of a plan share their deadline with many others, so each sentence is made once."""
    return str(RULES[rule].why) % {name: _said(value) for name, value in inputs}


def greener(status: Status) -> str:
    """What would turn the light green; "" where it is green or nothing is due."""
    return str(RULES[status.rule].greener)


def _said(value: date | Decimal | int | str | None) -> str:
    if isinstance(value, date):
        # A date is not torn apart at the end of a line.
        return date_format(value, "DATE_FORMAT").replace(" ", "\N{NO-BREAK SPACE}")
    if value is None:
        return _("an unknown number of")
    return str(int(value)) if isinstance(value, Decimal) and value == value.to_integral_value() else str(value)


def period(one: Period, length: Length) -> str:
    """ "first half of 2021", "third quarter of 2021", "2021"."""
    year = one.start.year
    if length is Length.YEAR:
        return str(year)
    names = {
        (Length.HALF_YEAR, 1): _("first half of %(year)s"),
        (Length.HALF_YEAR, 2): _("second half of %(year)s"),
        (Length.QUARTER, 1): _("first quarter of %(year)s"),
        (Length.QUARTER, 2): _("second quarter of %(year)s"),
        (Length.QUARTER, 3): _("third quarter of %(year)s"),
        (Length.QUARTER, 4): _("fourth quarter of %(year)s"),
    }
    return names[length, number(one, length)] % {"year": year}
