"""Files as they are kept, and what is known of a document whether or not its file is."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from okrilje.accounts.models import User
from okrilje.files.documents import DocumentKind
from okrilje.lib import attachments


class StoredFile(models.Model):
    """A file as it is kept: encrypted in the data folder, under the hash of what it holds. The same file once."""

    CLASSES: ClassVar = dict.fromkeys(("id", "sha256", "kind", "size", "state", "checked_at", "finding"), "internal")

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


#: The fields that every document has.
OF_DOCUMENTS = (
    "id", "kind", "title", "number", "dated_on", "held_by", "persons", "sha256", "file", "looked", "added_by",
    "added_at",
)  # fmt: skip


class Document(models.Model):
    """A document that proves something. Without ``file`` it stays where it is: its number, who holds it, and its hash
    are known.

    ``sha256`` is that of the file as it was handed in, ``file`` what is kept of it. ``looked``: it holds pictures that
    no machine reads, and a person said that they show no names.
    """

    class Kind(models.TextChoices):
        ACT = DocumentKind.ACT, _("act or decision")
        MINUTES = DocumentKind.MINUTES, _("minutes")
        ATTENDANCE = DocumentKind.ATTENDANCE, _("attendance list")
        REPORT = DocumentKind.REPORT, _("report or study")
        AGREEMENT = DocumentKind.AGREEMENT, _("agreement")
        PUBLICATION = DocumentKind.PUBLICATION, _("publication")
        PAYMENT = DocumentKind.PAYMENT, _("record of payment")
        STATEMENT = DocumentKind.STATEMENT, _("official statement of numbers")
        OTHER = DocumentKind.OTHER, _("other document")

    kind = models.CharField(max_length=11, choices=Kind)
    title = models.CharField(max_length=200)
    #: Of the official gazette, of the protocol, of the agreement.
    number = models.CharField(max_length=100, blank=True)
    dated_on = models.DateField(null=True, blank=True)
    held_by = models.CharField(max_length=200, blank=True)
    #: How many people an attendance list has.
    persons = models.PositiveIntegerField(null=True, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="%(class)s")
    looked = models.BooleanField(default=False)
    added_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        abstract = True
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(title=""), name="%(class)s_has_a_title"),
            models.CheckConstraint(
                condition=~Q(kind="attendance") | Q(file__isnull=True),
                name="%(class)s_keeps_no_list_of_names",
            ),
        ]
