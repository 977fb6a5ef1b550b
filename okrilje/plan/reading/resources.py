"""Where the money comes from: labels, the bodies under them, and amounts for years."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from okrilje.accounts.catalogue import Kind
from okrilje.plan import vocabulary as v
from okrilje.plan.content import Resource, ResourceType
from okrilje.plan.reading.cells import Cell, Span, Use
from okrilje.plan.reading.mentions import Mention, Mentions, masked, mentions
from okrilje.plan.reading.names import Names
from okrilje.plan.reading.words import Word, flat, folded, words

_AMOUNT = r"(?P<amount{0}>\d{{1,3}}(?:[. ,]\d{{3}}){{1,3}}(?!\d)(?:[.,]\d{{1,2}})?|\d{{1,12}}(?:[.,]\d{{1,2}})?)"
_CURRENCY = r"(?P<currency{0}>KM|КМ|BAM|EUR|eura|USD|RSD|РСД|€|\$)(?!\w)"
_YEAR = r"(?<!\d)(?P<year{0}>20\d\d)(?!\d)\.?(?:\s*god(?:ine|ina|\.)?)?"
_MONEY = re.compile(
    "|".join(
        (
            _YEAR.format(1) + r"\s*[-–—:=]\s*" + _AMOUNT.format(1) + r"(?!\d)(?:\s*" + _CURRENCY.format(1) + ")?",
            _AMOUNT.format(2) + r"(?:\s*" + _CURRENCY.format(2) + r")?\s*[-–—]\s*" + _YEAR.format(2),
            _AMOUNT.format(3) + r"\s*" + _CURRENCY.format(3),
        )
    ),
    re.IGNORECASE,
)
_LABELS = sorted(
    (
        (tuple(re.findall(r"\w+", phrase)), kind)
        for kind, phrases in (
            (ResourceType.REGULAR_BUDGET, v.REGULAR_BUDGET),
            (ResourceType.SPECIAL_BUDGET, v.SPECIAL_BUDGET),
            (ResourceType.DONOR, v.DONORS),
        )
        for phrase in phrases
    ),
    key=lambda pair: -len(pair[0]),
)
_GIVEN = frozenset({Kind.INTERNATIONAL, Kind.FOREIGN, Kind.CIVIL_SOCIETY})
_SENTENCE = re.compile(r"[.\n]\s*(?=[^\W\d_])")


@dataclass(frozen=True, slots=True)
class Money:
    start: int
    end: int
    amount: Decimal
    year: int | None
    currency: str | None


@dataclass(frozen=True, slots=True)
class Label:
    """``name_end`` is where the words of the label end, ``end`` where what it labels begins."""

    start: int
    name_end: int
    end: int
    kind: ResourceType


@dataclass(slots=True)
class Resources:
    """What a cell holds: the resources, the use of its words, and the bodies it mentions."""

    cell: Cell
    names: Names
    items: list[Resource] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)
    mentions: list[Mention] = field(default_factory=list)

    def segment(self, label: Label | None, start: int, end: int) -> None:
        """Reads everything under one label, or without any."""
        text = self.cell.text
        money = [m for m in _money(text) if start <= m.start < end]
        note_start = _amount_sentence(text, start, end)
        note = flat(text[note_start:end]) if note_start else None
        if label and label.kind is ResourceType.SPECIAL_BUDGET:
            self._special(label, money)
        else:
            found = _mentions(self.cell, self.names, start, note_start or end, money)
            self._named(label, money, found, note)
            if label:
                self.spans.append(Span(label.start, label.end, Use.STRUCTURE))
            self.spans.extend(found.spans)
            self.mentions.extend(found.items)
        if note_start:
            self.spans.append(Span(note_start, end))
        self.spans.extend(Span(m.start, m.end) for m in money)

    def _special(self, label: Label, money: list[Money]) -> None:
        """A budget made for one thing: its label names it, and often who holds it."""
        text = self.cell.text
        end = money[0].start if money else label.name_end
        raw = flat(text[label.start : end]).rstrip(" :")
        source = next((found.code for found in self.names.find(raw)), None) or self.names.answered_in(raw)
        for item in _each(money):
            self._add(ResourceType.SPECIAL_BUDGET, source, raw, item, None)
        self.spans.append(Span(label.start, end))

    def _named(self, label: Label | None, money: list[Money], found: Mentions, note: str | None) -> None:
        """A row for each body named, or for each amount after its name; an amount before any name has no source."""
        text = self.cell.text
        first = found.items[0].start if found.items else len(text)
        for item in (m for m in money if m.start < first):
            self._add(label.kind if label else ResourceType.FIXED_AMOUNT, None, None, item, note)
        for mention, following in zip(found.items, [*found.items[1:], None], strict=False):
            until = following.start if following else len(text)
            kind = label.kind if label else self._kind(mention)
            remark = _bracket(text[mention.name_end : mention.end]) or note
            raw = flat(text[mention.start : mention.end])
            for own in _each([m for m in money if mention.start <= m.start < until]):
                self._add(kind, mention.code or None, raw, own, remark)
        if label and not found.items and not money:
            self._add(label.kind, None, None, None, note)

    def _add(
        self, kind: ResourceType, source: str | None, raw: str | None, money: Money | None, note: str | None
    ) -> None:
        if money:
            wording = flat(self.cell.text[money.start : money.end])
            note = f"{note} {wording}" if note else wording
        self.items.append(
            Resource(
                type=kind,
                source=source,
                source_raw=raw,
                year=money.year if money else None,
                amount=money.amount if money else None,
                currency=money.currency if money else None,
                note=note,
            )
        )

    def _kind(self, mention: Mention) -> ResourceType:
        institution = self.names.institution(mention.code or "")
        return ResourceType.DONOR if institution and institution.kind in _GIVEN else ResourceType.REGULAR_BUDGET


def _each(money: list[Money]) -> Sequence[Money | None]:
    return money or [None]


def read(cell: Cell, names: Names) -> Resources:
    """The resources of a cell."""
    result = Resources(cell, names)
    labels = _labels(cell.text)
    first = labels[0].start if labels else len(cell.text)
    if words(cell.text[:first]):
        result.segment(None, 0, first)
    for label, following in zip(labels, [*labels[1:], None], strict=False):
        result.segment(label, label.end, following.start if following else len(cell.text))
    return result


def _bracket(remark: str) -> str | None:
    match = re.search(r"\((.*?)(?:\)|$)", remark, re.DOTALL)
    return flat(match[1]) if match else None


def _mentions(cell: Cell, names: Names, start: int, end: int, money: list[Money]) -> Mentions:
    """The bodies between two places; amounts are no part of a name."""
    visible = [" "] * start + list(cell.text[start:end])
    for item in money:
        for position in range(item.start, min(item.end, end)):
            visible[position] = "\n"
    return mentions("".join(visible), names, cell.text)


def _amount_sentence(text: str, start: int, end: int) -> int | None:
    """Where a sentence about an amount that is not given begins."""
    for match in _SENTENCE.finditer(masked(text), start, end):
        word = words(text[match.end() : end])[:1]
        if word and word[0].folded in v.AMOUNT_WORDS:
            return match.end()
    return None


def _labels(text: str) -> list[Label]:
    found: list[Label] = []
    all_words = words(masked(text))
    i = 0
    while i < len(all_words):
        label = _label_at(text, all_words, i)
        if label:
            found.append(label)
        i += 1
        while label and i < len(all_words) and all_words[i].start < label.end:
            i += 1
    return found


def _label_at(text: str, all_words: list[Word], i: int) -> Label | None:
    """A label begins a line or is written with a capital letter; the word "budget" in a sentence is none."""
    line = text[: all_words[i].start].rpartition("\n")[2].strip(" •")
    if line and not text[all_words[i].start].isupper():
        return None
    for phrase, kind in _LABELS:
        if tuple(word.folded for word in all_words[i : i + len(phrase)]) == phrase:
            name_end = all_words[i + len(phrase) - 1].end
            colon = re.compile(r"\s*:").match(text, name_end)
            return Label(all_words[i].start, name_end, colon.end() if colon else name_end, kind)
    return None


def _money(text: str) -> list[Money]:
    found = []
    for m in _MONEY.finditer(text):
        part = {k.rstrip("123"): value for k, value in m.groupdict().items() if value}
        if "currency" not in part and re.fullmatch(r"20\d\d", part["amount"]):
            continue  # two years with a dash
        year = int(part["year"]) if "year" in part else None
        currency = v.CURRENCIES.get(folded(part["currency"])) if "currency" in part else None
        found.append(Money(m.start(), m.end(), number(part["amount"]), year, currency))
    return found


def number(text: str) -> Decimal:
    """A number as people write amounts: a sign before exactly three digits parts thousands, else decimals.

    >>> number("10.000"), number("1,5")
    (Decimal('10000'), Decimal('1.5'))
    """
    text = re.sub(r"[., ](?=\d{3}(?!\d))", "", text)
    return Decimal(text.replace(",", "."))
