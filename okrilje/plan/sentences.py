"""A finding as a sentence, in the language of the page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from okrilje.plan.checker import RULES, Field

#: Names of institutions, by code. A code without a name stands for itself.
Names = Mapping[str, str]

FIELD_NAMES = {
    Field.ACTIVITY: gettext_lazy("text"),
    Field.DEADLINE: gettext_lazy("deadline"),
    Field.RESPONSIBLE: gettext_lazy("responsible institutions"),
    Field.INDICATOR: gettext_lazy("indicator"),
    Field.RESOURCES: gettext_lazy("resources"),
}
_DATES = frozenset({"due", "adoption", "before_due", "after_due", "after_start", "first", "last"})


def sentence(rule: str, values: Mapping[str, Any], names: Names) -> str:
    """What the rule says of this finding; ``values`` as the checker gave them, perhaps through JSON."""
    said = str(RULES[rule].sentence) % {name: _shown(name, value, names) for name, value in values.items()}
    return said[:-1] if said.endswith("..") else said  # a date that ends with a full stop, at the end


def _shown(name: str, value: Any, names: Names) -> str:
    if name == "institutions":
        return _listed([names.get(code, code) for code in value])
    if name == "words":
        return ", ".join(f"“{word}”" for word in value)
    if name == "dates":
        return _listed([_day(day) for day in value])
    if name == "codes":
        return _listed(value)
    if name in _DATES:
        return _day(value)
    if name == "amount":
        return number_format(Decimal(value), force_grouping=True)
    return str(value)


def _day(iso: str) -> str:
    """In figures: the name of a month would have to take the case that the sentence asks for."""
    return date_format(date.fromisoformat(iso), "SHORT_DATE_FORMAT")


def _listed(items: Sequence[str]) -> str:
    return get_text_list(list(items), _("and"))


def cell_name(field: str, number: int) -> str:
    """The name of a cell: "deadline", "indicator 2"."""
    name = str(FIELD_NAMES[Field(field)])
    return f"{name} {number}" if number else name
