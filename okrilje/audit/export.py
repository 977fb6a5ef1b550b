"""Events as CSV for auditors: UTF-8 with a mark at the start, so that spreadsheets read the letters right."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator

from django.utils.translation import get_language, override

from okrilje.audit.chain import as_text
from okrilje.audit.models import EventQuerySet
from okrilje.audit.sentences import sentence

COLUMNS = (
    "sequence", "at", "actor", "institution", "action", "subject_kind", "subject", "sentence", "details",
    "previous_hash", "hash",
)  # fmt: skip


class _Line:
    """Takes what the csv writer writes and hands it on."""

    def write(self, line: str) -> str:
        return line


def lines(events: EventQuerySet) -> Iterator[str]:
    """One line after the other, however many there are, in the language of the caller.

    The lines are made while they are sent, when the language of the request is forgotten already.
    """
    return _lines(events, get_language())


def _lines(events: EventQuerySet, language: str | None) -> Iterator[str]:
    writer = csv.writer(_Line())
    yield "\ufeff" + str(writer.writerow(COLUMNS))
    for event in events.iterator(chunk_size=2000):
        with override(language):
            words = sentence(event)
        details = json.dumps(event.details, ensure_ascii=False, sort_keys=True)
        row = (
            event.sequence, as_text(event.at), event.actor, event.institution, event.action, event.subject_kind,
            event.subject, words, details, event.previous_hash, event.hash,
        )  # fmt: skip
        yield str(writer.writerow([_harmless(cell) for cell in row]))


def _harmless(cell: object) -> object:
    """A spreadsheet would run a text that begins like a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell
