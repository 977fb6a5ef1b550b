"""What numbers and addresses of persons look like in the country of this installation."""

from __future__ import annotations

import hmac
from functools import cache

from django.conf import settings

from okrilje.accounts import catalogue
from okrilje.lib.personal_data import Known


@cache
def known() -> Known:
    """For ``personal_data.find``. The marks of what is found depend on the key of this installation."""
    key = hmac.digest(settings.SECRET_KEY.encode(), b"okrilje privacy gate", "sha256")
    return Known.of(catalogue.country_file(settings.COUNTRY, "personal-data.json"), key=key)
