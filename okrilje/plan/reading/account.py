"""The word account: every word of every table cell, and what became of it.

A word is *placed* when it stands, letter for letter, in a field of the activity it belongs to, or when it said
what its neighbours are: a label, a word that joins two names. Every other word is listed as unplaced, with its
place and the reason. Nothing is taken on trust: that a word stands in the field is looked up in the plan as read.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from okrilje.lib.documents import Message, Row, Where
from okrilje.lib.documents.blocks import gettext_noop as _
from okrilje.plan.content import Activity
from okrilje.plan.reading.cells import Cell, Span, Use
from okrilje.plan.reading.words import plain_words
from okrilje.plan.vocabulary import Column

#: How many unplaced words the account lists in its sentence; all of them are in ``Account.unplaced``.
SHOWN = 20


class Why(StrEnum):
    #: It repeats the end of the name before it: a page break wrote it a second time.
    REPEATED = "repeated"
    #: Several words written as one: the plan holds them apart.
    GLUED = "glued"
    #: The row belongs to no activity.
    OUTSIDE = "outside"
    #: A person left the column out.
    IGNORED = "ignored"
    #: No rule has a place for it.
    UNUSED = "unused"


@dataclass(frozen=True, slots=True)
class Unplaced:
    word: str
    where: Where
    why: Why
    activity: str = ""
    column: str = ""
    #: For a glued word, the words it was read as.
    read_as: tuple[str, ...] = ()

    @property
    def reason(self) -> Message:
        return Message(_REASONS[self.why], {"words": ", ".join(f'"{word}"' for word in self.read_as)})

    def __str__(self) -> str:
        owner = f"{self.activity}, " if self.activity else ""
        return f'{self.where} "{self.word}" ({owner}{self.reason})'


_REASONS = {
    Why.REPEATED: _("repeats the word before it"),
    Why.GLUED: _("read as %(words)s"),
    Why.OUTSIDE: _("the row belongs to no activity"),
    Why.IGNORED: _("the column was left out"),
    Why.UNUSED: _("no field takes it"),
}


@dataclass(frozen=True, slots=True)
class Account:
    """Words of the activities' rows; those of headings and of rows of headings are counted apart."""

    total: int
    unplaced: tuple[Unplaced, ...]
    heading_words: int = 0
    header_words: int = 0
    #: By field: how many words the plan holds there.
    by_field: tuple[tuple[str, int], ...] = ()

    @property
    def placed(self) -> int:
        return self.total - len(self.unplaced)

    @property
    def sentence(self) -> Message:
        """The figures, without the list of what is unplaced."""
        figures = {"placed": self.placed, "total": self.total, "unplaced": len(self.unplaced)}
        return Message(
            _("%(placed)s of %(total)s words placed; %(unplaced)s unplaced"),
            {name: f"{figure:,}" for name, figure in figures.items()},
        )

    def __str__(self) -> str:
        """The sentence with the first of the unplaced words."""
        listed = "; ".join(map(str, self.unplaced[:SHOWN]))
        more = f"; and {len(self.unplaced) - SHOWN:,} more" if len(self.unplaced) > SHOWN else ""
        return str(self.sentence) + (f": {listed}{more}" if listed else "")


@dataclass(frozen=True, slots=True)
class Used:
    """A cell of an activity, the column it stands in, and what was made of each stretch of it."""

    activity: Activity
    role: Column
    cell: Cell
    spans: tuple[Span, ...]
    #: What stands above the column.
    heading: str = ""


def account(used: Iterable[Used], outside: Iterable[Row], heading_words: int, header_words: int) -> Account:
    """The account of a whole document; what is lost comes first, then what is held in another form."""
    total = 0
    unplaced: list[Unplaced] = []
    fields: dict[str, int] = {}
    for use in used:
        found = plain_words(use.cell.text)
        missing = _missing(use, found)
        total += len(found)
        unplaced += missing
        fields[use.role] = fields.get(use.role, 0) + len(found) - len(missing)
    for row in outside:
        lost = [word for cell in row.cells for _position, word in plain_words(cell)]
        total += len(lost)
        unplaced += [Unplaced(word, row.where, Why.OUTSIDE) for word in lost]
    unplaced.sort(key=lambda one: one.why is Why.GLUED)
    return Account(total, tuple(unplaced), heading_words, header_words, tuple(fields.items()))


def _missing(use: Used, found: list[tuple[int, str]]) -> list[Unplaced]:
    held = set(_held(use.activity, use.role, use.heading))
    missing = []
    for position, word in found:
        span = next((s for s in use.spans if s.start <= position < s.end), None)
        if span and (span.use is Use.STRUCTURE or (span.use is Use.VALUE and word in held)):
            continue
        read_as = _halves(word, held) if span and span.use is Use.VALUE else ()
        why = _why(use.role, span, read_as)
        where = use.cell.where(position)
        missing.append(Unplaced(word, where, why, use.activity.code, use.role.value, read_as))
    return missing


def _why(role: Column, span: Span | None, read_as: tuple[str, ...]) -> Why:
    if role is Column.IGNORE:
        return Why.IGNORED
    if span and span.use is Use.REPEATED:
        return Why.REPEATED
    return Why.GLUED if read_as else Why.UNUSED


def _halves(word: str, held: set[str]) -> tuple[str, ...]:
    cuts = ((word[:i], word[i:]) for i in range(1, len(word)))
    return next(((left, right) for left, right in cuts if left in held and right in held), ())


def _held(activity: Activity, role: Column, heading: str) -> list[str]:
    """The words that the plan holds of an activity in the fields a column fills."""
    notes = [f"{note.heading} {note.text}" for note in activity.notes]
    texts = {
        Column.CODE: [activity.code],
        Column.ACTIVITY: [activity.code, activity.text],
        Column.DEADLINE: [activity.deadline.raw],
        Column.INSTITUTIONS: [
            *(one.raw for one in activity.institutions),
            *(note.text for note in activity.notes if note.heading == heading),
        ],
        Column.INDICATORS: [indicator.raw for indicator in activity.indicators],
        Column.RESOURCES: [text for r in activity.resources for text in (r.source_raw, r.note) if text],
    }.get(role, notes)
    return [word for text in texts for _position, word in plain_words(text)]
