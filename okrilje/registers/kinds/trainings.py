"""Trainings with those who attended. A person is a key that says nothing about them and is the same every time."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from okrilje.accounts.models import Institution
from okrilje.plan.content import Register
from okrilje.plan.measuring import Countable, Dating
from okrilje.registers.kind import Kind, asks
from okrilje.registers.records import Held, Line, Record, classed, record_of
from okrilje.registers.reference import ListedField

ORDER = 30


class Training(Record):
    CLASSES: ClassVar = classed("internal", "status", "ends_on", "hours", "place", "provider", "donor", "topic")

    topic = ListedField(_("Topic"), of="topics")
    status = models.CharField(_("Status"), max_length=9, choices=Held, default=Held.HELD)
    ends_on = models.DateField(_("Last day"))
    hours = models.PositiveSmallIntegerField(_("Hours"), null=True, blank=True)
    place = models.CharField(_("Place"), max_length=80, blank=True)
    provider = models.CharField(_("Held by"), max_length=120, blank=True, help_text=_("The body that taught."))
    donor = models.ForeignKey(
        Institution, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Paid by the donor")
    )

    class Meta(Record.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("happened_on")), name="training_days_in_order"
            )
        ]


class Attendance(Line):
    """``person`` is the keyed hash of what the person is known by in service; see ``registers.person_keys``."""

    CLASSES: ClassVar = {
        **dict.fromkeys(("id", "record", "institution", "role", "completed"), "internal"),
        **dict.fromkeys(("person", "sex"), "sensitive"),
    }

    class Role(models.TextChoices):
        POLICE = "police", _("police officer")
        LAW_ENFORCEMENT = "law_enforcement", _("officer of another law-enforcement body")
        PROSECUTOR = "prosecutor", _("prosecutor")
        JUDGE = "judge", _("judge")
        INSPECTOR = "labour_inspector", _("labour inspector")
        SOCIAL_WORKER = "social_worker", _("social worker")
        HEALTH_WORKER = "health_worker", _("health worker")
        TEACHER = "teacher", _("teacher")
        LAWYER = "lawyer", _("lawyer")
        SYSTEM_USER = "system_user", _("user of the information system")
        OTHER = "other", _("other")

    class Sex(models.TextChoices):
        FEMALE = "F", _("woman")
        MALE = "M", _("man")
        UNKNOWN = "", pgettext_lazy("sex", "not said")

    record = record_of("registers.Training", related_name="attendances")
    person = models.CharField(_("Person key"), max_length=32)
    institution = models.ForeignKey(
        Institution, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("From the institution")
    )
    role = models.CharField(_("Role"), max_length=16, choices=Role, default=Role.OTHER)
    sex = models.CharField(_("Sex"), max_length=1, choices=Sex, blank=True)
    completed = models.BooleanField(_("Completed"), default=True)

    class Meta(Line.Meta):
        constraints: ClassVar = [models.UniqueConstraint(fields=["record", "person"], name="attendance_once")]
        indexes: ClassVar = [models.Index(fields=["person"], name="attendance_person")]


_ENDED = Dating("ends_on", _("last day of the training"))
_ATTENDED = Dating("record__ends_on", _("last day of the training"))
_PERSON = {
    "completed": asks(Attendance, "completed"),
    "role": asks(Attendance, "role"),
    "institution": asks(Attendance, "institution"),
    "sex": asks(Attendance, "sex"),
    "topic": asks(Training, "topic", "record__topic"),
}

KIND = Kind(
    slug="trainings",
    model=Training,
    one=_("Training"),
    many=_("Trainings"),
    holds=_("Trainings and who attended, without names: each person is counted once, however many trainings."),
    register=Register.TRAININGS,
    columns=("topic", "status", "ends_on", "hours", "provider"),
    filters=("topic", "status"),
    totals=("hours",),
    lines=Attendance,
    lines_name=_("Attendance"),
    in_calendar=True,
    countables=(
        Countable(
            "count", "training", _("Trainings"), Register.TRAININGS, Training, {"end∈period": _ENDED},
            {"status": asks(Training, "status"), "topic": asks(Training, "topic")},
        ),
        Countable(
            "count_distinct", "attendance.person", _("Persons trained, each counted once"), Register.TRAININGS,
            Attendance, {"training.end∈period": _ATTENDED}, _PERSON, value="person", record="record",
        ),
        Countable(
            "count", "attendance", _("Attendances"), Register.TRAININGS,
            Attendance, {"training.end∈period": _ATTENDED}, _PERSON, record="record",
        ),
    ),
)  # fmt: skip
