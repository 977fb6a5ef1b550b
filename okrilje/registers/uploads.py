"""From a filled-in file to records, with a look at what would happen in between: all of it or nothing."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from django.db import transaction
from django.utils.translation import gettext as _

from okrilje.accounts.models import Institution, User
from okrilje.plan.models import Activity
from okrilje.registers import actions, likeness
from okrilje.registers.actions import Entered, Entry, RecordError
from okrilje.registers.kind import Kind
from okrilje.registers.likeness import Described
from okrilje.registers.models import Batch, RecordUpload, SealedFile
from okrilje.registers.records import Record
from okrilje.registers.workbook import Found

#: So long a file waits for its decision.
_KEPT = timedelta(days=1)


@dataclass(frozen=True)
class Preview:
    """``new`` and ``changed`` are what would be done; ``alike`` are records that are there already and could be
    the same (``likeness``), of any institution whose records the person sees.
    """

    new: tuple[Entered, ...]
    changed: tuple[Entered, ...]
    same: int
    alike: tuple[Record, ...]

    @property
    def entries(self) -> tuple[Entered, ...]:
        return (*self.new, *self.changed)


def keep(kind: Kind, name: str, found: Found, *, by: User, at: datetime) -> RecordUpload:
    """Keeps what a file says until somebody decides, in place of what they left undecided before."""
    RecordUpload.objects.filter(by=by, kind=kind.slug).delete()
    content = [_packed(entry, number) for entry, number in found.entries]
    return RecordUpload.objects.create(kind=kind.slug, name=name[:200], by=by, at=at, content=content)


def seal(
    kind: Kind, data: bytes, name: str, *, by: User, at: datetime, record: int | None = None
) -> tuple[SealedFile, str]:
    """Keeps a file so that only the returned key opens it; in place of what the person left lying before."""
    SealedFile.objects.filter(by=by).delete()
    key = Fernet.generate_key()
    content = Fernet(key).encrypt(zlib.compress(data))
    kept = SealedFile.objects.create(kind=kind.slug, name=name[:200], record=record, by=by, at=at, content=content)
    return kept, key.decode()


def unseal(kept: SealedFile, key: str) -> bytes:
    """The file. Raises RecordError where the key is not its own."""
    try:
        return zlib.decompress(Fernet(key.encode()).decrypt(bytes(kept.content)))
    except (InvalidToken, ValueError) as error:
        raise RecordError(_("The file can no longer be opened. Choose it again.")) from error


def _packed(entry: Entry, number: int | None) -> dict[str, Any]:
    return {
        "number": number,
        "values": {name: _plain(value) for name, value in entry.values.items()},
        "activities": [one.pk for one in entry.activities],
        "partners": [one.pk for one in entry.partners],
        "lines": None if entry.lines is None else [
            {name: _plain(value) for name, value in line.items()} for line in entry.lines
        ],
    }  # fmt: skip


def _plain(value: Any) -> Any:
    if isinstance(value, Institution):
        return value.pk
    return value if value is None or isinstance(value, bool | int | str) else str(value)


def preview(kind: Kind, upload: RecordUpload, seen: Any) -> Preview:
    """What the file would do now. ``seen`` are the records that the person may see."""
    entries = _unpacked(kind, upload)
    new = tuple(one for one in entries if one.record is None)
    known = [one for one in entries if one.record is not None]
    changed = tuple(one for one in known if one.record and actions.differs(kind, one.record, one.entry))
    return Preview(new, changed, len(known) - len(changed), _alike(new, seen))


def _alike(new: Sequence[Entered], seen: Any) -> tuple[Record, ...]:
    """The records that are there already and could be one of the new ones."""
    asked = [_described(number, one.entry.values) for number, one in enumerate(new)]
    near = seen.filter(happened_on__in=likeness.near(one.day for one in asked)).select_related("institution")
    there = {row.pk: row for row in near}
    others = [_described(pk, vars(row)) for pk, row in there.items()]
    found = {pk for _number, pk in likeness.pairs(asked, others)}
    return tuple(row for pk, row in there.items() if pk in found)


def _described(number: int, values: Mapping[str, Any]) -> Described:
    return likeness.described(number, values["happened_on"], values["title"], values.get("place") or "")


def _unpacked(kind: Kind, upload: RecordUpload) -> list[Entered]:
    institutions, activities = Institution.objects.in_bulk(), Activity.objects.select_related("plan").in_bulk(
        {pk for row in upload.content for pk in row["activities"]}
    )  # fmt: skip
    own = kind.model._default_manager.filter(institution=upload.by.institution_id, deleted_at=None)
    records = own.select_related("institution").in_bulk([row["number"] for row in upload.content if row["number"]])

    def values(row: dict[str, Any], fields: Sequence[Any]) -> dict[str, Any]:
        return {f.name: institutions.get(row[f.name]) if f.is_relation else f.to_python(row[f.name]) for f in fields}

    return [
        Entered(
            Entry(
                values(row["values"], kind.fields),
                [activities[pk] for pk in row["activities"] if pk in activities],
                [institutions[pk] for pk in row["partners"] if pk in institutions],
                None if row["lines"] is None else [values(line, kind.line_fields) for line in row["lines"]],
            ),
            records.get(row["number"]) if row["number"] else None,
        )
        for row in upload.content
    ]


@transaction.atomic
def apply(kind: Kind, upload: RecordUpload, *, by: User, at: datetime) -> int:
    """Does all that the file says, and returns how many records it entered or changed.

    Raises RecordError where a record that the file changes is gone, or was changed after the file was read.
    """
    entries = _unpacked(kind, upload)
    for one, row in zip(entries, upload.content, strict=True):
        if row["number"] and (one.record is None or one.record.changed_at > upload.at):
            raise RecordError(
                _("The record with the number %(number)s was changed meanwhile. Download the file again.")
                % {"number": row["number"]}
            )
    wanted = [one for one in entries if one.record is None or actions.differs(kind, one.record, one.entry)]
    batch = Batch.objects.create(kind=kind.slug, what=Batch.What.IMPORT, name=upload.name, by=by, at=at)
    actions.save_each(kind, wanted, by=by, at=at, batch=batch)
    upload.delete()
    return len(wanted)


def forget(at: datetime) -> int:
    """Deletes what was brought in more than a day ago and decided by nobody; how many files it were."""
    return sum(model._default_manager.filter(at__lt=at - _KEPT).delete()[0] for model in (RecordUpload, SealedFile))
