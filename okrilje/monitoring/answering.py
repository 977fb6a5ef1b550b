"""A form that comes back: what of it is saved, what two people disagree about, and what the form shows then."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.http import QueryDict

from okrilje.accounts.models import User
from okrilje.lib.word_difference import Piece, words
from okrilje.monitoring import actions, storing
from okrilje.monitoring.actions import Saved
from okrilje.monitoring.answer_form import AnswerForm
from okrilje.monitoring.answers import NARRATIVES, Answer, fields, taking
from okrilje.monitoring.models import Item
from okrilje.monitoring.queries.sheets import Sheet


@dataclass(frozen=True, slots=True)
class Dispute:
    """A field that two people changed at once. Until somebody decides, theirs is saved and mine stands in the form."""

    path: str
    label: str
    mine: str
    theirs: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """``form`` shows what is saved now, and what could not be saved as it was typed. ``refreshed`` are the fields
    (names of the form, "money" for all of its rows) in which something else stands than the person had there.
    """

    saved: Saved
    form: AnswerForm
    disputes: list[Dispute] = field(default_factory=list)
    refreshed: frozenset[str] = frozenset()
    #: The person copied a value or took theirs: what changed in the form is what they asked for.
    chosen: bool = False

    @property
    def is_whole(self) -> bool:
        return not self.disputes and not self.form.errors


def revision_of(data: Mapping[str, Any]) -> int:
    given = str(data.get("base", ""))
    return int(given) if given.isdigit() and len(given) < 9 else 0


def with_copied(data: QueryDict) -> tuple[QueryDict, str]:
    """What was typed, with the value that a button "set" copies into a field; and the path of that field."""
    path, sign, value = data.get("set", "").partition("=")
    if not sign:
        return data, ""
    copied = data.copy()
    copied[path.replace(".", "-")] = value
    return copied, path


def save(row: Item, sheet: Sheet, data: QueryDict, *, by: User, at: datetime) -> Outcome:
    """Saves what can be read, leads to no person, and nobody disputes.

    Raises MonitoringError where the person may not write now.
    """
    data, copied = with_copied(data)
    number = revision_of(data)
    base = storing.version(row, number)
    form = AnswerForm(data, sheet=sheet, answer=base)
    confirmed = data.getlist("not-a-person")
    form.ask(before=[getattr(said, name) for said in (base, row) for name in NARRATIVES], confirmed=confirmed)
    typed = form.answer()
    decided = {data.get("keep", ""), data.get("take", "")}
    open_ = {path for path in data.getlist("undecided") if path in fields(typed) | fields(base)}
    taken = {data.get("take", "")} & open_
    answer = form.answer(leaving=(open_ - decided) | taken)
    saved = actions.save(row, answer, base=number, by=by, at=at, confirmed=confirmed)
    disputes = _disputes(saved, typed, open_ - decided, sheet)
    # Where it is disputed the form shows what the person typed.
    shown = taking(saved.answer, typed, [dispute.path for dispute in disputes])
    fresh = form.again(shown)
    return Outcome(saved, fresh, disputes, _refreshed(typed, shown, fresh, always=copied), bool(copied or taken))


def _disputes(saved: Saved, typed: Answer, open_: set[str], sheet: Sheet) -> list[Dispute]:
    mine, theirs = fields(typed), fields(saved.answer)
    found = []
    for path in sorted(open_ | {conflict.field for conflict in saved.conflicts}):
        my, their = (sheet.names.value(path, said.get(path)) for said in (mine, theirs))
        if my != their:
            found.append(Dispute(path, sheet.names.label(path), my, their, tuple(words(their, my))))
    return found


def _refreshed(typed: Answer, shown: Answer, fresh: AnswerForm, *, always: str) -> frozenset[str]:
    was, now = fields(typed), fields(shown)
    paths = {path for path in was.keys() | now.keys() if (was.get(path) or "") != (now.get(path) or "")} | {always}
    names = {name for name, path in fresh.paths.items() if path in paths and name not in fresh.errors}
    return frozenset(names | ({"money"} if any(path.startswith("money.") for path in paths) else set()))
