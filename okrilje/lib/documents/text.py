"""Text extracted from a document: cells apart by tabs, lists and emphasis as HTML or Markdown mark-up."""

from __future__ import annotations

import re

from okrilje.lib.documents.blocks import Block, DocumentError, Message, Paragraph, Row, Where, tidy
from okrilje.lib.documents.blocks import gettext_noop as _

#: A text of more lines, or with more tabs between cells, is no plan.
MOST_LINES = 50_000
MOST_TABS = 1_000_000
_ITEM = re.compile(r"[ \t]*(?:[\u2022\u25aa\u25cf\uf0b7]|<li\b[^>]*>)[ \t]*", re.IGNORECASE)
_NEW_LINE = re.compile(r"<(?:/?[uo]l|br|/?p|/li)\b[^>]*>", re.IGNORECASE)
_OTHER_TAG = re.compile(r"</?[a-z][^<>]*>", re.IGNORECASE)
_EMPHASIS = re.compile(r"\*\*")


def read(data: bytes, name: str) -> tuple[list[Block], list[Message]]:
    """The blocks of a text file. A line with a tab is a table row; bold text over several lines is one paragraph."""
    if data.count(b"\n") > MOST_LINES or data.count(b"\t") > MOST_TABS:
        raise DocumentError(
            _("%(name)s has more than %(lines)s lines or %(tabs)s tabs. Keep only the plan."),
            name=name,
            lines=MOST_LINES,
            tabs=MOST_TABS,
        )
    blocks: list[Block] = []
    table = 0
    bold: list[tuple[int, str]] = []
    for number, line in enumerate(decode(data, name).replace("\r\n", "\n").split("\n"), 1):
        if "\t" in line:
            table += not (blocks and isinstance(blocks[-1], Row))
            cells = tuple(plain(cell) for cell in line.split("\t"))
            blocks.append(Row(cells, Where(line=number), table))
        elif bold or line.lstrip().startswith("**"):
            bold.append((number, line))
            if sum(text.count("**") for _, text in bold) % 2 == 0:
                blocks.append(_paragraph(bold))
                bold = []
        elif line.strip():
            blocks.append(_paragraph([(number, line)]))
    blocks += [_paragraph([pair]) for pair in bold]
    return blocks, []


def decode(data: bytes, name: str) -> str:
    """Text of UTF-8 or, with its mark, UTF-16; DocumentError where it is neither."""
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise DocumentError(
            _("%(name)s is not UTF-8 text: line %(line)s has a byte that no letter is made of. Save it as UTF-8."),
            name=name,
            line=line,
        ) from error


def plain(cell: str) -> str:
    """A cell without mark-up: a line for each paragraph, "• " before each item of a list."""
    cell = _ITEM.sub("\n• ", _NEW_LINE.sub("\n", cell))
    cell = _EMPHASIS.sub("", _OTHER_TAG.sub("", cell))
    return tidy(cell)


def _paragraph(lines: list[tuple[int, str]]) -> Paragraph:
    text = " ".join(plain(line).replace("\n", " ") for _, line in lines)
    return Paragraph(text.strip(), Where(line=lines[0][0]))
