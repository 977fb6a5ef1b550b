"""The form in which a document is described. What is wrong with it, the action says."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from okrilje.files.actions import Draft
from okrilje.files.documents import DocumentKind
from okrilje.files.models import Document
from okrilje.lib import attachments

KEEP = {
    "file": gettext_lazy("Keep the file here, encrypted: whoever may read the record may open it"),
    "reference": gettext_lazy("Keep only the reference: the document stays where it is, its hash is taken"),
}


class DocumentForm(forms.Form):
    """What a document is, who holds it, and its file. ``ids`` begins the ids of its fields, for pages with several.
    Without ``keeps_files`` only the reference can be kept.
    """

    kind = forms.ChoiceField(label=gettext_lazy("Kind of document"))
    title = forms.CharField(
        label=gettext_lazy("Title"),
        help_text=gettext_lazy("What it is, without names of persons. The name of the file is not kept."),
        max_length=200,
    )
    number = forms.CharField(
        label=gettext_lazy("Number"),
        help_text=gettext_lazy("Of the official gazette, the protocol or the agreement."),
        max_length=100,
        required=False,
    )
    dated_on = forms.DateField(
        label=gettext_lazy("Of which day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    persons = forms.IntegerField(
        label=gettext_lazy("Number of people"),
        help_text=gettext_lazy("For an attendance list: it stays with you, Okrilje keeps how many people it has."),
        min_value=0,
        max_value=100_000,
        required=False,
    )
    keep = forms.ChoiceField(
        label=gettext_lazy("What is kept"), choices=list(KEEP.items()), initial="file", widget=forms.RadioSelect
    )
    file = forms.FileField(label=gettext_lazy("File"), required=False)
    held_by = forms.CharField(
        label=gettext_lazy("Who holds it"),
        help_text=gettext_lazy("Where the document can be asked for, if only the reference is kept."),
        max_length=200,
        required=False,
    )
    looked = forms.BooleanField(
        label=gettext_lazy("I looked at the pages that are pictures: they show no name and no number of a person"),
        required=False,
    )

    def __init__(self, data: Any = None, files: Any = None, *, ids: str = "d", keeps_files: bool = True) -> None:
        super().__init__(data, files, auto_id=f"{ids}-%s", label_suffix="", use_required_attribute=False)
        kind, file = self.fields["kind"], self.fields["file"]
        assert isinstance(kind, forms.ChoiceField)
        kind.choices = [("", "–"), *Document.Kind.choices]
        file.widget.attrs["accept"] = ",".join(attachments.ENDINGS)
        file.help_text = _(
            "PDF, Word, Excel, OpenDocument text, plain text, PNG or JPEG, up to %(most)s MB. It is read on this "
            "machine for numbers of persons before it is kept; authors and signatures are taken out."
        ) % {"most": settings.EVIDENCE_MAX_BYTES // 1024 // 1024}
        if not keeps_files:
            self.initial["keep"] = "reference"
            self.fields["keep"].widget = forms.HiddenInput()
            file.help_text = _("Only its hash is taken, by which the document is recognised later, not the file.")

    def draft(self) -> Draft:
        """What the action takes. Needs a valid form."""
        said = dict(self.cleaned_data)
        file, keep = said.pop("file"), said.pop("keep") == "file"
        kind = DocumentKind(said.pop("kind"))
        return Draft(kind=kind, upload=file.read() if file else None, keep=keep, **said)
