"""The few words that rules look for in the text of a plan, in the languages plans are written in."""

from __future__ import annotations

import re

from okrilje.lib.scripts import fold

_WORD = re.compile(r"[^\W\d_]+")

#: Verbs that ask for a thing to be made once: folded, in the form that plans use them in.
CREATE = frozenset(
    [
        *("uspostaviti", "uspostavljanje", "izraditi", "izrada", "saciniti", "razviti", "usvojiti", "donijeti"),
        *("donosenje", "formirati", "formiranje", "osnovati", "osnivanje"),
        *("establish", "draft", "adopt", "create"),
    ]
)
#: Verbs that ask for a practice to be begun once.
INTRODUCE = frozenset(["uvesti", "uvodjenje", "pokrenuti", "pokretanje", "introduce", "launch"])

#: An amount, and words that put its setting off.
_AMOUNT = re.compile(r"\b(?:iznos|sredstva|visina|amount|budget|sum)")
_LATER = re.compile(r"\b(?:utvrd|odred|odluk|preciz|naknadn|determin|decided|decision|later)")


def holds(text: str, wanted: frozenset[str]) -> bool:
    return any(word in wanted for word in _WORD.findall(fold(text)))


def puts_amount_off(note: str) -> bool:
    """Does a remark leave the amount to a later decision?"""
    folded = fold(note)
    return bool(_AMOUNT.search(folded) and _LATER.search(folded))
