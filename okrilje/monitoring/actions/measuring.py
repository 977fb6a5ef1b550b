"""What the owner of a plan says about its measures: targets, how they add up, who leads a joint activity."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from okrilje.accounts.models import Institution, User
from okrilje.audit import actions as audit
from okrilje.monitoring.actions import privacy
from okrilje.monitoring.actions.refusals import MonitoringError, check_owner
from okrilje.monitoring.models import CommonMeasure, Definition, Lead, Target
from okrilje.plan.models import Activity, Measure


def name_of(measure: Measure) -> tuple[str, str]:
    """What an event about a measure names, as in "bih-2020-2023/1.6.2#1a"."""
    activity = measure.indicator.activity
    return ("measure", f"{activity.plan.code}/{activity.code}#{measure.indicator.number}{measure.suffix}")


@transaction.atomic
def set_target(
    measure: Measure,
    *,
    year: int,
    value: Decimal | None,
    reason: str,
    by: Any,
    at: datetime,
    kind: str = "target",
    confirmed: Collection[str] = (),
) -> Target:
    """Sets, changes or (value None) takes away the target or baseline of a year; the earlier one stays as history.

    Needs ``measure.indicator.activity.plan``.
    """
    plan = measure.indicator.activity.plan
    check_owner(plan, by)
    if not reason.strip():
        raise MonitoringError(_("Say why this target is set or changed."))
    privacy.check({"reason": reason}, confirmed=confirmed, by=by, at=at, subject=name_of(measure))
    if value is not None and value < 0:
        raise MonitoringError(_("A target cannot be negative."))
    if kind == Target.Kind.TARGET and not plan.starts_on.year <= year <= plan.ends_on.year:
        raise MonitoringError(
            _("Targets are set for the years of the plan, %(first)s to %(last)s.")
            % {"first": plan.starts_on.year, "last": plan.ends_on.year}
        )
    in_force = Target.objects.select_for_update().filter(measure=measure, kind=kind, year=year, superseded_at=None)
    before = in_force.first()
    if before and before.value == value:
        raise MonitoringError(_("This is the target already."))
    in_force.update(superseded_at=at)
    target = Target.objects.create(
        measure=measure,
        kind=kind,
        year=year,
        value=value,
        reason=reason.strip(),
        by=None if isinstance(by, str) else by,
        at=at,
    )
    audit.record(
        "target.set",
        by=by,
        at=at,
        subject=name_of(measure),
        kind=kind,
        year=year,
        before=None if before is None or before.value is None else str(before.value),
        value=None if value is None else str(value),
        reason=reason.strip(),
    )
    return target


@transaction.atomic
def set_targets(
    measure: Measure,
    changes: Iterable[tuple[str, int, Decimal | None]],
    *,
    reason: str,
    by: Any,
    at: datetime,
    confirmed: Collection[str] = (),
) -> list[Target]:
    """Sets several at once, for one reason: (kind, year, value). All or nothing."""
    wanted = list(changes)
    if not wanted:
        raise MonitoringError(_("Nothing was changed."))
    return [
        set_target(measure, kind=kind, year=year, value=value, reason=reason, by=by, at=at, confirmed=confirmed)
        for kind, year, value in wanted
    ]


@transaction.atomic
def define(
    measure: Measure,
    *,
    accumulates: str,
    direction: str,
    common: CommonMeasure | None,
    by: Any,
    at: datetime,
) -> Definition:
    """Says how values of a measure add up, which direction is good, and which common measure it stands for."""
    plan = measure.indicator.activity.plan
    check_owner(plan, by)
    if common is not None and common.strategy_id != plan.strategy_id:
        raise MonitoringError(_("This common measure belongs to another strategy."))
    definition, _created = Definition.objects.update_or_create(
        measure=measure, defaults={"accumulates": accumulates, "direction": direction, "common": common}
    )
    audit.record(
        "measure.defined",
        by=by,
        at=at,
        subject=name_of(measure),
        accumulates=accumulates,
        direction=direction,
        common=common.code if common else "",
    )
    return definition


def _name_of_activity(activity: Activity) -> tuple[str, str]:
    return ("activity", f"{activity.plan.code}/{activity.code}")


@transaction.atomic
def choose_lead(
    activity: Activity,
    institution: Institution,
    *,
    reason: str,
    by: User,
    at: datetime,
    confirmed: Collection[str] = (),
) -> Lead:
    """Says who reports on the whole of a joint activity; from the next cycle on."""
    check_owner(activity.plan, by)
    if not activity.responsibilities.filter(institution=institution).exists():
        raise MonitoringError(_("Only an institution that is responsible for the activity can lead it."))
    if not reason.strip():
        raise MonitoringError(_("Say why this institution leads it."))
    privacy.check({"reason": reason}, confirmed=confirmed, by=by, at=at, subject=_name_of_activity(activity))
    lead, _created = Lead.objects.update_or_create(
        activity=activity, defaults={"institution": institution, "reason": reason.strip(), "by": by, "at": at}
    )
    audit.record(
        "activity.lead_chosen",
        by=by,
        at=at,
        subject=_name_of_activity(activity),
        lead=institution.code,
        reason=reason.strip(),
    )
    return lead
