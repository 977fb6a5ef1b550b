"""The findings of the checker, kept: made anew with every version of a plan, accepted and reopened by its owner."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from okrilje.accounts.access import granted
from okrilje.accounts.actions import catalogue_from_database
from okrilje.accounts.catalogue import Catalogue, Institution
from okrilje.audit import actions as audit
from okrilje.plan import checker, content
from okrilje.plan.models import ActionPlan, Finding
from okrilje.plan.rules import why_not_manage


class FindingError(Exception):
    """The finding cannot be accepted or reopened; the message says why."""


def examine(new: content.Plan, newcomers: Iterable[Institution] = ()) -> list[checker.Finding]:
    """What the checker questions in a plan. Takes seconds for a very large one: ask before the transaction.

    ``newcomers`` are institutions that come into the register with the plan.
    """
    known = catalogue_from_database()
    return checker.check(new, Catalogue(institutions=(*known.institutions, *newcomers)))


@transaction.atomic
def refresh(plan: ActionPlan, checked: list[checker.Finding], *, at: datetime) -> None:
    """Makes the rows say what the checker found in the plan as it stands now.

    A finding whose cells are unchanged keeps its row and its acceptance. One that is gone is deleted; where somebody
    had accepted it, an audit event tells, for what was accepted is no longer what stands in the plan.
    """
    found = {finding.fingerprint: finding for finding in checked}
    known = {row.fingerprint: row for row in plan.findings.all()}
    gone = [row for fingerprint, row in known.items() if fingerprint not in found]
    Finding.objects.filter(pk__in=[row.pk for row in gone]).delete()
    Finding.objects.bulk_create(
        Finding(plan=plan, fingerprint=fingerprint, **_fields(finding))
        for fingerprint, finding in found.items()
        if fingerprint not in known
    )
    changed = [row for fingerprint, row in known.items() if fingerprint in found and _update(row, found[fingerprint])]
    Finding.objects.bulk_update(changed, ["rule", "severity", "codes", "details"])
    for row in gone:
        if row.accepted_at:
            audit.record(
                "finding.acceptance_lost",
                by=audit.SYSTEM,
                at=at,
                subject=("plan", plan.code),
                rule=row.rule,
                codes=row.codes,
                accepted_reason=row.accepted_reason,
            )


def _fields(finding: checker.Finding) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "severity": checker.RULES[finding.rule].severity.value,
        "codes": list(finding.codes),
        "details": {"values": dict(finding.values), "cells": [list(cell) for cell in finding.cells]},
    }


def _update(row: Finding, finding: checker.Finding) -> bool:
    """Writes what differs into the row; does anything?"""
    differs = {name: value for name, value in _fields(finding).items() if getattr(row, name) != value}
    for name, value in differs.items():
        setattr(row, name, value)
    return bool(differs)


def why_not_accept(user: Any, plan: ActionPlan) -> str:
    """The reason why this person may neither accept nor reopen findings of the plan, or ""."""
    institution = user.institution.code if user.is_authenticated and user.institution_id else ""
    return why_not_manage(granted=granted(user), institution=institution, owner=plan.owner.code)


@transaction.atomic
def accept(finding: Finding, *, by: Any, at: datetime, reason: str) -> Finding:
    """The owner of the plan has seen the finding and leaves the plan as it is, for this reason.

    Raises PermissionDenied for whoever may not; FindingError without a reason, or where it is accepted already.
    """
    row = _locked(finding, by)
    reason = reason.strip()
    if not reason:
        raise FindingError(_("Say why the plan stays as it is."))
    if row.accepted_at:
        raise FindingError(_("This finding is accepted already."))
    row.accepted_by, row.accepted_at, row.accepted_reason = by, at, reason
    row.save(update_fields=["accepted_by", "accepted_at", "accepted_reason"])
    _tell("finding.accepted", row, by, at, reason=reason)
    return row


@transaction.atomic
def reopen(finding: Finding, *, by: Any, at: datetime) -> Finding:
    """Takes an acceptance back. Raises PermissionDenied; FindingError where the finding is open."""
    row = _locked(finding, by)
    if not row.accepted_at:
        raise FindingError(_("This finding is open already."))
    before = row.accepted_reason
    row.accepted_by, row.accepted_at, row.accepted_reason = None, None, ""
    row.save(update_fields=["accepted_by", "accepted_at", "accepted_reason"])
    _tell("finding.reopened", row, by, at, accepted_reason=before)
    return row


def _locked(finding: Finding, by: Any) -> Finding:
    row = Finding.objects.select_for_update(of=("self",)).select_related("plan__owner").get(pk=finding.pk)
    refusal = why_not_accept(by, row.plan)
    if refusal:
        raise PermissionDenied(refusal)
    return row


def _tell(action: str, row: Finding, by: Any, at: datetime, **details: Any) -> None:
    audit.record(action, by=by, at=at, subject=("plan", row.plan.code), rule=row.rule, codes=row.codes, **details)
