"""Other cooperation: with missions, universities, other policies; and activities that several bodies coordinate."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from okrilje.plan.content import Register
from okrilje.plan.measuring import Countable, Dating
from okrilje.registers.kind import DAY, Kind, asks
from okrilje.registers.records import Record, classed

ORDER = 50


class Cooperation(Record):
    CLASSES: ClassVar = classed("internal", "type", "partner", "prevents", "document", "ends_on")

    class Type(models.TextChoices):
        ALIGNMENT = "strategic_alignment", _("measure of another strategic document")
        COORDINATED = "coordinated_activity", _("coordinated activity")
        DIPLOMATIC = "diplomatic", _("with diplomatic and consular missions")
        ACADEMIC = "academic_cooperation", _("with universities, in research")
        COURSE = "course", _("course at a faculty")

    type = models.CharField(_("Type"), max_length=24, choices=Type)
    ends_on = models.DateField(_("Last day"), null=True, blank=True, help_text=_("For what takes longer than a day."))
    partner = models.CharField(_("Partner"), max_length=160, blank=True, help_text=_("An organisation, not a person."))
    document = models.CharField(_("Strategic document"), max_length=160, blank=True)
    prevents = models.BooleanField(_("Helps to prevent trafficking"), default=False)


KIND = Kind(
    slug="cooperation",
    model=Cooperation,
    one=_("Cooperation"),
    many=_("Other cooperation"),
    holds=_("Coordinated activities, work with missions and universities, measures of other strategies."),
    register=Register.ACTIVITIES,
    columns=("type", "partner", "document", "prevents"),
    filters=("type",),
    countables=(
        Countable(
            "count", "activity_event", _("Activities of cooperation"), Register.ACTIVITIES, Cooperation,
            {
                "date∈period": DAY,
                "academic year∩period": Dating(
                    "happened_on", _("days from the first to the last"), until="ends_on", goes_on=False
                ),
            },
            {"kind": asks(Cooperation, "type"), "prevention_effect": asks(Cooperation, "prevents")},
        ),
    ),
)  # fmt: skip
