"""Grants to organisations: what was allocated, and what was really paid."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from okrilje.plan.content import Register
from okrilje.plan.measuring import Countable, Dating
from okrilje.registers.kind import Kind, asks
from okrilje.registers.records import Line, Record, classed, record_of

ORDER = 110


class Grant(Record):
    """``title`` names the organisation; ``happened_on`` is the day of the decision."""

    CLASSES: ClassVar = classed("internal", "purpose", "amount", "protocol", "year")

    class Purpose(models.TextChoices):
        SAFE_HOUSE = "safe_house", _("safe house")
        AWARENESS = "awareness", _("raising awareness")
        ASSISTANCE = "assistance", _("other assistance to victims")
        OTHER = "other", _("other")

    purpose = models.CharField(_("Purpose"), max_length=12, choices=Purpose)
    year = models.PositiveSmallIntegerField(_("Budget year"))
    amount = models.DecimalField(_("Amount allocated (KM)"), max_digits=14, decimal_places=2)
    protocol = models.CharField(_("Number of the protocol"), max_length=60, blank=True)


class Payment(Line):
    CLASSES: ClassVar = dict.fromkeys(("id", "record", "on", "amount"), "internal")

    record = record_of("registers.Grant", related_name="payments")
    on = models.DateField(_("Paid on"))
    amount = models.DecimalField(_("Amount (KM)"), max_digits=14, decimal_places=2)


KIND = Kind(
    slug="grants",
    model=Grant,
    one=_("Grant"),
    many=_("Grants and payments"),
    holds=_("Grants to organisations: allocated by decision, paid in parts."),
    register=Register.GRANTS,
    columns=("purpose", "year", "amount", "protocol"),
    filters=("purpose", "year"),
    totals=("amount",),
    lines=Payment,
    lines_name=_("Payments"),
    countables=(
        Countable(
            "sum", "grant.amount_km", _("Amount allocated by grants (KM)"), Register.GRANTS, Grant,
            {"decided∈year": Dating("happened_on", _("day of the decision"))}, {"purpose": asks(Grant, "purpose")},
            value="amount",
        ),
        Countable(
            "sum", "payment.amount_km", _("Amount paid from grants (KM)"), Register.GRANTS, Payment,
            {"date∈period": Dating("on", _("day of payment"))},
            {"purpose": asks(Grant, "purpose", "record__purpose")}, value="amount", record="record",
        ),
    ),
)  # fmt: skip
