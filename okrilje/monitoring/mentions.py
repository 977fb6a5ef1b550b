"""Who is named in a comment: "@Amra Hodžić", or a shorter form that fits only one of those who may be named. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from okrilje.lib.scripts import fold

#: An "@" that begins a word; the one inside an address of mail does not.
_SIGN = re.compile(r"(?<![\w.@+-])@(?=\w)")
_BEFORE_BLANK = re.compile(r"\S+")
_EDGES = ".,;:!?()[]\"'„“”«»…"


@dataclass(frozen=True, slots=True)
class Person:
    pk: int
    name: str
    institution: str


@dataclass(frozen=True, slots=True)
class Reading:
    """``text`` with every name written out; who is named, in order. ``unknown``: what fits nobody, as it was typed;
    ``doubtful``: what fits several, with them.
    """

    text: str
    named: tuple[Person, ...]
    unknown: tuple[str, ...]
    doubtful: tuple[tuple[str, tuple[Person, ...]], ...]


def read(text: str, people: Sequence[Person]) -> Reading:
    """Case, diacritics and script do not count. Of several readings the one with the most words holds."""
    known = [(person, _words(person.name)) for person in people]
    longest = max((len(words) for _person, words in known), default=1)
    written, named, unknown, doubtful, end = [], dict[int, Person](), [], [], 0
    for sign in _SIGN.finditer(text):
        if sign.start() < end:
            continue
        fitting, stop = _longest_fit(text, sign.end(), known, longest)
        typed = text[sign.start() : stop]
        if len(fitting) == 1:
            (person,) = fitting
            written += [text[end : sign.start()], f"@{person.name}"]
            end = stop
            named[person.pk] = person
        elif fitting:
            doubtful.append((typed, tuple(fitting)))
        else:
            unknown.append(typed)
    written.append(text[end:])
    return Reading("".join(written), tuple(named.values()), tuple(unknown), tuple(doubtful))


def _longest_fit(
    text: str, start: int, known: list[tuple[Person, list[str]]], longest: int
) -> tuple[list[Person], int]:
    """Whom the words after the sign fit, and where they end; where they fit nobody, the end of the first word."""
    ends = list(_ends(text, start, longest))
    for end in reversed(ends):
        said = _words(text[start:end])
        exact = [person for person, words in known if words == said]
        if fitting := exact or [person for person, words in known if _fits(said, words)]:
            return fitting, end
    return [], ends[0]


def _ends(text: str, start: int, longest: int) -> Iterator[int]:
    """Where the first word after the sign ends, the second, ... on the same line, without the marks behind it."""
    line = text.find("\n", start)
    line = len(text) if line < 0 else line
    for number, word in enumerate(_BEFORE_BLANK.finditer(text, start, line)):
        if number == longest:
            return
        yield word.start() + len(word[0].rstrip(_EDGES))


def _words(name: str) -> list[str]:
    return [bare for word in fold(name).split() if (bare := word.strip(_EDGES))]


def _fits(said: list[str], words: list[str]) -> bool:
    """The beginning of a name, or the family name alone."""
    return bool(said) and (words[: len(said)] == said or (len(said) == 1 and words[-1:] == said))


def pieces(text: str, names: Iterable[str]) -> list[tuple[str, bool]]:
    """The text in pieces, each with whether it is one of ``names`` behind its sign."""
    signs = [re.escape(f"@{name}") for name in sorted(names, key=len, reverse=True)]
    if not signs:
        return [(text, False)]
    parts = re.split(rf"({'|'.join(signs)})(?!\w)", text)
    return [(part, number % 2 == 1) for number, part in enumerate(parts) if part]
