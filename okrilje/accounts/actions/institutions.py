"""Changes to institutions."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from okrilje.accounts import catalogue, rules
from okrilje.accounts.actions.refusals import AccountError, require
from okrilje.accounts.models import Institution
from okrilje.audit import actions as audit

#: What the shipped catalogue says of an institution, besides its code and parent.
_FIELDS = ("name", "labels", "kind", "level", "aliases", "units", "languages")


def catalogue_from_database() -> catalogue.Catalogue:
    """All institutions as plain values, the retired ones too: an older plan may name them."""
    rows = Institution.objects.select_related("parent").order_by("pk")
    return catalogue.Catalogue(
        institutions=tuple(
            catalogue.Institution(
                code=row.code,
                parent=row.parent.code if row.parent else None,
                **{field: getattr(row, field) for field in _FIELDS},
            )
            for row in rows
        )
    )


@transaction.atomic
def load_institutions(given: catalogue.Catalogue, *, by: Any, at: datetime) -> list[str]:
    """Makes the register hold every institution of the catalogue; returns the codes that were new or changed.

    An institution that nobody has edited here becomes what the catalogue says. One that a person has edited keeps
    what was edited, and only gains aliases, units and names in other languages. Aliases are never taken away.
    Raises ValueError where a parent is not in the catalogue.
    """
    rows = {row.code: row for row in Institution.objects.select_for_update().select_related(None)}
    added = [entry.code for entry in given.institutions if entry.code not in rows]
    changed = []
    for entry in given.institutions:
        row = rows.setdefault(entry.code, Institution(code=entry.code))
        if _take_over(row, entry):
            row.save()
            changed.append(entry.code)
    for entry in given.institutions:
        if _place_under_parent(rows, entry) and entry.code not in changed:
            changed.append(entry.code)
    if changed:
        audit.record(
            "institutions.loaded",
            by=by,
            at=at,
            added=added,
            changed=[code for code in changed if code not in added],
        )
    return changed


def _take_over(row: Institution, entry: catalogue.Institution) -> bool:
    """Sets the fields of the row; says whether one of them changed."""
    said = entry.model_dump(mode="json", include=set(_FIELDS))
    before = {field: getattr(row, field) for field in _FIELDS}
    merged = {
        "labels": said["labels"] | before["labels"] if row.edited_at else before["labels"] | said["labels"],
        "aliases": _union(before["aliases"], said["aliases"]),
        "units": _merged_units(before["units"], said["units"]),
        "languages": _union(before["languages"], said["languages"]),
    }
    after = (before if row.edited_at else said) | merged
    for field, value in after.items():
        setattr(row, field, value)
    return row.pk is None or after != before


def _union(before: Iterable[str], more: Iterable[str]) -> list[str]:
    return list(dict.fromkeys([*before, *more]))


def _merged_units(before: list[dict[str, Any]], more: list[dict[str, Any]]) -> list[dict[str, Any]]:
    units = {unit["name"]: unit for unit in before}
    for unit in more:
        known = units.get(unit["name"], {"aliases": []})
        units[unit["name"]] = {"name": unit["name"], "aliases": _union(known["aliases"], unit["aliases"])}
    return list(units.values())


def _place_under_parent(rows: dict[str, Institution], entry: catalogue.Institution) -> bool:
    """After all rows exist, for a parent may stand below its child in the file."""
    row = rows[entry.code]
    if entry.parent is not None and entry.parent not in rows:
        raise ValueError(f"{entry.code}: its parent {entry.parent} is not an institution of the catalogue")
    parent = rows[entry.parent].pk if entry.parent else None
    if row.edited_at or row.parent_id == parent:
        return False
    row.parent_id = parent
    row.save(update_fields=["parent"])
    return True


@transaction.atomic
def create_institution(*, by: Any, at: datetime, **fields: Any) -> Institution:
    """A new institution, checked as a whole; ValidationError where something in it does not fit.

    Of two who add the same code at once the database lets one through; the other gets the same sentence.
    """
    row = Institution(edited_at=at, **fields)
    known = catalogue_from_database().institutions
    if reason := rules.why_not_code(row.code, known) or rules.why_not_name(row.name, known):
        raise ValidationError(reason)
    row.full_clean()
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise ValidationError(
            _("Somebody else has just added an institution with this code: %(code)s.") % {"code": row.code}
        ) from error
    audit.record("institution.created", by=by, at=at, subject=("institution", row.code), name=row.name)
    return row


@transaction.atomic
def change_institution(
    institution: Institution, *, seen: datetime | None, by: Any, at: datetime, **fields: Any
) -> Institution:
    """Sets the fields given; AccountError where somebody else was quicker, ValidationError where one does not fit."""
    row = Institution.objects.select_for_update().get(pk=institution.pk)
    require(rules.why_not_stale(seen, row.edited_at))
    changed = sorted(name for name, value in fields.items() if getattr(row, name) != value)
    if not changed:
        return row
    for name in changed:
        setattr(row, name, fields[name])
    row.edited_at = at
    row.full_clean()
    row.save()
    audit.record("institution.changed", by=by, at=at, subject=("institution", row.code), fields=changed)
    return row


@transaction.atomic
def retire_institution(institution: Institution, *, by: Any, at: datetime) -> None:
    """It stays where plans name it, but is no longer offered. AccountError while people have accounts there."""
    row = Institution.objects.select_for_update().get(pk=institution.pk)
    if row.users.filter(is_active=True).exists():
        raise AccountError(_("People have open accounts at this institution. Move or close these first."))
    if row.is_active:
        row.is_active, row.edited_at = False, at
        row.save()
        audit.record("institution.retired", by=by, at=at, subject=("institution", row.code))


@transaction.atomic
def restore_institution(institution: Institution, *, by: Any, at: datetime) -> None:
    row = Institution.objects.select_for_update().get(pk=institution.pk)
    if not row.is_active:
        row.is_active, row.edited_at = True, at
        row.save()
        audit.record("institution.restored", by=by, at=at, subject=("institution", row.code))
