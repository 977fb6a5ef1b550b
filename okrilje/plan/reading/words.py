"""Words of a cell with their places, and the stem that survives the endings of the cases."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from okrilje.lib.scripts import fold

_WORD = re.compile(r"\w+(?:['’]\w+)*")
_PLAIN = re.compile(r"\w+")
#: Endings of nouns and adjectives in bs/hr/sr, folded; longest first.
_LIST = "ama ima oga ega omu emu om em og eg oj im ih ju a e i o u"
_ENDINGS = tuple(_LIST.split())
_SHORTEST_STEM = 3


@dataclass(frozen=True, slots=True)
class Word:
    start: int
    end: int
    folded: str

    @property
    def stem(self) -> str:
        return stem(self.folded)


@lru_cache(maxsize=20_000)
def folded(word: str) -> str:
    return fold(word)


def words(text: str) -> list[Word]:
    return [Word(m.start(), m.end(), folded(m[0])) for m in _WORD.finditer(text)]


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """A folded word without the ending of its case.

    >>> stem("ministarstvo") == stem("ministarstva") == stem("ministarstvom")
    True
    """
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            return word[: -len(ending)]
    return word


def phrase(text: str) -> str:
    """The folded words of a text, one blank between two: what lists of the vocabulary are compared with."""
    return " ".join(word.folded for word in words(text))


def stems_of(text: str) -> tuple[str, ...]:
    """The stems of a text: the same for a name in every case and script."""
    return tuple(word.stem for word in words(text))


def count(text: str) -> int:
    """How many words and numbers a text has, as the word account counts them: "10.000 KM" has three."""
    return len(_PLAIN.findall(text))


def plain_words(text: str) -> list[tuple[int, str]]:
    """The words and numbers the word account counts, each with its position."""
    return [(m.start(), m[0]) for m in _PLAIN.finditer(text)]


def flat(text: str) -> str:
    """A text on one line, without the marks of list items."""
    return " ".join(text.replace("•", " ").split())
