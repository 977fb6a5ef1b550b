"""What several plans measure alike: the owner of the plan at the top says what, each plan's owner which of its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from okrilje.accounts.permissions import Permission, of_roles
from okrilje.audit import actions as audit
from okrilje.monitoring import accumulation
from okrilje.monitoring.actions.measuring import name_of
from okrilje.monitoring.actions.refusals import MonitoringError, check_owner
from okrilje.monitoring.models import CommonMeasure, Definition, RollUp
from okrilje.monitoring.queries.levels import top_plan
from okrilje.plan import totals
from okrilje.plan.content import MeasureType
from okrilje.plan.models import ActionPlan, Measure, Strategy


def why_not_manage(strategy: Strategy, user: Any) -> str:
    """Why somebody may not say what is measured in common; "" where they may."""
    top = top_plan(strategy)
    if top is None:
        return _("Nobody has brought in the plan of the highest level yet; its coordinator decides what is measured.")
    if user.institution_id == top.owner_id and Permission.REVIEW_REPORTS in of_roles(user.roles):
        return ""
    return _("Only the coordinator of the highest level decides what is measured in common: %(institution)s.") % {
        "institution": top.owner.title
    }


@transaction.atomic
def set_common_measure(
    strategy: Strategy, code: str, *, labels: Mapping[str, str], rolls_up: str, by: Any, at: datetime
) -> CommonMeasure:
    """Adds a common measure to a strategy, or changes the one with this code."""
    if not isinstance(by, str) and (reason := why_not_manage(strategy, by)):
        raise MonitoringError(reason)
    said = {language: text.strip() for language, text in labels.items() if text.strip()}
    if not {"bs", "en"} <= said.keys():
        raise MonitoringError(_("Name it at least in Bosnian and in English."))
    if rolls_up not in RollUp.values:
        raise MonitoringError(_("Say how the values of several plans become one."))
    fields = {"labels": said, "rolls_up": rolls_up}
    before = CommonMeasure.objects.select_for_update().filter(strategy=strategy, code=code).first()
    if before and (before.labels, before.rolls_up) == (said, rolls_up):
        return before
    common, _created = CommonMeasure.objects.update_or_create(strategy=strategy, code=code, defaults=fields)
    audit.record(
        "common_measure.changed" if before else "common_measure.added",
        by=by,
        at=at,
        subject=("common_measure", f"{strategy.code}/{code}"),
        label=said["bs"],
        rolls_up=rolls_up,
    )
    return common


@transaction.atomic
def bind(measure: Measure, common: CommonMeasure | None, *, by: Any, at: datetime) -> Definition:
    """Says that a measure of a plan is what ``common`` means; None takes that back.

    Needs ``measure.indicator.activity.plan``. How its values add up stays as it is.
    """
    plan = measure.indicator.activity.plan
    check_owner(plan, by)
    if common is not None and common.strategy_id != plan.strategy_id:
        raise MonitoringError(_("This common measure belongs to another strategy."))
    rows = Definition.objects.select_for_update(of=("self",)).select_related("common")
    before = rows.filter(measure=measure).first()
    if before is not None and before.common_id == (common.pk if common else None):
        return before
    if common is not None and common.rolls_up == RollUp.SUM:
        _refuse_overlap(measure, common, plan)
    usual = accumulation.USUAL[MeasureType(measure.type)][0]
    definition, _created = Definition.objects.update_or_create(
        measure=measure, defaults={"common": common}, create_defaults={"common": common, "accumulates": usual.value}
    )
    was = before.common if before else None
    audit.record(
        "measure.bound" if common else "measure.unbound",
        by=by,
        at=at,
        subject=name_of(measure),
        common=common.code if common else (was.code if was else ""),
        before=was.code if was else "",
    )
    return definition


def _refuse_overlap(measure: Measure, common: CommonMeasure, plan: ActionPlan) -> None:
    """What can count the same is not added, which this common measure would do."""
    reasons = totals.reasons_of(plan.overlaps.all())
    bound = Measure.objects.filter(definition__common=common, indicator__activity__plan=plan).exclude(pk=measure.pk)
    for other in bound.select_related("indicator__activity"):
        pair = totals.code_of(measure), totals.code_of(other)
        if why := reasons.get(frozenset(pair)):
            raise MonitoringError(
                _("%(one)s and %(other)s must not be added, as “%(common)s” would do: %(why)s")
                % {"one": pair[0], "other": pair[1], "common": common.label, "why": why}
            )


@transaction.atomic
def bind_all(wanted: Iterable[tuple[Measure, CommonMeasure | None]], *, by: Any, at: datetime) -> int:
    """Binds and unbinds several measures, all or nothing; how many."""
    return len([bind(measure, common, by=by, at=at) for measure, common in wanted])


@transaction.atomic
def load_common_measures(facts: Mapping[str, Any], *, by: Any, at: datetime) -> None:
    """Stores the common measures of a data file and binds the measures it names. What people changed stays.

    A common measure that is there stays as it is; a measure about which anything was ever said, too.
    """
    strategy = Strategy.objects.get(code=facts["strategy"])
    there = {row.code: row for row in CommonMeasure.objects.filter(strategy=strategy)}
    for entry in facts["measures"]:
        if entry["code"] not in there:
            there[entry["code"]] = set_common_measure(
                strategy, entry["code"], labels=entry["labels"], rolls_up=entry["rolls_up"], by=by, at=at
            )
    wanted = {
        (plan, measure): there[entry["code"]]
        for entry in facts["measures"]
        for plan, measures in entry["plans"].items()
        for measure in measures
    }
    rows = Measure.objects.filter(
        indicator__activity__plan__code__in={plan for plan, _measure in wanted},
        indicator__activity__plan__strategy=strategy,
        definition=None,
    ).select_related("indicator__activity__plan")
    for measure in rows.order_by("pk"):
        _kind, name = name_of(measure)
        plan, _slash, code = name.partition("/")
        if common := wanted.get((plan, code)):
            bind(measure, common, by=by, at=at)
