"""Lines on a page made into sentences: where a line ends says nothing, how it ends may.

Word processors break a word that is wider than its cell without a hyphen. Then the line holds nothing but the
start of the word, no further letter had room, and there is no blank at its end. A blank they leave at the end of any
other line where it has room: where it had and is missing, the word goes on. Only where the line leaves less room than a
blank needs it may be either, and the other words of the document decide.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from typing import Any, TypeAlias

from okrilje.lib.documents.blocks import Block, Row, tidy

Letter: TypeAlias = dict[str, Any]

#: Letters further apart than this many points have a blank between; letters of one line may stand this share of
#: their height higher or lower than each other.
BLANK = 1.5
_LEVEL = 0.45
#: Ends a line that may end in the middle of a word, and one that does if a word processor wrote it.
BROKEN = "\ue000"
CUT = "\ue001"
#: A blank is this share of the size of the letters wide, where none stands in the cell.
_BLANK_WIDTH = 0.25
#: A word of so many letters is hardly the rest of another one.
_LONG = 4
_BULLETS = "•▪●◦\uf0b7"


def of_letters(letters: Sequence[Letter], left: float, right: float) -> list[str]:
    """The lines in a cell that reaches from ``left`` to ``right``, from top to bottom.

    A blank at the end of a line is kept; a line that may end in the middle of a word ends in ``BROKEN`` or ``CUT``.
    """
    rows: list[tuple[float, list[Letter]]] = []
    for letter in sorted(letters, key=lambda c: (c["top"] + c["bottom"]) / 2):
        middle = (letter["top"] + letter["bottom"]) / 2
        if rows and middle - rows[-1][0] < _LEVEL * (letter["bottom"] - letter["top"]):
            rows[-1][1].append(letter)
        else:
            rows.append((middle, [letter]))
    inked = [sorted(row, key=lambda c: float(c["x0"])) for _middle, row in rows if not _is_blank(row)]
    if not inked:
        return []
    room = right - (min(row[0]["x0"] for row in inked) - left)
    blank = max((c["x1"] - c["x0"] for c in letters if c["text"].isspace()), default=_BLANK_WIDTH * letters[0]["size"])
    ends = [_end(row, below, room, blank) for row, below in zip(inked, inked[1:], strict=False)]
    return [_line(row) + end for row, end in zip(inked, [*ends, ""], strict=True)]


def _is_blank(row: Sequence[Letter]) -> bool:
    return not any(letter["text"].strip() for letter in row)


def _end(row: Sequence[Letter], below: Sequence[Letter], room: float, blank: float) -> str:
    """``BROKEN`` after one word without room for the first letter of the line below, ``CUT`` with room for a blank.

    For a blank that has room is written: where none stands, the word goes on.
    """
    if len(_line(row).lstrip(_BULLETS + " ").split()) != 1 or row[-1]["text"].isspace():
        return ""
    right = row[-1]["x1"]
    if right + below[0]["x1"] - below[0]["x0"] <= room:
        return ""
    return CUT if right + blank < room else BROKEN


def _line(row: Sequence[Letter]) -> str:
    text = ""
    right = None
    for letter in row:
        if right is not None and letter["x0"] - right > BLANK and not text.endswith(" "):
            text += " "
        text += " " if letter["text"].isspace() else letter["text"]
        right = letter["x1"]
    return text


def finished(blocks: Iterable[Block]) -> list[Block]:
    """The blocks of a whole document with the lines of each cell joined."""
    blocks = list(blocks)
    cells = [cell for block in blocks if isinstance(block, Row) for cell in block.cells]
    known = _whole_words(cells) if _ends_in_blanks(cells) else None
    return [
        replace(block, cells=tuple(joined(cell.split("\n"), known) for cell in block.cells))
        if isinstance(block, Row)
        else block
        for block in blocks
    ]


def _whole_words(cells: Iterable[str]) -> frozenset[str]:
    """The words that no end of a line or of a page can have broken, and those that are surely put together.

    A broken word begins alone on its line; its rest begins the line below, or the cell on the next page.
    """
    found: set[str] = set()
    for cell in cells:
        before, end = "", BROKEN
        for line in cell.split("\n"):
            words = [_bare(word) for word in line.strip(_BULLETS + BROKEN + CUT + " ").split()]
            broken = line.endswith((BROKEN, CUT))
            if end == CUT and words:
                words[0] = before + words[0]
            if len(words) > 1 or line.endswith(" ") or (end == CUT and not broken):
                found.update(words[end == BROKEN :])
            before, end = words[-1] if words else "", line[-1:] if broken else ""
    return frozenset(found - {""})


def _bare(word: str) -> str:
    return word.strip(".,;:()„“”\"'").casefold()


def _ends_in_blanks(cells: Iterable[str]) -> bool:
    """Whether a word processor wrote the cells: lines that go on in small letters often end in a blank."""
    ends = [
        line.endswith(" ")
        for cell in cells
        for line, following in zip(cell.split("\n"), cell.split("\n")[1:], strict=False)
        if following[:1].islower() and not line.endswith((BROKEN, CUT))
    ]
    return sum(ends) * 3 > len(ends)


def joined(lines: Sequence[str], known: Collection[str] | None = None) -> str:
    """The lines of a cell as sentences: only an item of a list begins a new line, a broken word is closed up.

    ``known`` are words of a document that a word processor wrote; None: nothing but a hyphen breaks a word.
    """
    text = before = ""
    for line in lines:
        plain = line.rstrip(BROKEN + CUT).strip()
        if not plain:
            continue
        if plain[0] in _BULLETS:
            text += "\n" + plain
        elif text.endswith("\xad"):
            text = text[:-1] + plain
        elif _hyphenated(before, plain) or (known is not None and _one_word(before, plain, known)):
            text += plain
        else:
            text += " " + plain
        before = line
    return tidy(text)


def _one_word(before: str, line: str, known: Collection[str]) -> bool:
    """Whether the end of a line and the next are one word: small letters after any, capitals after capitals only.

    Where the room of the cell leaves it open, the other words of the document decide: what they know as one is one,
    two that they know are two, and so is a long one that they know after one that they do not.
    """
    if not before.endswith((BROKEN, CUT)):
        return False
    end, start = before[:-1].split()[-1], line.split()[0]
    if before.endswith(CUT) or not any(map(str.isalnum, start)):
        return True
    if not end[-1].isalpha() or not (start[0].islower() or (end[-2:].isupper() and start.isupper())):
        return False
    end, start = _bare(end), _bare(start)
    if end + start in known:
        return True
    return start not in known or (end not in known and len(start) < _LONG)


def _hyphenated(before: str, line: str) -> bool:
    """A hyphen at the very end breaks a word; one before a blank stands after a word of its own."""
    return before.endswith("-") and before[-2:-1].isalpha() and line[0].islower()
