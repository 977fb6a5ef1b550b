"""Appointments of specialised prosecutors and investigators, by person key."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from okrilje.plan.content import Register
from okrilje.plan.measuring import Countable, Dating
from okrilje.registers.kind import Confidentiality, Kind, asks
from okrilje.registers.records import Record, classed

ORDER = 140


class Appointment(Record):
    """``person`` is a key as in attendance; ``happened_on`` the first day."""

    CLASSES: ClassVar = {**classed("internal", "role", "specialisation", "ends_on"), "person": "sensitive"}

    class Role(models.TextChoices):
        PROSECUTOR = "prosecutor", _("prosecutor")
        INVESTIGATOR = "investigator", _("investigator")

    class Specialisation(models.TextChoices):
        TRAFFICKING = "THB", _("trafficking in human beings")
        FINANCIAL = "financial_investigation", _("financial investigations")

    person = models.CharField(_("Person key"), max_length=32)
    role = models.CharField(_("Role"), max_length=12, choices=Role)
    specialisation = models.CharField(_("Specialised in"), max_length=24, choices=Specialisation)
    ends_on = models.DateField(_("Until"), null=True, blank=True, help_text=_("Left empty: it lasts."))


KIND = Kind(
    slug="appointments",
    model=Appointment,
    one=_("Appointment"),
    many=_("Appointments"),
    holds=_("Prosecutors and investigators specialised in trafficking or financial investigations, without names."),
    register=Register.APPOINTMENTS,
    confidentiality=Confidentiality.RESTRICTED,
    columns=("role", "specialisation", "ends_on"),
    filters=("role", "specialisation"),
    countables=(
        Countable(
            "count_distinct", "appointment.person", _("Persons appointed, each counted once"), Register.APPOINTMENTS,
            Appointment,
            {
                "valid on period end": Dating(
                    "happened_on", _("in office on the last day of the period"), until="ends_on", at_end=True
                )
            },
            {
                "role": asks(Appointment, "role"),
                "specialisation": asks(Appointment, "specialisation"),
                "institution": asks(Appointment, "institution"),
            },
            value="person",
        ),
    ),
)  # fmt: skip
