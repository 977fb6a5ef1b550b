"""Cleaning of what a coordinator types about reporting."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from okrilje.accounts.models import Institution
from okrilje.lib.periods import Length
from okrilje.monitoring.models import Reporting, ReportingLength
from okrilje.plan.importing import too_large
from okrilje.plan.models import ActionPlan, Activity

_DATE = {"type": "date"}


def date_input() -> forms.DateInput:
    return forms.DateInput(attrs=_DATE, format="%Y-%m-%d")


class SetupForm(forms.Form):
    """How a plan is reported on."""

    every = forms.ChoiceField(label=_("Length of a cycle"), choices=ReportingLength.choices)
    adopted_on = forms.DateField(
        label=_("Day of adoption"),
        help_text=_("Before this day nothing can be behind. Left empty: the first day of the plan."),
        required=False,
        widget=date_input(),
    )
    due_days = forms.IntegerField(
        label=_("Days until reports are due"),
        help_text=_("Counted from the end of a period."),
        min_value=0,
        max_value=180,
    )
    grace_days = forms.IntegerField(
        label=_("Days of grace"),
        help_text=_("After them a report is not only late: its institution counts as silent."),
        min_value=0,
        max_value=180,
    )

    def __init__(self, data: Any = None, *, plan: ActionPlan, reporting: Reporting | None) -> None:
        known = reporting or Reporting(plan=plan, adopted_on=plan.adopted_on)
        names = ("every", "adopted_on", "due_days", "grace_days")
        super().__init__(data, initial={name: getattr(known, name) for name in names}, label_suffix="")
        self.plan = plan

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        adopted = cleaned.get("adopted_on")
        if adopted and adopted > self.plan.ends_on:
            self.add_error("adopted_on", _("The plan cannot be adopted after its last day."))
        return cleaned

    @property
    def setup(self) -> dict[str, Any]:
        """What ``actions.set_up`` takes."""
        return {**self.cleaned_data, "every": Length(self.cleaned_data["every"])}

    def reporting(self) -> Reporting:
        """The setup, not saved."""
        return Reporting(plan=self.plan, **self.cleaned_data)


class _Named(forms.ModelChoiceField):  # type: ignore[type-arg]
    """An institution by its title, an activity by code and label."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.code} {obj.label}" if isinstance(obj, Activity) else str(obj.title)


class FollowUpForm(forms.Form):
    """A decision of a meeting."""

    text = forms.CharField(label=_("What was decided"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    institution = _Named(label=_("Who does it"), queryset=Institution.objects.none())
    activity = _Named(label=_("About the activity"), queryset=Activity.objects.none(), required=False)
    due_on = forms.DateField(label=_("By when"), required=False, widget=date_input())

    def __init__(self, data: Any = None, *, plan: ActionPlan, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial, label_suffix="")
        live = plan.activities.filter(is_withdrawn=False).defer("search", "notes")
        taking_part = Institution.objects.filter(responsibilities__activity__in=live) | Institution.objects.filter(
            pk=plan.owner_id
        )
        for name, rows in (("institution", taking_part.distinct().order_by("name")), ("activity", live)):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = rows


class WorkbookForm(forms.Form):
    """A report that was filled in as a workbook."""

    file = forms.FileField(
        label=_("The filled-in workbook"),
        help_text=_("The XLSX file that you downloaded here and wrote into, of any of our languages."),
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
    )

    def clean_file(self) -> UploadedFile[Any]:
        file: UploadedFile[Any] = self.cleaned_data["file"]
        if file.size and file.size > settings.IMPORT_MAX_BYTES:
            raise forms.ValidationError(too_large(file.size))
        return file
