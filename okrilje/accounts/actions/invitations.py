"""Invitations: the only way to an account."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from okrilje.accounts import rules
from okrilje.accounts.actions.refusals import AccountError, require
from okrilje.accounts.hashing import hashed
from okrilje.accounts.models import Institution, Invitation, User
from okrilje.audit import actions as audit

LIFETIME = timedelta(days=7)


@transaction.atomic
def invite(
    *, email: str, name: str, institution: Institution, roles: list[str], by: Any, at: datetime
) -> tuple[Invitation, str]:
    """Returns the invitation and the secret of its link, which is kept nowhere.

    An older open invitation to the same address is withdrawn. AccountError where the address has an account.
    """
    email = email.strip().lower()
    require(rules.why_not_roles("", email, [], roles))
    if User.objects.filter(email=email).exists():
        raise AccountError(_("There already is an account with this e-mail address."))
    for older in _open(email):
        _withdraw(older, by=by, at=at)
    return _create(email=email, name=name, institution=institution, roles=sorted(roles), by=by, at=at)


@transaction.atomic
def resend(invitation: Invitation, *, by: Any, at: datetime) -> tuple[Invitation, str]:
    """A new invitation with a new link; the old link stops working. AccountError where it was used or withdrawn."""
    row = Invitation.objects.select_for_update(of=("self",)).select_related("institution").get(pk=invitation.pk)
    if row.accepted_at or row.withdrawn_at:
        raise AccountError(rules.why_not_invitation(at, row.expires_at, row.accepted_at, row.withdrawn_at))
    return invite(email=row.email, name=row.name, institution=row.institution, roles=row.roles, by=by, at=at)


@transaction.atomic
def withdraw(invitation: Invitation, *, by: Any, at: datetime) -> None:
    """The link stops working. AccountError where it was used already; nothing happens where it was withdrawn."""
    row = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if row.accepted_at:
        raise AccountError(_("This invitation was already used; close the account instead."))
    if not row.withdrawn_at:
        _withdraw(row, by=by, at=at)


def find(token: str) -> Invitation | None:
    return Invitation.objects.select_related("institution").filter(token_hash=hashed(token)).first()


@transaction.atomic
def accept(token: str, *, password: str, at: datetime) -> User:
    """Makes the account. The link works once. AccountError where it is unknown, used, withdrawn or expired."""
    rows = Invitation.objects.select_for_update(of=("self",)).select_related("institution")
    invitation = rows.filter(token_hash=hashed(token)).first()
    if invitation is None:
        raise AccountError(_("This link is not complete or was never valid."))
    require(rules.why_not_invitation(at, invitation.expires_at, invitation.accepted_at, invitation.withdrawn_at))
    user = User.objects.create_user(
        invitation.email,
        password,
        name=invitation.name,
        institution=invitation.institution,
        roles=invitation.roles,
    )
    invitation.accepted_at = at
    invitation.save(update_fields=["accepted_at"])
    audit.record("user.joined", by=user, at=at, subject=("user", user.email), roles=user.roles)
    return user


def _create(*, by: Any, at: datetime, **fields: Any) -> tuple[Invitation, str]:
    token = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        token_hash=hashed(token),
        invited_by=None if isinstance(by, str) else by,
        invited_at=at,
        expires_at=at + LIFETIME,
        **fields,
    )
    audit.record(
        "user.invited",
        by=by,
        at=at,
        subject=("user", invitation.email),
        institution=invitation.institution.code,
        roles=invitation.roles,
    )
    return invitation, token


def _open(email: str) -> list[Invitation]:
    return list(
        Invitation.objects.select_for_update().filter(email=email, accepted_at__isnull=True, withdrawn_at__isnull=True)
    )


def _withdraw(invitation: Invitation, *, by: Any, at: datetime) -> None:
    invitation.withdrawn_at = at
    invitation.save(update_fields=["withdrawn_at"])
    audit.record("user.invitation_withdrawn", by=by, at=at, subject=("user", invitation.email))
