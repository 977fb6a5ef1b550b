"""What an address of the registers leads to, and who gets there."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from okrilje.accounts.access import person, require
from okrilje.accounts.permissions import Permission
from okrilje.plan.models import ActionPlan, Measure
from okrilje.registers import queries
from okrilje.registers.kind import Kind, kinds
from okrilje.registers.rules import why_not_read

ROWS = 50
KEEPS = require(Permission.KEEP_RECORDS)
READS = require(Permission.READ_INTERNAL, Permission.KEEP_RECORDS)


def find_kind(slug: str) -> Kind:
    if slug not in kinds():
        raise Http404
    return kinds()[slug]


def way(*steps: tuple[str, str]) -> list[tuple[str, str]]:
    return [(reverse("registers:registers"), _("Registers")), *steps]


def list_of(kind: Kind) -> tuple[str, str]:
    return reverse("registers:records", args=[kind.slug]), str(kind.many)


def find_record(request: HttpRequest, kind: Kind, pk: int) -> Any:
    """The record, deleted ones for their own institution only. Raises PermissionDenied for what only counts."""
    user = person(request)
    row = get_object_or_404(kind.model._default_manager.select_related("institution", "entered_by"), pk=pk)
    own = kind.model._default_manager.filter(queries.own(user), pk=pk).exists()
    if row.deleted_at and row.institution_id != user.institution_id:
        raise Http404
    if refusal := why_not_read(is_restricted=kind.is_restricted, own=own):
        raise PermissionDenied(refusal)
    return row


def find_measure(plan: ActionPlan, code: str, key: str) -> Measure:
    """The measure of an activity; ``key`` is the number of the indicator from 1, with the suffix: "2a"."""
    digits = key.rstrip("abcdefghijklmnopqrstuvwxyz")
    rows = Measure.objects.filter(
        indicator__activity__plan=plan, indicator__activity__code=code, suffix=key.removeprefix(digits),
        indicator__number=int(digits) if digits.isdigit() else 0,
    )  # fmt: skip
    return get_object_or_404(rows.select_related("indicator__activity"))
