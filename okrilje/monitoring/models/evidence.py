"""Evidence for what a report claims: what it is, where it lies, what the coordinator thinks of it."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from okrilje.accounts.models import User
from okrilje.files.models import OF_DOCUMENTS, Document, StoredFile
from okrilje.monitoring import proofs
from okrilje.monitoring.models.cycles import internal
from okrilje.monitoring.models.submissions import Item


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    def counting(self) -> Self:
        """What counts as proof: the same as ``Piece.counts``, as a question to the database."""
        return (
            self.filter(withdrawn_at=None)
            .exclude(file__state=StoredFile.State.INFECTED)
            .exclude(grade=proofs.Grade.NOT)
        )


class Evidence(Document):
    """What proves an answer. ``proves`` is the path of what it proves ("values.1", "completions.2"), "" for the whole
    answer.
    """

    CLASSES: ClassVar = internal(*OF_DOCUMENTS, "item", "proves", "is_public", "grade", "withdrawn_at")

    class Grade(models.TextChoices):
        PROVES = proofs.Grade.PROVES, pgettext_lazy("evidence", "proves it")
        PARTLY = proofs.Grade.PARTLY, pgettext_lazy("evidence", "proves it partly")
        NOT = proofs.Grade.NOT, pgettext_lazy("evidence", "does not prove it")

    item = models.ForeignKey(Item, models.CASCADE, related_name="evidence")
    proves = models.CharField(max_length=30, blank=True)
    is_public = models.BooleanField(default=False)
    grade = models.CharField(max_length=6, choices=Grade, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    objects = EvidenceQuerySet.as_manager()

    class Meta(Document.Meta):
        ordering: ClassVar = ["item", "id"]
        verbose_name_plural = "evidence"
        constraints: ClassVar = [
            *Document.Meta.constraints,
            models.CheckConstraint(
                condition=Q(file__isnull=False) | ~Q(held_by="") | Q(withdrawn_at__isnull=False),
                name="evidence_lies_somewhere",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item_id}: {self.kind}"

    @property
    def counted(self) -> proofs.Piece:
        """As the rules see it. Needs the file."""
        infected = self.file is not None and self.file.state == StoredFile.State.INFECTED
        return proofs.Piece(self.withdrawn_at is not None, infected, proofs.Grade(self.grade) if self.grade else None)


class EvidenceStep(models.Model):
    """A decision about evidence: graded, made public or confidential, withdrawn; by whom and why."""

    CLASSES: ClassVar = internal("id", "evidence", "what", "reason", "by", "at")

    class What(models.TextChoices):
        PROVES = "proves", pgettext_lazy("evidence", "proves it")
        PARTLY = "partly", pgettext_lazy("evidence", "proves it partly")
        NOT = "not", pgettext_lazy("evidence", "does not prove it")
        PUBLIC = "public", pgettext_lazy("evidence", "made public")
        CONFIDENTIAL = "confidential", pgettext_lazy("evidence", "made confidential")
        WITHDRAWN = "withdrawn", pgettext_lazy("evidence", "withdrawn")
        ERASED = "erased", pgettext_lazy("evidence", "withdrawn, and its file destroyed")

    evidence = models.ForeignKey(Evidence, models.CASCADE, related_name="steps")
    what = models.CharField(max_length=12, choices=What)
    reason = models.TextField(blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["evidence", "id"]

    def __str__(self) -> str:
        return f"{self.evidence_id}: {self.what}"
