"""Institutions that come into the register with the plan that names them: proposed, checked, added."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from okrilje.accounts import actions as accounts
from okrilje.accounts import rules
from okrilje.accounts.access import granted
from okrilje.accounts.catalogue import Institution
from okrilje.accounts.permissions import Permission, why_not
from okrilje.audit.actions import SYSTEM
from okrilje.plan import actions
from okrilje.plan.content import Level, Plan
from okrilje.plan.reading import Answer, Asks, Question
from okrilje.plan.reading.newcomers import suggest

#: What a person says of an institution that is added with a plan.
DESCRIBED = {"code", "name", "kind", "level", "aliases"}


def only_pays(asked: Iterable[Question]) -> bool:
    """Whether the document names this body only where it says who pays."""
    return {question.asks for question in asked} == {Asks.SOURCE}


def suggestions(wordings: Mapping[str, bool], level: Level) -> dict[str, Institution]:
    """What each wording (and whether it only pays) would be as a new institution, each with a code of its own."""
    taken = {one.code for one in accounts.catalogue_from_database().institutions}
    found = {}
    for wording, pays in wordings.items():
        found[wording] = suggest(wording, level, pays=pays, taken=taken)
        taken.add(found[wording].code)
    return found


def sorted_out(answers: Mapping[str, Answer]) -> tuple[dict[str, Answer], dict[str, str]]:
    """The answers that hold, and for the others the reason: the register may have changed since they were given."""
    known = list(accounts.catalogue_from_database().institutions)
    allowed: dict[str, Answer] = {}
    refused: dict[str, str] = {}
    for wording, answer in answers.items():
        if isinstance(answer, Institution):
            if reason := rules.why_not_code(answer.code, known) or rules.why_not_name(answer.name, known):
                refused[wording] = reason
                continue
            known.append(answer)
        allowed[wording] = answer
    return allowed, refused


def named_in(plan: Plan, answers: Iterable[Answer]) -> tuple[Institution, ...]:
    """Nobody is added whom the plan does not name after all."""
    named = actions.institutions_in(plan)
    return tuple(one for one in answers if isinstance(one, Institution) and one.code in named)


def why_not_add(new: Iterable[Institution], by: Any) -> str:
    """Why this person may not add what a preview would add, or "" where they may or nothing is added."""
    if by == SYSTEM or not list(new):
        return ""
    return why_not(Permission.ADD_INSTITUTION, granted(by), signed_in=True, second_factor=True)


def add(new: Iterable[Institution], *, by: Any, at: datetime) -> None:
    """In the transaction of the plan that names them. ValidationError where the register has changed meanwhile."""
    for one in new:
        accounts.create_institution(by=by, at=at, **one.model_dump(mode="json", include=DESCRIBED))
