from __future__ import annotations

from collections.abc import Iterable

from django import template

from okrilje.files.gate import Question

register = template.Library()


@register.filter
def of_offices(asked: Iterable[Question] | None) -> list[Question]:
    """Those of which a person may say that this is an office's."""
    return [one for one in asked or () if one.may_be_kept]
