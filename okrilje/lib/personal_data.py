"""Finds in a text what leads to one person: personal numbers, numbers of documents, telephone numbers, addresses of
e-mail. Pure; nothing leaves the machine.

Names are not found: nobody can tell them from words of a language. What is found is never handed on whole: a
``Found`` has its place, a masked excerpt, and a mark by which the same value is known again without being told.
What personal numbers and documents look like is the country's (``Known``).
"""

from __future__ import annotations

import hmac
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from importlib import import_module
from itertools import accumulate, islice
from typing import Any

import phonenumbers

from okrilje.lib import scripts


class Kind(StrEnum):
    PERSONAL_NUMBER = "personal_number"
    DOCUMENT_NUMBER = "document_number"
    PHONE = "phone"
    EMAIL = "email"


#: More of a kind in one text say nothing more.
MOST = 200
#: These are always a person's. A telephone and an address of e-mail may be an office's.
OF_PERSONS = frozenset({Kind.PERSONAL_NUMBER, Kind.DOCUMENT_NUMBER})


@dataclass(frozen=True, slots=True)
class Found:
    """``start`` and ``end`` count the characters of the text. ``mark`` is the same wherever the same value stands."""

    kind: Kind
    start: int
    end: int
    masked: str
    mark: str


@dataclass(frozen=True, slots=True)
class PersonalNumber:
    """``groups``: after how many digits people set a blank. ``is_valid`` knows check digit and date; ``plausible`` says
    what besides, as that the date is that of somebody who lives.
    """

    length: int
    groups: frozenset[int]
    plausible: re.Pattern[str]
    is_valid: Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Known:
    """What a country's numbers look like, and the key from which marks are made."""

    numbers: tuple[PersonalNumber, ...]
    phone_regions: tuple[str, ...]
    words: re.Pattern[str]
    shapes: re.Pattern[str]
    mailboxes: frozenset[str]
    key: bytes = field(repr=False)

    @classmethod
    def of(cls, facts: Mapping[str, Any], *, key: bytes) -> Known:
        """From the country's ``personal-data.json``. Words are matched without regard to case, diacritics and script;
        a ``*`` stands for any ending. In a shape 9 is a digit and A a letter.
        """
        numbers = tuple(
            PersonalNumber(
                one["length"], frozenset(one["groups"]), re.compile(one["plausible"]), _check(one["checked_by"])
            )
            for one in facts["personal_numbers"]
        )
        words = (re.escape(word).replace(r"\*", "[a-z]*").replace(r"\ ", r"\s+") for word in facts["document_words"])
        shapes = (shape.replace("9", r"\d").replace("A", "[a-z]") for shape in facts["document_shapes"])
        return cls(
            numbers,
            tuple(facts["phone_regions"]),
            re.compile(rf"(?<![a-z])(?:{'|'.join(words)})(?![a-z])"),
            re.compile(rf"(?<![a-z\d])(?:{'|'.join(shapes)})(?![a-z\d])"),
            frozenset(facts["office_mailboxes"]),
            key,
        )


def _check(module: str) -> Callable[[str], bool]:
    """The check of a number as python-stdnum has it: "si.emso" is that of all successors of Yugoslavia."""
    is_valid: Callable[[str], bool] = import_module(f"stdnum.{module}").is_valid
    return is_valid


#: Without one of these there is nothing to find.
_HINT = re.compile(r"\d|@|[(\[]at|<<", re.IGNORECASE)


def find(text: str, known: Known) -> list[Found]:
    """What is found, in the order of the text, of each kind the first ``MOST``; of two that overlap the graver one."""
    if not _HINT.search(text):
        return []
    seen = _Seen(text)
    kinds = (_numbers, _documents, _emails, _phones)
    hits = [hit for kind in kinds for hit in islice(kind(seen, known), MOST)]
    covered = bytearray(len(text))
    found = []
    for kind, start, end, value in hits:
        first, last = seen.origins[start], seen.origins[end - 1] + 1
        if not any(covered[first:last]):
            covered[first:last] = b"\1" * (last - first)
            found.append(Found(kind, first, last, _masked(kind, seen.text[start:end]), _mark(kind, value, known)))
    return sorted(found, key=lambda one: one.start)


def _mark(kind: Kind, value: str, known: Known) -> str:
    return hmac.digest(known.key, f"{kind}:{value}".encode(), "sha256").hex()[:32]


def _masked(kind: Kind, shown: str) -> str:
    """Enough to find the place, too little to know the person."""
    if kind is Kind.EMAIL:
        return re.sub(r"^(.).*?([@(\[])", r"\1…\2", shown)
    bare = re.sub(r"[\W_]", "", shown)
    return f"{bare[:2]}…{bare[-2:]}"


# --- What a person sees ------------------------------------------------------------------------------------------

_Hit = tuple[Kind, int, int, str]


