"""What happened to a plan: its versions, what they changed, what is questioned, what waits to be imported."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from okrilje.accounts.models import User
from okrilje.plan.models.structure import ActionPlan, public


class Version(models.Model):
    """The whole plan as it stood after one import or amendment, never changed afterwards."""

    CLASSES: ClassVar = public("id", "plan", "number", "at", "content", "content_sha256") | {
        "by": "internal",
        "reason": "internal",
        "source_name": "internal",
        "source_sha256": "internal",
    }

    plan = models.ForeignKey(ActionPlan, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    at = models.DateTimeField()
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    reason = models.TextField(blank=True)
    source_name = models.CharField(max_length=250, blank=True)
    source_sha256 = models.CharField(max_length=64, blank=True)
    content = models.JSONField()
    content_sha256 = models.CharField(max_length=64)

    class Meta:
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["plan", "number"], name="version_number_once")]

    def __str__(self) -> str:
        return f"{self.plan_id} v{self.number}"


class Change(models.Model):
    """One field of one part of the plan that a version changed. ``code`` "" is the plan itself."""

    CLASSES: ClassVar = public("id", "version", "kind", "code", "field", "before", "after")

    version = models.ForeignKey(Version, models.CASCADE, related_name="changes")
    kind = models.CharField(max_length=20)
    code = models.CharField(max_length=40, blank=True)
    field = models.CharField(max_length=40)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)

    class Meta:
        ordering: ClassVar = ["version", "id"]
        indexes: ClassVar = [models.Index(fields=["kind", "code"], name="change_of_item")]

    def __str__(self) -> str:
        return f"{self.kind} {self.code} {self.field}"


class Finding(models.Model):
    """Something in the plan that a rule of the checker questions. Made anew whenever the plan changes.

    ``fingerprint`` names rule and cells, so that an accepted finding stays accepted while its cells stay the same.
    """

    CLASSES: ClassVar = dict.fromkeys(
        [
            "id", "plan", "fingerprint", "rule", "severity", "codes", "details", "accepted_by", "accepted_at",
            "accepted_reason",
        ],
        "internal",
    )  # fmt: skip

    class Severity(models.TextChoices):
        HIGH = "high", _("High")
        MEDIUM = "medium", _("Medium")
        LOW = "low", _("Low")

    plan = models.ForeignKey(ActionPlan, models.CASCADE, related_name="findings")
    fingerprint = models.CharField(max_length=64)
    rule = models.CharField(max_length=60)
    severity = models.CharField(max_length=6, choices=Severity)
    #: Codes of the activities concerned, in order.
    codes = models.JSONField(default=list)
    #: The values that the sentence of the rule is filled with, and the cells involved.
    details = models.JSONField(default=dict)
    accepted_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_reason = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["plan", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["plan", "fingerprint"], name="finding_once"),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True, accepted_by__isnull=True, accepted_reason="")
                | (Q(accepted_at__isnull=False, accepted_by__isnull=False) & ~Q(accepted_reason="")),
                name="finding_accepted_by_whom_when_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule} {self.codes}"


class Upload(models.Model):
    """A plan document that somebody is about to import: read, previewed, not applied yet."""

    CLASSES: ClassVar = dict.fromkeys(
        [
            "id",
            "plan_code",
            "file_name",
            "sha256",
            "document",
            "starts_on",
            "ends_on",
            "columns",
            "answers",
            "by",
            "at",
        ],
        "internal",
    )

    plan_code = models.SlugField(max_length=60)
    file_name = models.CharField(max_length=250)
    sha256 = models.CharField(max_length=64)
    document = models.BinaryField()
    #: The period of the plan, where the person had to say it because the document does not.
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    #: The column roles and the answers to questions that the person gave on the preview.
    columns = models.JSONField(default=dict, blank=True)
    answers = models.JSONField(default=dict, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-at"]

    def __str__(self) -> str:
        return self.file_name
