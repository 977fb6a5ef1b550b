"""Mutual legal assistance: requests of and to other states, from arrival to answer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q, QuerySet
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from okrilje.plan.measuring import Countable, Dating
from okrilje.registers.ageing import Request as Row
from okrilje.registers.ageing import Stage, Way
from okrilje.registers.countries import countries
from okrilje.registers.kind import DAY, Confidentiality, Kind, Narrowing, Related, Told, asks
from okrilje.registers.records import Record, classed
from okrilje.registers.reference import ListedField

ORDER = 160


class Request(Record):
    """``happened_on`` is the day on which the request arrived or was sent."""

    CLASSES: ClassVar = classed(
        "sensitive", "direction", "country", "authority", "measure", "basis", "organs", "forwarded_on", "due_on",
        "answered_on", "outcome", "case_reference",
    )  # fmt: skip

    class Direction(models.TextChoices):
        INCOMING = "incoming", _("incoming")
        OUTGOING = "outgoing", _("outgoing")

    class Outcome(models.TextChoices):
        GRANTED = "granted", _("granted")
        PARTLY = "partly", _("granted in part")
        REFUSED = "refused", _("refused")
        WITHDRAWN = "withdrawn", _("withdrawn")

    direction = models.CharField(_("Direction"), max_length=8, choices=Direction)
    country = models.CharField(_("Other state"), max_length=2, choices=countries)
    authority = models.CharField(_("Authority of the other state"), max_length=160, blank=True)
    measure = ListedField(_("Measure asked for"), of="legal-measures")
    basis = ListedField(_("Legal basis"), of="legal-bases", blank=True)
    organs = models.BooleanField(_("About trafficking in organs"), default=False)
    forwarded_on = models.DateField(_("Forwarded to court or prosecutor on"), null=True, blank=True)
    due_on = models.DateField(_("To be answered by"), null=True, blank=True)
    answered_on = models.DateField(_("Answered on"), null=True, blank=True)
    outcome = models.CharField(_("Outcome"), max_length=9, choices=Outcome, blank=True)
    case_reference = models.CharField(
        _("Number of the case"), max_length=60, blank=True,
        help_text=_("As in the register of criminal cases, so that the two are found from each other."),
    )  # fmt: skip


def _way(record: Request) -> Way:
    return Way(record.happened_on, record.forwarded_on, record.due_on, record.answered_on)


def _stands(record: Request, today: date) -> str:
    """How a request stands, in words."""
    way = _way(record)
    match way.stage(today):
        case Stage.ANSWERED:
            days = way.age(today)
            return ngettext("answered after %(days)d day", "answered after %(days)d days", days) % {"days": days}
        case Stage.OVERDUE:
            days = way.days_late(today)
            return ngettext("overdue by %(days)d day", "overdue by %(days)d days", days) % {"days": days}
        case Stage.FORWARDED:
            days = way.age(today)
            return ngettext("forwarded, %(days)d day old", "forwarded, %(days)d days old", days) % {"days": days}
    days = way.age(today)
    return ngettext("arrived, %(days)d day old", "arrived, %(days)d days old", days) % {"days": days}


def _objection(values: Mapping[str, Any]) -> str:
    """An answer has its day and its outcome, and nothing happens before the request is there."""
    arrived = values.get("happened_on")
    for name in ("forwarded_on", "due_on", "answered_on"):
        if arrived and values.get(name) and values[name] < arrived:
            label = Request._meta.get_field(name).verbose_name  # type: ignore[union-attr]
            return gettext("“%(field)s” is before the day on which the request arrived or was sent.") % {"field": label}
    if values.get("outcome") and not values.get("answered_on"):
        return gettext("There is an outcome but no day of the answer.")
    if values.get("answered_on") and not values.get("outcome"):
        return gettext("There is a day of the answer but no outcome.")
    return ""


def requests(rows: QuerySet[Any]) -> list[Row]:
    """What the yearly table needs of each request; one query."""
    names = ("happened_on", "forwarded_on", "due_on", "answered_on", "country", "measure", "outcome", "organs")
    found = rows.order_by().values_list(*names)
    return [Row(Way(*days), *rest) for *days, rest in ((*row[:4], row[4:]) for row in found)]


_OPEN = Q(answered_on=None)

KIND = Kind(
    slug="legal-assistance",
    model=Request,
    one=_("Request for legal assistance"),
    many=_("International legal assistance"),
    holds=_("Requests for legal assistance in criminal matters, from arrival to answer."),
    register=None,
    confidentiality=Confidentiality.RESTRICTED,
    columns=("direction", "country", "measure", "due_on", "outcome"),
    told=(Told(pgettext_lazy("request", "How it stands"), _stands),),
    narrowings=(
        Narrowing("open", _("not answered yet"), lambda _today: _OPEN),
        Narrowing("overdue", _("overdue"), lambda today: _OPEN & Q(due_on__lt=today)),
    ),
    related=(Related("proceedings", "case_reference", "case_reference"),),
    objection=_objection,
    yearly="registers:legal_assistance_yearly",
    filters=("direction", "country", "measure", "organs", "outcome"),
    countables=(
        Countable(
            "count", "legal_assistance_request", _("Requests for legal assistance"), None, Request,
            {"date∈period": DAY, "answered∈period": Dating("answered_on", _("day of the answer"))},
            {
                "direction": asks(Request, "direction"),
                "country": asks(Request, "country"),
                "measure": asks(Request, "measure"),
                "organs": asks(Request, "organs"),
                "outcome": asks(Request, "outcome"),
            },
        ),
    ),
)  # fmt: skip
