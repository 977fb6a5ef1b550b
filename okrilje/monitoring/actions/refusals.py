"""Why something was refused, and the questions that decide it over rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _

from okrilje.accounts.models import User
from okrilje.accounts.permissions import Permission, of_roles
from okrilje.files.gate import Question
from okrilje.monitoring import gate_words, rules
from okrilje.monitoring.models import Cycle, Item, Submission
from okrilje.monitoring.queries.conversations import parties
from okrilje.monitoring.rules import TRANSITIONS, CycleState, Party, Status
from okrilje.plan.models import ActionPlan


class MonitoringError(Exception):
    """The step cannot be taken; the message says why and what to do. Nothing was changed.

    ``questions``: what the privacy gate asks, where that is the reason.
    """

    questions: Sequence[Question] = ()


class PersonalDataError(MonitoringError):
    """Something leads to one person. Take it out, or send the marks of what may be kept as ``confirmed``."""

    def __init__(self, questions: Sequence[Question]) -> None:
        super().__init__(gate_words.told(questions))
        self.questions = tuple(questions)


def refuse(reason: str) -> None:
    if reason:
        raise MonitoringError(reason)


def why_not_own(plan: ActionPlan, user: User) -> str:
    """Why somebody may not do what only the coordinator who owns the plan does."""
    if user.institution_id == plan.owner_id and Permission.REVIEW_REPORTS in of_roles(user.roles):
        return ""
    return _("Only the coordinator who owns this plan may do this.")


def check_owner(plan: ActionPlan, by: Any) -> None:
    """Lets the owner pass, and the program itself where it acts on its own (``by`` is then a word)."""
    if not isinstance(by, str):
        refuse(why_not_own(plan, by))


def why_not_step(submission: Submission, to: Status, by: User) -> str:
    """Why somebody may not take this submission to ``to`` now; "" where nothing forbids it. Pages ask it to show what
    can be done, actions before they do it. Needs ``submission.cycle.plan``.
    """
    status = Status(submission.status)
    wrote = {submission.prepared_by_id}
    if TRANSITIONS[status].get(to) is Party.REVIEWER:
        wrote.add(submission.approved_by_id)
    return rules.why_not_step(
        status,
        to,
        held=parties(submission, by),
        cycle=cycle_state(submission.cycle),
        prepared_by_same=by.pk in wrote,
    )


def why_not_write(item: Item, submission: Submission, by: User) -> str:
    """Why somebody may not write in this item now. Needs ``submission.cycle.plan``."""
    reason = rules.why_not_write(
        Status(submission.status), held=parties(submission, by), cycle=cycle_state(submission.cycle)
    )
    if not reason and item.verdict == Item.Verdict.ACCEPTED:
        return _("The coordinator accepted this activity; only those that were returned are open.")
    return reason


def locked(submission: Submission) -> Submission:
    """The submission as it is now, held until the transaction ends, with its cycle and plan."""
    return all_locked([submission])[0]


def all_locked(submissions: Iterable[Submission]) -> list[Submission]:
    """The same for several, always in one order, so that two who lock the same ones do not wait for each other."""
    return list(
        Submission.objects.select_for_update(of=("self",))
        .select_related("cycle__plan__owner", "institution")
        .filter(pk__in=[one.pk for one in submissions])
        .order_by("pk")
    )


def cycle_state(cycle: Cycle) -> CycleState:
    return CycleState(cycle.state)


def subject(submission: Submission) -> tuple[str, str]:
    """What an event about a submission names: plan, cycle and institution."""
    cycle = submission.cycle
    return ("submission", f"{cycle.plan.code}/{cycle.code}/{submission.institution.code}")
