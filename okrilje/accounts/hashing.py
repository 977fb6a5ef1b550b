from __future__ import annotations

import hashlib


def hashed(secret: str) -> str:
    """What is kept of the secret of a link or a token. It has 256 random bits, so one fast hash is enough."""
    return hashlib.sha256(secret.encode()).hexdigest()