class _Seen:
    """The text as a person sees it: without invisible characters, plain digits, blanks and dashes. ``folded`` besides
    in small Latin letters without diacritics. Each character knows where in the text it came from.
    """

    def __init__(self, text: str) -> None:
        if text.isascii():
            self.text, self.origins = text, range(len(text))
        else:
            pairs = [(c, n) for n, character in enumerate(text) for c in _plain(character)]
            self.text, self.origins = "".join(c for c, _n in pairs), [n for _c, n in pairs]  # type: ignore[assignment]
        small = [(c, n) for n, character in enumerate(self.text) for c in _small(character)]
        self.folded, self._places = "".join(c for c, _n in small), [n for _c, n in small]

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Where a stretch of ``folded`` stands in ``text``."""
        return self._places[start], self._places[end - 1] + 1


@cache
def _plain(character: str) -> str:
    category = unicodedata.category(character)
    if category in ("Cf", "Mn", "Me"):
        return ""
    if category == "Zs":
        return " "
    if category == "Pd" or character == "−":
        return "-"
    return "".join(
        str(unicodedata.digit(c)) if c.isdigit() else " " if unicodedata.category(c) == "Zs" else c
        for c in unicodedata.normalize("NFKC", character)
    )


@cache
def _small(character: str) -> str:
    if character.isascii():
        return character.lower()
    return scripts.fold(character) if character.isalpha() else character


# --- Personal numbers --------------------------------------------------------------------------------------------

#: Digits, each group from the next by at most three of these.
_DIGITS = re.compile(r"\d+(?:[ .\-/]{1,3}\d+)*")
_GROUP = re.compile(r"\d+")


def _numbers(seen: _Seen, known: Known) -> Iterator[_Hit]:
    for run in _DIGITS.finditer(seen.text):
        groups = [(match.start(), match.end()) for match in _GROUP.finditer(seen.text, *run.span())]
        for number in known.numbers:
            for start, end in _windows(groups, number):
                value = re.sub(r"\D", "", seen.text[start:end])
                if number.plausible.fullmatch(value) and number.is_valid(value):
                    yield Kind.PERSONAL_NUMBER, start, end, value


def _windows(groups: list[tuple[int, int]], number: PersonalNumber) -> Iterator[tuple[int, int]]:
    """Stretches of whole groups that have the right number of digits and are cut as people cut such a number."""
    for first, (begin, _end) in enumerate(groups):
        sizes: list[int] = []
        for start, end in groups[first : first + number.length]:
            sizes.append(end - start)
            if sum(sizes) >= number.length:
                if sum(sizes) == number.length and _is_cut_well(sizes, number, alone=len(sizes) == len(groups)):
                    yield begin, end
                break


def _is_cut_well(sizes: list[int], number: PersonalNumber, *, alone: bool) -> bool:
    """Where its parts end, or in equal pieces; in small pieces only where no other figures stand beside it, for in a
    row of a table any thirteen digits follow each other.
    """
    if not alone and sizes[0] * 2 < number.length:
        return False
    return set(accumulate(sizes[:-1])) <= number.groups or (len(set(sizes[:-1])) == 1 and sizes[-1] <= sizes[0])


# --- Documents ---------------------------------------------------------------------------------------------------

#: What may stand between the word and the number: "passport no. A1234567".
_AFTER_WORD = re.compile(r"[^\d\n]{0,24}?(?<![a-z\d])((?:[a-z]{1,3}[ -]?)?\d[a-z\d]{4,13})(?![a-z\d])")
#: The lines that machines read at the foot of a passport.
_MACHINE_READ = re.compile(r"(?<![a-z\d<])(?=[a-z\d<]*<<)[a-z\d<]{28,44}(?![a-z\d<])")
_FEWEST_DIGITS, _FEWEST_WITH_LETTERS = 7, 5


def _documents(seen: _Seen, known: Known) -> Iterator[_Hit]:
    for word in known.words.finditer(seen.folded):
        if (match := _AFTER_WORD.match(seen.folded, word.end())) and _is_number_of_document(match[1]):
            yield Kind.DOCUMENT_NUMBER, *seen.place(*match.span(1)), re.sub(r"[ -]", "", match[1])
    for pattern in (known.shapes, _MACHINE_READ):
        for match in pattern.finditer(seen.folded):
            yield Kind.DOCUMENT_NUMBER, *seen.place(*match.span()), match[0]


def _is_number_of_document(token: str) -> bool:
    digits = sum(c.isdigit() for c in token)
    return digits >= (_FEWEST_DIGITS if digits == len(token) else _FEWEST_WITH_LETTERS)


# --- Telephones and e-mail ---------------------------------------------------------------------------------------

#: Abroad "+387 33 281-100" and "0038733…", at home "033/281-100" or "(033) 281 100": a code of the area and groups.
#: The numbers of official letters ("01-02-03-1234/21") begin with shorter pieces.
_PHONE = re.compile(
    r"(?<![\w.,/-])(?:(?:\+|00)[1-9]\d{0,2}(?:[ /().-]{0,3}\d{1,4}){2,6}"
    r"|\(?0[1-9]\d{1,2}\)?(?:\d{6,7}|[ /.-]{1,3}\d{2,4}(?:[ .-]?\d{2,4}){1,3}))(?![\d/])"
)


def _phones(seen: _Seen, known: Known) -> Iterator[_Hit]:
    position = 0
    while match := _PHONE.search(seen.text, position):
        # "033 281 100 12 000": the number, and figures that follow it.
        ends = sorted({group.end() for group in _GROUP.finditer(match[0])}, reverse=True)
        tried = ((end, _valid_phone(match[0][:end], known.phone_regions)) for end in ends)
        length, value = next(((end, value) for end, value in tried if value), (ends[-1], ""))
        position = match.start() + length
        if value:
            yield Kind.PHONE, match.start(), position, value


def _valid_phone(written: str, regions: Iterable[str]) -> str:
    """The number in its international form; "" where no region has such a number."""
    for region in regions:
        try:
            number = phonenumbers.parse(written, region)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(number):
            return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return ""


_EMAIL = re.compile(
    r"(?<![\w.+-])([\w.+'-]{1,64})(?: ?[(\[]at[)\]] ?|@)((?:[\w-]{1,63}\.){1,8}[^\W\d_]{2,24})(?!\w)", re.I
)


def _emails(seen: _Seen, known: Known) -> Iterator[_Hit]:
    for match in _EMAIL.finditer(seen.text):
        if match[1].lower() not in known.mailboxes:
            yield Kind.EMAIL, match.start(), match.end(), f"{match[1]}@{match[2]}".lower()
