"""Evidence for what a report claims: what it is, where it lies, what the coordinator thinks of it."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from okrilje.accounts.models import User
from okrilje.lib import attachments
from okrilje.monitoring import proofs
from okrilje.monitoring.models.cycles import internal
from okrilje.monitoring.models.submissions import Item


class StoredFile(models.Model):
    """A file as it is kept: encrypted in the data folder, under the hash of what it holds. The same file once."""

    CLASSES: ClassVar = internal("id", "sha256", "kind", "size", "state", "checked_at", "finding")

    class Kind(models.TextChoices):
        PDF = attachments.Kind.PDF, "PDF"
        DOCX = attachments.Kind.DOCX, "Word"
        XLSX = attachments.Kind.XLSX, "Excel"
        ODT = attachments.Kind.ODT, "OpenDocument"
        TEXT = attachments.Kind.TEXT, _("plain text")
        PNG = attachments.Kind.PNG, "PNG"
        JPEG = attachments.Kind.JPEG, "JPEG"

    class State(models.TextChoices):
        PENDING = "pending", _("being checked for viruses")
        CLEAN = "clean", _("checked: no virus found")
        INFECTED = "infected", _("infected: locked away")
        TOO_LARGE = "too_large", _("too large for the virus scanner: locked away")
        UNCHECKED = "unchecked", _("not checked for viruses")

    sha256 = models.CharField(max_length=64, unique=True)
    kind = models.CharField(max_length=4, choices=Kind)
    size = models.PositiveIntegerField()
    state = models.CharField(max_length=9, choices=State)
    checked_at = models.DateTimeField(null=True, blank=True)
    #: What the scanner calls it.
    finding = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering: ClassVar = ["id"]
        indexes: ClassVar = [models.Index(fields=["id"], condition=Q(state="pending"), name="file_pending")]

    def __str__(self) -> str:
        return f"{self.sha256[:12]} {self.state}"

    @property
    def may_be_read(self) -> bool:
        return self.state in (self.State.CLEAN, self.State.UNCHECKED)


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    def counting(self) -> Self:
        """What counts as proof: the same as ``Piece.counts``, as a question to the database."""
        return (
            self.filter(withdrawn_at=None)
            .exclude(file__state=StoredFile.State.INFECTED)
            .exclude(grade=proofs.Grade.NOT)
        )


class Evidence(models.Model):
    """What proves an answer. Without ``file`` it stays where it is: its number, who holds it, and its hash are known.

    ``sha256`` is that of the file as it was handed in, ``file`` what is kept of it. ``proves`` is the path of what it
    proves ("values.1", "completions.2"), "" for the whole answer. ``looked``: it holds pictures that no machine
    reads, and a person said that they show no names.
    """

    CLASSES: ClassVar = internal(
        "id", "item", "kind", "title", "number", "dated_on", "held_by", "persons", "proves", "sha256", "file",
        "looked", "is_public", "grade", "added_by", "added_at", "withdrawn_at",
    )  # fmt: skip

    class Kind(models.TextChoices):
        ACT = proofs.EvidenceKind.ACT, _("act or decision")
        MINUTES = proofs.EvidenceKind.MINUTES, _("minutes")
        ATTENDANCE = proofs.EvidenceKind.ATTENDANCE, _("attendance list")
        REPORT = proofs.EvidenceKind.REPORT, _("report or study")
        AGREEMENT = proofs.EvidenceKind.AGREEMENT, _("agreement")
        PUBLICATION = proofs.EvidenceKind.PUBLICATION, _("publication")
        PAYMENT = proofs.EvidenceKind.PAYMENT, _("record of payment")
        STATEMENT = proofs.EvidenceKind.STATEMENT, _("official statement of numbers")
        OTHER = proofs.EvidenceKind.OTHER, _("other document")

    class Grade(models.TextChoices):
        PROVES = proofs.Grade.PROVES, pgettext_lazy("evidence", "proves it")
        PARTLY = proofs.Grade.PARTLY, pgettext_lazy("evidence", "proves it partly")
        NOT = proofs.Grade.NOT, pgettext_lazy("evidence", "does not prove it")

    item = models.ForeignKey(Item, models.CASCADE, related_name="evidence")
    kind = models.CharField(max_length=11, choices=Kind)
    title = models.CharField(max_length=200)
    #: Of the official gazette, of the protocol, of the agreement.
    number = models.CharField(max_length=100, blank=True)
    dated_on = models.DateField(null=True, blank=True)
    held_by = models.CharField(max_length=200, blank=True)
    #: How many people an attendance list has.
    persons = models.PositiveIntegerField(null=True, blank=True)
    proves = models.CharField(max_length=30, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="evidence")
    looked = models.BooleanField(default=False)
    is_public = models.BooleanField(default=False)
    grade = models.CharField(max_length=6, choices=Grade, blank=True)
    added_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    objects = EvidenceQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["item", "id"]
        verbose_name_plural = "evidence"
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(title=""), name="evidence_has_a_title"),
            models.CheckConstraint(
                condition=Q(file__isnull=False) | ~Q(held_by="") | Q(withdrawn_at__isnull=False),
                name="evidence_lies_somewhere",
            ),
            models.CheckConstraint(
                condition=~Q(kind="attendance") | Q(file__isnull=True), name="evidence_keeps_no_list_of_names"
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
