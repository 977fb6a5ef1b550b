"""Why a change to accounts was refused."""

from __future__ import annotations


class AccountError(Exception):
    """The change is refused; the message tells the person why and what to do."""


def require(reason: str) -> None:
    if reason:
        raise AccountError(reason)
