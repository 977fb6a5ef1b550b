"""Deadlines and changes in words, in the language of the page."""

from __future__ import annotations

from datetime import date

from django.utils.formats import date_format
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from okrilje.plan.content import DeadlineKind
from okrilje.plan.models import Activity, Change


def month(day: date) -> str:
    return date_format(day, "YEAR_MONTH_FORMAT")


def deadline(activity: Activity) -> str:
    """When the activity is to be done, in a few words. Several dates need its ``due_dates``: prefetch them."""
    kind, start, end = activity.deadline_kind, activity.starts_on, activity.ends_on
    if kind == DeadlineKind.MULTIPLE:
        return get_text_list([month(due.due_on) for due in activity.due_dates.all()], _("and"))
    if start and end and kind in _DATED:
        return _DATED[DeadlineKind(kind)](start, end)
    if kind == DeadlineKind.CONTINUOUS:
        return _("continuous")
    if kind == DeadlineKind.MINIMUM_FREQUENCY:
        return _("continuous, %(minimum)s") % {"minimum": minimum(activity)}
    if kind == DeadlineKind.YEARLY:
        return _("once a year")
    return _("not readable: “%(text)s”") % {"text": activity.deadline_raw} if activity.deadline_raw else _("none")


def minimum(activity: Activity) -> str:
    """How often at least; "" where nothing is asked."""
    count = activity.min_count
    if count is None:
        return ""
    if activity.min_per == "half-year":
        text = ngettext(
            "at least %(count)d time in each half-year", "at least %(count)d times in each half-year", count
        )
    else:
        text = ngettext("at least %(count)d time in each year", "at least %(count)d times in each year", count)
    return text % {"count": count}


def hidden_minimum(activity: Activity) -> str:
    """The minimum that only the text of the activity states while its deadline says "continuous"; else ""."""
    return minimum(activity) if activity.deadline_kind == DeadlineKind.CONTINUOUS else ""


def _half_year(start: date, end: date) -> str:
    half = _("first half of %(year)s") if end.month <= 6 else _("second half of %(year)s")
    return half % {"year": end.year}


def _range(start: date, end: date) -> str:
    whole_years = (start.month, start.day, end.month, end.day) == (1, 1, 12, 31)
    if whole_years:
        return pgettext("years", "%(first)s to %(last)s") % {"first": start.year, "last": end.year}
    return _("%(first)s to %(last)s") % {"first": month(start), "last": month(end)}


_DATED = {
    DeadlineKind.MONTH: lambda start, end: month(end),
    DeadlineKind.HALF_YEAR: _half_year,
    DeadlineKind.YEAR: lambda start, end: _("during %(year)s") % {"year": end.year},
    DeadlineKind.RANGE: _range,
}


def change(row: Change) -> str:
    """What a version did to an activity, or to an order between two. Changed fields are told by ``change_words``."""
    if row.kind == "dependency":
        text = _("the order %(edge)s was added") if row.before is None else _("the order %(edge)s was changed")
        text = _("the order %(edge)s was taken out") if row.after is None else text
        return text % {"edge": row.code.replace(">", " › ")}
    return _("the activity entered the plan") if row.before is None else _("the activity was taken out of the plan")
