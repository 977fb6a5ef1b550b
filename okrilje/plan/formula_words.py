"""A formula as people read it, in the language of the page."""

from __future__ import annotations

from django.utils.translation import gettext as _

from okrilje.plan.formulas import Condition
from okrilje.plan.measuring import Property, Question


def words(question: Question) -> str:
    """What is counted, under which conditions, of which activity, by which day; as one line."""
    parts = [_condition(known, condition) for known, condition in question.conditions]
    if code := question.counted.activity:
        parts.append(_("entered for the activity %(code)s") % {"code": code})
    by = (
        _("until the end of the period, by the %(day)s")
        if question.only_reached
        else _("in the period, by the %(day)s")
    )
    if question.dating.at_end:
        by = "%(day)s"
    parts.append(by % {"day": question.dating.label})
    return f"{question.countable.label}: {'; '.join(parts)}"


def _condition(known: Property, condition: Condition) -> str:
    label = str(known.label)
    if known.is_flag:
        return f"{label}: {_('no') if condition.values == ('false',) else _('yes')}"
    if condition.sign == "≠":
        return _("%(label)s: given") % {"label": label}
    values = [str(known.choices.get(value, value)) for value in condition.values]
    chosen = _(" or ").join(values)
    if condition.sign == ">=":
        chosen = _("%(state)s or later") % {"state": chosen}
    return f"{label}: {chosen}"
