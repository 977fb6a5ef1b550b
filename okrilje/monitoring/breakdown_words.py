"""Groups of statuses in words, and what is known about them as one sentence."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from okrilje.monitoring.breakdown import Group
from okrilje.monitoring.rules import Party
from okrilje.monitoring.status import Coverage, Tally

GROUP_NAMES = {
    Group.GOOD: gettext_lazy("done or under way as planned"),
    Group.NOT_STARTED: gettext_lazy("not started"),
    Group.NO_ACTIVITY: gettext_lazy("nothing done (reported as zero)"),
    Group.LATE: gettext_lazy("overdue or behind"),
    Group.NOT_REPORTED: gettext_lazy("not reported"),
    Group.NOT_DUE: gettext_lazy("not due"),
    Group.NOT_APPLICABLE: gettext_lazy("does not apply"),
}

#: With whom a report lies.
WAITING_AT = {
    Party.PREPARER: gettext_lazy("being written in the institution"),
    Party.APPROVER: gettext_lazy("at the approver of the institution"),
    Party.REVIEWER: gettext_lazy("at the coordinator"),
}
NOBODY_WAITS = pgettext_lazy("waiting at whom", "nobody")


def percent(part: int, whole: int) -> int:
    """Whole percent; 100 only where nothing is missing, 0 only where nothing is there."""
    rounded = round(100 * part / whole)
    return rounded if part in (0, whole) else min(max(rounded, 1), 99)


def sentence(tally: Tally) -> str:
    """ "41 % as planned, of 83 % reported": a share never stands without what it is a share of."""
    coverage = tally.coverage
    if not coverage.expected:
        return _("Nothing was asked for.")
    if not coverage.reported:
        return _("Nothing reported of %(expected)s that were asked for.") % {"expected": coverage.expected}
    green = round((tally.good or 0) * coverage.reported)
    return _("%(good)s %% as planned, of %(reported)s %% reported") % {
        "good": percent(green, coverage.reported),
        "reported": percent(coverage.reported, coverage.expected),
    }


def verified_sentence(coverage: Coverage) -> str:
    """How much of what was reported the coordinator has accepted; "" where nothing was reported."""
    if not coverage.reported:
        return ""
    return _("%(verified)s of %(reported)s reported are verified.") % {
        "verified": coverage.verified,
        "reported": coverage.reported,
    }
