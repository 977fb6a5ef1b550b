"""What a table of records shows in its cells."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import template
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from okrilje.plan.templatetags.plan import typed
from okrilje.registers.kind import Told

register = template.Library()


@register.filter
def cell(record: Any, field: Any) -> str:
    """The value of a field of a record, as a person reads it."""
    return of_field(field, getattr(record, field.name))


@register.filter
def at(counts: Any, key: Any) -> Any:
    """The count under a key."""
    return counts[key]


@register.filter
def told_by(record: Any, column: Told) -> str:
    """What is worked out of the record today."""
    return column.text(record, timezone.localdate())


def of_field(field: Any, value: Any) -> str:
    """A value as the words of its choice, as a day, a number, or marked as what somebody typed."""
    if choices := dict(getattr(field, "flatchoices", ())):
        return str(choices.get(value, told(value)))
    if isinstance(value, str) and value and field.get_internal_type() in ("CharField", "TextField"):
        return typed(value)
    return told(value)


@register.filter
def told(value: Any) -> str:
    """A value in the language of the page; a dash where there is none."""
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if hasattr(value, "year"):
        return date_format(value, "SHORT_DATE_FORMAT")
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "–"
    if isinstance(value, float):
        value = int(value) if value.is_integer() else Decimal(str(value))
    return number_format(value, use_l10n=True) if isinstance(value, Decimal) else str(value)


@register.filter
def names(changes: dict[str, Any], kind: Any) -> list[tuple[str, str, str]]:
    """The fields of a revision by their names in the language of the page, with what they held before and after."""
    fields = {f.name: f for f in kind.fields}
    parts = {"activities": _("Activities of the plan"), "partners": _("Together with"), "lines": str(kind.lines_name)}
    parts["documents"] = _("Documents")
    found = []
    for name, (before, after) in changes.items():
        label = str(fields[name].verbose_name) if name in fields else parts.get(name, name)
        if before != after:
            found.append((label, _shown(fields.get(name), name, before), _shown(fields.get(name), name, after)))
    return found


def _shown(field: Any, name: str, value: Any) -> str:
    if name == "lines":
        return str(len(value or ()))
    if name == "documents" and value:
        return typed(value)
    if field is None or value is None:
        return told(value)
    return of_field(field, field.to_python(value) if not field.is_relation else value)
