"""What proves what: which kind of evidence goes with which indicator, whose file may be kept, what counts. Pure.

docs/reference/evidence.md shows the table and works an example; a test holds them together.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from okrilje.files.documents import MADE_OF_NAMES, DocumentKind
from okrilje.monitoring.status import Progress
from okrilje.plan.content import MeasureType, Register


class Grade(StrEnum):
    """What the coordinator says of it."""

    PROVES = "proves"
    PARTLY = "partly"
    NOT = "not"


_K = DocumentKind
#: Register of a measure -> the kinds that prove it, the usual one first.
PROOFS: dict[Register, tuple[DocumentKind, ...]] = {
    Register.DELIVERABLES: (_K.ACT, _K.REPORT, _K.AGREEMENT),
    Register.MEETINGS: (_K.MINUTES, _K.ATTENDANCE),
    Register.TRAININGS: (_K.ATTENDANCE, _K.REPORT),
    Register.CAMPAIGNS: (_K.PUBLICATION, _K.REPORT),
    Register.ACTIVITIES: (_K.REPORT, _K.MINUTES),
    Register.VICTIMS: (_K.STATEMENT,),
    Register.CRIMINAL_CASES: (_K.STATEMENT,),
    Register.APPOINTMENTS: (_K.ACT, _K.STATEMENT),
    Register.OPERATIONS: (_K.REPORT, _K.STATEMENT),
    Register.INFORMATION_EXCHANGE: (_K.STATEMENT,),
    Register.PUBLICATIONS: (_K.PUBLICATION,),
    Register.AGREEMENTS: (_K.AGREEMENT, _K.ACT),
    Register.ASSISTANCE: (_K.STATEMENT, _K.REPORT),
    Register.GRANTS: (_K.PAYMENT, _K.ACT),
    Register.DECISIONS: (_K.STATEMENT, _K.ACT),
    Register.ACCESS: (_K.ACT, _K.STATEMENT),
}
#: What proves that the result of an activity was there, or that there was work.
OF_RESULT = (_K.ACT, _K.REPORT, _K.MINUTES)
#: What is counted here are people; a document about them stays where it is.
ABOUT_PEOPLE = frozenset(
    {
        Register.VICTIMS,
        Register.CRIMINAL_CASES,
        Register.DECISIONS,
        Register.INFORMATION_EXCHANGE,
        Register.ASSISTANCE,
        Register.APPOINTMENTS,
    }
)


def kinds_for(register: Register | None, measure: MeasureType | None = None) -> tuple[DocumentKind, ...]:
    """What proves a measure, the usual kind first; without a register, what proves a result."""
    if register is None:
        return OF_RESULT
    usual = PROOFS[register]
    return tuple(dict.fromkeys((_K.PAYMENT, *usual))) if measure is MeasureType.MONEY else usual


def why_not_keep(kind: DocumentKind, registers: Collection[Register]) -> str:
    """Why the file itself is not kept: "names", "people", or "" where it may be. ``registers`` of what it proves."""
    if kind in MADE_OF_NAMES:
        return "names"
    if registers and ABOUT_PEOPLE.issuperset(registers):
        return "people"
    return ""


def claims(
    progress: Progress | None,
    completions: Collection[object],
    occurrences: int | None,
    values: Iterable[Decimal | None],
) -> bool:
    """Whether an answer says that something was achieved. That work is under way, or that nothing was done, is none."""
    return (
        progress is Progress.DONE or bool(completions) or bool(occurrences) or any(value for value in values if value)
    )


@dataclass(frozen=True, slots=True)
class Piece:
    """Evidence as far as it counts: withdrawn or infected it is none, and the coordinator may find that it is none."""

    is_withdrawn: bool = False
    is_infected: bool = False
    grade: Grade | None = None

    @property
    def counts(self) -> bool:
        return not self.is_withdrawn and not self.is_infected and self.grade is not Grade.NOT


def is_proved(pieces: Iterable[Piece]) -> bool:
    """One piece that counts is enough."""
    return any(piece.counts for piece in pieces)
