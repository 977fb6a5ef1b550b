from __future__ import annotations

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend

from okrilje.accounts.models import may_come_in


class Backend(AuthenticationBackend):  # type: ignore[misc]
    """Everybody knows the password of the demonstration's users, so in production they cannot sign in at all."""

    def user_can_authenticate(self, user: Any) -> bool:
        return may_come_in(user)
