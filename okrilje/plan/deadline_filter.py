"""Whose deadlines a timeline or a calendar shows."""

from __future__ import annotations

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from okrilje.accounts.models import Institution
from okrilje.lib.scripts import fold
from okrilje.plan.filters import ALL, Filter
from okrilje.plan.models import Activity


class DeadlineFilter(Filter):
    institution = forms.ChoiceField(label=_("Institution"))
    pillar = forms.ChoiceField(label=_("Pillar"))

    def fill(self) -> None:
        named = Institution.objects.filter(
            responsibilities__activity__plan=self.plan, responsibilities__activity__is_withdrawn=False
        ).distinct()
        institutions = [(i.code, f"{i.title} ({i.code})") for i in sorted(named, key=lambda i: fold(i.title))]
        pillars = [(p.code, f"{p.code} {p.label}") for p in self.plan.pillars.order_by("order")]
        self.fields["institution"].choices = [ALL, *institutions]  # type: ignore[attr-defined]
        self.fields["pillar"].choices = [ALL, *pillars]  # type: ignore[attr-defined]

    def narrow(self, activities: QuerySet[Activity]) -> QuerySet[Activity]:
        if pillar := self.used.get("pillar"):
            activities = activities.filter(programme__pillar__code=pillar)
        if institution := self.used.get("institution"):
            named = Activity.objects.filter(responsibilities__institution__code=institution).values("pk")
            activities = activities.filter(pk__in=named)
        return activities
