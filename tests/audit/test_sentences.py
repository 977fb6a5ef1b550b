from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import translation

from okrilje.audit.filter_words import in_words
from okrilje.audit.models import Event
from okrilje.audit.sentences import kinds, patterns, sentence, sentences

from .conftest import AT

#: Steps of a report are recorded by these, whose third argument is the action.
STEPS = {"step", "move"}
PACKAGE = Path(settings.CHECKOUT) / "okrilje"


def recorded_actions() -> dict[str, set[str]]:
    """Every action that the program records, with the files where it does.

    That is the first argument of ``record(...)`` and ``record_each(...)``, or of a function of the same file that hands
    it on to ``record``.
    """
    found: dict[str, set[str]] = {}
    for path in PACKAGE.rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        handed_on = _functions_that_hand_on(tree)
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and _name(node.func) in STEPS and len(node.args) > 2:
                for action in _constants(node.args[2]):
                    found.setdefault(action, set()).add(path.name)
            if isinstance(node, ast.Call) and node.args and _name(node.func) == "record_each":
                # The steps of a report and ``record`` itself hand on what they were told.
                for action in _constants(node.args[0]):
                    found.setdefault(action, set()).add(path.name)
            if not (isinstance(node, ast.Call) and node.args and _name(node.func) in {"record", *handed_on}):
                continue
            if _name(node.args[0]) in handed_on.values():
                continue
            assert _constants(node.args[0]), f"{path}:{node.lineno}: write the action out, so that it can be found"
            for action in _constants(node.args[0]):
                found.setdefault(action, set()).add(path.name)
    return found


def _functions_that_hand_on(tree: ast.Module) -> dict[str, str]:
    """Name of the function -> name of its first parameter, where its body calls ``record`` with that."""
    found = {}
    for function in ast.walk(tree):
        if not isinstance(function, ast.FunctionDef) or not function.args.args or function.name == "record":
            continue
        first = function.args.args[0].arg
        for node in ast.walk(function):
            recording = isinstance(node, ast.Call) and _name(node.func) == "record" and node.args
            if recording and _name(node.args[0]) == first:
                found[function.name] = first
    return found


def _name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def _constants(node: ast.expr) -> list[str]:
    if isinstance(node, ast.IfExp):
        return [*_constants(node.body), *_constants(node.orelse)]
    return [node.value] if isinstance(node, ast.Constant) and isinstance(node.value, str) else []


def test_every_action_has_a_sentence_and_every_sentence_an_action() -> None:
    assert set(recorded_actions()) == set(sentences())


@pytest.mark.parametrize("action", sentences())
def test_a_sentence_can_be_said_of_an_event_without_details(action: str) -> None:
    for language, _name_of_it in settings.LANGUAGES:
        with translation.override(language):
            words = sentence(Event(action=action, details={}))
            assert "%(" not in words
            assert "%(" not in patterns()[action]


def test_a_sentence_holds_what_the_event_holds() -> None:
    event = Event(action="user.roles_changed", subject="a@x", details={"added": ["donor", "council"], "removed": []})
    with translation.override("en"):
        assert sentence(event) == "The roles of a@x were changed; added: Donor, Council of Ministers; removed: –."


def test_an_action_of_an_older_version_is_shown_bare() -> None:
    assert sentence(Event(action="thing.gone", subject="x", details={}, at=AT)) == "thing.gone x"


FILTER = {
    "q": "obuka", "actor": "visitor", "action": "user.signed_out", "institution": "MS", "subject": "user:a@x",
    "since": "2026-03-01", "until": "2026-03-31",
}  # fmt: skip


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "the words “obuka”, by a visitor, the event “… signed out”, the institution MS, about the account a@x, "
               "from 1 March 2026, to 31 March 2026"),
        ("bs", "riječi „obuka“, izvršilac posjetilac, događaj „…: odjava“, institucija MS, predmet nalog a@x, "
               "od 1. marta 2026., do 31. marta 2026."),
    ],
)  # fmt: skip
def test_a_filter_is_said_in_words(language: str, said: str) -> None:
    with translation.override(language):
        assert in_words(FILTER) == said
        assert in_words(", ".join(f"{name}={value}" for name, value in FILTER.items())) == said, "the first version"


def test_a_date_at_the_end_ends_the_sentence() -> None:
    with translation.override("bs"):
        said = sentence(Event(action="audit.read", details={"filter": {"since": "2026-03-01"}}))
        assert said == "Revizorski trag je pregledan; filter: od 1. marta 2026."


def test_a_filter_that_lets_everything_through_is_none() -> None:
    with translation.override("en"):
        assert in_words({}) == in_words("none") == in_words("") == "none"


def test_no_name_of_a_field_and_no_action_is_seen_in_any_language() -> None:
    codes = re.compile(r"\b(actor|action|subject|since|until|user)\b|[a-z]+\.[a-z_]+|=")
    for language, _name_of_it in settings.LANGUAGES:
        for action in sentences():
            with translation.override(language):
                said = in_words({"action": action, "subject": "plan:p", "actor": "system", "since": "2026-03-01"})
            if language != "en":
                assert not codes.search(said), said


def test_a_kind_or_an_action_that_the_program_no_longer_knows_stays_as_it_is() -> None:
    with translation.override("en"):
        assert in_words({"action": "thing.gone", "subject": "thing:x"}) == "the event “thing.gone”, about thing:x"


def test_every_kind_of_subject_has_a_name() -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.py"))
    used = set(re.findall(r"""(?:subject=|"subject": |    return )\("([a-z_]+)", """, code))
    assert {"plan", "user"} <= used
    assert used == set(kinds())
