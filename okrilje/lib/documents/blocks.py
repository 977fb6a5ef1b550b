"""What every format is reduced to: paragraphs and table rows in reading order, each with its place."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field


def gettext_noop(message: str) -> str:
    """Marks a message for translation where it is written; whoever shows it translates it."""
    return message


@dataclass(frozen=True, slots=True)
class Message:
    """An English sentence with ``%(name)s`` gaps (a gettext message) and what fills them."""

    template: str
    parts: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.template % self.parts


class DocumentError(Exception):
    """A document that cannot be read: what is wrong, where, and what to do.

    ``template`` and ``parts`` are those of a :class:`Message`; ``str()`` gives the English sentence.
    """

    def __init__(self, template: str, **parts: object) -> None:
        super().__init__(template)
        self.template = template
        self.parts = parts

    def __str__(self) -> str:
        return self.template % self.parts


@dataclass(frozen=True, slots=True)
class Where:
    """A place in a document, counted from 1 as people count: a line, a row on a page, in a table or on a sheet."""

    line: int | None = None
    paragraph: int | None = None
    page: int | None = None
    table: int | None = None
    sheet: str | None = None
    row: int | None = None

    @property
    def messages(self) -> tuple[Message, ...]:
        """The place in words, from the larger to the smaller: "page 3", "row 5"."""
        return tuple(
            Message(template, {"n": value}) for name, template in _PLACES if (value := getattr(self, name)) is not None
        )

    def __str__(self) -> str:
        return ", ".join(map(str, self.messages))


_PLACES = (
    ("line", gettext_noop("line %(n)s")),
    ("paragraph", gettext_noop("paragraph %(n)s")),
    ("page", gettext_noop("page %(n)s")),
    ("table", gettext_noop("table %(n)s")),
    ("sheet", gettext_noop('sheet "%(n)s"')),
    ("row", gettext_noop("row %(n)s")),
)


@dataclass(frozen=True, slots=True)
class Paragraph:
    text: str
    where: Where


@dataclass(frozen=True, slots=True)
class Row:
    """``cells`` as text: one line for each paragraph, "• " before an item of a list.

    ``table`` tells rows of different tables apart. ``carried`` names the cells (from 0) that only repeat the cell
    above because the two are merged into one.
    """

    cells: tuple[str, ...]
    where: Where
    table: int = 1
    carried: frozenset[int] = frozenset()


Block = Paragraph | Row


@dataclass(frozen=True, slots=True)
class Document:
    """``format`` is "text", "docx", "pdf" or "xlsx"; ``remarks`` say how it had to be read."""

    name: str
    format: str
    sha256: str
    size: int
    blocks: tuple[Block, ...]
    remarks: tuple[Message, ...] = ()

    @property
    def rows(self) -> tuple[Row, ...]:
        return tuple(block for block in self.blocks if isinstance(block, Row))


_BULLET = re.compile(r"^(?:[\u2022\u25aa\u25cf\u25e6\uf0b7\u00b7]|[-\u2013*](?=\s))\s*")


def tidy(text: str) -> str:
    """Lines without blanks at their ends or twice in a row, no empty ones, "• " before each item of a list."""
    lines = (_BULLET.sub("• ", " ".join(line.split())).strip() for line in text.split("\n"))
    return "\n".join(line for line in lines if line and line != "•")
