"""Decisions of a meeting: noted, and done one day."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from okrilje.accounts.models import Institution, User
from okrilje.audit import actions as audit
from okrilje.monitoring.actions import privacy
from okrilje.monitoring.actions.refusals import MonitoringError, check_owner
from okrilje.monitoring.models import Cycle, FollowUp
from okrilje.monitoring.rules import CycleState
from okrilje.plan.models import Activity


@transaction.atomic
def note_follow_up(
    cycle: Cycle,
    text: str,
    *,
    institution: Institution,
    by: User,
    at: datetime,
    activity: Activity | None = None,
    due_on: date | None = None,
    confirmed: Collection[str] = (),
) -> FollowUp:
    """Notes what was decided about a cycle that was opened. Needs ``cycle.plan``."""
    check_owner(cycle.plan, by)
    if cycle.state == CycleState.PLANNED:
        raise MonitoringError(_("The cycle has not been opened yet."))
    if not text.strip():
        raise MonitoringError(_("Say what was decided."))
    if activity is not None and activity.plan_id != cycle.plan_id:
        raise MonitoringError(_("This activity belongs to another plan."))
    about = ("cycle", f"{cycle.plan.code}/{cycle.code}")
    privacy.check({"text": text}, confirmed=confirmed, by=by, at=at, subject=about)
    follow_up = FollowUp.objects.create(
        cycle=cycle, activity=activity, text=text.strip(), institution=institution, due_on=due_on, by=by, at=at
    )
    audit.record(
        "follow_up.noted",
        by=by,
        at=at,
        subject=_name(follow_up),
        institution=institution.code,
        activity=activity.code if activity else "",
        due_on=due_on.isoformat() if due_on else "",
    )
    return follow_up


@transaction.atomic
def finish_follow_up(follow_up: FollowUp, *, by: User, at: datetime) -> FollowUp:
    """Marks a decision as carried out."""
    found = (
        FollowUp.objects.select_for_update(of=("self",))
        .select_related("cycle__plan", "institution")
        .get(pk=follow_up.pk)
    )
    check_owner(found.cycle.plan, by)
    if found.done_at is not None:
        raise MonitoringError(_("This was marked as done already."))
    found.done_at = at
    found.save(update_fields=["done_at"])
    audit.record("follow_up.done", by=by, at=at, subject=_name(found), institution=found.institution.code)
    return found


def _name(follow_up: FollowUp) -> tuple[str, str]:
    cycle = follow_up.cycle
    return ("follow_up", f"{cycle.plan.code}/{cycle.code}#{follow_up.pk}")
