"""Which wordings are the same, nearly the same, or contained in one another."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from itertools import combinations

from rapidfuzz import process
from rapidfuzz.distance import OSA
from rapidfuzz.fuzz import ratio

from okrilje.plan.checker.subject import Subject

#: Texts that agree in so many of 100 letters differ by a word or two.
NEARLY = 85
#: So many first letters of a word stay the same through its cases; a shorter word is compared up to its last letter.
_STEM = 5
_WORD = re.compile(r"[^\W\d_]+")


def alike_texts(subject: Subject, some: Collection[str], others: Collection[str]) -> Iterator[tuple[str, str]]:
    """Of ``some`` activities and of ``others`` the pairs with nearly the same wording and a shared institution.

    Each pair, and all of them, in the order of the plan.
    """
    place = {code: number for number, code in enumerate(subject.folded)}
    texts = {code: subject.folded[code] for code in others if code in place}
    pairs = [
        (one, other)
        for one in some
        if one in place
        for _text, _score, other in process.extract(
            subject.folded[one], texts, scorer=ratio, score_cutoff=NEARLY, limit=None
        )
        if subject.responsible[one] & subject.responsible[other]
    ]
    ordered = ((one, other) if place[one] < place[other] else (other, one) for one, other in pairs)
    return iter(sorted(ordered, key=lambda pair: (place[pair[0]], place[pair[1]])))


def stems(folded: str) -> tuple[str, ...]:
    """The words by their beginnings, so that cases of one word are equal; words of one letter are left out."""
    return tuple(word[: min(_STEM, max(len(word) - 1, 3))] for word in _WORD.findall(folded) if len(word) > 1)


def _said(folded: str) -> str:
    return f" {' '.join(stems(folded))} "


def contains(wide: str, narrow: str) -> bool:
    """Does ``wide`` say everything that ``narrow`` says, in the same order and without a gap, and more besides?"""
    return wide in wider([wide, narrow])[narrow]


def wider(wordings: Iterable[str]) -> dict[str, list[str]]:
    """For each wording those that say everything it says, in the same order and without a gap, and more besides.

    Looked for only among those that share its rarest word, not among all.
    """
    same: dict[str, list[str]] = defaultdict(list)
    for wording in dict.fromkeys(wordings):
        same[_said(wording)].append(wording)
    sharing: dict[str, list[str]] = defaultdict(list)
    for said in same:
        for stem in set(said.split()):
            sharing[stem].append(said)
    found: dict[str, list[str]] = {}
    for inner, narrow in same.items():
        shared = min((sharing[stem] for stem in inner.split()), key=len, default=[])
        around = [wording for outer in shared if inner != outer and inner in outer for wording in same[outer]]
        found |= dict.fromkeys(narrow, around)
    return found


#: Words of fewer letters are the same only where they are equal: a letter makes another word of them.
_LONG = 6


def same_but_for_a_slip(one: str, other: str) -> bool:
    """Equal word by word, where long words may differ in a single letter."""
    words, twins = one.split(), other.split()
    return len(words) == len(twins) and all(
        a == b or (min(len(a), len(b)) >= _LONG and OSA.distance(a, b, score_cutoff=1) <= 1)
        for a, b in zip(words, twins, strict=True)
    )


def slips(wordings: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Pairs of different wordings that are the same but for a slip; compared where number and short words agree."""
    alike: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for wording in dict.fromkeys(wordings):
        alike[tuple(word if len(word) < _LONG else "" for word in wording.split())].append(wording)
    for group in alike.values():
        yield from (pair for pair in combinations(group, 2) if same_but_for_a_slip(*pair))
