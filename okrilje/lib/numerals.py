"""Numbers as people type them. Pure."""

from __future__ import annotations

import re
from decimal import Decimal

#: Blanks that stand between groups of digits: plain, no-break, narrow no-break, thin.
_BLANKS = re.compile("[ \u00a0\u202f\u2009]")
_PLAIN = re.compile(r"-?\d+(\.\d+)?|-?\.\d+")


def read(text: str, *, decimal: str) -> Decimal | None:
    """The number that the text says; None where it says none. ``decimal`` is the decimal sign of the reader's
    language, "," or ".".

    The other sign groups digits. Who works in a spreadsheet in another language types the signs the other way
    round, so a text that can only be meant that way is read that way: with a decimal comma "1.234" is a thousand
    two hundred thirty-four, but "1234.56" and "1.5" can be nothing else than what they look like.

    >>> [str(read(text, decimal=",")) for text in ("1.234,56", "1234.56", "1,234.56", "1.234", "1,5", "12 000")]
    ['1234.56', '1234.56', '1234.56', '1234', '1.5', '12000']
    """
    bare = _BLANKS.sub("", text.strip())
    group = "." if decimal == "," else ","
    if _is_foreign(bare, decimal, group):
        group, decimal = decimal, group
    whole, sign, part = bare.partition(decimal)
    if group in part or (group in whole and not _is_grouped(whole, group)):
        return None
    plain = whole.replace(group, "") + ("." + part if sign else "")
    return Decimal(plain) if _PLAIN.fullmatch(plain) else None


def _is_foreign(bare: str, decimal: str, group: str) -> bool:
    """Whether the signs can only be meant the other way round. Of two different signs the last is the decimal one."""
    if group in bare and decimal in bare:
        return bare.rfind(group) > bare.rfind(decimal)
    return bare.count(decimal) > 1 or (bare.count(group) == 1 and not _is_grouped(bare, group))


def _is_grouped(text: str, sign: str) -> bool:
    """Groups of three digits after a first one of up to three, as in 1.234.567; what begins with 0 is no such."""
    return re.fullmatch(rf"-?[1-9]\d{{0,2}}(\{sign}\d{{3}})+", text) is not None
