"""Countries by their ISO 3166-1 codes, named in the language of the page by the Unicode CLDR (through Babel)."""

from __future__ import annotations

from functools import cache

from babel import Locale
from django.utils.functional import lazy
from django.utils.translation import get_language

from okrilje.lib.scripts import fold

#: Codes of CLDR that are no countries of ISO 3166-1: groups of states, parts of one, codes for tests. Kosovo's XK is
#: in use though ISO has not assigned it.
_NO_COUNTRY = {"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"}
_LOCALES = {"bs": "bs", "hr": "hr", "sr-latn": "sr_Latn", "sr": "sr", "en": "en"}


@cache
def names(language: str) -> dict[str, str]:
    """Code -> name, in a language of ours."""
    found = {str(code): str(name) for code, name in Locale.parse(_LOCALES.get(language, "en")).territories.items()}
    return {code: found[code] for code in found if len(code) == 2 and code.isalpha() and code not in _NO_COUNTRY}


def name(code: str) -> str:
    """The name in the language of the page; an unknown code stands for itself."""
    return names(get_language() or "bs").get(code, code)


_lazy_name = lazy(name, str)


@cache
def _codes() -> tuple[str, ...]:
    return tuple(sorted(names("bs"), key=lambda code: fold(names("bs")[code])))


def countries() -> list[tuple[str, str]]:
    """The choices of a field: every country, in the order of the Bosnian names."""
    return [(code, _lazy_name(code)) for code in _codes()]
