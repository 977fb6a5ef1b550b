"""The forms of signing in: what the library checks, in our words."""

from __future__ import annotations

from functools import partial
from typing import Any

from allauth.account import forms as account
from allauth.core.context import request_context
from allauth.mfa.base import forms as second_step
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django.utils.functional import Promise
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _

Labels = dict[str, str | Promise]

EMAIL = _("E-mail address")
PASSWORD = _("Password")
NEW_PASSWORD = _("New password")
AGAIN = _("New password, once more")
CODE = _("Code from the app, or a recovery code")
PASSWORD_HELP = _("At least 12 characters. A sentence that only you know is easy to remember.")


class Worded:
    """Replaces labels and help texts of the library's form."""

    labels: Labels = {}
    helps: Labels = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():  # type: ignore[attr-defined]
            field.label = self.labels.get(name, field.label)
            field.help_text = self.helps.get(name, "")
            field.widget.attrs.pop("placeholder", None)


class LoginForm(Worded, account.LoginForm):  # type: ignore[misc]
    labels: Labels = {"login": EMAIL, "password": PASSWORD}


class ReauthenticateForm(Worded, account.ReauthenticateForm):  # type: ignore[misc]
    labels: Labels = {"password": PASSWORD}


class ChangePasswordForm(Worded, account.ChangePasswordForm):  # type: ignore[misc]
    labels: Labels = {"oldpassword": _("Current password"), "password1": NEW_PASSWORD, "password2": AGAIN}
    helps: Labels = {"password1": PASSWORD_HELP}


class ResetPasswordForm(Worded, account.ResetPasswordForm):  # type: ignore[misc]
    """Leaves the letter to the view: writing one only where there is an account would tell that there is one."""

    labels: Labels = {"email": EMAIL}

    def save(self, request: Any, **kwargs: Any) -> str:
        request.letter = partial(self._send, request, get_language())
        return str(self.cleaned_data["email"])

    def _send(self, request: Any, language: str) -> None:
        with request_context(request), override(language):
            super().save(request)


class ResetPasswordKeyForm(Worded, account.ResetPasswordKeyForm):  # type: ignore[misc]
    labels: Labels = {"password1": NEW_PASSWORD, "password2": AGAIN}
    helps: Labels = {"password1": PASSWORD_HELP}


class AuthenticateForm(Worded, second_step.AuthenticateForm):  # type: ignore[misc]
    labels: Labels = {"code": CODE}


class SecondStepReauthenticateForm(Worded, second_step.ReauthenticateForm):  # type: ignore[misc]
    labels: Labels = {"code": CODE}


class ActivateTOTPForm(Worded, totp.ActivateTOTPForm):  # type: ignore[misc]
    labels: Labels = {"code": _("Code that the app shows now")}


class AddWebAuthnForm(Worded, webauthn.AddWebAuthnForm):  # type: ignore[misc]
    labels: Labels = {"name": _("Name of the passkey"), "passwordless": _("Sign in with it alone, without a password")}
    helps: Labels = {
        "name": _("So that you recognise it later, for example: office computer."),
        "passwordless": _("The device then asks for its PIN or your fingerprint."),
    }


class EditWebAuthnForm(Worded, webauthn.EditWebAuthnForm):  # type: ignore[misc]
    labels: Labels = {"name": _("Name of the passkey")}
