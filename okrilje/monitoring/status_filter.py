"""What the list of activities with their lights can be narrowed by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from okrilje.accounts.models import Institution
from okrilje.lib.scripts import fold
from okrilje.monitoring.breakdown import MEMBERS, Group, is_unverified
from okrilje.monitoring.breakdown_words import GROUP_NAMES
from okrilje.monitoring.forms import date_input
from okrilje.monitoring.queries.standings import Standing
from okrilje.monitoring.words import LIGHT_NAMES, STATE_NAMES
from okrilje.plan.filters import ALL, Filter
from okrilje.plan.models import ActionPlan
from okrilje.plan.queries.plans import pillars_of, programmes

#: States that are a group of their own stand there already.
_DETAILS = [(s.value, name) for s, name in STATE_NAMES.items() if s.value not in {group.value for group in Group}]


class StatusFilter(Filter):
    as_of = forms.DateField(label=_("As of"), widget=date_input())
    state = forms.ChoiceField(
        label=pgettext_lazy("how things stand", "State"),
        choices=[ALL, (_("In short"), [(g.value, n) for g, n in GROUP_NAMES.items()]), (_("In detail"), _DETAILS)],
    )
    light = forms.ChoiceField(
        label=pgettext_lazy("traffic light", "Light"), choices=[ALL, *((x.value, n) for x, n in LIGHT_NAMES.items())]
    )
    verified = forms.ChoiceField(
        label=_("Verified"), choices=[ALL, ("yes", _("reported and verified")), ("no", _("reported, not verified"))]
    )
    institution = forms.ChoiceField(label=_("Institution"))
    pillar = forms.ChoiceField(label=_("Pillar"))
    programme = forms.ChoiceField(label=_("Programme"))

    def __init__(self, request: HttpRequest, plan: ActionPlan, today: date) -> None:
        self.today = today
        super().__init__(request, plan)

    def fill(self) -> None:
        if not self.data.get("as_of"):
            # So that the field says for which day the list is told.
            self.data = self.query.dict() | {"as_of": self.today.isoformat()}
        named = Institution.objects.filter(
            responsibilities__activity__plan=self.plan, responsibilities__activity__is_withdrawn=False
        ).distinct()
        choices: dict[str, list[Any]] = {
            "institution": [(i.code, f"{i.code} {i.title}") for i in sorted(named, key=lambda i: fold(i.title))],
            "pillar": [(p.code, f"{p.code} {p.label}") for p in pillars_of(self.plan)],
            "programme": [(p.code, f"{p.code} {p.label}") for p in programmes().filter(pillar__plan=self.plan)],
        }
        for name, values in choices.items():
            self.fields[name].choices = [ALL, *values]  # type: ignore[attr-defined]

    @property
    def day(self) -> date:
        found: date = self.used.get("as_of", self.today)
        return found

    @property
    def until(self) -> date | None:
        """For a day in the past only cycles that were over by then count: nobody knew of later ones."""
        return self.day if self.day < self.today else None

    @property
    def narrows(self) -> bool:
        return bool(self.used.keys() - {"as_of"})

    def narrow(self, rows: Sequence[Standing]) -> list[Standing]:
        return narrowed(rows, self.used)


def narrowed(rows: Sequence[Standing], used: Mapping[str, Any]) -> list[Standing]:
    """The rows that fit all the filters in ``used``, by their names."""
    return [row for row in rows if _is_wanted(row, used)]


def _is_wanted(row: Standing, used: Mapping[str, Any]) -> bool:
    activity = row.activity
    return (
        used.get("pillar", activity.programme.pillar.code) == activity.programme.pillar.code
        and used.get("programme", activity.programme.code) == activity.programme.code
        and used.get("light", row.light) == row.light
        and _is_in(row, used.get("state"))
        and _is_checked(row, used.get("verified"))
        and ("institution" not in used or _is_of(row, used["institution"]))
    )


def _is_in(row: Standing, wanted: str | None) -> bool:
    if wanted is None:
        return True
    states = MEMBERS[Group(wanted)] if wanted in {group.value for group in Group} else {wanted}
    return row.state in states


def _is_checked(row: Standing, wanted: str | None) -> bool:
    if wanted is None or row.told is None:
        return wanted is None
    return is_unverified(row.told) if wanted == "no" else row.told.verified


def _is_of(row: Standing, institution: str) -> bool:
    return any(part.institution.code == institution for part in row.activity.responsibilities.all())
