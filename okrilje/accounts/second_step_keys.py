"""The keys under which secrets of the second step lie in the database, derived from those of the installation."""

from __future__ import annotations

import base64

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


def keys() -> MultiFernet:
    """The first one encrypts; all decrypt, also those from before a change of the secret key."""
    return MultiFernet(map(_key, map(str, (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS))))


def renewed(encrypted: str) -> str:
    """The same secret under the key of today; the same text where it is already. InvalidToken where no key fits."""
    try:
        _key(settings.SECRET_KEY).decrypt(encrypted.encode())
    except InvalidToken:
        return keys().rotate(encrypted.encode()).decode()
    return encrypted


def _key(secret: str) -> Fernet:
    derived = HKDF(SHA256(), length=32, salt=None, info=b"okrilje second factor").derive(secret.encode())
    return Fernet(base64.urlsafe_b64encode(derived))
