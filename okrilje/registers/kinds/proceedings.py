"""Criminal proceedings: investigations, offenders, financial investigations, seized assets; no victim, no name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from okrilje.plan.content import Register
from okrilje.plan.measuring import Countable, Dating, Property, Words
from okrilje.registers.kind import Confidentiality, Kind, Related, asks
from okrilje.registers.records import Line, Record, classed, record_of
from okrilje.registers.reference import ListedField, read

ORDER = 150


class Offence(models.TextChoices):
    TRAFFICKING = "THB", _("trafficking in human beings")
    RELATED = "related", _("related offence")


class Proceeding(Record):
    """One case. ``happened_on`` is the day on which the investigation was opened."""

    CLASSES: ClassVar = classed(
        "sensitive", "case_reference", "offence", "article", "ends_on", "financial_on", "female_victims",
        "female_investigators",
    )  # fmt: skip

    case_reference = models.CharField(_("Number of the case"), max_length=60)
    offence = models.CharField(_("Offence"), max_length=8, choices=Offence, default=Offence.TRAFFICKING)
    article = ListedField(_("Article of the criminal code"), of="offences", blank=True)
    ends_on = models.DateField(_("Investigation ended on"), null=True, blank=True)
    financial_on = models.DateField(_("Financial investigation opened on"), null=True, blank=True)
    female_victims = models.BooleanField(_("Women are among the potential victims"), default=False)
    female_investigators = models.BooleanField(_("Women are among the investigators"), default=False)


class Measure(Line):
    """What was done against one offender, or with their assets. ``offender`` is a number within the case."""

    CLASSES: ClassVar = dict.fromkeys(("id", "record", "type", "on", "offender", "value"), "sensitive")

    class Type(models.TextChoices):
        INVESTIGATED = "investigated", _("investigated")
        PROSECUTED = "prosecuted", _("prosecuted")
        CONVICTED = "convicted", _("convicted")
        SEIZED = "temporary", _("temporary seizure of assets")
        CONFISCATED = "permanent", _("permanent confiscation of assets")

    record = record_of("registers.Proceeding", related_name="measures")
    type = models.CharField(_("What"), max_length=12, choices=Type)
    on = models.DateField(_("Day"), help_text=_("Of a judgment: the day on which it became final."))
    offender = models.CharField(
        _("Offender, as numbered in the case"), max_length=40, blank=True, help_text=_("A number or letter, no name.")
    )
    value = models.DecimalField(_("Value (KM)"), max_digits=16, decimal_places=2, null=True, blank=True)


def _women(path: str, label: Words) -> Property:
    return Property(path, label, {"F": _("yes")}, is_flag=True)


def _objection(values: Mapping[str, Any]) -> str:
    """An article belongs to one of the two groups of offences."""
    article = read("offences").by_code.get(values.get("article") or "")
    if article is None or article.properties.get("group") == values.get("offence"):
        return ""
    return gettext("“%(article)s” does not go with what stands under “Offence”. Change one of the two.") % {
        "article": article.label
    }


_OFFENCE = {
    "offence": asks(Proceeding, "offence"),
    "case.offence": asks(Proceeding, "offence"),
    "article": asks(Proceeding, "article"),
}
_LINE_OFFENCE = asks(Proceeding, "offence", "record__offence")
_LINE_ARTICLE = asks(Proceeding, "article", "record__article")
#: Of what is done, only this happens to offenders one after the other; assets are no stage of a prosecution.
_STAGES = (Measure.Type.INVESTIGATED, Measure.Type.PROSECUTED, Measure.Type.CONVICTED)
_STAGE = Property("type", _("What"), {stage.value: stage.label for stage in _STAGES})
_ASSETS = {"kind": asks(Measure, "type"), "case.offence": _LINE_OFFENCE, "article": _LINE_ARTICLE}
_ASSET_DAYS = {
    "date∈period": Dating("on", _("day of the measure")),
    "final∈period": Dating("on", _("day on which it became final")),
}

KIND = Kind(
    slug="proceedings",
    model=Proceeding,
    one=_("Criminal proceeding"),
    many=_("Criminal cases"),
    holds=_("Investigations, prosecutions, convictions and seized assets, under the numbers of cases."),
    register=Register.CRIMINAL_CASES,
    confidentiality=Confidentiality.RESTRICTED,
    columns=("case_reference", "offence", "article", "ends_on", "financial_on"),
    filters=("offence", "article"),
    related=(Related("legal-assistance", "case_reference", "case_reference"),),
    objection=_objection,
    lines=Measure,
    lines_name=_("Offenders and assets"),
    countables=(
        Countable(
            "count_distinct", "offender_proceeding.person", _("Offenders prosecuted, each counted once"),
            Register.CRIMINAL_CASES, Measure, {"date∈period": _ASSET_DAYS["date∈period"]},
            {"offence": _LINE_OFFENCE, "article": _LINE_ARTICLE, "stage": _STAGE}, value="offender", record="record",
            within="record__case_reference",
        ),
        Countable(
            "count", "financial_investigation", _("Financial investigations"), Register.CRIMINAL_CASES, Proceeding,
            {"opened∈period": Dating("financial_on", _("day of opening"))}, _OFFENCE,
        ),
        Countable(
            "count", "asset_measure", _("Measures on assets"), Register.CRIMINAL_CASES, Measure, _ASSET_DAYS, _ASSETS,
            record="record",
        ),
        Countable(
            "sum", "asset_measure.value_km", _("Value of assets (KM)"), Register.CRIMINAL_CASES, Measure, _ASSET_DAYS,
            _ASSETS, value="value", record="record",
        ),
        Countable(
            "count", "investigation", _("Investigations"), Register.CRIMINAL_CASES, Proceeding,
            {"active in period": Dating("happened_on", _("under way in the period"), until="ends_on")},
            {
                **_OFFENCE,
                "any victim.sex": _women("female_victims", _("women among the potential victims")),
                "any investigator.sex": _women("female_investigators", _("women among the investigators")),
            },
        ),
    ),
)  # fmt: skip
