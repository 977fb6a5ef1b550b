"""How one event is tied to the one before it. Pure; the exact form is described in docs/explanation/audit.md."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

#: What the first event gives as the hash before it.
GENESIS = "0" * 64
#: The fields that the hash covers; together with ``hash`` itself these are all the fields of an event.
COVERED = ("sequence", "at", "actor", "institution", "action", "subject_kind", "subject", "details", "previous_hash")


def digest(fields: dict[str, Any]) -> str:
    """SHA-256, as 64 hexadecimal digits, over the canonical JSON of the covered fields.

    Canonical: keys sorted, no white space, UTF-8 without escapes, the time in UTC with six digits after the second.
    """
    value = {name: fields[name] for name in COVERED}
    value["at"] = as_text(value["at"])
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def as_text(at: datetime) -> str:
    """2026-01-31T12:00:00.000000Z. ValueError where the time has no zone."""
    if at.tzinfo is None:
        raise ValueError(f"{at} has no time zone")
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def plain(details: dict[str, Any]) -> dict[str, Any]:
    """Details as every database gives them back: text, whole numbers, yes/no, null, lists and mappings.

    Dates and decimals become text. TypeError for a float: databases write those in different ways, so its hash
    would depend on where it is stored.
    """
    value = json.loads(json.dumps(details, cls=DjangoJSONEncoder, allow_nan=False), parse_float=_refuse)
    assert isinstance(value, dict)
    return value


def _refuse(number: str) -> None:
    raise TypeError(f"{number} is a float; give an audit event whole numbers or text")
