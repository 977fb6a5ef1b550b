"""Field operations, controls and checks, with the cases that they detected."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from okrilje.plan.content import Register
from okrilje.plan.measuring import Countable, Dating
from okrilje.registers.kind import DAY, Confidentiality, Kind, asks
from okrilje.registers.records import Line, Record, classed, record_of

ORDER = 60


class Operation(Record):
    CLASSES: ClassVar = classed("internal", "type", "times", "place")

    class Type(models.TextChoices):
        ACTION = "operational_action", _("operational action")
        TARGETED = "targeted_control", _("targeted control")
        INSPECTION = "inspection_control", _("inspection control")
        FIELD_CHECK = "field_check", _("field check")
        ACTIVITY = "operational_activity", _("operational activity")
        INTERNATIONAL = "international_operation", _("international operation")

    type = models.CharField(_("Type"), max_length=24, choices=Type)
    times = models.PositiveIntegerField(
        _("How many"), default=1, help_text=_("More than one where a day's controls are entered together.")
    )
    place = models.CharField(_("Place"), max_length=80, blank=True)


class DetectedCase(Line):
    """``reference`` is the number under which the case is kept by whoever detected it; nothing else is said of it."""

    CLASSES: ClassVar = dict.fromkeys(("id", "record", "reference"), "sensitive")

    record = record_of("registers.Operation", related_name="cases")
    reference = models.CharField(
        _("Number of the case"), max_length=60, help_text=_("The number in your own records; no names.")
    )

    class Meta(Line.Meta):
        constraints: ClassVar = [models.UniqueConstraint(fields=["record", "reference"], name="detected_case_once")]


_KIND = {"kind": asks(Operation, "type")}

KIND = Kind(
    slug="operations",
    model=Operation,
    one=_("Operation or control"),
    many=_("Operations and controls"),
    holds=_("Operations, controls and checks in the field, and the numbers of the cases that they detected."),
    register=Register.OPERATIONS,
    confidentiality=Confidentiality.RESTRICTED,
    columns=("type", "times", "place"),
    filters=("type",),
    totals=("times",),
    lines=DetectedCase,
    lines_name=_("Detected cases"),
    countables=(
        Countable(
            "sum", "field_operation.count", _("Operations, controls and checks"), Register.OPERATIONS, Operation,
            {"date∈period": DAY}, _KIND, value="times",
        ),
        Countable(
            "count", "field_operation", _("Entries of operations"), Register.OPERATIONS, Operation,
            {"date∈period": DAY}, _KIND,
        ),
        Countable(
            "count_distinct", "detected_case", _("Detected cases, each counted once"), Register.OPERATIONS,
            DetectedCase, {"date∈period": Dating("record__happened_on", _("day"))},
            {"kind": asks(Operation, "type", "record__type")}, value="reference", record="record",
        ),
    ),
)  # fmt: skip
