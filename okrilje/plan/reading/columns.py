"""What each column of a table holds, from the words of its heading."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from okrilje.lib.scripts import fold
from okrilje.plan import vocabulary as v
from okrilje.plan.reading.words import flat, phrase
from okrilje.plan.vocabulary import Column

#: Without these a row of headings is not that of a plan.
_ESSENTIAL = (Column.ACTIVITY,)
CORE = (Column.ACTIVITY, Column.DEADLINE, Column.INSTITUTIONS, Column.INDICATORS, Column.RESOURCES)
_FEWEST = 2
_WHOLE = 1000


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns of a table: what each holds (by index from 0) and the heading above it."""

    roles: Mapping[int, Column]
    headings: tuple[str, ...]

    def role(self, index: int) -> Column:
        return self.roles.get(index, Column.NOTE)

    def heading(self, index: int) -> str:
        return self.headings[index] if index < len(self.headings) else ""

    def heading_of(self, role: Column) -> str:
        return next((self.heading(i) for i, r in self.roles.items() if r is role), "")

    def without(self, role: Column) -> Layout:
        return Layout({i: r for i, r in self.roles.items() if r is not role}, self.headings)

    def index_of(self, role: Column) -> int | None:
        return next((i for i, r in self.roles.items() if r is role), None)


def layout(cells: Sequence[str], given: Mapping[int, Column] | None = None) -> Layout | None:
    """The columns that a row of headings announces; ``given`` by hand wins. None: this is no row of headings.

    Each role is given once, to the heading that says it most clearly; the others are kept as notes.
    """
    headings = tuple(flat(cell) for cell in cells)
    given = given or {}
    ranked = sorted(
        ((-score, i, role) for i, cell in enumerate(headings) for role, score in _scores(cell).items()),
        key=lambda entry: entry[:2],
    )
    roles: dict[int, Column] = {i: role for i, role in given.items() if i < len(headings)}
    taken = set(roles.values())
    for _, i, role in ranked:
        if i not in roles and role not in taken:
            roles[i] = role
            taken.add(role)
    if Column.CODE not in taken and 0 not in roles and not words_in(headings[:1]):
        roles[0] = Column.CODE
    seen = {role for role in roles.values() if role in CORE}
    enough = all(role in seen for role in _ESSENTIAL) and len(seen) >= _FEWEST
    return Layout(roles, headings) if enough and len(headings) > 1 else None


def words_in(cells: Sequence[str]) -> bool:
    return any(phrase(cell) for cell in cells)


def _scores(heading: str) -> dict[Column, int]:
    """How clearly a heading says each role: the whole heading, else the length of the phrase it begins with."""
    plain = fold(heading).strip(" .:*")
    if not plain or len(plain.split()) > v.LONGEST_HEADING:
        return {}
    scores: dict[Column, int] = {}
    for role, phrases in v.HEADINGS.items():
        for words in phrases:
            if plain.replace(" ", "") == words.replace(" ", ""):  # a narrow cell breaks words anywhere
                scores[role] = _WHOLE + len(words)
            elif plain.startswith(words) and not plain[len(words)].isalnum():
                scores[role] = max(scores.get(role, 0), len(words))
    return scores


def repeats(cells: Sequence[str], known: Layout) -> bool:
    """Whether a row is the known row of headings once more, or the first part of it before a page break."""
    plain = [phrase(cell) for cell in cells]
    headings = [phrase(heading) for heading in known.headings]
    filled = sum(map(bool, plain))
    return (
        filled == sum(map(bool, headings)) > 1
        and len(plain) == len(headings)
        and all(whole == part or whole.startswith(part + " ") for part, whole in zip(plain, headings, strict=True))
    )


def completes(cells: Sequence[str], begun: Sequence[str], known: Layout) -> bool:
    """Whether a row is the rest of a row of headings that a page cut after ``begun``."""
    rest = [
        phrase(heading)[len(phrase(start)) :].strip() for heading, start in zip(known.headings, begun, strict=False)
    ]
    return words_in(cells) and [phrase(cell) for cell in cells] == rest
