"""Who may change which plan. Pure: the answer is the reason for refusing, or "" where there is none."""

from __future__ import annotations

from django.utils.translation import gettext as _

from okrilje.accounts.permissions import Permission


def why_not_manage(*, granted: frozenset[Permission], institution: str, owner: str | None) -> str:
    """A plan is changed by people with MANAGE_PLAN from the institution that owns it; ``owner`` None: a new plan."""
    if Permission.MANAGE_PLAN not in granted:
        return _("Your role does not allow changing plans.")
    if owner is not None and institution != owner:
        return _("Only the institution that owns this plan may change it.")
    return ""
