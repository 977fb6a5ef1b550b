"""Meetings that were planned, held or called off."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from okrilje.plan.content import Register
from okrilje.plan.measuring import Countable
from okrilje.registers.kind import DAY, Kind, asks
from okrilje.registers.records import Held, Record, classed

ORDER = 20


class Meeting(Record):
    CLASSES: ClassVar = classed(
        "internal", "type", "status", "place", "from_institutions", "from_civil_society", "from_abroad", "decisions"
    )

    class Type(models.TextChoices):
        COORDINATORS = "coordinators", _("coordinators of all levels")
        COORDINATION_TEAM = "coordination_team", _("Coordination Team")
        INTERNATIONAL = "international_orgs", _("with international organisations")
        CIVIL_SOCIETY = "civil_society", _("with civil society")
        REFERRAL = "referral", _("on referral of victims")
        COMMUNITY = "community", _("with the community")
        TASK_FORCE = "task_force", _("Task Force")
        NETWORK = "thb_network", _("network of prosecutors and investigators")
        WORKING = "working", _("working meeting")
        MULTIDISCIPLINARY = "multidisciplinary", _("multidisciplinary")
        COMMISSION = "interstate_commission", _("interstate commission")

    type = models.CharField(_("Type"), max_length=24, choices=Type)
    status = models.CharField(_("Status"), max_length=9, choices=Held, default=Held.HELD)
    place = models.CharField(_("Place"), max_length=80, blank=True)
    from_institutions = models.PositiveSmallIntegerField(_("Participants from institutions"), default=0)
    from_civil_society = models.PositiveSmallIntegerField(_("Participants from civil society"), default=0)
    from_abroad = models.PositiveSmallIntegerField(_("Participants from international organisations"), default=0)
    decisions = models.TextField(_("What was decided"), blank=True, max_length=4000)


KIND = Kind(
    slug="meetings",
    model=Meeting,
    one=_("Meeting"),
    many=_("Meetings"),
    holds=_("Meetings of coordinators, teams, the Task Force, working groups, with partners and communities."),
    register=Register.MEETINGS,
    columns=("type", "status", "place"),
    filters=("type", "status"),
    totals=("from_institutions", "from_civil_society", "from_abroad"),
    in_calendar=True,
    countables=(
        Countable(
            "count", "meeting", _("Meetings"), Register.MEETINGS, Meeting, {"date∈period": DAY},
            {"status": asks(Meeting, "status"), "kind": asks(Meeting, "type")},
        ),
    ),
)  # fmt: skip
