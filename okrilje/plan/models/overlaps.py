"""Measures of a plan that can count the same, so that their values must not be added."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from okrilje.plan.models.structure import ActionPlan, public
from okrilje.plan.models.titles import pick


class Overlap(models.Model):
    """Declared by the owner of the plan. ``measures`` are codes ("4.1.3#2"), which stay when a new version renews the
    rows of the plan; ``why`` in our words, by language.
    """

    CLASSES: ClassVar = public("id", "plan", "measures", "why")

    plan = models.ForeignKey(ActionPlan, models.CASCADE, related_name="overlaps")
    measures = models.JSONField(default=list)
    why = models.JSONField(default=dict)

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return ", ".join(self.measures)

    @property
    def reason(self) -> str:
        return pick(self.why)
