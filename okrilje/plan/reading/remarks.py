"""What the reading asks a person, and what it noticed on the way."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from okrilje.lib.documents import Message, Where
from okrilje.lib.documents.blocks import gettext_noop as _
from okrilje.plan.reading.names import Candidate


class Asks(StrEnum):
    #: A responsible institution that is not known.
    INSTITUTION = "institution"
    #: A donor or payer that is not known.
    SOURCE = "source"
    #: A deadline that was not, or not wholly, understood.
    DEADLINE = "deadline"
    #: No row of headings was recognised; ``wording`` is the first row of the first table.
    COLUMNS = "columns"
    #: No heading says which column holds what ``read_as`` lists; ``wording`` is the row of headings.
    MISSING = "missing-columns"
    #: A code that stands twice.
    CODE = "code"


@dataclass(frozen=True, slots=True)
class Question:
    """``wording`` is what is not understood; an answer to a name is given under exactly this wording."""

    asks: Asks
    wording: str
    where: Where
    activity: str = ""
    candidates: tuple[Candidate, ...] = ()
    #: What was read all the same.
    read_as: str = ""

    @property
    def sentence(self) -> Message:
        return Message(_QUESTIONS[self.asks], {"wording": self.wording, "read_as": self.read_as})

    def __str__(self) -> str:
        owner = f"{self.activity}, " if self.activity else ""
        maybe = ", ".join(f"{c.code} ({c.score} %)" for c in self.candidates)
        return f"{owner}{self.where}: {self.sentence}" + (f" Perhaps {maybe}." if maybe else "")


_QUESTIONS = {
    Asks.INSTITUTION: _('Which institution is "%(wording)s"?'),
    Asks.SOURCE: _('Who pays under the name "%(wording)s"?'),
    Asks.DEADLINE: _('What deadline is "%(wording)s"?'),
    Asks.COLUMNS: _("Which columns hold what? No headings were recognised; the first row is: %(wording)s"),
    Asks.MISSING: _("Which column holds the %(read_as)s? The headings are: %(wording)s"),
    Asks.CODE: _("The code %(wording)s stands a second time; here it is read as %(read_as)s."),
}


class Noticed(StrEnum):
    #: A name was misspelt; ``read_as`` is the name that was meant.
    SLIP = "slip"
    #: Latin and Cyrillic letters in one word.
    MIXED_SCRIPT = "mixed-script"
    #: A row goes on after a page break.
    CUT = "cut"
    #: Text between or after the tables that is no heading; it is not part of the plan.
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Remark:
    noticed: Noticed
    wording: str
    where: Where
    activity: str = ""
    read_as: str = ""

    @property
    def sentence(self) -> Message:
        return Message(_REMARKS[self.noticed], {"wording": self.wording, "read_as": self.read_as})

    def __str__(self) -> str:
        owner = f"{self.activity}, " if self.activity else ""
        return f"{owner}{self.where}: {self.sentence}"


_REMARKS = {
    Noticed.SLIP: _('"%(wording)s" is read as "%(read_as)s"'),
    Noticed.MIXED_SCRIPT: _('"%(wording)s" mixes Latin and Cyrillic letters'),
    Noticed.TEXT: _('text outside the table, left out: "%(wording)s"'),
    Noticed.CUT: _("the row goes on here after a page break"),
}
