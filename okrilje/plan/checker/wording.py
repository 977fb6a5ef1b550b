"""Rules on the wording itself: repeated, contained, of mixed script, misspelt."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import chain

from django.utils.translation import gettext_lazy as _
from rapidfuzz import process
from rapidfuzz.distance import OSA

from okrilje.lib.scripts import fold, mixed_script
from okrilje.plan.checker.likeness import slips, wider
from okrilje.plan.checker.rule import Cell, Field, Found, Severity, Values, each, rule
from okrilje.plan.checker.subject import Subject, grouped, linked
from okrilje.plan.content import Activity, MeasureType, Plan

_WORD = re.compile(r"[^\W\d_]+")
_CYRILLIC = re.compile(r"[\u0400-\u052f]")


@rule(
    "identical-text",
    Severity.LOW,
    title=_("Identical activities"),
    sentence=_("%(codes)s have the same text and the same indicators."),
    remedy=_("Say in the text what tells them apart."),
    needs_wording=True,
)
def identical_text(subject: Subject) -> Iterator[Found]:
    keys = ((_wording(a), a.code) for a in subject.plan.activities if a.text)
    for group in grouped(keys):
        codes = subject.in_order(group)
        yield codes, each(codes, Field.ACTIVITY), {"codes": list(codes)}


def _wording(activity: Activity) -> tuple[str, ...]:
    return fold(activity.text), *(fold(i.raw) for i in activity.indicators)


@rule(
    "same-deliverable",
    Severity.MEDIUM,
    title=_("One result with several deadlines"),
    sentence=_("%(codes)s ask for the same result in the same words, but by different dates: %(dates)s."),
    remedy=_("Say whether it is one result; if it is, give it one deadline."),
    needs_wording=True,
)
def same_deliverable(subject: Subject) -> Iterator[Found]:
    for codes in subject.clusters(_same_milestones(subject)):
        dates = sorted({subject.activities[code].deadline.due[-1].end for code in codes})
        if len(dates) > 1:
            cells = each(codes, Field.DEADLINE, Field.INDICATOR)
            yield codes, cells, {"codes": list(codes), "dates": [day.isoformat() for day in dates]}


def _same_milestones(subject: Subject) -> Iterator[tuple[str, str]]:
    """Activities in other words that ask for one result; as many pairs as link all there are."""
    wanted: dict[str, list[str]] = defaultdict(list)
    for activity in subject.plan.activities:
        for indicator in activity.indicators if activity.deadline.due else ():
            if indicator.raw and any(m.type is MeasureType.MILESTONE for m in indicator.measures):
                wanted[fold(indicator.raw)].append(activity.code)
    own = {wording: subject.by_institution(codes, str) for wording, codes in wanted.items()}
    for one, other in chain(((same, same) for same in own), slips(own)):
        for institution in own[one].keys() & own[other].keys():
            yield from linked(own[one][institution], own[other][institution], subject.folded.get)


@rule(
    "asked-twice",
    Severity.LOW,
    title=_("Contained in another activity"),
    sentence=_("%(other)s says everything that %(activity)s says, and the same institution is responsible."),
    remedy=_("Make them one activity, or say what the narrower one adds."),
    needs_wording=True,
)
def asked_twice(subject: Subject) -> Iterator[Found]:
    steps = {frozenset((d.before, d.after)) for d in subject.plan.dependencies}
    says: dict[str, list[str]] = defaultdict(list)
    for code, text in subject.folded.items():
        says[text].append(code)
    place = {code: number for number, code in enumerate(subject.folded)}
    around = wider(says)
    for narrow, text in subject.folded.items():
        for wide in sorted((code for other in around[text] for code in says[other]), key=place.__getitem__):
            shared = subject.responsible[narrow] & subject.responsible[wide]
            if shared and {narrow, wide} not in steps:
                codes = subject.in_order((narrow, wide))
                cells = each(codes, Field.ACTIVITY, Field.INDICATOR)
                yield codes, cells, {"activity": narrow, "other": wide}


def _cells(activity: Activity) -> Iterator[tuple[Cell, str]]:
    """Every wording of an activity, once."""
    yield Cell(activity.code, Field.ACTIVITY), activity.text
    yield Cell(activity.code, Field.DEADLINE), activity.deadline.raw
    for raw in dict.fromkeys(r.raw for r in activity.institutions):
        yield Cell(activity.code, Field.RESPONSIBLE), raw
    for number, indicator in enumerate(activity.indicators, 1):
        yield Cell(activity.code, Field.INDICATOR, number), indicator.raw
    for raw in dict.fromkeys(text for r in activity.resources for text in (r.source_raw, r.note) if text):
        yield Cell(activity.code, Field.RESOURCES), raw


@rule(
    "mixed-script",
    Severity.MEDIUM,
    title=_("Letters of two scripts in one word"),
    sentence=_("%(activity)s has words with letters of another script (%(letters)s): %(words)s."),
    remedy=_("Type the words again in one script. They look right, but a search does not find them."),
    needs_wording=True,
)
def mixed_scripts(subject: Subject) -> Iterator[Found]:
    for activity in subject.plan.activities:
        found = [(cell, word) for cell, text in _cells(activity) for _start, word in mixed_script(text)]
        if found:
            foreign = "".join(word for _cell, word in found)
            cyrillic = len(_CYRILLIC.findall(foreign))
            letters = cyrillic if _is_latin(activity.text) else len(foreign) - cyrillic
            values: Values = {"activity": activity.code, "letters": letters, "words": [word for _cell, word in found]}
            yield (activity.code,), tuple(dict.fromkeys(cell for cell, _word in found)), values


def _is_latin(text: str) -> bool:
    return 2 * len(_CYRILLIC.findall(text)) < len(text)


#: A slip is looked for in words of so many letters, against words that stand so many times in the plan and so many
#: times as often. Below these a difference of one letter is more often another word than a slip.
SHORTEST = 7
COMMON = 4
TIMES_AS_OFTEN = 4


@rule(
    "possible-slip",
    Severity.LOW,
    title=_("A word may be misspelt"),
    sentence=_("%(activity)s: “%(word)s” is perhaps a slip for “%(suggestion)s”."),
    remedy=_("Correct the word, or accept it as it is."),
    needs_wording=True,
)
def possible_slip(subject: Subject) -> Iterator[Found]:
    texts = [(cell, _WORD.findall(text)) for a in subject.plan.activities for cell, text in _cells(a)]
    counts = Counter(word.casefold() for _cell, words in texts for word in words)
    counts.update(word.casefold() for text in _titles(subject.plan) for word in _WORD.findall(text))
    common: dict[tuple[int, str], list[str]] = defaultdict(list)
    for word, count in counts.items():
        if count >= COMMON:
            common[len(word), _ends(word)].append(word)
    suggestions = {word: _suggestion(word, counts, common) for word in counts if len(word) >= SHORTEST}
    for cell, words in texts:
        for word in dict.fromkeys(words):
            if suggestion := suggestions.get(word.casefold()):
                yield (cell.code,), (cell,), {"activity": cell.code, "word": word, "suggestion": suggestion}


def _titles(plan: Plan) -> Iterator[str]:
    yield from (plan.title, plan.preamble)
    yield from (pillar.title for pillar in plan.pillars)
    yield from (programme.title for programme in plan.programmes)


def _ends(word: str) -> str:
    """The letters that no slip touches: see ``_is_slip``."""
    return word[:2] + word[-1:]


def _suggestion(word: str, counts: Counter[str], common: dict[tuple[int, str], list[str]]) -> str:
    lengths = (len(word) - 1, len(word), len(word) + 1)
    choices = [w for length in lengths for w in common.get((length, _ends(word)), ())]
    near = process.extract(word, choices, scorer=OSA.distance, score_cutoff=1, limit=None)
    fits = [w for w, _d, _i in near if counts[w] >= TIMES_AS_OFTEN * counts[word] and _is_slip(word, w)]
    order = {w: -place for place, w in enumerate(counts)} if len(fits) > 1 else {}
    return max(fits, key=lambda w: (counts[w], order.get(w, 0)), default="")


def _is_slip(word: str, common: str) -> bool:
    """A letter too many, one missing, or two exchanged, inside the word.

    Not the last letters, which change with the case; not one letter for another, which makes other words (primjena,
    promjena); not ije, je and e, which are variants; not the "a" that comes and goes before the ending (sastanak,
    sastanka).
    """
    if fold(word) == fold(common) or _one_sound(word) == _one_sound(common):
        return False
    start = _shared(word, common)
    end = _shared(word[::-1], common[::-1])
    if start < 2 or end < 1:
        return False
    if len(word) == len(common):
        return sorted(word) == sorted(common)
    letter = max(word, common, key=len)[start]
    return end >= 2 and not (letter == "a" and end <= 3)


def _one_sound(word: str) -> str:
    return word.replace("ije", "e").replace("je", "e")


def _shared(one: str, other: str) -> int:
    """How many letters both begin with."""
    return next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


RULES = (identical_text, same_deliverable, asked_twice, mixed_scripts, possible_slip)
