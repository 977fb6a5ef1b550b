"""What day it is, asked in one place so that a test or a demonstration can say."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.utils import timezone


def today() -> date:
    day: date | None = settings.TODAY
    return day or timezone.localdate()
