"""Assistance and information given to workers and citizens abroad: figures, never who they were."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from okrilje.plan.content import Register
from okrilje.plan.measuring import Countable
from okrilje.registers.countries import countries
from okrilje.registers.kind import DAY, Confidentiality, Kind, asks
from okrilje.registers.records import Record, classed

ORDER = 100


class Assistance(Record):
    CLASSES: ClassVar = classed("sensitive", "type", "country", "persons")

    class Type(models.TextChoices):
        WORKER = "worker_at_risk", _("help to a worker at risk")
        CONSULAR = "consular_direct", _("direct help with authorities of another state")
        SESSION = "information_session", _("information of workers")

    type = models.CharField(_("Type"), max_length=20, choices=Type)
    country = models.CharField(_("Country"), max_length=2, choices=countries, blank=True)
    persons = models.PositiveIntegerField(_("Persons"), default=1)


_ASKED = {"kind": asks(Assistance, "type"), "country": asks(Assistance, "country")}

KIND = Kind(
    slug="assistance",
    model=Assistance,
    one=_("Assistance"),
    many=_("Assistance and information to workers"),
    holds=_("Help to workers at risk and to citizens abroad, and workers informed: figures only."),
    register=Register.ASSISTANCE,
    confidentiality=Confidentiality.RESTRICTED,
    columns=("type", "country", "persons"),
    filters=("type", "country"),
    totals=("persons",),
    countables=(
        Countable(
            "count", "assistance", _("Assistances"), Register.ASSISTANCE, Assistance, {"date∈period": DAY}, _ASKED
        ),
        Countable(
            "sum", "information_session.persons", _("Persons in sessions of information"), Register.ASSISTANCE,
            Assistance, {"date∈period": DAY}, _ASKED, value="persons", always={"type": "information_session"},
        ),
    ),
)  # fmt: skip
