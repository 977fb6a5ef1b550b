"""The matrix in words: what its cells are called, what they mean, and the look of their tags."""

from __future__ import annotations

from django.utils.translation import gettext_lazy, pgettext_lazy

from okrilje.monitoring.accumulation import RollUp
from okrilje.monitoring.matrix import Kind

KIND_NAMES = {
    Kind.LATE: pgettext_lazy("cell of the matrix", "late"),
    Kind.SILENT: pgettext_lazy("cell of the matrix", "silent"),
    Kind.IDLE: pgettext_lazy("cell of the matrix", "nothing done"),
    Kind.UNDER_WAY: pgettext_lazy("cell of the matrix", "under way"),
    Kind.NOT_DUE: pgettext_lazy("cell of the matrix", "not due yet"),
    Kind.UNASKED: pgettext_lazy("cell of the matrix", "not asked for"),
    Kind.DONE: pgettext_lazy("cell of the matrix", "done"),
    Kind.DROPPED: pgettext_lazy("cell of the matrix", "does not apply"),
    Kind.NOT_PLANNED: pgettext_lazy("cell of the matrix", "not planned"),
    Kind.NO_PLAN: pgettext_lazy("cell of the matrix", "no plan here"),
}

KIND_MEANINGS = {
    Kind.LATE: gettext_lazy("Planned, and reported as not done in time or too seldom."),
    Kind.SILENT: gettext_lazy("Planned and due, and nobody reported."),
    Kind.IDLE: gettext_lazy("Planned, and reported as not begun or as nothing done."),
    Kind.UNDER_WAY: gettext_lazy("Planned, and work was reported."),
    Kind.NOT_DUE: gettext_lazy("Planned; nothing had to be reported yet."),
    Kind.UNASKED: gettext_lazy("Planned; reporting is not set up, or the deadline cannot be read."),
    Kind.DONE: gettext_lazy("Planned, and all of it was reported as done."),
    Kind.DROPPED: gettext_lazy("Planned, and reported as not applying any more."),
    Kind.NOT_PLANNED: gettext_lazy("The plan of this government has no such measure."),
    Kind.NO_PLAN: gettext_lazy("The plan of this government is not in this system."),
}

#: The class of the tag; each has a sign of its own besides its colour and its word.
KIND_TAGS = {
    Kind.LATE: "danger",
    Kind.SILENT: "warning",
    Kind.IDLE: "low",
    Kind.UNDER_WAY: "info",
    Kind.DONE: "success",
    Kind.NOT_PLANNED: "outline",
    Kind.NO_PLAN: "outline",
}

ROLL_UP_MEANINGS = {
    RollUp.SUM: gettext_lazy("the values of all governments added up"),
    RollUp.DISTINCT: gettext_lazy("persons, who may stand in several records: no total without the records"),
    RollUp.LATEST: gettext_lazy("the value that was reported last"),
}
