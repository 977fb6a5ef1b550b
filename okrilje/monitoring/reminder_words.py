"""Reminders in words: what to do, never what a report says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from okrilje.accounts.models import Institution
from okrilje.monitoring.reminders import Kind, Reminder
from okrilje.plan.models import ActionPlan

_SENTENCES = {
    Kind.DUE_SOON: gettext_lazy(
        "Your report for %(cycle)s (%(plan)s) is due on %(on)s. Complete it and pass it on for approval."
    ),
    Kind.OVERDUE: gettext_lazy(
        "Your report for %(cycle)s (%(plan)s) was due on %(on)s and has not been submitted. Complete it now."
    ),
    Kind.UNTOUCHED: gettext_lazy(
        "Nobody has worked on your report for %(cycle)s (%(plan)s) since %(on)s. Continue it."
    ),
    Kind.UNAPPROVED: gettext_lazy(
        "Your institution's report for %(cycle)s (%(plan)s) has been waiting since %(on)s. Approve it or send it back."
    ),
    Kind.UNREVIEWED: gettext_lazy(
        "The report for %(cycle)s (%(plan)s) from this institution has been waiting since %(on)s: %(institution)s. "
        "Accept it or return it."
    ),
    Kind.UNREVISED: gettext_lazy(
        "Your report for %(cycle)s (%(plan)s) was returned to you, and nobody has worked on it since %(on)s. "
        "Answer the coordinator's remarks."
    ),
    Kind.ESCALATED: gettext_lazy(
        "Your institution has not submitted its report for %(cycle)s (%(plan)s). The last day of grace was %(on)s. "
        "See to it that it is submitted."
    ),
    Kind.MENTIONED: gettext_lazy(
        "You were named in a comment on the report for %(cycle)s (%(plan)s) from this institution: %(institution)s. "
        "Read it and answer there."
    ),
    Kind.SILENT: gettext_lazy(
        "The last day of grace for %(cycle)s (%(plan)s) was %(on)s. No report came from: %(silent)s."
    ),
    Kind.INFECTED: gettext_lazy(
        "A virus was found in a file that you added on %(on)s as evidence for %(cycle)s (%(plan)s). It is locked away: "
        "withdraw it, have your computer checked, and add a clean copy."
    ),
}  # fmt: skip
_SENTENCES |= {Kind.DUE_VERY_SOON: _SENTENCES[Kind.DUE_SOON], Kind.OVERDUE_AGAIN: _SENTENCES[Kind.OVERDUE]}


@dataclass(frozen=True, slots=True)
class Names:
    """Plans and institutions by code: each is named in the language of whoever reads."""

    plans: Mapping[str, ActionPlan] = field(default_factory=dict)
    institutions: Mapping[str, Institution] = field(default_factory=dict)

    def of_plan(self, code: str) -> str:
        return str(self.plans[code].label) if code in self.plans else code

    def of_institution(self, code: str) -> str:
        return self.institutions[code].title if code in self.institutions else code

    def listed(self, codes: Iterable[str]) -> str:
        return "; ".join(self.of_institution(code) for code in codes)


def sentence(reminder: Reminder, names: Names) -> str:
    """What the reminder says, in the language that is active."""
    said = {
        "cycle": reminder.cycle,
        "plan": names.of_plan(reminder.plan),
        "on": date_format(reminder.on, "DATE_FORMAT"),
        "institution": names.of_institution(reminder.institution),
        "silent": names.listed(reminder.silent),
        "waiting": names.listed(reminder.waiting),
        "returned": names.listed(reminder.returned),
    }
    if reminder.kind is not Kind.DIGEST:
        return str(_SENTENCES[reminder.kind]) % said
    parts = [_("How reporting for %(cycle)s (%(plan)s) stands.") % said]
    if reminder.silent:
        parts.append(_("No report came from: %(silent)s.") % said)
    if reminder.waiting:
        parts.append(_("Waiting for your review: %(waiting)s.") % said)
    if reminder.returned:
        parts.append(_("Returned and not yet back: %(returned)s.") % said)
    return " ".join(parts)
