"""What templates need to show measures. Load with ``{% load measuring %}``."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django import template
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from okrilje.monitoring.matrix import Kind
from okrilje.monitoring.matrix_words import KIND_NAMES, KIND_TAGS
from okrilje.monitoring.measure_forms import STANDS, stands
from okrilje.monitoring.queries.matrix import Cell
from okrilje.monitoring.queries.values import Measured
from okrilje.monitoring.status import Against

register = template.Library()

_STANDS_TAGS = {Against.REACHED.value: "success", Against.BETTER.value: "success", Against.WORSE.value: "danger"}


@register.filter
def figure(value: Decimal | None) -> str:
    """A value without decimals that say nothing; a dash where there is none."""
    if value is None:
        return "–"
    whole = value == value.to_integral_value()
    return number_format(value, decimal_pos=0 if whole else 2, use_l10n=True, force_grouping=True)


@register.filter
def kind_tag(kind: Kind) -> SafeString:
    return format_html('<span class="tag {}">{}</span>', KIND_TAGS.get(kind, ""), KIND_NAMES[kind])


@register.filter
def carried(cell: Cell) -> SafeString:
    """The activities of a cell, each leading to its page."""
    plan = cell.column.plan
    assert plan is not None, "what nobody planned nobody carries"
    codes = (standing.activity.code for standing in cell.standings)
    return format_html_join(" ", '<a class="code" href="{}">{}</a>', ((_page(plan.code, code), code) for code in codes))


@lru_cache(maxsize=8192)
def _page(plan: str, code: str) -> str:
    """Many cells lead to the same activity, and putting an address together takes longer than looking it up."""
    return reverse("plan:activity", args=[plan, code])


@register.filter
def stands_tag(one: Measured) -> SafeString:
    """How the value stands against the target, as a tag."""
    key = stands(one)
    return format_html('<span class="tag {}">{}</span>', _STANDS_TAGS.get(key, "outline"), dict(STANDS)[key])


@register.filter
def at(mapping: Mapping[Any, Any], key: Any) -> Any:
    """The value for a key that is no word of a template: a year, a kind."""
    return mapping.get(key)


@register.filter
def text(value: Any) -> str:
    """A year without the grouping of thousands."""
    return str(value)
