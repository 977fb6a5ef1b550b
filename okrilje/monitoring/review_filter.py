"""What the queue of a review can be narrowed by, and the reports in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from okrilje.lib.scripts import fold
from okrilje.monitoring.models import Submission
from okrilje.monitoring.queries.reports import Row, count_answered
from okrilje.monitoring.row_filter import SHOWN
from okrilje.monitoring.rules import HANDED_IN, STATUS_NAMES, Status
from okrilje.plan.filters import ALL, Filter
from okrilje.plan.models import ActionPlan
from okrilje.plan.queries.plans import programmes

#: In the order of the path of a report.
_STATUSES = [status for status in Status if status in HANDED_IN]
_WHAT = [(name, label) for name, (label, _test) in SHOWN.items() if name != "all"]


@dataclass(slots=True)
class Queued:
    """A report that was handed in. ``shown``: what of it the filter lets through."""

    submission: Submission
    rows: list[Row]
    shown: list[Row] = field(default_factory=list)
    #: "" where the person may accept it now, else why not.
    why_not: str = ""

    @property
    def answered(self) -> tuple[int, int]:
        return count_answered(self.rows)

    @property
    def needing(self) -> int:
        """How many activities a reviewer should look at before accepting."""
        return sum(row.needs_a_look for row in self.rows)

    @property
    def is_clean(self) -> bool:
        return not self.why_not and not self.needing


class ReviewFilter(Filter):
    status = forms.ChoiceField(
        label=_("Report"),
        choices=[("", _("waiting for review")), ("any", pgettext_lazy("reports", "all that were handed in"))]
        + [(status.value, STATUS_NAMES[status]) for status in _STATUSES if status is not Status.SUBMITTED],
    )
    what = forms.ChoiceField(
        label=_("Activities"),
        choices=[("", _("that need a look")), ("all", pgettext_lazy("activities", "all")), *_WHAT],
    )
    institution = forms.ChoiceField(label=_("Institution"))
    programme = forms.ChoiceField(label=_("Programme"))

    def __init__(self, request: HttpRequest, plan: ActionPlan, submissions: Sequence[Submission]) -> None:
        self.submissions = submissions
        super().__init__(request, plan)

    def fill(self) -> None:
        named = sorted((one.institution for one in self.submissions), key=lambda one: fold(one.title))
        choices: dict[str, list[Any]] = {
            "institution": [(one.code, f"{one.code} {one.title}") for one in named],
            "programme": [(one.code, f"{one.code} {one.label}") for one in programmes().filter(pillar__plan=self.plan)],
        }
        for name, values in choices.items():
            self.fields[name].choices = [ALL, *values]  # type: ignore[attr-defined]

    def wanted(self) -> list[Submission]:
        """The reports with the wanted status, of the wanted institution."""
        status = self.used.get("status", Status.SUBMITTED.value)
        return [
            one
            for one in self.submissions
            if status in (one.status, "any")
            and self.used.get("institution", one.institution.code) == one.institution.code
        ]

    def queued(self, rows: Mapping[int, list[Row]], programme_of: Mapping[int, str]) -> list[Queued]:
        """Each with the wanted activities; where somebody looks for some, only reports that have any."""
        asked = {"what", "programme"} & self.used.keys()
        found = [
            Queued(one, rows[one.pk], [row for row in rows[one.pk] if self._is_wanted(row, programme_of)])
            for one in self.wanted()
        ]
        return [one for one in found if one.shown or not asked]

    def _is_wanted(self, row: Row, programme_of: Mapping[int, str]) -> bool:
        what, programme = self.used.get("what"), self.used.get("programme")
        fits = SHOWN[what][1](row) if what else row.needs_a_look
        return fits and programme in (None, programme_of[row.activity.programme_id])
