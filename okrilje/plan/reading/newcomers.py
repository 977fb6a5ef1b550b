"""A body that no register knows yet: what its wording in the document suggests for code, kind and level.

All of it is a proposal. Nobody is added before a person has said so.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from okrilje.accounts.catalogue import Institution, Kind, Level
from okrilje.lib.scripts import fold
from okrilje.plan import vocabulary as v
from okrilje.plan.content import Level as PlanLevel
from okrilje.plan.reading.words import flat, stem, stems_of, words

_LONGEST_CODE = 12
#: Of any level of government, so none is theirs.
_OUTSIDE = frozenset({Kind.CIVIL_SOCIETY, Kind.INTERNATIONAL, Kind.FOREIGN})
_KINDS = [(Kind(kind), {stem(word) for word in said.split()}) for kind, said in v.KIND_WORDS.items()]
_LEVELS = [(Level(level), {stem(word) for word in said.split()}) for level, said in v.LEVEL_WORDS.items()]


def suggest(wording: str, level: PlanLevel, *, pays: bool, taken: Collection[str]) -> Institution:
    """What the wording would be as an institution of the register.

    ``level`` is that of the plan, ``pays`` says that the document names it as a source of money only, ``taken`` are
    the codes that others have.
    """
    kind = _kind(wording, Kind.INTERNATIONAL if pays else Kind.AGENCY)
    return made(wording, _free(_initials(wording), taken), flat(wording), kind, _level(wording, kind, level))


def made(wording: str, code: str, name: str, kind: str, level: str) -> Institution:
    """The institution as a person described it; the wording of the document stays as another name of it."""
    aliases = () if stems_of(name) == stems_of(wording) else (flat(wording),)
    return Institution(code=code, name=flat(name), kind=Kind(kind), level=Level(level), aliases=aliases)


def _kind(wording: str, otherwise: Kind) -> Kind:
    found = words(wording)
    if found and found[0].folded in v.GROUP_WORDS:
        return Kind.COLLECTIVE
    said = set(stems_of(wording))
    return next((kind for kind, known in _KINDS if known & said), otherwise)


def _level(wording: str, kind: Kind, plan: PlanLevel) -> Level:
    if kind in _OUTSIDE:
        return Level.NONE
    said = set(stems_of(wording))
    return next((level for level, known in _LEVELS if known & said), Level(plan.value))


def _initials(wording: str) -> str:
    """ "Zavod za mjere" is ZM, a single word stands for itself."""
    telling = [word.folded for word in words(wording) if word.folded not in v.SMALL_WORDS]
    plain = [part for part in (re.sub(r"[^a-z0-9]", "", fold(word)) for word in telling) if part]
    code = "".join(part[0] for part in plain) if len(plain) > 1 else "".join(plain)
    return code.upper()[:_LONGEST_CODE] or "X"


def _free(code: str, taken: Collection[str]) -> str:
    used = {one.casefold() for one in taken}
    number, free = 1, code
    while free.casefold() in used:
        number += 1
        free = f"{code}-{number}"
    return free
