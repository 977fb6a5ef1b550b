"""Where our rules meet the library that signs people in."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.utils import is_mfa_enabled
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.providers.base import AuthProcess
from cryptography.fernet import InvalidToken
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest
from django.shortcuts import redirect, resolve_url
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from qrcode import make  # type: ignore[import-untyped]
from qrcode.image.svg import SvgPathFillImage  # type: ignore[import-untyped]

from okrilje.accounts.access import granted
from okrilje.accounts.backend import Backend
from okrilje.accounts.permissions import HAVE_TASKS
from okrilje.accounts.second_step_keys import keys


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Nobody signs up: an account comes from an invitation."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("This account was closed."),
        "email_password_mismatch": _("The e-mail address or the password is wrong."),
        "enter_current_password": _("This is not your current password."),
        "incorrect_code": _("This code is wrong or was used before."),
        "incorrect_password": _("This password is wrong."),
        "invalid_password_reset": _("This link no longer works."),
        "rate_limited": _("Too many attempts. Try again in a few minutes."),
        "too_many_login_attempts": _("Too many attempts. Try again in a few minutes."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("accounts:profile")

    def pre_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> Any:
        """Every way of signing in comes through here; the library alone looks only at ``is_active``."""
        if not Backend().user_can_authenticate(user):
            return self.respond_user_inactive(request, user)
        return super().pre_login(request, user, **kwargs)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Where somebody begins who asked for no page: with their tasks, if their role can have any."""
        may_have_tasks = HAVE_TASKS & granted(request.user)
        return resolve_url(settings.TASKS_URL if may_have_tasks else settings.LOGIN_REDIRECT_URL)

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> Any:
        """To the page that was asked for; but first to the second step, where there is none yet."""
        response = super().post_login(request, user, **kwargs)
        if not settings.MFA_WAIVED and not is_mfa_enabled(user):
            return redirect("mfa_index")
        return response

    def set_password(self, user: Any, password: str) -> None:
        """Writes the password alone, so that a change of roles made meanwhile by an administrator stays."""
        user.set_password(password)
        user.save(update_fields=["password"])

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Attempts are counted for the account at this address: nobody can lock out somebody who is elsewhere."""
        return f"{super()._get_login_attempts_cache_key(request, **credentials)}:{self.get_client_ip(request)}"


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Secrets of the second step lie encrypted in the database, so a copy of it is not enough to sign in."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "cannot_delete_authenticator": _("The second step cannot be removed."),
        "cannot_generate_recovery_codes": _("Set up an authenticator app or a passkey first."),
        "incorrect_code": _("This code is wrong or was used before."),
    }

    def build_totp_svg(self, url: str) -> str:
        """On white, for telephones do not read a picture on a dark page."""
        svg: str = make(url, image_factory=SvgPathFillImage).to_string(encoding="unicode")
        return svg

    def encrypt(self, text: str) -> str:
        return keys().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        try:
            return keys().decrypt(encrypted_text.encode()).decode()
        except InvalidToken as error:
            raise RuntimeError(
                "A second factor cannot be decrypted: neither OKRILJE_SECRET_KEY nor a former key fits."
            ) from error


class SocialAccountAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Another sign-in service opens an account that exists here; it never makes one."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Called after the account was looked up by its verified e-mail address."""
        if not sociallogin.is_existing or sociallogin.state.get("process") != AuthProcess.LOGIN:
            messages.error(request, _("There is no account here for you yet. Ask your administrator to invite you."))
            raise ImmediateHttpResponse(redirect("account_login"))
