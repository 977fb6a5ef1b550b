"""Who attended, without knowing who it was: a keyed hash of what an official is known by in service.

The key lies outside the database (``OKRILJE_PERSON_KEY``, or a file in the data folder), so that a stolen database
cannot be asked whether somebody is in it. The same person gives the same key in every training.
"""

from __future__ import annotations

import hmac
import re

from django.conf import settings

_KEY = re.compile(r"[0-9a-f]{32}")


def person_key(known_by: str) -> str:
    """32 hexadecimal digits for an official's e-mail address or service number; blanks and case make no difference.

    What is such a key already stays as it is: files that were exported carry keys.
    """
    text = "".join(known_by.split()).casefold()
    if _KEY.fullmatch(text):
        return text
    return hmac.digest(settings.PERSON_KEY.encode(), b"person\x00" + text.encode(), "sha256").hex()[:32]
