"""The privacy gate: what leads to one person is asked about before it is kept, or not kept at all. Needs no database.

Every text that somebody types about a report, and the text of every file, passes here on its way into the actions.
Nothing is sent anywhere; what was found is not logged and not stored, only how often somebody said that it is no
person's.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from okrilje.accounts.personal_numbers import known
from okrilje.lib import personal_data
from okrilje.lib.attachments import Piece
from okrilje.lib.documents import Where
from okrilje.lib.personal_data import OF_PERSONS, Kind


@dataclass(frozen=True, slots=True)
class Question:
    """Something that was found. ``field`` is a path of an answer ("done", "values.1.reason") or the name of a field;
    ``item`` is the id of the item, where several are saved at once. ``mark`` stands for the value in a form: who
    sends it back says that this is no person's.
    """

    field: str
    kind: Kind
    masked: str
    mark: str
    item: int | None = None
    #: In a file: on which page or sheet.
    where: Where | None = None

    @property
    def may_be_kept(self) -> bool:
        """After a person looked: a telephone of an office. The number of a person never."""
        return self.kind not in OF_PERSONS


def questions(texts: Mapping[str, str], *, before: Iterable[str] = (), item: int | None = None) -> list[Question]:
    """What has to be asked about texts, by field; each value once in a field. ``before``: texts that are stored
    already, so that nobody is asked twice about the same telephone.
    """
    asked = {
        (field, one.mark): Question(field, one.kind, one.masked, one.mark, item)
        for field, text in texts.items()
        for one in personal_data.find(text, known())
    }
    if not asked:
        return []
    answered = {one.mark for text in before for one in personal_data.find(text, known())}
    return [one for one in asked.values() if not (one.may_be_kept and one.mark in answered)]


def questions_in_file(pieces: Iterable[Piece]) -> list[Question]:
    """The same about the text of a file, for its field "file"; each value once, where it stands first."""
    asked: dict[str, Question] = {}
    for piece in pieces:
        for one in personal_data.find(piece.text, known()):
            asked.setdefault(one.mark, Question("file", one.kind, one.masked, one.mark, where=piece.where))
    return list(asked.values())


def unanswered(asked: Iterable[Question], confirmed: Collection[str]) -> list[Question]:
    """Those that stand in the way. ``confirmed``: the marks of what somebody says is no person's."""
    return [one for one in asked if not (one.may_be_kept and one.mark in confirmed)]
