"""A cell taken apart into the bodies it mentions, each with the remark that follows its name.

Cells have no reliable separators: names stand one after the other, "and" is part of some of them, pages cut
them, brackets hold remarks that name others. So known names are found first; what is left between two of them
is a separator, a remark on the one before, or a name nobody knows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from okrilje.plan import vocabulary as v
from okrilje.plan.reading.cells import Span, Use
from okrilje.plan.reading.names import Found, Names
from okrilje.plan.reading.words import stem, words

_BRACKET = re.compile(r"\([^()]*(?:\)|$)")
_HARD = r"\n\s*•?|•|;|,(?=\s)"
_JOINER = "|".join(rf"(?<!\w){re.escape(j)}(?!\w)" if j[0].isalpha() else re.escape(j) for j in v.JOINERS)
_SEPARATOR = re.compile(rf"{_HARD}|{_JOINER}", re.IGNORECASE)


@dataclass(slots=True)
class Mention:
    """``start`` to ``end`` is the wording in the cell, ``name_end`` the end of the name, a remark follows it.

    ``code``: None for a body nobody knows, "" for one that a person said is none.
    """

    start: int
    end: int
    name_end: int
    code: str | None = None
    slip: str = ""
    #: Meant but not named, the joining word included: "and the institutions involved".
    unnamed: bool = False
    repeated: list[tuple[int, int]] = field(default_factory=list)


@dataclass(slots=True)
class Mentions:
    items: list[Mention]
    joiners: list[tuple[int, int]]

    @property
    def spans(self) -> list[Span]:
        values = [Span(m.start, m.end) for m in self.items]
        repeated = [Span(start, end, Use.REPEATED) for m in self.items for start, end in m.repeated]
        return [*repeated, *values, *(Span(start, end, Use.STRUCTURE) for start, end in self.joiners)]


@dataclass(frozen=True, slots=True)
class _Part:
    start: int
    end: int
    kind: str  # "name", "text", "hard" or "joiner"
    found: Found | None = None


def masked(text: str) -> str:
    """The text with what stands in brackets blanked; a bracket that is never closed runs to the end."""
    return _BRACKET.sub(lambda m: " " * len(m[0]), text)


def mentions(text: str, names: Names, whole: str = "") -> Mentions:
    """Whom a text names, in order. ``whole`` is the cell as written, where ``text`` has parts of it blanked."""
    result = Mentions([], [])
    current: Mention | None = None
    joined: _Part | None = None
    for part in _parts(text, names):
        if part.kind in ("hard", "joiner"):
            if part.kind == "joiner":
                result.joiners.append((part.start, part.end))
            current, joined = None, part if part.kind == "joiner" else None
            continue
        last = result.items[-1] if result.items else None
        mention = _placed(text, part, current, last, joined)
        if mention is not last:
            result.items.append(mention)
        current, joined = mention, None
    for mention in result.items:
        _recognise(text, mention, names, whole or text)
    return result


def _placed(text: str, part: _Part, current: Mention | None, last: Mention | None, joined: _Part | None) -> Mention:
    """The mention that a part belongs to: a new one, or the one before, which it makes longer."""
    wording = text[part.start : part.end]
    if part.found:
        if current and current.code is None and not current.unnamed and not wording[0].isupper():
            current.end = current.name_end = part.end  # "Federal ministry of justice" is not the state's one
            return current
        return Mention(part.start, part.end, part.end, part.found.code, part.found.slip)
    first = stem(words(wording)[0].folded)
    if joined and any(first == stem(word) for word in v.UNNAMED):
        return Mention(joined.start, part.end, part.end, unnamed=True)
    if current and _repeats(text[current.start : current.name_end], wording):
        current.repeated.append((part.start, part.end))
        return current
    if last and _is_remark(wording):
        last.end = part.end
        return last
    if current is None or words(wording)[0].folded in v.INSTITUTION_WORDS:
        return Mention(part.start, part.end, part.end)
    if current.code is not None:
        current.code = None  # "Ministry of Justice Federation": longer than the name that is known
    current.end = current.name_end = part.end
    return current


def _is_remark(wording: str) -> bool:
    start = wording.lstrip(" .")
    return not start[:1].isalnum() or start[0].islower() or words(start)[0].folded in v.REMARKS


def _repeats(name: str, wording: str) -> bool:
    """Whether the wording is the end of the name over again, as a page break writes it."""
    whole, again = ([word.folded for word in words(text)] for text in (name, wording))
    return len(again) < len(whole) and whole[-len(again) :] == again


def _recognise(text: str, mention: Mention, names: Names, whole: str) -> None:
    """An unknown wording that a person answered for, or that is a slip of the pen for a known name."""
    if mention.code is None and not mention.unnamed:
        mention.code = names.answer(whole[mention.start : mention.name_end])
    if mention.code is None and not mention.unnamed:
        slip = names.slip(text[mention.start : mention.name_end])
        if slip:
            mention.code, mention.slip = slip.code, slip.slip


def _parts(text: str, names: Names) -> Iterator[_Part]:
    """Names, separators and what is left, in order; blanks and single signs are nobody's."""
    position = 0
    for found in names.find(masked(text)):
        yield from _between(text, position, found.start)
        yield _Part(found.start, found.end, "name", found)
        position = found.end
    yield from _between(text, position, len(text))


def _between(text: str, start: int, end: int) -> Iterator[_Part]:
    blank = masked(text)
    position = start
    for match in _SEPARATOR.finditer(blank, start, end):
        yield from _text(text, position, match.start())
        yield _Part(match.start(), match.end(), "hard" if re.match(_HARD, match[0]) else "joiner")
        position = match.end()
    yield from _text(text, position, end)


def _text(text: str, start: int, end: int) -> Iterator[_Part]:
    wording = text[start:end]
    if words(wording):
        left = len(wording) - len(wording.lstrip(" .:"))
        yield _Part(start + left, start + len(wording.rstrip()), "text")
