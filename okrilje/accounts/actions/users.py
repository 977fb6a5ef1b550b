"""Changes to users, their second step and their sessions."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from cryptography.fernet import InvalidToken
from django.db import transaction

from okrilje.accounts import rules, second_step_keys
from okrilje.accounts.actions.refusals import require
from okrilje.accounts.actions.tokens import revoke_all
from okrilje.accounts.models import Institution, User
from okrilje.audit import actions as audit

logger = logging.getLogger(__name__)

#: Which of the details of a second step lie encrypted; a passkey has nothing secret.
ENCRYPTED = {Authenticator.Type.TOTP.value: "secret", Authenticator.Type.RECOVERY_CODES.value: "seed"}


@transaction.atomic
def change_user(
    user: User, *, name: str, institution: Institution, roles: list[str], seen: datetime | None, by: Any, at: datetime
) -> User:
    """Sets name, institution and roles. ``seen``: the ``edited_at`` of the user that the form showed.

    Raises AccountError for one's own roles, the last administrator, or where somebody else was quicker.
    """
    row, others = _locked(user)
    require(rules.why_not_stale(seen, row.edited_at))
    require(rules.why_not_roles(_email(by), row.email, row.roles, roles))
    before = {"name": row.name, "institution": row.institution.code, "roles": sorted(row.roles)}
    after = {"name": name, "institution": institution.code, "roles": sorted(roles)}
    if before == after:
        return row
    if "administrator" not in roles:
        require(rules.why_not_without(row.roles, others))
    row.name, row.institution, row.roles, row.edited_at = name, institution, sorted(roles), at
    row.save(update_fields=["name", "institution", "roles", "edited_at"])
    if before["roles"] != after["roles"]:
        added, taken = set(roles) - set(before["roles"]), set(before["roles"]) - set(roles)
        audit.record(
            "user.roles_changed", by=by, at=at, subject=_subject(row), added=sorted(added), removed=sorted(taken)
        )
    if (before["name"], before["institution"]) != (name, institution.code):
        audit.record(
            "user.changed", by=by, at=at, subject=_subject(row), before=before["institution"], after=institution.code
        )
    return row


@transaction.atomic
def close_user(user: User, *, by: Any, at: datetime) -> None:
    """Nobody can sign in with the account any more, who is signed in with it is signed out, and its tokens are dead."""
    row, others = _locked(user)
    require(rules.why_not_close(_email(by), row.email))
    if not row.is_active:
        return
    require(rules.why_not_without(row.roles, others))
    row.is_active, row.edited_at = False, at
    row.save(update_fields=["is_active", "edited_at"])
    ended = _end(UserSession.objects.filter(user=row))
    tokens = revoke_all(row, at=at)
    audit.record("user.closed", by=by, at=at, subject=_subject(row), sessions=ended, tokens=tokens)


@transaction.atomic
def reopen_user(user: User, *, by: Any, at: datetime) -> None:
    row, _others = _locked(user)
    if row.is_active:
        return
    row.is_active, row.edited_at = True, at
    row.save(update_fields=["is_active", "edited_at"])
    audit.record("user.reopened", by=by, at=at, subject=_subject(row))


@transaction.atomic
def reset_second_step(user: User, *, by: Any, at: datetime) -> None:
    """For somebody who lost telephone and recovery codes: ends sessions and tokens; they set up a new one."""
    row, _others = _locked(user)
    removed = Authenticator.objects.filter(user=row)
    kinds = sorted(removed.values_list("type", flat=True))
    removed.delete()
    ended = _end(UserSession.objects.filter(user=row))
    tokens = revoke_all(row, at=at)
    audit.record(
        "user.second_step_reset", by=by, at=at, subject=_subject(row), kinds=kinds, sessions=ended, tokens=tokens
    )


@transaction.atomic
def renew_second_steps(*, by: Any, at: datetime) -> int:
    """After a change of the secret key: encrypts with the new one what an older one encrypted; returns how many.

    What no known key decrypts stays as it is, and the log of the server says so: its owner cannot sign in.
    """
    renewed = lost = 0
    for step in Authenticator.objects.select_for_update().filter(type__in=ENCRYPTED):
        name = ENCRYPTED[step.type]
        try:
            new = second_step_keys.renewed(step.data[name])
        except InvalidToken:
            lost += 1
            continue
        if new != step.data[name]:
            step.data[name] = new
            step.save(update_fields=["data"])
            renewed += 1
    if lost:
        logger.error("Second steps that no known secret key decrypts: %s. Was the former key left out?", lost)
    if renewed:
        audit.record("second_steps.renewed", by=by, at=at, secrets=renewed)
    return renewed


@transaction.atomic
def set_language(user: User, language: str) -> None:
    """One's own choice of language; nobody else needs to know, so it leaves no event."""
    User.objects.filter(pk=user.pk).update(language=language)


@transaction.atomic
def end_sessions(user: User, sessions: Iterable[UserSession], *, at: datetime) -> int:
    """Ends some of one's own sessions; returns how many."""
    ended = _end(session for session in sessions if session.user_id == user.pk)
    if ended:
        audit.record("user.sessions_ended", by=user, at=at, subject=_subject(user), sessions=ended)
    return ended


def _end(sessions: Iterable[UserSession]) -> int:
    ended = 0
    for session in sessions:
        session.end()
        ended += 1
    return ended


def _locked(user: User) -> tuple[User, list[list[str]]]:
    """The account as it is now, and the roles of all other open ones; nobody else can change them until the end."""
    rows = {row.pk: row for row in User.objects.select_for_update(of=("self",)).select_related("institution")}
    return rows[user.pk], [row.roles for row in rows.values() if row.is_active and row.pk != user.pk]


def _subject(user: User) -> tuple[str, str]:
    return ("user", user.email)


def _email(by: Any) -> str:
    return by if isinstance(by, str) else str(by.email)
