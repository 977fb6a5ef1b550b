"""Events as sentences that a person understands.

Each app says in its ``audit_sentences.py`` what its actions are called:
``SENTENCES = {"plan.imported": _("The plan %(subject)s was imported as version %(version)s.")}``. A sentence may use
``subject`` and every detail of the event; a detail that an old event lacks is written as a dash. Details are kept as
codes; ``WORDS = {"totp": _("authenticator app")}`` beside the sentences says how a code is called in them, ``KINDS``
what kinds of things events are about, and ``DETAILS = {"filter": in_words}`` which detail a function puts into words.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from okrilje.audit.models import Event

Sentence = str | Promise


@cache
def sentences() -> dict[str, Sentence]:
    """Action -> sentence, from all installed apps. ValueError where two apps claim the same action."""
    return _gathered("SENTENCES")


@cache
def words() -> dict[str, Sentence]:
    """Code in the details of events -> how people call it. ValueError where two apps claim the same code."""
    return _gathered("WORDS")


@cache
def kinds() -> dict[str, Sentence]:
    """Kind of a subject -> how people call it, as it stands before the code of one."""
    return _gathered("KINDS")


@cache
def details() -> dict[str, Callable[[Any], str]]:
    """Name of a detail -> what puts it into words."""
    return _gathered("DETAILS")


def actor(who: str) -> str:
    """Who acted: an e-mail address, or what stands for one where no account acts."""
    return {"system": _("the program"), "visitor": _("a visitor")}.get(who, who)


def _gathered(constant: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for config in apps.get_app_configs():
        name = f"{config.name}.audit_sentences"
        if not config.name.startswith("okrilje.") or find_spec(name) is None:
            continue
        own = getattr(import_module(name), constant, {})
        if twice := sorted(found.keys() & own.keys()):
            raise ValueError(f"{name}: {', '.join(twice)} is in {constant} of another app already")
        found |= own
    return found


def sentence(event: Event) -> str:
    """What happened, in the language of the page; the bare action where the program no longer knows it."""
    template = sentences().get(event.action)
    if template is None:
        return f"{event.action} {event.subject}".strip()
    said = str(template) % _Words(event.subject, event.details)
    # A date that ends in a point already ends the sentence: "od 1. marta 2026."
    return said[:-1] if said.endswith("..") else said


class _Words(dict[str, Any]):
    def __init__(self, subject: str, values: Mapping[str, Any]) -> None:
        said = {name: details().get(name, _worded)(value) for name, value in values.items()}
        super().__init__({"subject": subject or "–"} | said)

    def __missing__(self, name: str) -> str:
        return "–"


def _worded(value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, dict):
        return ", ".join(f"{_worded(name)}: {_worded(inner)}" for name, inner in value.items()) or "–"
    if isinstance(value, list):
        return ", ".join(_worded(inner) for inner in value) or "–"
    if value in (None, ""):
        return "–"
    return str(words().get(value, value)) if isinstance(value, str) else str(value)


def patterns() -> dict[str, str]:
    """Action -> its sentence with dots for whatever differs from event to event."""
    return {action: str(template) % _Dots() for action, template in sentences().items()}


class _Dots(dict[str, str]):
    def __missing__(self, name: str) -> str:
        return "…"
