"""What a table of records shows in its cells."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

register = template.Library()


@register.filter
def cell(record: Any, field: Any) -> str:
    """The value of a field of a record, as a person reads it."""
    if getattr(field, "flatchoices", None):
        return str(getattr(record, f"get_{field.name}_display")())
    return told(getattr(record, field.name))


@register.filter
def told(value: Any) -> str:
    """A value in the language of the page; nothing where there is none."""
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if hasattr(value, "year"):
        return date_format(value, "SHORT_DATE_FORMAT")
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "–"
    return number_format(value, use_l10n=True) if not isinstance(value, str | int) else str(value)


@register.filter
def names(history_changes: dict[str, Any], kind: Any) -> list[tuple[str, str, str]]:
    """The fields of a revision by their names in the language of the page, with what they held before and after."""
    known = {f.name: str(f.verbose_name) for f in kind.fields}
    known |= {"activities": _("Activities of the plan"), "partners": _("Together with"), "lines": str(kind.lines_name)}
    return [
        (known.get(name, name), _shown(name, before), _shown(name, after))
        for name, (before, after) in history_changes.items()
        if before or after
    ]


def _shown(name: str, value: Any) -> str:
    if name == "lines" and isinstance(value, list):
        return str(len(value))
    return told(value)
