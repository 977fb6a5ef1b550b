"""Publications: warnings and other items, where and for whom they were published."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from okrilje.plan.content import Register
from okrilje.plan.measuring import Countable
from okrilje.registers.kind import DAY, Kind, asks
from okrilje.registers.records import Record, classed

ORDER = 80


class Publication(Record):
    CLASSES: ClassVar = classed("public", "type", "channel", "audience", "address")

    class Type(models.TextChoices):
        WARNING = "warning", _("warning")
        ITEM = "item", _("item of information")

    class Channel(models.TextChoices):
        MINISTRY_SITE = "mvp_web", _("web site of the Ministry of Foreign Affairs")
        PORTAL = "portal", _("portal of the institution")
        SOCIAL_MEDIA = "social_media", _("social networks")
        MAILING = "mailing", _("mailing")
        PRESS = "press", _("press")

    class Audience(models.TextChoices):
        PUBLIC = "public", _("public")
        PARTNERS = "partners", _("partners")
        INSTITUTIONS = "institutions", _("institutions")

    type = models.CharField(_("Type"), max_length=8, choices=Type)
    channel = models.CharField(_("Channel"), max_length=12, choices=Channel)
    audience = models.CharField(_("For whom"), max_length=12, choices=Audience, default=Audience.PUBLIC)
    address = models.URLField(_("Address on the web"), blank=True)


KIND = Kind(
    slug="publications",
    model=Publication,
    one=_("Publication"),
    many=_("Publications"),
    holds=_("Warnings and items of information that were published."),
    register=Register.PUBLICATIONS,
    columns=("type", "channel", "audience"),
    filters=("type", "channel", "audience"),
    countables=(
        Countable(
            "count", "publication", _("Publications"), Register.PUBLICATIONS, Publication,
            {"published∈period": DAY},
            {"kind": asks(Publication, "type"), "channel": asks(Publication, "channel")},
        ),
    ),
)  # fmt: skip
