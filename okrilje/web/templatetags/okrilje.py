"""Template tags that every page may use without loading them."""

from typing import Any

from django import template

from okrilje.monitoring.models import Evidence
from okrilje.monitoring.queries import evidence

register = template.Library()


@register.simple_tag(takes_context=True)
def address_with(context, **changes):  # type: ignore[no-untyped-def]
    """The query of this page with some parameters changed; None or "" removes one. For filters, sorting, pages."""
    query = context["request"].GET.copy()
    for name, value in changes.items():
        if value in (None, ""):
            query.pop(name, None)
        else:
            query[name] = value
    return f"?{query.urlencode()}" if query else "?"


@register.simple_tag
def public_documents(activity: Any) -> list[Evidence]:
    """The latest evidence on an activity that was made public. Plans stand below reporting and cannot ask it."""
    return list(evidence.public_of(activity)[:10])
