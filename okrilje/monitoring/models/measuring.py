"""How measures add up, what is aimed at, and which measures of several plans are the same."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from okrilje.accounts.models import User
from okrilje.monitoring import accumulation, status
from okrilje.monitoring.models.cycles import internal
from okrilje.plan.models import Measure, Strategy, pick


class Accumulation(models.TextChoices):
    INCREMENTAL = accumulation.Accumulation.INCREMENTAL, _("new in the period")
    CUMULATIVE = accumulation.Accumulation.CUMULATIVE, _("running total")
    SNAPSHOT = accumulation.Accumulation.SNAPSHOT, _("state at the end of the period")


class RollUp(models.TextChoices):
    SUM = accumulation.RollUp.SUM, _("sum")
    DISTINCT = accumulation.RollUp.DISTINCT, _("distinct persons")
    LATEST = accumulation.RollUp.LATEST, _("the latest")


class Direction(models.TextChoices):
    UP = status.Direction.UP, _("more is better")
    DOWN = status.Direction.DOWN, _("less is better")


class CommonMeasure(models.Model):
    """What several plans under a strategy measure alike: a row of the matrix of governments."""

    CLASSES: ClassVar = internal("id", "strategy", "code", "labels", "rolls_up")

    strategy = models.ForeignKey(Strategy, models.CASCADE, related_name="common_measures")
    code = models.SlugField(max_length=60)
    labels = models.JSONField(default=dict)
    rolls_up = models.CharField(max_length=8, choices=RollUp)

    class Meta:
        ordering: ClassVar = ["strategy", "code"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["strategy", "code"], name="common_measure_code_once")]

    def __str__(self) -> str:
        return self.code

    @property
    def label(self) -> str:
        return pick(self.labels) or self.code


class Definition(models.Model):
    """How the values of a measure are to be understood, where its owner departs from what is usual for its type."""

    CLASSES: ClassVar = internal("id", "measure", "accumulates", "direction", "common")

    measure = models.OneToOneField(Measure, models.CASCADE, related_name="definition")
    accumulates = models.CharField(max_length=12, choices=Accumulation)
    direction = models.CharField(max_length=4, choices=Direction, default=Direction.UP)
    common = models.ForeignKey(CommonMeasure, models.SET_NULL, null=True, blank=True, related_name="definitions")

    def __str__(self) -> str:
        return f"{self.measure_id}: {self.accumulates}"


class Target(models.Model):
    """A baseline or target of a measure, with the reason it was set. A changed one keeps the old as history."""

    CLASSES: ClassVar = internal("id", "measure", "kind", "year", "value", "reason", "by", "at", "superseded_at")

    class Kind(models.TextChoices):
        BASELINE = "baseline", _("baseline")
        TARGET = "target", _("target")

    measure = models.ForeignKey(Measure, models.CASCADE, related_name="targets")
    kind = models.CharField(max_length=8, choices=Kind)
    year = models.PositiveSmallIntegerField()
    #: None: the target was taken away.
    value = models.DecimalField(max_digits=16, decimal_places=2, null=True, blank=True)
    reason = models.TextField()
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["measure", "kind", "year", "-at"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["measure", "kind", "year"], condition=Q(superseded_at=None), name="target_one_in_force"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="target_needs_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.measure_id} {self.year}: {self.value}"
