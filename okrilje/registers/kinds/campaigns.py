"""Awareness campaigns: what was held for whom, and how many people it reached."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from okrilje.plan.content import Register
from okrilje.plan.measuring import Countable, Dating
from okrilje.registers.kind import DAY, Kind, asks
from okrilje.registers.records import Held, Line, Record, classed, record_of
from okrilje.registers.reference import ListedField

ORDER = 40


class Campaign(Record):
    CLASSES: ClassVar = classed("public", "type", "status", "channel", "form", "by_grant")

    class Type(models.TextChoices):
        GENERAL = "general", _("general")
        TARGETED = "targeted", _("for a group or against a form of exploitation")
        EUROPEAN_DAY = "european_day", _("European Anti-Trafficking Day")
        WORLD_DAY = "world_day", _("World Day against Trafficking in Persons")

    class Channel(models.TextChoices):
        EVENT = "event", _("event")
        MEDIA = "media", _("press, radio, television")
        SOCIAL_MEDIA = "social_media", _("social networks")
        SCHOOL = "school", _("schools")
        PRINT = "print", _("leaflets and posters")
        OTHER = "other", _("other")

    type = models.CharField(_("Type"), max_length=12, choices=Type)
    status = models.CharField(_("Status"), max_length=9, choices=Held, default=Held.HELD)
    channel = models.CharField(_("Channel"), max_length=12, choices=Channel, default=Channel.EVENT)
    form = ListedField(_("Form of exploitation"), of="forms", blank=True)
    by_grant = models.BooleanField(_("Paid from a grant"), default=False)


class Reached(Line):
    CLASSES: ClassVar = dict.fromkeys(("id", "record", "group", "persons", "measured"), "public")

    class Measured(models.TextChoices):
        COUNTED = "counted", _("counted")
        ESTIMATED = "estimated", _("estimated")
        BY_CHANNEL = "by_channel", _("from figures of the channel")

    record = record_of("registers.Campaign", related_name="reached")
    group = ListedField(_("Target group"), of="groups")
    persons = models.PositiveIntegerField(_("Persons reached"))
    measured = models.CharField(_("How that is known"), max_length=10, choices=Measured, default=Measured.ESTIMATED)


KIND = Kind(
    slug="campaigns",
    model=Campaign,
    one=_("Awareness activity"),
    many=_("Awareness campaigns"),
    holds=_("Campaigns and events that raise awareness, with the groups that they reached."),
    register=Register.CAMPAIGNS,
    columns=("type", "status", "channel", "by_grant"),
    filters=("type", "status", "channel", "form"),
    lines=Reached,
    lines_name=_("Groups reached"),
    countables=(
        Countable(
            "count", "campaign_activity", _("Awareness activities"), Register.CAMPAIGNS, Campaign,
            {"date∈period": DAY},
            {
                "status": asks(Campaign, "status"),
                "kind": asks(Campaign, "type"),
                "form": asks(Campaign, "form"),
                "funded_by_grant": asks(Campaign, "by_grant"),
            },
        ),
        Countable(
            "sum", "campaign_activity.target_group.reached", _("Persons reached by awareness activities"),
            Register.CAMPAIGNS, Reached, {"date∈period": Dating("record__happened_on", _("day"))},
            {"group": asks(Reached, "group"), "status": asks(Campaign, "status", "record__status")},
            value="persons", record="record",
        ),
    ),
)  # fmt: skip
