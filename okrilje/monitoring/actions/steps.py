"""The frame of every step that a report takes on its path."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from django.db import transaction

from okrilje.accounts.models import User
from okrilje.audit import actions as audit
from okrilje.monitoring.actions.refusals import locked, refuse, subject, why_not_step
from okrilje.monitoring.models import Step, Submission
from okrilje.monitoring.rules import Status


@contextmanager
def step(
    submission: Submission, to: Status, event: str, *, by: User, at: datetime, comment: str = ""
) -> Iterator[Submission]:
    """In one transaction: locks the report and asks the rules; then what the ``with`` changes about it; then it is
    moved, the step is kept and logged as ``event``. An exception inside leaves everything as it was.
    """
    with transaction.atomic():
        found = locked(submission)
        refuse(why_not_step(found, to, by))
        yield found
        found.save()
        move([found], to, event, by=by, at=at, comment=comment)


def move(submissions: Sequence[Submission], to: Status, event: str, *, by: User, at: datetime, comment: str) -> None:
    """Moves submissions that are locked, and of which the rules were asked; keeps and logs the step of each."""
    Step.objects.bulk_create(
        Step(submission=one, before=one.status, after=to, by=by, at=at, comment=comment) for one in submissions
    )
    Submission.objects.filter(pk__in=[one.pk for one in submissions]).update(status=to, changed_at=at)
    audit.record_each(event, [subject(one) for one in submissions], by=by, at=at)
    for one in submissions:
        one.status, one.changed_at = to, at
