"""Finding institutions and donors in running text: longest name first, in any case, script and order.

A wording that is only *near* a known name is accepted as a slip of the pen when it is very near one name and
not nearly as near another; anything else is nobody's name until a person says whose.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from okrilje.accounts.catalogue import Catalogue, Institution
from okrilje.plan.reading.words import Word, flat, phrase, stem, stems_of, words

#: How near (0-100, share of letters in common) a wording must be to a name to be taken for a slip of the pen,
#: how much nearer than to the next name, and how near to be offered as a candidate at all.
SLIP = 92.0
MARGIN = 4.0
CANDIDATE = 55.0
_FEWEST_LETTERS = 7
#: An ending of names ("of Bosnia and Herzegovina") is optional when this many names are known with and without it.
_COMMON = 3

Key = tuple[str, ...]
#: What a person says of a wording: the code of an institution, one that the register lacks, or None (or "") for nobody.
Answer = str | Institution | None


@dataclass(frozen=True, slots=True)
class Found:
    """A name at ``start`` to ``end``; ``slip`` is the name that was meant when the wording only comes near it."""

    start: int
    end: int
    code: str
    slip: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    code: str
    name: str
    #: 0 to 100: how near the wording is to a name of this institution.
    score: int


class Names:
    """The names of a catalogue, with what a person answered about wordings.

    Answers are kept apart from the names that are found in running text: one answer must not change where other
    wordings begin and end, or their own answers would no longer fit them.
    """

    def __init__(self, catalogue: Catalogue, answers: Mapping[str, Answer] | None = None) -> None:
        self.catalogue = catalogue
        self._institutions = {i.code: i for i in catalogue.institutions}
        self._index: dict[str, dict[Key, dict[str, str]]] = defaultdict(dict)
        for institution in catalogue.institutions:
            for alias in (institution.name, *institution.aliases):
                self._add(alias, institution.code)
        for tail in self._tails():
            for institution in catalogue.institutions:
                for alias in (institution.name, *institution.aliases):
                    self._add(f"{alias} {tail}", institution.code)
        self._answers = {flat(wording): _code(answer) for wording, answer in (answers or {}).items()}
        self._institutions |= {one.code: one for one in (answers or {}).values() if isinstance(one, Institution)}
        self._stems: dict[Key, set[str]] = defaultdict(set)
        for wording, code in self._answers.items():
            self._stems[stems_of(wording)].add(code)

    def _add(self, alias: str, code: str) -> None:
        folded = [word.folded for word in words(alias)]
        if key := stems(folded):
            self._index[key[0]].setdefault(key, {}).setdefault(" ".join(folded), code)

    def _tails(self) -> list[str]:
        """Endings that names have or leave out at will, learnt from the names that are known both ways."""
        tails: Counter[str] = Counter()
        for institution in self.catalogue.institutions:
            known = {phrase(name) for name in (institution.name, *institution.aliases)}
            tails.update({a[len(b) + 1 :] for a in known for b in known if a.startswith(b + " ")})
        return [tail for tail, times in tails.items() if times >= _COMMON]

    @cached_property
    def _known(self) -> frozenset[str]:
        return frozenset(part for keys in self._index.values() for key in keys for part in key)

    def institution(self, code: str) -> Institution | None:
        return self._institutions.get(code)

    def answer(self, wording: str) -> str | None:
        """What a person said of exactly this wording, else of it in another case or script.

        The code, "" for no institution; None where nobody said anything, or not the same thing each time.
        """
        exact = self._answers.get(flat(wording))
        if exact is not None:
            return exact
        said = self._stems.get(stems_of(wording), set()) if phrase(wording) else set()
        return next(iter(said)) if len(said) == 1 else None

    def answered_in(self, text: str) -> str | None:
        """The institution that a person said is meant by the longest wording that stands within a text."""
        key = stems_of(text)
        within = [k for k in self._stems if k and any(key[i : i + len(k)] == k for i in range(len(key)))]
        said = self._stems[max(within, key=len)] if within else set()
        return next(iter(said)) or None if len(said) == 1 else None

    def find(self, text: str) -> list[Found]:
        """The names in a text, from left to right, none overlapping another."""
        parts = [half for word in words(text) for half in self._unglued(text, word)]
        found: list[Found] = []
        i = 0
        while i < len(parts):
            length, code = self._longest(parts, i)
            if length:
                found.append(Found(parts[i].start, parts[i + length - 1].end, code))
            i += length or 1
        return found

    def _longest(self, parts: list[Word], i: int) -> tuple[int, str]:
        best = (0, "")
        for key, wordings in self._index.get(parts[i].stem, {}).items():
            if len(key) > best[0] and all(p.stem == k for p, k in zip(parts[i : i + len(key)], key, strict=False)):
                if len(parts) - i < len(key):
                    continue
                code = self._one(wordings, " ".join(p.folded for p in parts[i : i + len(key)]))
                best = best if code is None else (len(key), code)
        return best

    @staticmethod
    def _one(wordings: dict[str, str], wording: str) -> str | None:
        """The code of a stem; when two institutions share it the exact wording decides, or nobody."""
        codes = set(wordings.values())
        return wordings.get(wording) if len(codes) > 1 else next(iter(codes))

    def _unglued(self, text: str, word: Word) -> list[Word]:
        """The word, or its two halves where two known words were written without a blank ("IOMCouncil")."""
        if word.stem in self._known:
            return [word]
        for cut in range(word.start + 2, word.end - 1):
            if text[cut].isupper():
                halves = [*words(text[word.start : cut]), *words(text[cut : word.end])]
                if len(halves) == 2 and all(half.stem in self._known for half in halves):
                    left, right = halves
                    return [Word(word.start, cut, left.folded), Word(cut, word.end, right.folded)]
        return [word]

    def slip(self, text: str, start: int = 0) -> Found | None:
        """The name that a whole wording misspells, if there is no doubt; ``start`` is where the wording stands."""
        wording = phrase(text)
        if len(wording) < _FEWEST_LETTERS:
            return None
        ranked = self._ranked(wording, SLIP - MARGIN)
        if not ranked or ranked[0][1] < SLIP or (len(ranked) > 1 and ranked[0][1] - ranked[1][1] < MARGIN):
            return None
        code = ranked[0][0]
        return Found(start, start + len(text), code, self._institutions[code].name)

    def candidates(self, text: str, limit: int = 3) -> tuple[Candidate, ...]:
        """Whom an unknown wording may mean, nearest first."""
        ranked = ((self.institution(code), score) for code, score in self._ranked(phrase(text), CANDIDATE))
        return tuple(Candidate(i.code, i.name, round(score)) for i, score in ranked if i)[:limit]

    def _ranked(self, wording: str, least: float) -> list[tuple[str, float]]:
        """Codes with the score of their nearest name, nearest first."""
        from rapidfuzz import fuzz, process

        best: dict[str, float] = {}
        for name, score, _ in process.extract(wording, self._wordings.keys(), scorer=fuzz.ratio, score_cutoff=least):
            code = self._wordings[name]
            best[code] = max(best.get(code, 0.0), score)
        return sorted(best.items(), key=lambda pair: -pair[1])

    @cached_property
    def _wordings(self) -> dict[str, str]:
        return {w: code for keys in self._index.values() for wordings in keys.values() for w, code in wordings.items()}

    def unit(self, code: str | None, wording: str) -> str:
        """A part of an institution by its name in the catalogue; an unknown one stays as written."""
        from rapidfuzz import fuzz

        institution = self._institutions.get(code or "")
        plain = phrase(wording)
        for unit in institution.units if institution else ():
            if any(_same(plain, phrase(alias)) for alias in (unit.name, *unit.aliases)):
                return unit.name
        for unit in institution.units if institution else ():
            if any(fuzz.ratio(plain, phrase(alias)) >= SLIP for alias in (unit.name, *unit.aliases)):
                return unit.name
        return wording


def _code(answer: Answer) -> str:
    return answer.code if isinstance(answer, Institution) else answer or ""


def _same(one: str, other: str) -> bool:
    return stems(one.split()) == stems(other.split())


def stems(folded: Iterable[str]) -> Key:
    return tuple(stem(word) for word in folded)
