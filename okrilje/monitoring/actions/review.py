"""The coordinator reads: accepts single answers or whole reports, returns with comments, judges."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from okrilje.accounts.models import User
from okrilje.audit import actions as audit
from okrilje.monitoring.actions import privacy
from okrilje.monitoring.actions.conversation import say
from okrilje.monitoring.actions.refusals import (
    MonitoringError,
    all_locked,
    locked,
    refuse,
    subject,
    why_not_step,
)
from okrilje.monitoring.actions.steps import move, step
from okrilje.monitoring.models import Comment, Decision, Item, Judgement, Submission
from okrilje.monitoring.queries.conversations import parties
from okrilje.monitoring.rules import VERIFIED, Party, Status
from okrilje.monitoring.status import State


def return_(
    submission: Submission,
    comments: Mapping[int, str],
    *,
    by: User,
    at: datetime,
    seen: str | None = None,
    confirmed: Collection[str] = (),
) -> Submission:
    """Sends a submission back for the items in ``comments`` (item id -> what has to be changed).

    The other items count as accepted and stay closed. Raises MonitoringError where nothing is said, or about an
    item of another submission. ``seen`` as in ``accept_all``.
    """
    said = {pk: text.strip() for pk, text in comments.items()}
    with step(submission, Status.RETURNED, "submission.returned", by=by, at=at) as found:
        refuse(_why_stale(found, seen))
        if not any(said.values()):
            raise MonitoringError(_("Say for at least one activity what has to be changed."))
        items = _items(found, said)
        if silent := [item for item in items if not said[item.pk]]:
            raise MonitoringError(_("Say what has to be changed in: %(activities)s.") % {"activities": _codes(silent)})
        written = say(found, [(item, said[item.pk]) for item in items], by=by, at=at, confirmed=confirmed)
        _accept(found.items.exclude(pk__in=said), by=by, at=at)
        found.items.filter(pk__in=said).update(verdict=Item.Verdict.RETURNED)
        Decision.objects.bulk_create(_decision(one.item, Item.Verdict.RETURNED, by, at, one) for one in written)
    return found


@transaction.atomic
def accept_items(
    submission: Submission, items: Collection[int], *, by: User, at: datetime, seen: str | None = None
) -> Submission:
    """Accepts single items (by id) of a submission whose review goes on after that: these have been looked at.

    ``seen`` as in ``accept_all``. Raises MonitoringError about an item of another submission.
    """
    found = locked(submission)
    refuse(_why_not_accept(found, by, seen))
    if not items:
        raise MonitoringError(_("Tick the activities that you accept."))
    codes = _codes(_items(found, items))
    if not _accept(found.items.filter(pk__in=items), by=by, at=at):
        raise MonitoringError(_("These activities were accepted already."))
    audit.record("items.accepted", by=by, at=at, subject=subject(found), activities=codes)
    return found


def accept(
    submission: Submission,
    *,
    by: User,
    at: datetime,
    comment: str = "",
    seen: str | None = None,
    confirmed: Collection[str] = (),
) -> Submission:
    """Accepts all that the submission says. ``seen`` as in ``accept_all``."""
    known = {submission.pk: seen} if seen else None
    (outcome,) = accept_all([submission], by=by, at=at, comment=comment, seen=known, confirmed=confirmed)
    refuse(outcome.refusal)
    return outcome.submission


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one submission of several; ``refusal`` "" means that it was accepted."""

    submission: Submission
    refusal: str


