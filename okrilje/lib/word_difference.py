"""Which words of a text stayed, went and came. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import Literal, NamedTuple

#: A word with what follows it, so that the pieces joined again are the text.
_WORDS = re.compile(r"\S+\s*|\s+")


class Piece(NamedTuple):
    what: Literal["same", "del", "ins"]
    text: str


def words(before: str, after: str) -> list[Piece]:
    """The pieces of both texts in reading order. Those that are not "ins" make up ``before``, not "del" ``after``."""
    return _pieces(_WORDS.findall(before), _WORDS.findall(after), joined=True)


def lines(before: Sequence[str], after: Sequence[str]) -> list[Piece]:
    """The same for lists of lines, one piece a line."""
    return _pieces(before, after, joined=False)


def _pieces(before: Sequence[str], after: Sequence[str], *, joined: bool) -> list[Piece]:
    pieces: list[Piece] = []
    for operation, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if operation == "equal":
            pieces += _run("same", before[i1:i2], joined)
        else:
            pieces += _run("del", before[i1:i2], joined) + _run("ins", after[j1:j2], joined)
    return pieces


def _run(what: Literal["same", "del", "ins"], texts: Sequence[str], joined: bool) -> list[Piece]:
    if not texts:
        return []
    return [Piece(what, "".join(texts))] if joined else [Piece(what, text) for text in texts]
