"""What the findings of a plan can be narrowed by."""

from __future__ import annotations

from collections.abc import Sequence

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from okrilje.plan.checker import RULES
from okrilje.plan.content import sort_key
from okrilje.plan.filters import ALL, Filter
from okrilje.plan.models import ActionPlan, Finding

STATUSES = [("open", _("open")), ("accepted", _("accepted"))]


class FindingFilter(Filter):
    """``rows`` are all findings of the plan: choices are offered only where they lead to something."""

    severity = forms.ChoiceField(label=_("Severity"), choices=[ALL, *Finding.Severity.choices])
    rule = forms.ChoiceField(label=_("Rule"))
    activity = forms.ChoiceField(label=_("Activity"))
    status = forms.ChoiceField(label=_("Status"), choices=[ALL, *STATUSES])

    def __init__(self, request: HttpRequest, plan: ActionPlan, rows: Sequence[Finding]) -> None:
        self.rows = rows
        super().__init__(request, plan)

    def fill(self) -> None:
        rules = dict.fromkeys(row.rule for row in self.rows)
        codes = {code for row in self.rows for code in row.codes}
        self.fields["rule"].choices = [ALL, *((rule, RULES[rule].title) for rule in rules)]  # type: ignore[attr-defined]
        self.fields["activity"].choices = [ALL, *((c, c) for c in sorted(codes, key=sort_key))]  # type: ignore[attr-defined]

    @property
    def wanted(self) -> list[Finding]:
        return [row for row in self.rows if self._is_wanted(row)]

    def _is_wanted(self, row: Finding) -> bool:
        used = self.used
        status = "accepted" if row.accepted_at else "open"
        return (
            used.get("severity", row.severity) == row.severity
            and used.get("rule", row.rule) == row.rule
            and used.get("status", status) == status
            and ("activity" not in used or used["activity"] in row.codes)
        )
