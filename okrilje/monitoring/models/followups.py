"""What a meeting decided: who does what by when."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from okrilje.accounts.models import Institution, User
from okrilje.monitoring.models.cycles import Cycle, internal
from okrilje.plan.models import Activity


class FollowUp(models.Model):
    """A decision of the Coordination Team, taken when it looked at a cycle; open until it is marked as done."""

    CLASSES: ClassVar = internal("id", "cycle", "activity", "text", "institution", "due_on", "done_at", "by", "at")

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="follow_ups")
    activity = models.ForeignKey(Activity, models.PROTECT, null=True, blank=True, related_name="follow_ups")
    text = models.TextField()
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="follow_ups")
    due_on = models.DateField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["cycle", "id"]
        constraints: ClassVar = [models.CheckConstraint(condition=~Q(text=""), name="follow_up_says_something")]

    def __str__(self) -> str:
        return f"{self.cycle_id}: {self.text[:40]}"
