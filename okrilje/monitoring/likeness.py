"""Which measures of a plan could be what a common measure means: a proposal, for a person to confirm. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from rapidfuzz.fuzz import token_set_ratio

from okrilje.lib.scripts import fold

#: Labels that agree in so many of 100 letters, whatever the order of their words.
ALIKE = 75


@dataclass(frozen=True, slots=True)
class Described:
    """A measure by what it is counted from, and its names, folded, language by language."""

    type: str
    register: str
    names: tuple[tuple[str, str], ...]


def described(type_: str, register: str, labels: Mapping[str, str]) -> Described:
    return Described(type_, register, tuple((language, fold(text)) for language, text in sorted(labels.items())))


def likeness(one: Described, other: Described) -> float:
    """0 to 100: how alike the names are, in the language in which they are most; 0 for what is counted otherwise."""
    if (one.type, one.register) != (other.type, other.register):
        return 0
    names = dict(other.names)
    return max(
        (token_set_ratio(name, names[language]) for language, name in one.names if language in names),
        default=0,
    )


def most_alike(measure: Described, examples: Iterable[tuple[str, Collection[Described]]]) -> str | None:
    """The code of the common measure that has the most alike example; None where none is alike enough.

    ``examples``: code -> the common measure itself and the measures bound to it, described.
    """
    scored = [(max((likeness(measure, one) for one in known), default=0), code) for code, known in examples]
    score, code = max(scored, key=lambda pair: pair[0], default=(0, ""))
    return code if score >= ALIKE else None
