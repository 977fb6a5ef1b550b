"""What every record of every register has: whose it is, which activities it answers, when, and whether it stands."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from okrilje.accounts.models import Institution, User
from okrilje.plan.models import Activity

#: Fields that the engine fills; everything else of a record is a question of its form.
KEPT_BY_ENGINE = (
    "id", "institution", "entered_by", "changed_at", "deleted_at", "is_demonstration",
)  # fmt: skip


class Held(models.TextChoices):
    PLANNED = "planned", pgettext_lazy("event", "planned")
    HELD = "held", _("held")
    CANCELLED = "cancelled", _("called off")


def classed(level: str, *fields: str) -> dict[str, str]:
    """The class of each field of a record: ``level`` for its own ones, internal for those that all records have."""
    shared = dict.fromkeys((*KEPT_BY_ENGINE, "partners", "activities", "title", "happened_on", "note"), "internal")
    return shared | dict.fromkeys(fields, level)


class Record(models.Model):
    """Something that happened, entered once by whoever held it. ``partners`` held it too; it still counts once.

    Texts name events, documents and institutions, never a victim, perpetrator, trainee or witness.
    """

    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+", verbose_name=_("Institution"))
    partners = models.ManyToManyField(
        Institution, related_name="+", blank=True, verbose_name=_("Together with"),
        help_text=_("Institutions that held it with you. It counts once, and for each of them."),
    )  # fmt: skip
    activities = models.ManyToManyField(
        Activity, related_name="+", blank=True, verbose_name=_("Activities of the plan"),
        help_text=_("All that it answers: it is entered once and counts for each."),
    )  # fmt: skip
    title = models.CharField(
        _("Title"), max_length=200, help_text=_("What people will recognise it by. No names of persons.")
    )
    happened_on = models.DateField(_("Day"))
    note = models.TextField(_("Note"), blank=True, max_length=4000)
    entered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField()
    deleted_at = models.DateTimeField(null=True, blank=True)
    is_demonstration = models.BooleanField(default=False)

    class Meta:
        abstract = True
        ordering: ClassVar = ["-happened_on", "-pk"]
        indexes: ClassVar = [models.Index(fields=["happened_on"], name="%(class)s_day")]

    def __str__(self) -> str:
        return self.title


class Line(models.Model):
    """A row inside a record: a state, a person who attended, a payment. Each kind of line names its ``record``."""

    class Meta:
        abstract = True
        ordering: ClassVar = ["pk"]


def record_of(kind: str, **options: Any) -> Any:
    """The key of a line to its record."""
    return models.ForeignKey(kind, models.CASCADE, **options)
