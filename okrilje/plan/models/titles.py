"""Titles of the parts of a plan, in the language of the page."""

from __future__ import annotations

from django.db import models
from django.utils.translation import get_language

from okrilje.lib import scripts

#: Where a label is looked for, by language of the page: neighbours before English, so no page is half foreign.
FALLBACKS = {"en": ("en", "bs"), "sr": ("sr-latn", "bs", "en"), "hr": ("hr", "bs", "en")}


def pick(labels: dict[str, str]) -> str:
    """The label in the language of the page; Serbian Cyrillic is written from the Latin, never stored."""
    language = get_language() or "bs"
    for code in FALLBACKS.get(language, (language, "bs", "en")):
        if text := labels.get(code):
            return scripts.to_cyrillic(text) if language == "sr" and code != "en" else text
    return ""


class Titled(models.Model):
    """A part of a plan: the official ``title`` in its own script, and short ``labels`` in our own words."""

    title = models.TextField(blank=True)
    labels = models.JSONField(default=dict, blank=True)

    class Meta:
        abstract = True

    @property
    def label(self) -> str:
        return pick(self.labels) or self.title

    @property
    def official(self) -> str:
        """The wording of the document; "" before it was imported or where the label already is that wording."""
        return self.title if self.title != self.label else ""
