"""All registers' tables: those of the kinds, found where the kinds are, and what the engine keeps about records."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from okrilje.accounts.models import Institution, User
from okrilje.files.models import OF_DOCUMENTS, Document
from okrilje.registers.kind import kinds


class Batch(models.Model):
    """What somebody did to many records at once, so that it can be undone at once. ``name`` is a file or a field."""

    CLASSES: ClassVar = dict.fromkeys(("id", "kind", "what", "name", "by", "at", "undone_at", "undone_by"), "internal")

    class What(models.TextChoices):
        IMPORT = "import", _("brought in as a file")
        CORRECTION = "correction", _("corrected together")

    kind = models.CharField(max_length=30)
    what = models.CharField(max_length=10, choices=What)
    name = models.CharField(max_length=200)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.kind}: {self.name}"


class Revision(models.Model):
    """What somebody did to a record: field -> what it held before and after, in plain values.

    A record is named by kind and number instead of a key, for its kind is any of the tables.
    """

    CLASSES: ClassVar = {
        **dict.fromkeys(("id", "kind", "record", "what", "at", "by", "reason", "batch"), "internal"),
        "changes": "sensitive",
    }

    class What(models.TextChoices):
        ENTERED = "entered", _("entered")
        CHANGED = "changed", _("changed")
        DELETED = "deleted", _("deleted")
        RESTORED = "restored", _("restored")

    kind = models.CharField(max_length=30)
    record = models.PositiveBigIntegerField()
    what = models.CharField(max_length=8, choices=What)
    at = models.DateTimeField()
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=300, blank=True)
    changes = models.JSONField(default=dict)
    batch = models.ForeignKey(Batch, models.PROTECT, null=True, related_name="revisions")

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]
        indexes: ClassVar = [models.Index(fields=["kind", "record"], name="revision_of_record")]

    def __str__(self) -> str:
        return f"{self.kind} {self.record}: {self.what}"


class Merging(models.Model):
    """Whether records of two institutions are one event: asked by the one, answered by the other. ``first`` is the
    lower number; ``keeps_first`` says which of the two is to stay.
    """

    CLASSES: ClassVar = dict.fromkeys(
        ("id", "kind", "first", "second", "keeps_first", "state", "by", "at", "asked", "answered_by", "answered_at"),
        "internal",
    )

    class State(models.TextChoices):
        ASKED = "asked", _("asked")
        MERGED = "merged", _("merged")
        DIFFERENT = "different", _("two events")

    kind = models.CharField(max_length=30)
    first = models.PositiveBigIntegerField()
    second = models.PositiveBigIntegerField()
    keeps_first = models.BooleanField(default=True)
    state = models.CharField(max_length=9, choices=State)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    asked = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["kind", "first", "second"], name="merging_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.first}, {self.second}: {self.state}"

    @property
    def kept(self) -> int:
        return self.first if self.keeps_first else self.second


class Attachment(Document):
    """A document that belongs to a record: minutes, an agenda, a decision. The record is named by register and number,
    for it is any of the tables.
    """

    CLASSES: ClassVar = {
        **dict.fromkeys(OF_DOCUMENTS, "internal"),
        **dict.fromkeys(("register", "record"), "internal"),
    }

    register = models.CharField(max_length=30)
    record = models.PositiveBigIntegerField()

    class Meta(Document.Meta):
        ordering: ClassVar = ["pk"]
        indexes: ClassVar = [models.Index(fields=["register", "record"], name="attachment_of_record")]
        constraints: ClassVar = [
            *Document.Meta.constraints,
            models.CheckConstraint(condition=Q(file__isnull=False) | ~Q(held_by=""), name="attachment_lies_somewhere"),
        ]

    def __str__(self) -> str:
        return f"{self.register} {self.record}: {self.kind}"


class SavedView(models.Model):
    """A list as somebody wants to see it again: its filters, columns and order, as in an address."""

    CLASSES: ClassVar = dict.fromkeys(("id", "kind", "owner", "name", "query"), "internal")

    kind = models.CharField(max_length=30)
    owner = models.ForeignKey(User, models.CASCADE, related_name="+")
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=1000, blank=True)

    class Meta:
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["kind", "owner", "name"], name="saved_view_once")]

    def __str__(self) -> str:
        return self.name


class RecordUpload(models.Model):
    """A file that waits for a decision: what it says, not the file itself. Persons are keys already."""

    CLASSES: ClassVar = {
        **dict.fromkeys(("id", "kind", "name", "by", "at"), "internal"),
        "content": "sensitive",
    }

    kind = models.CharField(max_length=30)
    name = models.CharField(max_length=200)
    by = models.ForeignKey(User, models.CASCADE, related_name="+")
    at = models.DateTimeField()
    content = models.JSONField()

    def __str__(self) -> str:
        return f"{self.kind}: {self.name}"


class SealedFile(models.Model):
    """A table whose columns somebody still has to name, and in which persons may stand as their institution knows them.

    Its key stands only in the page of whoever brought it in, so the database alone cannot open it.
    ``record``: the record whose rows it holds; empty where it holds records.
    """

    CLASSES: ClassVar = {
        **dict.fromkeys(("id", "kind", "name", "by", "at", "record"), "internal"),
        "content": "sensitive",
    }

    kind = models.CharField(max_length=30)
    name = models.CharField(max_length=200)
    record = models.PositiveBigIntegerField(null=True)
    by = models.ForeignKey(User, models.CASCADE, related_name="+")
    at = models.DateTimeField()
    content = models.BinaryField()

    def __str__(self) -> str:
        return f"{self.kind}: {self.name}"


kinds()
