"""Agreements with other states, from preparation to force."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from okrilje.plan.content import Register
from okrilje.plan.measuring import Countable, Dating
from okrilje.registers.countries import countries
from okrilje.registers.kind import Kind, asks
from okrilje.registers.records import Line, Record, classed, record_of

ORDER = 90


class AgreementState(models.TextChoices):
    """In the order in which they are reached."""

    PREPARED = "prepared", _("prepared")
    CONCLUDED = "concluded", _("concluded")
    IN_FORCE = "in_force", _("in force")


class Agreement(Record):
    CLASSES: ClassVar = classed("internal", "type", "country")

    class Type(models.TextChoices):
        READMISSION = "return", _("return and identity")
        POLICE = "police", _("police cooperation")
        LABOUR = "labour", _("labour and employment")
        OTHER = "other", _("other")

    type = models.CharField(_("Type"), max_length=8, choices=Type, default=Type.OTHER)
    country = models.CharField(_("Country"), max_length=2, choices=countries)


class AgreementStep(Line):
    CLASSES: ClassVar = dict.fromkeys(("id", "record", "state", "on"), "internal")

    record = record_of("registers.Agreement", related_name="steps")
    state = models.CharField(pgettext_lazy("of a deliverable", "State"), max_length=10, choices=AgreementState)
    on = models.DateField(_("Reached on"))

    class Meta(Line.Meta):
        constraints: ClassVar = [models.UniqueConstraint(fields=["record", "state"], name="agreement_state_once")]


KIND = Kind(
    slug="agreements",
    model=Agreement,
    one=_("Agreement"),
    many=_("Agreements"),
    holds=_("Agreements with other states, with the days on which they were prepared, concluded and came into force."),
    register=Register.AGREEMENTS,
    columns=("type", "country"),
    filters=("type", "country"),
    lines=AgreementStep,
    lines_name=_("States"),
    countables=(
        Countable(
            "count", "agreement", _("Agreements that reached a state"), Register.AGREEMENTS, Agreement,
            {"date∈period": Dating("steps__on", _("day on which the state was reached"))},
            {
                "kind": asks(Agreement, "type"),
                "country": asks(Agreement, "country"),
                "state": asks(AgreementStep, "state", "steps__state"),
            },
            steps="steps",
        ),
    ),
)  # fmt: skip
