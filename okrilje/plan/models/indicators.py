"""What the plan wants measured: indicators as written, and the measures they hold."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from okrilje.plan import content
from okrilje.plan.models.structure import Activity, public
from okrilje.plan.models.titles import Titled, pick


class MeasureType(models.TextChoices):
    MILESTONE = content.MeasureType.MILESTONE, _("Milestone")
    EVENTS = content.MeasureType.EVENTS, _("Count of events")
    PERSONS = content.MeasureType.PERSONS, _("Count of persons")
    CASES = content.MeasureType.CASES, _("Count of cases or decisions")
    MONEY = content.MeasureType.MONEY, _("Amount of money")
    INFORMATION = content.MeasureType.INFORMATION, _("Items of information")
    OTHER = content.MeasureType.OTHER, _("Other")


class Register(models.TextChoices):
    DELIVERABLES = content.Register.DELIVERABLES, _("Deliverables")
    MEETINGS = content.Register.MEETINGS, _("Meetings")
    TRAININGS = content.Register.TRAININGS, _("Trainings")
    CAMPAIGNS = content.Register.CAMPAIGNS, _("Awareness campaigns")
    ACTIVITIES = content.Register.ACTIVITIES, _("Other cooperation")
    VICTIMS = content.Register.VICTIMS, _("Victim record")
    CRIMINAL_CASES = content.Register.CRIMINAL_CASES, _("Criminal cases")
    APPOINTMENTS = content.Register.APPOINTMENTS, _("Appointments")
    OPERATIONS = content.Register.OPERATIONS, _("Operations and controls")
    INFORMATION_EXCHANGE = content.Register.INFORMATION_EXCHANGE, _("Exchange of operational information")
    PUBLICATIONS = content.Register.PUBLICATIONS, _("Publications")
    AGREEMENTS = content.Register.AGREEMENTS, _("Agreements")
    ASSISTANCE = content.Register.ASSISTANCE, _("Assistance to workers")
    GRANTS = content.Register.GRANTS, _("Grants and payments")
    DECISIONS = content.Register.DECISIONS, _("Task Force decisions")
    ACCESS = content.Register.ACCESS, _("Access to tools")


class Indicator(Titled):
    """One indicator as the plan words it (``title``); what can be counted of it are its measures."""

    CLASSES: ClassVar = public("id", "activity", "number", "type", "title", "labels")

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="indicators")
    number = models.PositiveSmallIntegerField()
    type = models.CharField(max_length=3, choices=MeasureType, blank=True)

    class Meta:
        ordering: ClassVar = ["activity", "number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["activity", "number"], name="indicator_number_once")]

    def __str__(self) -> str:
        return f"{self.activity_id}#{self.number}"


class Measure(models.Model):
    CLASSES: ClassVar = public("id", "indicator", "suffix", "type", "register", "formula", "labels")

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="measures")
    #: "" for the only measure of an indicator; "a", "b", ... where one sentence holds several.
    suffix = models.CharField(max_length=2, blank=True)
    type = models.CharField(max_length=3, choices=MeasureType)
    register = models.CharField(max_length=3, choices=Register)
    formula = models.TextField()
    labels = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering: ClassVar = ["indicator", "suffix"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["indicator", "suffix"], name="measure_suffix_once")]

    def __str__(self) -> str:
        return f"{self.indicator_id}{self.suffix}"

    @property
    def label(self) -> str:
        return pick(self.labels)
