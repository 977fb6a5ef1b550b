"""The coordinator of a level accepts what the level below reported. A parent never before its children."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from okrilje.accounts.models import User
from okrilje.accounts.permissions import Permission, of_roles
from okrilje.audit import actions as audit
from okrilje.monitoring.actions import privacy
from okrilje.monitoring.actions.refusals import MonitoringError
from okrilje.monitoring.models import Cycle, Endorsement
from okrilje.monitoring.queries import levels
from okrilje.monitoring.rules import CycleState
from okrilje.plan.models import ActionPlan


@transaction.atomic
def endorse(cycle: Cycle, *, by: User, at: datetime) -> Endorsement:
    """Accepts the closed cycle of a plan below, as the coordinator of the plan above it."""
    found, higher = _for_endorsing(cycle, by)
    if found.state != CycleState.CLOSED:
        raise MonitoringError(_("A cycle is accepted by the level above after its own coordinator closed it."))
    return _record(found, higher, Endorsement.Kind.ACCEPTED, "", by, at)


@transaction.atomic
def declare_silent(
    cycle: Cycle, *, reason: str, by: User, at: datetime, confirmed: Collection[str] = ()
) -> Endorsement:
    """Goes on without a government that did not report; only after the last day of grace, and with a reason."""
    found, higher = _for_endorsing(cycle, by)
    if found.state == CycleState.CLOSED:
        raise MonitoringError(_("This cycle was closed, so it is not silent: accept it."))
    if at.date() <= found.grace_until:
        raise MonitoringError(_("Wait until the last day of grace has passed."))
    if not reason.strip():
        raise MonitoringError(_("Say why you go on without this government."))
    about = ("cycle", f"{found.plan.code}/{found.code}")
    privacy.check({"reason": reason}, confirmed=confirmed, by=by, at=at, subject=about)
    return _record(found, higher, Endorsement.Kind.SILENT, reason.strip(), by, at)


@transaction.atomic
def withdraw_endorsement(cycle: Cycle, *, by: User, at: datetime) -> None:
    """Takes an acceptance back; only while the level above has not closed its own cycle: from the top down."""
    found, higher = _locked(cycle, by)
    endorsement = Endorsement.objects.filter(cycle=found).first()
    if endorsement is None:
        raise MonitoringError(_("This cycle has not been accepted."))
    covering = levels.covering(found, higher)
    if covering and covering.state == CycleState.CLOSED:
        raise MonitoringError(
            _("%(plan)s has closed %(cycle)s already: what is below it stays accepted.")
            % {"plan": higher.label, "cycle": covering.code}
        )
    endorsement.delete()
    audit.record("cycle.endorsement_withdrawn", by=by, at=at, subject=("cycle", f"{found.plan.code}/{found.code}"))


def _for_endorsing(cycle: Cycle, by: User) -> tuple[Cycle, ActionPlan]:
    found, higher = _locked(cycle, by)
    if Endorsement.objects.filter(cycle=found).exists():
        raise MonitoringError(_("This was said already."))
    return found, higher


def _locked(cycle: Cycle, by: User) -> tuple[Cycle, ActionPlan]:
    found = Cycle.objects.select_for_update(of=("self",)).select_related("plan__strategy").get(pk=cycle.pk)
    higher = levels.above(found.plan, levels.plans_of(found.plan))
    if higher is None:
        raise MonitoringError(_("No plan stands above this one."))
    if higher.owner_id != by.institution_id or Permission.REVIEW_REPORTS not in of_roles(by.roles):
        raise MonitoringError(_("Only the coordinator of the level above may do this."))
    return found, higher


def _record(
    cycle: Cycle, higher: ActionPlan, kind: Endorsement.Kind, reason: str, by: User, at: datetime
) -> Endorsement:
    endorsement = Endorsement.objects.create(cycle=cycle, kind=kind, reason=reason, by=by, at=at)
    audit.record(
        "cycle.silent" if kind is Endorsement.Kind.SILENT else "cycle.accepted",
        by=by,
        at=at,
        subject=("cycle", f"{cycle.plan.code}/{cycle.code}"),
        above=higher.code,
        reason=reason,
    )
    return endorsement
