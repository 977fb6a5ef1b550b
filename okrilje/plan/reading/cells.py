"""The cells of one activity, joined from the pieces that pages and rows cut them into."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from enum import StrEnum

from okrilje.lib.documents import Where


@dataclass(frozen=True, slots=True)
class Cell:
    """``starts`` says where in the document each piece of the text begins; the first begins at 0."""

    text: str
    starts: tuple[tuple[int, Where], ...]

    def where(self, position: int) -> Where:
        index = bisect_right([start for start, _ in self.starts], position) - 1
        return self.starts[max(index, 0)][1]

    def joined(self, text: str, where: Where, apart: str) -> Cell:
        """With one more piece, ``apart`` from the text so far (a blank within a sentence, else a new line)."""
        if not self.text:
            return Cell(text, ((0, where),))
        return Cell(self.text + apart + text, (*self.starts, (len(self.text) + len(apart), where)))


class Use(StrEnum):
    """What became of a stretch of a cell."""

    #: It stands in a field of the plan, letter for letter.
    VALUE = "value"
    #: It said what its neighbours are: a label, or a word that joins two names. The plan keeps that as structure.
    STRUCTURE = "structure"
    #: A word that repeats the end of the name before it, as a page break makes it; left out.
    REPEATED = "repeated"


@dataclass(frozen=True, slots=True)
class Span:
    start: int
    end: int
    use: Use = Use.VALUE


def whole(cell: Cell) -> list[Span]:
    return [Span(0, len(cell.text))]
