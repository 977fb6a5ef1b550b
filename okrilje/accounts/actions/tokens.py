"""Tokens, with which a program acts as its person."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from okrilje.accounts import rules
from okrilje.accounts.actions.refusals import require
from okrilje.accounts.hashing import hashed
from okrilje.accounts.models import Token, User
from okrilje.accounts.permissions import Scope, of_roles, scopes_of
from okrilje.audit import actions as audit


@transaction.atomic
def make_token(user: User, *, name: str, scopes: Collection[str], days: int, at: datetime) -> tuple[Token, str]:
    """Returns the token and its secret, which is kept nowhere. AccountError says what is wrong with the wish."""
    person = User.objects.select_for_update(of=("self",)).select_related("institution").get(pk=user.pk)
    working = {token.name for token in person.tokens.filter(revoked_at=None)}
    name = name.strip()
    require(rules.why_not_token(name, scopes, days, allowed=scopes_of(of_roles(person.roles)), others=working))
    prefix = f"okr_{secrets.token_hex(4)}"
    secret = f"{prefix}_{secrets.token_urlsafe(32)}"
    token = Token.objects.create(
        user=person,
        name=name,
        prefix=prefix,
        token_hash=hashed(secret),
        scopes=[scope.value for scope in Scope if scope in scopes],
        made_at=at,
        expires_at=at + timedelta(days=days),
    )
    until = timezone.localtime(token.expires_at).date().isoformat()
    audit.record("token.made", by=person, at=at, **_about(token), scopes=token.scopes, until=until)
    return token, secret


@transaction.atomic
def revoke_token(token: Token, *, by: Any, at: datetime) -> None:
    """It stops working at once. Nothing happens where it was revoked already."""
    row = Token.objects.select_for_update(of=("self",)).select_related("user").get(pk=token.pk)
    if row.revoked_at:
        return
    row.revoked_at = at
    row.save(update_fields=["revoked_at"])
    audit.record("token.revoked", by=by, at=at, **_about(row))


def revoke_all(user: User, *, at: datetime) -> int:
    """For an account that is closed or was stolen; how many. Whoever calls it logs it with the rest."""
    return user.tokens.filter(revoked_at=None).update(revoked_at=at)


def find_token(secret: str, *, at: datetime) -> Token | None:
    """The token with this secret, if it works; with its person, who is marked as having come in by it.

    That it was used is noted once a day.
    """
    token = Token.objects.select_related("user__institution").filter(token_hash=hashed(secret)).first()
    if token is None or not token.works(at):
        return None
    today = timezone.localtime(at).date()
    if token.last_used_on != today:
        Token.objects.filter(pk=token.pk).update(last_used_on=today)
    token.user.through = f"token {token.prefix}"
    return token


def _about(token: Token) -> dict[str, Any]:
    return {"subject": ("user", token.user.email), "token": token.prefix, "name": token.name}
