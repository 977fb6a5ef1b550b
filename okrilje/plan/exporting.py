"""A plan as a file: JSON for programs, or an XLSX workbook for people. Both are read back exactly."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

from pydantic import ValidationError

from okrilje.accounts.catalogue import Catalogue
from okrilje.lib.documents import Message
from okrilje.lib.documents.blocks import gettext_noop as _
from okrilje.lib.file_errors import FileError, fault, place
from okrilje.plan import workbook
from okrilje.plan.content import Plan

EXTENSIONS = ("json", "xlsx")


def write(plan: Plan, extension: str, names: Mapping[str, str]) -> bytes:
    """The plan as a file. A workbook speaks the active language; ``names`` are those of institutions by code."""
    return to_json(plan) if extension == "json" else workbook.write(plan, names)


def read(data: bytes, register: Catalogue) -> tuple[Plan, tuple[Message, ...]] | None:
    """The plan in an export of ours, with remarks; None where the bytes are something else.

    Raises FileError where the file is damaged or says something that no plan can say.
    """
    if data[:60].lstrip().startswith(b"{"):
        return from_json(data), ()
    return workbook.read(data, register) if workbook.is_ours(data) else None


def to_json(plan: Plan) -> bytes:
    value = {"okrilje": "plan", **plan.model_dump(mode="json", by_alias=True)}
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()


def from_json(data: bytes) -> Plan:
    try:
        value = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise FileError(_("The file is not valid JSON: %(why)s"), why=error) from error
    if not isinstance(value, dict) or value.pop("okrilje", None) != "plan":
        raise FileError(_('This JSON is not a plan exported from Okrilje: its first key must be "okrilje": "plan".'))
    try:
        return Plan.model_validate(value)
    except ValidationError as error:
        first = error.errors()[0]
        raise fault(first, place(value, first["loc"]) or "the plan") from error


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
