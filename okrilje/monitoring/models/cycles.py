"""When is reported: the setup of a plan, its cycles, and what a closed cycle left behind."""

from __future__ import annotations

from datetime import date, timedelta
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from okrilje.accounts.models import User
from okrilje.lib.periods import Length, Period
from okrilje.monitoring.rules import CycleState
from okrilje.plan.models import ActionPlan


def internal(*fields: str) -> dict[str, str]:
    return dict.fromkeys(fields, "internal")


class ReportingLength(models.TextChoices):
    QUARTER = Length.QUARTER, _("quarter")
    HALF_YEAR = Length.HALF_YEAR, _("half-year")
    YEAR = Length.YEAR, _("year")


class Reporting(models.Model):
    """How a plan is reported on. ``adopted_on``: before this day nothing can be behind."""

    CLASSES: ClassVar = internal("id", "plan", "every", "adopted_on", "due_days", "grace_days")

    plan = models.OneToOneField(ActionPlan, models.CASCADE, related_name="reporting")
    every = models.CharField(max_length=10, choices=ReportingLength, default=ReportingLength.HALF_YEAR)
    adopted_on = models.DateField(null=True, blank=True)
    #: Days from the end of a cycle until its reports are due, and days of grace after that.
    due_days = models.PositiveSmallIntegerField(default=30)
    grace_days = models.PositiveSmallIntegerField(default=14)

    def __str__(self) -> str:
        return f"{self.plan_id}: {self.every}"


class Cycle(models.Model):
    """A quarter, half-year or year in which every responsible institution reports once."""

    CLASSES: ClassVar = internal(
        "id", "plan", "code", "starts_on", "ends_on", "due_on", "grace_until", "state", "opened_at", "closed_at",
    )  # fmt: skip

    class State(models.TextChoices):
        PLANNED = CycleState.PLANNED, _("planned")
        OPEN = CycleState.OPEN, pgettext_lazy("cycle", "open")
        CLOSED = CycleState.CLOSED, _("closed")

    plan = models.ForeignKey(ActionPlan, models.PROTECT, related_name="cycles")
    #: "2021-H1": sorts, and names the cycle in addresses.
    code = models.CharField(max_length=10)
    starts_on = models.DateField()
    ends_on = models.DateField()
    due_on = models.DateField()
    grace_until = models.DateField()
    state = models.CharField(max_length=10, choices=State, default=State.PLANNED)
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["plan", "starts_on"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["plan", "code"], name="cycle_code_once"),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on"), due_on__gte=F("ends_on"), grace_until__gte=F("due_on")),
                name="cycle_days_in_order",
            ),
            models.CheckConstraint(
                condition=Q(state=CycleState.PLANNED, opened_at__isnull=True, closed_at__isnull=True)
                | Q(state=CycleState.OPEN, opened_at__isnull=False, closed_at__isnull=True)
                | Q(state=CycleState.CLOSED, opened_at__isnull=False, closed_at__isnull=False),
                name="cycle_state_has_its_moments",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def period(self) -> Period:
        return Period(self.starts_on, self.ends_on)

    @property
    def length(self) -> Length:
        """Its own: the setup of the plan may have changed since."""
        return {"Q": Length.QUARTER, "H": Length.HALF_YEAR}.get(self.code[5:6], Length.YEAR)

    @property
    def told_on(self) -> date:
        """The day for which statuses of the cycle are told: the first on which all that was due in it can be behind."""
        return self.ends_on + timedelta(days=1)


class Snapshot(models.Model):
    """Everything that a cycle held when it was closed, never changed again. ``content_sha256`` proves it."""

    CLASSES: ClassVar = internal("id", "cycle", "content", "content_sha256", "at", "by")

    cycle = models.OneToOneField(Cycle, models.PROTECT, related_name="snapshot")
    content = models.JSONField()
    content_sha256 = models.CharField(max_length=64)
    at = models.DateTimeField()
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    def __str__(self) -> str:
        return f"{self.cycle_id}: {self.content_sha256[:12]}"


class Endorsement(models.Model):
    """What the coordinator of the level above says of a closed cycle of a plan below: accepted, or silent for good."""

    CLASSES: ClassVar = internal("id", "cycle", "kind", "reason", "by", "at")

    class Kind(models.TextChoices):
        ACCEPTED = "accepted", _("accepted")
        #: The government did not report; the level above goes on without it and says why.
        SILENT = "silent", _("declared silent")

    cycle = models.OneToOneField(Cycle, models.PROTECT, related_name="endorsement")
    kind = models.CharField(max_length=10, choices=Kind)
    reason = models.TextField(blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(kind="accepted") | ~Q(reason=""), name="silence_needs_a_reason")
        ]

    def __str__(self) -> str:
        return f"{self.cycle_id}: {self.kind}"
