"""One correction for many records: which field, and what it should hold."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from okrilje.accounts.models import User
from okrilje.registers import queries
from okrilje.registers.batches import ADD, REMOVE, Correction
from okrilje.registers.forms import form_field
from okrilje.registers.kind import Kind


def correctable(kind: Kind) -> list[tuple[str, Any]]:
    """What can be corrected together: fields that several records may share, and the activities that they answer."""
    own = [(f.name, f.verbose_name) for f in kind.fields if f.name not in ("title", "note")]
    return [(ADD, _("add an activity")), (REMOVE, _("take out an activity")), *own]


class WhichForm(forms.Form):
    """What is corrected; the question about its value depends on it."""

    use_required_attribute = False

    def __init__(self, data: Any, kind: Kind) -> None:
        super().__init__(data, auto_id="f-%s", label_suffix="")
        choices = [("", "–"), *correctable(kind)]
        self.fields["field"] = forms.ChoiceField(label=gettext_lazy("What is corrected"), choices=choices)


class _ActivityField(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.code} {obj.label}"


class CorrectionForm(forms.Form):
    """The value for all the chosen records."""

    use_required_attribute = False

    def __init__(self, data: Any, *, kind: Kind, user: User, field: str) -> None:
        super().__init__(data, label_suffix="")
        self.field = field
        if field in (ADD, REMOVE):
            rows = queries.candidates(kind, user)
            self.fields["value"] = _ActivityField(rows, label=_("Activity"))
        else:
            self.fields["value"] = form_field(kind.field(field))

    @property
    def correction(self) -> Correction:
        """What was said; only after ``is_valid``."""
        return Correction(self.field, self.cleaned_data["value"])
