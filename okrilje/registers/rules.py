"""Who may see and who may write a record. Pure: the answer is the reason for refusing, or "" where there is none."""

from __future__ import annotations

from django.utils.translation import gettext as _

from okrilje.accounts.permissions import Permission


def why_not_write(*, granted: frozenset[Permission], institution: str, owner: str) -> str:
    """A record is written by people with KEEP_RECORDS from the institution that entered it."""
    if Permission.KEEP_RECORDS not in granted:
        return _("Your role does not allow keeping records.")
    if institution != owner:
        return _("Only the institution that entered this record may change it.")
    return ""


def why_not_read(*, is_restricted: bool, own: bool) -> str:
    """``own``: the institution of whoever asks entered the record or held it with the one that did."""
    if is_restricted and not own:
        return _("Of these records other institutions see figures only.")
    return ""
