"""What somebody looked for in the log, in words: "about the plan bih-2020-2023, from 1 March 2026"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, pgettext

from okrilje.audit.sentences import actor, kinds, patterns

#: Field of the filter -> how a choice in it is said.
PHRASES: dict[str, Promise] = {
    "q": gettext_lazy("the words “%(value)s”"),
    "actor": gettext_lazy("by %(value)s"),
    "action": gettext_lazy("the event “%(value)s”"),
    "institution": gettext_lazy("the institution %(value)s"),
    "subject": gettext_lazy("about %(value)s"),
    "since": gettext_lazy("from %(value)s"),
    "until": gettext_lazy("to %(value)s"),
}
_NAMES = "|".join(PHRASES)
#: As the first version wrote it: "institution=MS, since=2026-01-01". Events stay as they were written.
_FIRST_VERSION = re.compile(rf"(?:^|, )({_NAMES})=(.*?)(?=, (?:{_NAMES})=|$)", re.DOTALL)


def in_words(chosen: Mapping[str, str] | str) -> str:
    if isinstance(chosen, str):
        chosen = dict(_FIRST_VERSION.findall(chosen))
    said = [str(PHRASES[name]) % {"value": _value(name, chosen[name])} for name in PHRASES if name in chosen]
    return ", ".join(said) or pgettext("filter", "none")


def _value(name: str, value: str) -> str:
    if name == "actor":
        return actor(value)
    if name == "action":
        return patterns().get(value, value).rstrip(".")
    if name in ("since", "until"):
        return date_format(date.fromisoformat(value), "DATE_FORMAT")
    if name == "subject":
        kind, _colon, code = value.partition(":")
        return f"{kinds()[kind]} {code}" if code and kind in kinds() else value
    return value
