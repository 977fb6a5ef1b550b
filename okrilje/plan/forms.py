from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any, cast

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import RegexValidator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from okrilje.plan.importing import too_large
from okrilje.plan.models import ActionPlan, Upload


class UploadForm(forms.Form):
    """A document, and the plan that it is meant for: one of one's own institution, or a new one."""

    file = forms.FileField(
        label=_("Document of the plan"),
        help_text=_("DOCX, PDF, XLSX, text, or an export of Okrilje."),
        widget=forms.FileInput(attrs={"accept": ".docx,.pdf,.xlsx,.txt,.tsv,.json"}),
    )
    plan = forms.ChoiceField(label=_("Import into"), required=False)
    code = forms.CharField(
        label=_("Code of the new plan"),
        help_text=_("Small letters, digits and dashes, for example canton-2021-2023. Only for a new plan."),
        required=False,
        max_length=60,
        validators=[RegexValidator(r"^[a-z0-9]+(-[a-z0-9]+)*$", _("Use small letters, digits and single dashes."))],
    )

    starts_on = forms.DateField(
        label=_("First day of the plan"),
        help_text=_("Only where the document does not name the period."),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    ends_on = forms.DateField(
        label=_("Last day of the plan"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = ActionPlan.objects.filter(owner=user.institution_id)
        choices = [("", _("A new plan")), *((plan.code, _named(plan)) for plan in own)]
        cast(forms.ChoiceField, self.fields["plan"]).choices = choices

    def clean_file(self) -> UploadedFile[Any]:
        file: UploadedFile[Any] = self.cleaned_data["file"]
        if file.size and file.size > settings.IMPORT_MAX_BYTES:
            raise forms.ValidationError(too_large(file.size))
        return file

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("plan"):
            if not cleaned.get("code") and "code" not in self.errors:
                self.add_error("code", _("Give the new plan a code, or choose one of the plans above."))
            elif ActionPlan.objects.filter(code=cleaned.get("code")).exists():
                self.add_error("code", _("A plan with this code exists already."))
        return cleaned

    def make_upload(self, *, by: Any, at: datetime) -> Upload:
        """The upload, not saved yet."""
        file: UploadedFile[Any] = self.cleaned_data["file"]
        data = file.read()
        return Upload(
            plan_code=self.cleaned_data["plan"] or self.cleaned_data["code"],
            file_name=(file.name or "")[:250],
            sha256=hashlib.sha256(data).hexdigest(),
            document=data,
            starts_on=self.cleaned_data["starts_on"],
            ends_on=self.cleaned_data["ends_on"],
            by=by,
            at=at,
        )


def _named(plan: ActionPlan) -> str:
    return plan.label if plan.is_public else gettext("%(plan)s (draft)") % {"plan": plan.label}
