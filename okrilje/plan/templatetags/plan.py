"""What templates need to show parts of a plan. Load with ``{% load plan %}``."""

from __future__ import annotations

from django import template
from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString

from okrilje.lib.scripts import is_cyrillic
from okrilje.plan import wording
from okrilje.plan.models import Activity

register = template.Library()

register.filter("month", wording.month)
register.filter("minimum", wording.minimum)
register.filter("hidden_minimum", wording.hidden_minimum)
register.filter("in_words", wording.change)


@register.simple_tag
def official_language() -> str:
    """The language in which this installation's plans are written, for the lang attribute of official wording."""
    return settings.LANGUAGE_CODE


@register.filter
def deadline(activity: Activity) -> SafeString:
    """The deadline in words, as a tag of its kind."""
    return format_html('<span class="tag {}">{}</span>', activity.deadline_kind, wording.deadline(activity))


@register.filter
def percent_of(part: int, whole: int) -> str:
    """``part`` in whole percent of ``whole``; "" where there is no whole."""
    return f"{100 * part / whole:.0f} %" if whole else ""


@register.filter
def language(text: str) -> str:
    """For the lang attribute of what somebody typed: in the official language, or in Serbian Cyrillic."""
    return "sr-Cyrl" if is_cyrillic(text) else settings.LANGUAGE_CODE


@register.filter
def typed(text: str) -> SafeString:
    """What somebody typed, marked as being in the language that it is in."""
    return format_html('<span lang="{}">{}</span>', language(text), text)
