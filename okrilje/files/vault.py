"""Files at rest: encrypted, in the data folder, each under the hash of what it holds. They are served by nobody else.

The key is derived from the secret key of the installation. In front of each file stands which key it was, so that a
change of the secret key finds those that have to be encrypted anew.
"""

from __future__ import annotations

import base64
import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from tempfile import NamedTemporaryFile

from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

_MARK = 8


class Unreadable(Exception):
    """The file is gone, or no known key opens it."""


def _folder() -> Path:
    return Path(settings.DATA_DIR) / "evidence"


def _place(sha256: str) -> Path:
    return _folder() / sha256[:2] / sha256


def _keys() -> dict[bytes, Fernet]:
    """Mark -> key; the first one encrypts."""
    found = {}
    for secret in map(str, (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)):
        derived = HKDF(SHA256(), length=32, salt=None, info=b"okrilje evidence").derive(secret.encode())
        found[hashlib.sha256(derived).hexdigest()[:_MARK].encode()] = Fernet(base64.urlsafe_b64encode(derived))
    return found


def put(data: bytes) -> str:
    """Keeps ``data``, whole or not at all; its SHA-256. It survives a loss of power from here on."""
    sha256 = hashlib.sha256(data).hexdigest()
    place = _place(sha256)
    if not place.exists():
        mark, key = next(iter(_keys().items()))
        _write(place, mark + key.encrypt(data))
    return sha256


def _write(place: Path, content: bytes) -> None:
    for folder in (_folder(), place.parent):
        folder.mkdir(mode=0o700, exist_ok=True)
    with NamedTemporaryFile(dir=place.parent, prefix=".", delete=False) as file:
        try:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
            os.replace(file.name, place)
            _keep_names(place.parent)
        except BaseException:
            Path(file.name).unlink(missing_ok=True)
            raise


def _keep_names(folder: Path) -> None:
    """Has the system write down that a file is there now, too."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def get(sha256: str) -> bytes:
    """What was put there. Raises Unreadable."""
    try:
        content = _place(sha256).read_bytes()
        data = _keys()[content[:_MARK]].decrypt(content[_MARK:])
    except (OSError, KeyError, ValueError) as error:
        raise Unreadable(sha256) from error
    if hashlib.sha256(data).hexdigest() != sha256:
        raise Unreadable(sha256)
    return data


def remove(sha256: str) -> None:
    _place(sha256).unlink(missing_ok=True)


def everything() -> Iterator[str]:
    """The hashes of all files that are kept."""
    return (path.name for path in _folder().glob("??/*") if not path.name.startswith("."))


def renew() -> int:
    """Encrypts under today's key what an older one encrypted; how many. What no known key opens stays as it is."""
    mark, key = next(iter(_keys().items()))
    renewed = 0
    for sha256 in everything():
        with _place(sha256).open("rb") as file:
            if file.read(_MARK) == mark:
                continue
        try:
            _write(_place(sha256), mark + key.encrypt(get(sha256)))
        except Unreadable:
            continue
        renewed += 1
    return renewed
