"""Workbooks of reports that somebody filled in and that wait to be saved."""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from okrilje.accounts.models import User
from okrilje.monitoring.models.cycles import internal
from okrilje.monitoring.models.submissions import Submission

#: So long a workbook is kept that nobody saves.
KEPT = timedelta(days=1)


class ReportUpload(models.Model):
    """A workbook that somebody filled in: read, shown to them alone, then saved or discarded.

    ``found`` is what stands in it (see ``uploads.Found``), ``choices`` what the person decided where somebody else had
    changed the same. Once it was saved only the fact is left of it, for a day.
    """

    CLASSES: ClassVar = internal(
        "id", "submission", "file_name", "sha256", "document", "language", "by", "at", "state", "task", "done", "total",
        "found", "choices", "saved",
    )  # fmt: skip

    class State(models.TextChoices):
        WAITING = "waiting", _("being read")
        READ = "read", _("read")
        #: It is no report, or that of somebody else; ``found`` says why.
        REFUSED = "refused", _("not understood")
        SAVING = "saving", _("being saved")
        SAVED = "saved", _("saved")

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="uploads")
    file_name = models.CharField(max_length=250)
    sha256 = models.CharField(max_length=64)
    document = models.BinaryField()
    #: That of the page on which it was uploaded: in it everything is said of the workbook.
    language = models.CharField(max_length=10)
    by = models.ForeignKey(User, models.CASCADE, related_name="+")
    at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    #: The work of the background worker; "" where it was done at once.
    task = models.CharField(max_length=40, blank=True)
    #: Rows that were read, of how many.
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    found = models.JSONField(default=dict, blank=True)
    choices = models.JSONField(default=dict, blank=True)
    #: How many activities it changed.
    saved = models.PositiveIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["-at"]

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_under_way(self) -> bool:
        return self.state in (self.State.WAITING, self.State.SAVING)
