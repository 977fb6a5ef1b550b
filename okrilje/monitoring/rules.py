"""The path of a submission, and who may take which step. Pure: an answer is the reason for refusing, or "".

The workflow is a table, not branches; docs/reference/submission-states.md is drawn from it.
"""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from okrilje.accounts.permissions import Permission


class Status(StrEnum):
    DRAFT = "draft"
    #: Written, waiting for the second person of the institution.
    PREPARED = "prepared"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    #: The cycle is closed: what was accepted stays as it is, a correction stands beside it.
    LOCKED = "locked"


class Party(StrEnum):
    """In what capacity somebody acts on a submission."""

    PREPARER = "preparer"
    APPROVER = "approver"
    REVIEWER = "reviewer"
    #: The program itself, when the cycle closes.
    CYCLE = "cycle"


#: From a status to those that may follow, each with the party that takes the step.
TRANSITIONS: dict[Status, dict[Status, Party]] = {
    Status.DRAFT: {Status.PREPARED: Party.PREPARER},
    Status.PREPARED: {Status.DRAFT: Party.APPROVER, Status.SUBMITTED: Party.APPROVER},
    Status.SUBMITTED: {Status.RETURNED: Party.REVIEWER, Status.ACCEPTED: Party.REVIEWER},
    Status.RETURNED: {Status.PREPARED: Party.PREPARER},
    Status.ACCEPTED: {Status.SUBMITTED: Party.REVIEWER, Status.LOCKED: Party.CYCLE},
    Status.LOCKED: {},
}

#: Whose turn it is.
OWNERS: dict[Status, Party | None] = {
    Status.DRAFT: Party.PREPARER,
    Status.PREPARED: Party.APPROVER,
    Status.SUBMITTED: Party.REVIEWER,
    Status.RETURNED: Party.PREPARER,
    Status.ACCEPTED: None,
    Status.LOCKED: None,
}

#: In these the institution may write.
OPEN = frozenset({Status.DRAFT, Status.RETURNED})
#: The institution has said what it had to say.
HANDED_IN = frozenset({Status.SUBMITTED, Status.RETURNED, Status.ACCEPTED, Status.LOCKED})
#: The coordinator has checked it.
VERIFIED = frozenset({Status.ACCEPTED, Status.LOCKED})

STATUS_NAMES = {
    Status.DRAFT: gettext_lazy("Draft"),
    Status.PREPARED: gettext_lazy("Waiting for approval"),
    Status.SUBMITTED: gettext_lazy("Submitted"),
    Status.RETURNED: gettext_lazy("Returned"),
    Status.ACCEPTED: gettext_lazy("Accepted"),
    Status.LOCKED: gettext_lazy("Locked"),
}


class CycleState(StrEnum):
    PLANNED = "planned"
    OPEN = "open"
    CLOSED = "closed"


def parties(granted: Collection[Permission], *, institution: str, reporting: str, owner: str) -> frozenset[Party]:
    """What somebody of ``institution`` may be to a submission of ``reporting`` in a plan owned by ``owner``."""
    found = set()
    if institution == reporting:
        if Permission.REPORT in granted:
            found.add(Party.PREPARER)
        if Permission.APPROVE_REPORT in granted:
            found.add(Party.APPROVER)
    if institution == owner and Permission.REVIEW_REPORTS in granted:
        found.add(Party.REVIEWER)
    return frozenset(found)


def why_not_step(
    status: Status, to: Status, *, held: Collection[Party], cycle: CycleState, prepared_by_same: bool = False
) -> str:
    """Why a submission may not go from ``status`` to ``to``. ``prepared_by_same``: who acts prepared it, or is the
    institution's approver of what they would now review.
    """
    party = TRANSITIONS[status].get(to)
    if party is None:
        return _("A submission that is “%(status)s” cannot become “%(to)s”.") % {
            "status": STATUS_NAMES[status],
            "to": STATUS_NAMES[to],
        }
    if cycle is not CycleState.OPEN and party is not Party.CYCLE:
        return why_not_open(cycle)
    if party not in held:
        return str(NOT_YOURS[party])
    if prepared_by_same and party is not Party.PREPARER:
        return _("Whoever prepared a report cannot also approve or review it: a second person has to look at it.")
    return ""


def why_not_open(cycle: CycleState) -> str:
    if cycle is CycleState.PLANNED:
        return _("The cycle has not been opened yet.")
    if cycle is CycleState.CLOSED:
        return _("The cycle is closed. What was accepted can only be corrected, with a reason.")
    return ""


def why_not_write(status: Status, *, held: Collection[Party], cycle: CycleState) -> str:
    """Why the answers of a submission may not be written to."""
    if reason := why_not_open(cycle):
        return reason
    if Party.PREPARER not in held:
        return str(NOT_YOURS[Party.PREPARER])
    if status not in OPEN:
        return _("This report is “%(status)s”: nobody writes in it now.") % {"status": STATUS_NAMES[status]}
    return ""


def why_not_correct(status: Status, *, held: Collection[Party], reason: str) -> str:
    """Why an accepted answer may not be corrected."""
    if not {Party.APPROVER, Party.REVIEWER} & set(held):
        return _("A correction is made by the approver of the institution or by the coordinator.")
    if status not in VERIFIED:
        return _("Only what was accepted is corrected; before that, change the report itself.")
    if not reason.strip():
        return _("Say why it is corrected.")
    return ""


#: Why somebody who is not that party may not take its steps.
NOT_YOURS = {
    Party.PREPARER: gettext_lazy("Only people of this institution who report may do this."),
    Party.APPROVER: gettext_lazy("Only the approver of this institution may do this."),
    Party.REVIEWER: gettext_lazy("Only the coordinator who owns this plan may do this."),
    Party.CYCLE: gettext_lazy("This happens when the cycle is closed."),
}
