"""Access to tools and databases of Europol and Interpol: which body has which, since when."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from okrilje.plan.content import Register
from okrilje.plan.measuring import Countable, Dating
from okrilje.registers.kind import Kind, asks
from okrilje.registers.records import Record, classed

ORDER = 130


class Access(Record):
    """``title`` names the tool; ``institution`` and ``partners`` have it."""

    CLASSES: ClassVar = classed("internal", "provider", "ends_on")

    class Provider(models.TextChoices):
        EUROPOL = "EUROPOL", _("EUROPOL")
        INTERPOL = "INTERPOL", _("INTERPOL")
        OTHER = "other", _("other")

    provider = models.CharField(_("Provider"), max_length=10, choices=Provider)
    ends_on = models.DateField(_("Until"), null=True, blank=True, help_text=_("Left empty: it lasts."))


KIND = Kind(
    slug="accesses",
    model=Access,
    one=_("Access to a tool"),
    many=_("Access to tools"),
    holds=_("Tools and databases of Europol and Interpol: which body has which, since when."),
    register=Register.ACCESS,
    columns=("provider", "ends_on"),
    filters=("provider",),
    countables=(
        Countable(
            "count", "access_grant", _("Accesses to tools and databases"), Register.ACCESS, Access,
            {
                "state=active on period end": Dating(
                    "happened_on", _("in use on the last day of the period"), until="ends_on", at_end=True
                )
            },
            {"provider": asks(Access, "provider")},
        ),
    ),
)  # fmt: skip
