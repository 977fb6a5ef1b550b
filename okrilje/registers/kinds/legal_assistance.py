"""Mutual legal assistance: requests of and to other states, from arrival to answer."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from okrilje.plan.measuring import Countable, Dating
from okrilje.registers.countries import countries
from okrilje.registers.kind import DAY, Confidentiality, Kind, asks
from okrilje.registers.records import Record, classed

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

    class Measure(models.TextChoices):
        HEARING = "hearing", _("hearing of a witness or suspect")
        EVIDENCE = "evidence", _("delivery of evidence or files")
        SEARCH = "search", _("search and seizure")
        ASSETS = "assets", _("freezing or confiscation of assets")
        SERVICE = "service", _("service of documents")
        TRANSFER = "transfer", _("transfer of proceedings")
        EXTRADITION = "extradition", _("extradition")
        OTHER = "other", _("other")

    class Basis(models.TextChoices):
        BILATERAL = "bilateral", _("bilateral agreement")
        CONVENTION = "ets030", _("European Convention on Mutual Assistance in Criminal Matters")
        UNTOC = "untoc", _("UN Convention against Transnational Organized Crime")
        ORGANS = "cets216", _("Council of Europe Convention against Trafficking in Human Organs")
        RECIPROCITY = "reciprocity", _("reciprocity")

    class Outcome(models.TextChoices):
        GRANTED = "granted", _("granted")
        PARTLY = "partly", _("granted in part")
        REFUSED = "refused", _("refused")
        WITHDRAWN = "withdrawn", _("withdrawn")

    direction = models.CharField(_("Direction"), max_length=8, choices=Direction)
    country = models.CharField(_("Other state"), max_length=2, choices=countries)
    authority = models.CharField(_("Authority of the other state"), max_length=160, blank=True)
    measure = models.CharField(_("Measure asked for"), max_length=12, choices=Measure)
    basis = models.CharField(_("Legal basis"), max_length=12, choices=Basis, blank=True)
    organs = models.BooleanField(_("About trafficking in organs"), default=False)
    forwarded_on = models.DateField(_("Forwarded to court or prosecutor on"), null=True, blank=True)
    due_on = models.DateField(_("To be answered by"), null=True, blank=True)
    answered_on = models.DateField(_("Answered on"), null=True, blank=True)
    outcome = models.CharField(_("Outcome"), max_length=9, choices=Outcome, blank=True)
    case_reference = models.CharField(_("Number of the case"), max_length=60, blank=True)


KIND = Kind(
    slug="legal-assistance",
    model=Request,
    one=_("Request for legal assistance"),
    many=_("International legal assistance"),
    holds=_("Requests for legal assistance in criminal matters, from arrival to answer."),
    register=None,
    confidentiality=Confidentiality.RESTRICTED,
    columns=("direction", "country", "measure", "due_on", "answered_on", "outcome"),
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
