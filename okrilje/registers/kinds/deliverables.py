"""Deliverables: acts, plans, methodologies, guidelines, reports, laws, systems, with the states they reached."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from okrilje.accounts.models import Institution
from okrilje.plan.content import Register
from okrilje.plan.measuring import Countable, Dating
from okrilje.registers.kind import Kind, asks
from okrilje.registers.records import Line, Record, classed, record_of

ORDER = 10


class DeliverableState(models.TextChoices):
    """In the order in which they are reached; a formula that asks for one is content with a later one."""

    PRODUCED = "produced", _("produced")
    SUBMITTED = "submitted", _("submitted")
    ESTABLISHED = "established", _("established")
    ADOPTED = "adopted", _("adopted")
    SIGNED = "signed", _("signed")
    PUBLISHED = "published", _("published")
    RATIFIED = "ratified", _("ratified")
    IN_FORCE = "in_force", _("in force")
    IN_OPERATION = "in_operation", _("in operation")
    APPLIED = "applied", _("applied")


class Deliverable(Record):
    CLASSES: ClassVar = classed("internal", "type", "version", "number", "report_year", "review_on")

    class Type(models.TextChoices):
        DECISION = "decision", _("decision")
        PLAN_DRAFT = "plan_draft", _("draft of a plan")
        PLAN = "plan", _("plan")
        STRATEGY = "strategy", _("strategy")
        METHODOLOGY = "methodology", _("methodology")
        SYSTEM = "it_system", _("information system")
        REPORT = "report", _("report")
        RESEARCH = "research_report", _("research report")
        ANALYSIS = "analysis", _("analysis")
        ANALYTICAL_REPORT = "analytical_report", _("analytical report")
        GUIDELINES = "guidelines", _("guidelines")
        STANDARDS = "standards", _("standards")
        PROCEDURES = "sop", _("standard operating procedures")
        PROCEDURE = "procedure", _("procedure")
        MANUAL = "manual", _("manual")
        POLICY = "policy", _("policy")
        PROGRAMME = "assistance_programme", _("programme of assistance")
        INITIATIVE = "initiative", _("initiative")
        CONVENTION = "convention", _("convention")
        LAW = "law", _("law")
        AMENDMENT = "law_amendment", _("amendment to a law")
        MECHANISM = "mechanism", _("mechanism")
        INDICATOR_LIST = "indicator_list", _("list of indicators")

    type = models.CharField(_("Type"), max_length=24, choices=Type)
    version = models.CharField(_("Version"), max_length=30, blank=True)
    number = models.CharField(_("Number or gazette"), max_length=80, blank=True)
    report_year = models.PositiveSmallIntegerField(
        _("Year reported on"), null=True, blank=True, help_text=_("Only for yearly reports.")
    )
    review_on = models.DateField(_("To be reviewed on"), null=True, blank=True)


class Step(Line):
    CLASSES: ClassVar = dict.fromkeys(("id", "record", "state", "on", "body"), "internal")

    record = record_of("registers.Deliverable", related_name="steps")
    state = models.CharField(pgettext_lazy("of a deliverable", "State"), max_length=12, choices=DeliverableState)
    on = models.DateField(_("Reached on"))
    body = models.ForeignKey(
        Institution, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("By or to whom"),
        help_text=_("Who adopted or signed it, or to whom it was submitted."),
    )  # fmt: skip

    class Meta(Line.Meta):
        constraints: ClassVar = [models.UniqueConstraint(fields=["record", "state"], name="deliverable_state_once")]


_BODY = asks(Step, "body", "steps__body")
_ASKED = {
    "kind": asks(Deliverable, "type"),
    "state": asks(Step, "state", "steps__state"),
    "report_year": asks(Deliverable, "report_year"),
    "adopted_by": _BODY,
    "submitted_to": _BODY,
}
_REACHED = {"": Dating("steps__on", _("day on which the state was reached"))}

KIND = Kind(
    slug="deliverables",
    model=Deliverable,
    one=_("Deliverable"),
    many=_("Deliverables"),
    holds=_("Acts, plans, methodologies, guidelines, reports, laws and systems, with the states that they reached."),
    register=Register.DELIVERABLES,
    columns=("type", "version", "number", "report_year"),
    filters=("type",),
    lines=Step,
    lines_name=_("States"),
    countables=(
        Countable(
            "exists", "deliverable", _("Deliverable that reached a state"), Register.DELIVERABLES, Deliverable,
            _REACHED, _ASKED, steps="steps",
        ),
        Countable(
            "count", "deliverable", _("Deliverables that reached a state"), Register.DELIVERABLES, Deliverable,
            {"date∈period": _REACHED[""]}, _ASKED, steps="steps",
        ),
    ),
)  # fmt: skip
