"""What a plan's owner declares about measures that can count the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from okrilje.accounts.access import granted
from okrilje.audit import actions as audit
from okrilje.audit.models import Event
from okrilje.plan.actions import PlanError
from okrilje.plan.models import ActionPlan, Measure, Overlap
from okrilje.plan.rules import why_not_manage
from okrilje.plan.totals import code_of


@transaction.atomic
def declare(plan: ActionPlan, measures: Sequence[str], why: Mapping[str, str], *, by: Any, at: datetime) -> Overlap:
    """Says that values of these measures must not be added. Raises PermissionDenied; PlanError for fewer than two
    measures, for codes that the plan does not have, and without a reason.
    """
    _refuse_others(plan, by)
    codes = list(dict.fromkeys(measures))
    rows = Measure.objects.filter(indicator__activity__plan=plan).select_related("indicator__activity")
    unknown = set(codes) - {code_of(row) for row in rows}
    if unknown:
        raise PlanError(_("The plan has no such measures: %(codes)s.") % {"codes": ", ".join(sorted(unknown))})
    if len(codes) < 2:
        raise PlanError(_("Name at least two measures."))
    said = {language: text.strip() for language, text in why.items() if text.strip()}
    if not said:
        raise PlanError(_("Say why they can count the same."))
    row = Overlap.objects.create(plan=plan, measures=codes, why=said)
    _told("overlap.declared", row, by, at)
    return row


@transaction.atomic
def withdraw(row: Overlap, *, by: Any, at: datetime) -> None:
    """Says no longer that these measures can count the same. Raises PermissionDenied."""
    _refuse_others(row.plan, by)
    _told("overlap.withdrawn", row, by, at)
    row.delete()


@transaction.atomic
def load(facts: Mapping[str, Any], *, by: Any, at: datetime) -> None:
    """Declares what a data file says, where nothing was ever declared for the plan; what people changed stays."""
    plan = ActionPlan.objects.filter(code=facts["plan"]).first()
    known = Event.objects.filter(action="overlap.declared", subject_kind="plan", subject=facts["plan"])
    if plan is None or known.exists():
        return
    rows = Measure.objects.filter(indicator__activity__plan=plan).select_related("indicator__activity")
    there = {code_of(row) for row in rows}
    for one in facts["overlaps"]:
        if there.issuperset(one["measures"]):  # a document that was brought in may have other measures
            declare(plan, one["measures"], one["why"], by=by, at=at)


def _told(action: str, row: Overlap, by: Any, at: datetime) -> None:
    plan, codes = row.plan, ", ".join(row.measures)
    audit.record(action, by=by, at=at, subject=("plan", plan.code), institution=plan.owner.code, codes=codes)


def _refuse_others(plan: ActionPlan, by: Any) -> None:
    if by == audit.SYSTEM:
        return
    own = {"institution": by.institution.code, "owner": plan.owner.code}
    if refusal := why_not_manage(granted=granted(by), **own):
        raise PermissionDenied(refusal)
