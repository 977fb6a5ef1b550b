"""What the library of signing in tells us, written into the audit log. Its signals are its way of telling."""

from __future__ import annotations

from typing import Any

from allauth.account import signals as account
from allauth.mfa import signals as second_step
from allauth.socialaccount import signals as social
from django.contrib.auth import signals as auth
from django.db import transaction
from django.utils import timezone

from okrilje.accounts.models import User
from okrilje.audit import actions as audit


def connect() -> None:
    account.user_logged_in.connect(signed_in)
    auth.user_logged_out.connect(signed_out)
    auth.user_login_failed.connect(sign_in_failed)
    account.password_changed.connect(password_changed)
    account.password_reset.connect(password_reset)
    second_step.authentication_failed.connect(second_step_failed)
    second_step.authenticator_added.connect(second_step_added)
    second_step.authenticator_reset.connect(recovery_codes_made)
    second_step.authenticator_removed.connect(second_step_removed)
    social.social_account_added.connect(service_linked)


def _subject(user: User) -> dict[str, Any]:
    return {"at": timezone.now(), "subject": ("user", user.email)}


@transaction.atomic
def signed_in(request: Any, user: User, **_: Any) -> None:
    methods = request.session.get("account_authentication_methods") or []
    used = sorted({method.get("type") or method["method"] for method in methods})
    audit.record("user.signed_in", by=user, **_subject(user), methods=used)


@transaction.atomic
def signed_out(user: User | None, **_: Any) -> None:
    if user is not None:
        audit.record("user.signed_out", by=user, **_subject(user))


@transaction.atomic
def sign_in_failed(credentials: dict[str, Any], **_: Any) -> None:
    """What was typed is kept only where it is the address of an account: people type passwords into wrong fields."""
    typed = str(credentials.get("email") or credentials.get("username") or "").lower()
    user = User.objects.select_related("institution").filter(email=typed).first()
    if user is None:
        audit.record("user.sign_in_failed", by=audit.VISITOR, at=timezone.now())
    else:
        audit.record("user.sign_in_failed", by=audit.VISITOR, institution=user.institution.code, **_subject(user))


@transaction.atomic
def second_step_failed(user: User, authenticator: Any, **_: Any) -> None:
    audit.record("user.second_step_failed", by=audit.VISITOR, **_subject(user), kind=authenticator.type)


@transaction.atomic
def second_step_added(user: User, authenticator: Any, **_: Any) -> None:
    audit.record("user.second_step_added", by=user, **_subject(user), kind=authenticator.type)


@transaction.atomic
def recovery_codes_made(user: User, **_: Any) -> None:
    audit.record("user.recovery_codes_made", by=user, **_subject(user))


@transaction.atomic
def second_step_removed(user: User, authenticator: Any, **_: Any) -> None:
    audit.record("user.second_step_removed", by=user, **_subject(user), kind=authenticator.type)


@transaction.atomic
def password_changed(user: User, **_: Any) -> None:
    audit.record("user.password_changed", by=user, **_subject(user))


@transaction.atomic
def password_reset(user: User, **_: Any) -> None:
    audit.record("user.password_reset", by=user, **_subject(user))


@transaction.atomic
def service_linked(request: Any, sociallogin: Any, **_: Any) -> None:
    user = sociallogin.user
    audit.record("user.service_linked", by=user, **_subject(user), service=sociallogin.account.provider)
