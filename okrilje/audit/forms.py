from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from okrilje.audit.models import Event, EventQuerySet
from okrilje.audit.sentences import patterns


class FilterForm(forms.Form):
    """Which events to show. ``institutions``: (code, name) of those that may be chosen."""

    q = forms.CharField(label=_("Search"), required=False, max_length=100)
    actor = forms.CharField(label=_("Who (e-mail address)"), required=False, max_length=254)
    action = forms.ChoiceField(label=_("What happened"), required=False)
    institution = forms.ChoiceField(label=_("Institution"), required=False)
    subject = forms.CharField(label=_("What it is about (code or e-mail address)"), required=False, max_length=160)
    since = forms.DateField(label=_("From"), required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))
    until = forms.DateField(label=_("To"), required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))

    def __init__(self, data: Any, institutions: list[tuple[str, str]]) -> None:
        super().__init__(data, auto_id="f-%s", label_suffix="")
        self.fields["action"].choices = [("", _("all")), *sorted(patterns().items(), key=lambda p: p[1])]  # type: ignore[attr-defined]
        self.fields["institution"].choices = [("", _("all")), *institutions]  # type: ignore[attr-defined]

    def clean(self) -> None:
        since, until = self.cleaned_data.get("since"), self.cleaned_data.get("until")
        if since and until and since > until:
            self.add_error("until", _("The end of the period lies before its beginning."))

    def events(self) -> EventQuerySet:
        """What the filter lets through, newest first; nothing where the filter is wrong."""
        if not self.is_valid():
            return Event.objects.none()
        wanted = self.cleaned_data
        found = Event.objects.between(wanted["since"], wanted["until"])
        for field in ("action", "institution"):
            if wanted[field]:
                found = found.filter(**{field: wanted[field]})
        if wanted["actor"]:
            found = found.filter(actor=wanted["actor"].lower())
        if wanted["subject"]:
            found = found.about(wanted["subject"])
        if text := wanted["q"]:
            found = found.mentioning(text, [a for a, words in patterns().items() if text.lower() in words.lower()])
        return found

    def chosen(self) -> dict[str, str]:
        """For the event that tells of the reading: {"institution": "MS", "since": "2026-01-01"}."""
        if not self.is_valid():
            return {}
        return {name: str(value) for name, value in self.cleaned_data.items() if value}
