"""The page on evidence says what the program does: its tables and worked examples are compared with the rules."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

from django.utils import translation

from okrilje.files.documents import NEEDS, DocumentKind
from okrilje.files.models import StoredFile
from okrilje.monitoring import proofs
from okrilje.monitoring.models import Evidence
from okrilje.monitoring.proofs import Grade, Piece
from okrilje.monitoring.status import Progress
from okrilje.plan.content import MeasureType, Register

PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "evidence.md").read_text(encoding="utf-8")
SAID = {"under way": Progress.IN_PROGRESS, "nothing in this period": Progress.NONE, "done": Progress.DONE}
PIECES = {
    "not graded": Piece(),
    "partly": Piece(grade=Grade.PARTLY),
    "proves": Piece(grade=Grade.PROVES),
    "not": Piece(grade=Grade.NOT),
    "withdrawn": Piece(is_withdrawn=True, grade=Grade.PROVES),
    "infected": Piece(is_infected=True),
}
WORDS = {"number": "number", "dated_on": "day", "persons": "how many people"}


def rows(heading: str) -> list[list[str]]:
    section = re.search(rf"^## {heading}\n(.+?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL)
    assert section
    lines = re.findall(r"^\| ?(.+?) ?\|$", section[1], re.MULTILINE)
    return [[cell.strip() for cell in line.split("|")] for line in lines[2:]]


def test_what_proves_what() -> None:
    table = rows("Which evidence goes with which indicator")
    told = {first.strip("`"): (usual, *filter(None, others.split(", "))) for first, usual, others in table}
    result = told.pop("a result, or work as such")
    assert result == proofs.kinds_for(None)
    assert told == {register.value: kinds for register, kinds in proofs.PROOFS.items()}
    assert set(told) == {register.value for register in Register}
    assert {proofs.kinds_for(register, MeasureType.MONEY)[0] for register in Register} == {DocumentKind.PAYMENT}


def test_what_each_kind_has_to_say() -> None:
    for kind, name, needs, file in rows("What each kind has to say"):
        wanted = NEEDS[DocumentKind(kind.strip("`"))]
        assert re.sub(r" \(.+?\)", "", needs) == ", ".join(WORDS[need] for need in wanted)
        assert (file == "never kept") is bool(proofs.why_not_keep(DocumentKind(kind.strip("`")), ()))
        with translation.override("en"):
            assert name == Evidence.Kind(kind.strip("`")).label
    assert len(rows("What each kind has to say")) == len(DocumentKind)
    named = re.search(r"counted from ((?:`[A-Z]{3}`[, or]*)+)", PAGE.split("**Reference only.**")[1])
    assert named and set(re.findall(r"[A-Z]{3}", named[1])) == {one.value for one in proofs.ABOUT_PEOPLE}


def test_the_worked_examples() -> None:
    examples = rows("What is a claim, and what proves it")
    assert len(examples) > 10
    for said, evidence, claim, proved in examples:
        first, _comma, more = said.partition(", ")
        day = re.search(r"on (\S+)", first)
        times, value = re.search(r"(\d+) times", more), re.search(r"value of (\d+)", more)
        found = proofs.claims(
            SAID[re.sub(r" on .*", "", first)],
            {"1": day[1]} if day else {},
            int(times[1]) if times else None,
            [Decimal(value[1])] if value else [],
        )
        pieces = [PIECES[one] for one in evidence.split("; ") if one != "none"]
        assert (found, proofs.is_proved(pieces)) == (claim == "yes", proved == "yes"), said


def test_every_state_of_a_file() -> None:
    told = {state.strip("`"): opens.startswith("yes") for state, _means, opens in rows("Viruses")}
    assert told == {state: StoredFile(state=state).may_be_read for state in StoredFile.State.values}
