"""Documents that prove something: which kinds there are, and what each has to say. Pure."""

from __future__ import annotations

from enum import StrEnum


class DocumentKind(StrEnum):
    ACT = "act"
    MINUTES = "minutes"
    ATTENDANCE = "attendance"
    REPORT = "report"
    AGREEMENT = "agreement"
    PUBLICATION = "publication"
    PAYMENT = "payment"
    STATEMENT = "statement"
    OTHER = "other"


#: What each kind has to say besides its title.
NEEDS: dict[DocumentKind, tuple[str, ...]] = {
    DocumentKind.ACT: ("number", "dated_on"),
    DocumentKind.MINUTES: ("dated_on",),
    DocumentKind.ATTENDANCE: ("dated_on", "persons"),
    DocumentKind.REPORT: ("dated_on",),
    DocumentKind.AGREEMENT: ("number", "dated_on"),
    DocumentKind.PUBLICATION: ("dated_on",),
    DocumentKind.PAYMENT: ("number", "dated_on"),
    DocumentKind.STATEMENT: ("number", "dated_on"),
    DocumentKind.OTHER: (),
}
#: It is made of names, so its file is never kept: only where it lies, how many people it has, and its hash.
MADE_OF_NAMES = frozenset({DocumentKind.ATTENDANCE})
