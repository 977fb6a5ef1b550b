"""Who may change whose account, what may be added. Pure: the reason for refusing, or "" where there is none."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from datetime import datetime

from django.utils.translation import gettext as _

from okrilje.accounts.catalogue import Institution
from okrilje.accounts.permissions import Role
from okrilje.lib.scripts import fold


def why_not_roles(actor: str, email: str, before: Collection[str], after: Collection[str]) -> str:
    """``actor`` and ``email`` are the addresses of who changes and who is changed."""
    if not after:
        return _("Choose at least one role.")
    if unknown := sorted(set(after) - {role.value for role in Role}):
        return _("There is no such role: %(roles)s.") % {"roles": ", ".join(unknown)}
    if actor == email and set(before) != set(after):
        return _("Nobody can change their own roles. Ask another administrator.")
    return ""


def why_not_without(roles: Collection[str], others: Collection[Collection[str]]) -> str:
    """Why somebody with these roles cannot lose them or be closed; ``others``: roles of the other open accounts."""
    if Role.ADMINISTRATOR in roles and not any(Role.ADMINISTRATOR in other for other in others):
        return _("This is the last administrator. Make somebody else an administrator first.")
    return ""


def why_not_close(actor: str, email: str) -> str:
    return _("Nobody can close their own account. Ask another administrator.") if actor == email else ""


def why_not_stale(seen: datetime | None, edited_at: datetime | None) -> str:
    """``seen`` is when it was last edited according to the form that was shown."""
    if seen != edited_at:
        return _("Somebody else changed this in the meantime. Look at it again, then repeat your change.")
    return ""


def why_not_invitation(
    at: datetime, expires_at: datetime, accepted_at: datetime | None, withdrawn_at: datetime | None
) -> str:
    if accepted_at:
        return _("This invitation was already used. Sign in with your e-mail address and password.")
    if withdrawn_at:
        return _("This invitation was withdrawn or replaced by a newer one.")
    if at >= expires_at:
        return _("This invitation has expired. Ask your administrator for a new one.")
    return ""


#: Nobody needs more programs than this; a mistaken one in a loop would make thousands.
MOST_TOKENS = 20
#: Days after which a token may end.
TOKEN_DAYS = (30, 90, 180, 365)


def why_not_token(
    name: str, scopes: Collection[str], days: int, *, allowed: Collection[str], others: Collection[str]
) -> str:
    """Why somebody may not have this token. ``allowed``: scopes of use to them; ``others``: names of what they have."""
    if not name or len(name) > 60:
        return _("Say in up to 60 letters which program the token is for.")
    if not scopes:
        return _("Choose at least one thing that the token may be used for.")
    if set(scopes) - set(allowed):
        return _("Your role does not allow what this token would be for.")
    if days not in TOKEN_DAYS:
        return _("Choose how long the token works, at most a year.")
    if name in others:
        return _("You have a token with this name already. Revoke it, or choose another name.")
    if len(others) >= MOST_TOKENS:
        return _("Revoke tokens that are no longer used. Nobody may have more than %(number)s.") % {
            "number": MOST_TOKENS
        }
    return ""


def why_not_code(code: str, known: Iterable[Institution]) -> str:
    """Codes that differ only in case are one: MS and ms in two addresses would be taken for each other."""
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,40}", code):
        return _("Write the code with up to 40 letters a–z, digits and hyphens.")
    for one in known:
        if one.code.casefold() == code.casefold():
            return _("There already is an institution with this code: %(code)s, %(name)s.") % {
                "code": one.code,
                "name": one.name,
            }
    return ""


def why_not_name(name: str, known: Iterable[Institution]) -> str:
    """A name that another one has already, be it in another case or script: documents could mean either."""
    wanted = fold(name)
    if not wanted or len(name) > 250:
        return _("Write the name of the institution, with up to 250 letters.")
    for one in known:
        if wanted in map(fold, (one.name, *one.aliases)):
            return _("There already is an institution with this name: %(code)s, %(name)s.") % {
                "code": one.code,
                "name": one.name,
            }
    return ""
