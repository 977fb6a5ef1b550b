"""The form in which evidence is described: a document, and what of the answer it proves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from okrilje.files.documents import DocumentKind
from okrilje.files.forms import KEEP, DocumentForm
from okrilje.monitoring.models import Evidence, Item


class EvidenceForm(DocumentForm):
    """``usual``: the kinds that usually prove the activity; ``provable``: path -> name of what it may prove."""

    field_order = ("kind", "proves")
    proves = forms.ChoiceField(label=gettext_lazy("What it proves"), required=False)

    def __init__(
        self,
        data: Any = None,
        files: Any = None,
        *,
        item: Item,
        usual: Sequence[DocumentKind],
        provable: dict[str, str],
    ) -> None:
        super().__init__(data, files, ids=f"e{item.pk}")
        names = dict(Evidence.Kind.choices)
        other = [kind for kind in DocumentKind if kind not in usual]
        kind, proves = self.fields["kind"], self.fields["proves"]
        assert isinstance(kind, forms.ChoiceField) and isinstance(proves, forms.ChoiceField)
        kind.choices = [
            (_("Usual for this activity"), [(one.value, str(names[one])) for one in usual]),
            (_("Others"), [(one.value, str(names[one])) for one in other]),
        ]
        keep = self.fields["keep"]
        assert isinstance(keep, forms.ChoiceField)
        keep.choices = [
            ("file", _("Keep the file here, confidential until somebody decides otherwise")),
            ("reference", KEEP["reference"]),
        ]
        proves.choices = [("", _("the whole answer")), *provable.items()]
