"""Exchange of operational information: that it happened and under which reference, never what it said."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from okrilje.plan.content import Register
from okrilje.plan.measuring import Countable, Dating
from okrilje.registers.kind import DAY, Confidentiality, Kind, asks
from okrilje.registers.records import Record, classed

ORDER = 70


class Exchange(Record):
    CLASSES: ClassVar = classed(
        "sensitive", "type", "collected_on", "analysed_on", "delivered_on", "recipient", "case_reference"
    )

    class Type(models.TextChoices):
        INFORMATION = "information", _("information")
        CHECK = "check", _("check")
        OPERATIONAL = "operational_information", _("operational information")

    class Recipient(models.TextChoices):
        DOMESTIC = "bih_agency", _("agency of this country")
        INTERPOL = "INTERPOL", _("INTERPOL")
        EUROPOL = "EUROPOL", _("EUROPOL")
        FOREIGN = "foreign", _("agency of another country")

    type = models.CharField(_("Type"), max_length=24, choices=Type)
    collected_on = models.DateField(_("Collected on"), null=True, blank=True)
    analysed_on = models.DateField(_("Analysed on"), null=True, blank=True)
    delivered_on = models.DateField(_("Delivered on"), null=True, blank=True)
    recipient = models.CharField(_("Delivered to"), max_length=12, choices=Recipient, blank=True)
    case_reference = models.CharField(_("Number of the case"), max_length=60, blank=True)


KIND = Kind(
    slug="exchanges",
    model=Exchange,
    one=_("Exchange of information"),
    many=_("Exchange of operational information"),
    holds=_("Information collected, analysed and delivered: numbers and references, never content."),
    register=Register.INFORMATION_EXCHANGE,
    confidentiality=Confidentiality.RESTRICTED,
    columns=("type", "collected_on", "analysed_on", "delivered_on", "recipient"),
    filters=("type", "recipient"),
    countables=(
        Countable(
            "count", "info_exchange", _("Items of information"), Register.INFORMATION_EXCHANGE, Exchange,
            {
                "date∈period": DAY,
                "collected_on∈period": Dating("collected_on", _("day of collecting")),
                "analysed_on∈period": Dating("analysed_on", _("day of analysing")),
                "delivered_on∈period": Dating("delivered_on", _("day of delivering")),
            },
            {
                "kind": asks(Exchange, "type"),
                "recipient": asks(Exchange, "recipient"),
                "case_ref": asks(Exchange, "case_reference"),
            },
        ),
    ),
)  # fmt: skip