@transaction.atomic
def accept_all(
    submissions: Sequence[Submission],
    *,
    by: User,
    at: datetime,
    comment: str = "",
    seen: Mapping[int, str] | None = None,
    confirmed: Collection[str] = (),
) -> list[Outcome]:
    """Accepts several submissions, each whole or not at all: what cannot be accepted is said and hinders no other.

    ``seen``: submission id -> the edition that the person looked at, where it is known. The number of queries does
    not grow with the submissions.
    """
    known = seen or {}
    outcomes = [Outcome(one, _why_not_accept(one, by, known.get(one.pk))) for one in all_locked(submissions)]
    fine = [outcome.submission for outcome in outcomes if not outcome.refusal]
    if fine:
        # The same comment goes to all of them, so it is asked about once.
        privacy.check({"comment": comment}, confirmed=confirmed, by=by, at=at, subject=subject(fine[0]))
    _accept(Item.objects.filter(submission__in=fine), by=by, at=at)
    move(fine, Status.ACCEPTED, "submission.accepted", by=by, at=at, comment=comment.strip())
    return outcomes


def _why_not_accept(found: Submission, by: User, seen: str | None) -> str:
    if found.status in VERIFIED:
        return _("It was accepted already.")
    return why_not_step(found, Status.ACCEPTED, by) or _why_stale(found, seen)


def _why_stale(found: Submission, seen: str | None) -> str:
    return "" if seen in (None, found.edition) else _("It changed after you opened the page. Look at it again.")


def take_back_acceptance(
    submission: Submission, *, comment: str, by: User, at: datetime, confirmed: Collection[str] = ()
) -> Submission:
    """Opens an accepted submission for review again, as long as the cycle is open."""
    said = comment.strip()
    with step(submission, Status.SUBMITTED, "submission.acceptance_withdrawn", by=by, at=at, comment=said) as found:
        if not said:
            raise MonitoringError(_("Say why the acceptance is taken back."))
        privacy.check({"comment": said}, confirmed=confirmed, by=by, at=at, subject=subject(found))
        found.items.update(verdict="")
    return found


def _items(submission: Submission, wanted: Collection[int]) -> list[Item]:
    found = list(
        submission.items.filter(pk__in=wanted).select_related("activity").order_by("activity__order", "-scope")
    )
    if len(found) != len(wanted):
        raise MonitoringError(_("One of these answers does not belong to this report."))
    return found


def _codes(items: Iterable[Item]) -> str:
    return get_text_list(list(dict.fromkeys(item.activity.code for item in items)), _("and"))


def _accept(items: QuerySet[Item], *, by: User, at: datetime) -> int:
    """Accepts those that are not accepted yet; how many."""
    new = list(items.exclude(verdict=Item.Verdict.ACCEPTED).only("submission", "revision"))
    Decision.objects.bulk_create(_decision(item, Item.Verdict.ACCEPTED, by, at) for item in new)
    Item.objects.filter(pk__in=[item.pk for item in new]).update(verdict=Item.Verdict.ACCEPTED)
    return len(new)


def _decision(item: Item, verdict: Item.Verdict, by: User, at: datetime, said: Comment | None = None) -> Decision:
    return Decision(item=item, verdict=verdict, revision=item.revision, comment=said, by=by, at=at)


@transaction.atomic
def judge(
    item: Item, state: str, *, reason: str, by: User, at: datetime, confirmed: Collection[str] = ()
) -> Judgement | None:
    """Sets a status by hand, with a reason; the computed one stays visible beside it. "" takes it away again."""
    submission = locked(item.submission)
    if Party.REVIEWER not in parties(submission, by):
        raise MonitoringError(_("Only the coordinator who owns this plan may do this."))
    if state and state not in list(State):
        raise MonitoringError(_("There is no such status."))
    if not reason.strip():
        raise MonitoringError(_("Say why."))
    privacy.check({"reason": reason}, confirmed=confirmed, by=by, at=at, subject=subject(submission))
    judgement = None
    if state:
        judgement, _created = Judgement.objects.update_or_create(
            item=item, defaults={"state": state, "reason": reason.strip(), "by": by, "at": at}
        )
    else:
        Judgement.objects.filter(item=item).delete()
    submission.changed_at = at
    submission.save(update_fields=["changed_at"])
    audit.record(
        "item.judged",
        by=by,
        at=at,
        subject=subject(submission),
        activity=item.activity.code,
        state=state,
        reason=reason.strip(),
    )
    return judgement
