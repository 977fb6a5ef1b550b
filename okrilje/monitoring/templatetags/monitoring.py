"""What templates need to show reporting. Load with ``{% load monitoring %}``."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from okrilje.monitoring import breakdown, breakdown_words, charts, rules, words
from okrilje.monitoring.breakdown import Group
from okrilje.monitoring.models import Cycle
from okrilje.monitoring.status import LIGHTS, Light, State, Tally

register = template.Library()
#: Light -> the kind of tag, which brings its sign; without a light the state has a sign of its own.
_TAGS = {Light.GREEN: "success", Light.AMBER: "warning", Light.RED: "danger"}


@register.filter
def state_tag(state: str | State | None) -> SafeString:
    """A state as a tag: a word and a sign, so that the colour says nothing alone."""
    if not state:
        return format_html('<span class="tag not_applicable">{}</span>', "–")
    known = State(state)
    return format_html('<span class="tag {}">{}</span>', _tag(known), words.STATE_NAMES[known])


def _tag(state: State) -> str:
    """Nothing done and not started are both amber, so each brings its own sign as well."""
    return f"{_TAGS.get(LIGHTS[state], '')} {state.value}".strip()


@register.filter
def of_code(values: Mapping[str, Any], code: str) -> Any:
    """What a mapping by code holds for this one."""
    return values.get(code)


@register.filter
def group_name(group: Group) -> str:
    return str(breakdown_words.GROUP_NAMES[group])


register.filter("why", words.why)
register.filter("greener", words.greener)


@register.filter
def period(cycle: Cycle) -> str:
    return words.period(cycle.period, cycle.length)


@register.filter
def percent(share: Decimal | None) -> str:
    """A share from 0 to 1 in whole percent; a dash where there is nothing to have a share of."""
    if share is None:
        return "–"
    numerator, denominator = share.as_integer_ratio()
    return f"{breakdown_words.percent(numerator, denominator)} %"


@register.filter
def told(tally: Tally) -> str:
    return breakdown_words.sentence(tally)


@register.filter
def verified_of(tally: Tally) -> str:
    return breakdown_words.verified_sentence(tally.coverage)


register.filter("is_unverified", breakdown.is_unverified)


@register.filter
def sign(group: Group) -> str:
    """The sign of a group in the charts."""
    return charts.LOOKS[group][0]


@register.filter
def submission_status(status: str) -> str:
    """The status of a submission in words; as it was written where the program no longer knows it."""
    return str(rules.STATUS_NAMES.get(rules.Status(status), status)) if status in set(rules.Status) else status
