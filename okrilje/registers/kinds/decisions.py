"""Decisions of the Task Force on coordinating investigations and on jurisdiction, by reference only."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from okrilje.plan.content import Register
from okrilje.plan.measuring import Countable
from okrilje.registers.kind import DAY, Confidentiality, Kind, asks
from okrilje.registers.records import Record, classed

ORDER = 120


class Decision(Record):
    CLASSES: ClassVar = classed("sensitive", "body", "type", "case_reference")

    class Body(models.TextChoices):
        TASK_FORCE = "task_force", _("Task Force")
        OTHER = "other", _("other")

    class Type(models.TextChoices):
        COORDINATION = "coordination", _("coordination of an investigation")
        JURISDICTION = "jurisdiction", _("jurisdiction")

    body = models.CharField(_("Decided by"), max_length=12, choices=Body, default=Body.TASK_FORCE)
    type = models.CharField(_("Type"), max_length=12, choices=Type)
    case_reference = models.CharField(_("Number of the case"), max_length=60, blank=True)


KIND = Kind(
    slug="decisions",
    model=Decision,
    one=_("Decision"),
    many=_("Task Force decisions"),
    holds=_("Decisions on coordinating investigations and on jurisdiction: numbers of cases, never their content."),
    register=Register.DECISIONS,
    confidentiality=Confidentiality.RESTRICTED,
    columns=("body", "type"),
    filters=("body", "type"),
    countables=(
        Countable(
            "count", "coordination_decision", _("Decisions on coordination and jurisdiction"), Register.DECISIONS,
            Decision, {"date∈period": DAY}, {"body": asks(Decision, "body"), "kind": asks(Decision, "type")},
        ),
    ),
)  # fmt: skip
