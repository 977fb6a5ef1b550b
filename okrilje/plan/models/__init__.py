"""The plan in the database: always the latest version, with every earlier one kept whole beside it."""

from okrilje.plan.models.history import Change, Finding, Upload, Version
from okrilje.plan.models.indicators import Indicator, Measure, MeasureType, Register
from okrilje.plan.models.overlaps import Overlap
from okrilje.plan.models.structure import (
    ActionPlan,
    Activity,
    Dependency,
    DueDate,
    Level,
    Pillar,
    Programme,
    Resource,
    Responsibility,
    Strategy,
)
from okrilje.plan.models.titles import Titled, pick

__all__ = [
    "ActionPlan",
    "Activity",
    "Change",
    "Dependency",
    "DueDate",
    "Finding",
    "Indicator",
    "Level",
    "Measure",
    "MeasureType",
    "Overlap",
    "Pillar",
    "Programme",
    "Register",
    "Resource",
    "Responsibility",
    "Strategy",
    "Titled",
    "Upload",
    "Version",
    "pick",
]
