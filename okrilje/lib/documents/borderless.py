"""Tables without lines, and the text around tables, from where the words of a page stand."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median
from typing import Any

from okrilje.lib.documents.blocks import Block, Paragraph, Row, Where
from okrilje.lib.documents.lines import BLANK

#: Words further apart than this share of their height stand in two columns; text begins in one column when it
#: begins within these points of each other; a row ends where the lines stand wider apart than this many pitches.
_GAP = 0.9
_SAME = 3.0
_PITCHES = 1.3
#: Lines of a paragraph stand at most this many times their height apart; only one that reaches over this share
#: of the page goes on in the next.
_LEADING = 1.6
_FULL = 0.7
#: In how many lines of a page text must begin at a place for a column to be there; two on a page of few lines.
_FEWEST_LINES = 3
_SMALL_PAGE = 12
_FEWEST_COLUMNS = 3
#: What the first cell of a row looks like when rows are numbered.
_NUMBER = re.compile(r"(?:[A-Za-z]\.?)?\d+(?:\.\d+)*\.?$")


@dataclass(frozen=True, slots=True)
class Segment:
    """Words of a line with no wide gap between."""

    left: float
    right: float
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """``top`` is where its letters stand, ``height`` how high they are, in points."""

    top: float
    height: float
    segments: tuple[Segment, ...]

    @property
    def text(self) -> str:
        return " ".join(segment.text for segment in self.segments)


def lines(page: Any, top: float, bottom: float) -> list[Line]:
    """The lines of a stretch of a page, from top to bottom."""
    if bottom - top < 1:
        return []
    words = page.crop((page.bbox[0], top, page.bbox[2], bottom), strict=False).extract_words(x_tolerance=BLANK)
    rows: list[list[dict[str, Any]]] = []
    for word in sorted(words, key=lambda w: (w["bottom"], w["x0"])):
        if rows and abs(word["bottom"] - rows[-1][0]["bottom"]) < _SAME:
            rows[-1].append(word)
        else:
            rows.append([word])
    return [Line(row[0]["bottom"], row[0]["bottom"] - row[0]["top"], _segments(row)) for row in rows]


def _segments(words: list[dict[str, Any]]) -> tuple[Segment, ...]:
    found: list[Segment] = []
    for word in sorted(words, key=lambda w: float(w["x0"])):
        left, right, text = float(word["x0"]), float(word["x1"]), str(word["text"])
        if found and left - found[-1].right < _GAP * (word["bottom"] - word["top"]):
            found[-1] = Segment(found[-1].left, right, f"{found[-1].text} {text}")
        else:
            found.append(Segment(left, right, text))
    return tuple(found)


def paragraphs(page: Any, top: float, bottom: float, number: int) -> list[Block]:
    """The text of a stretch of a page; lines close below a full line are one paragraph."""
    return list(_paragraphs(lines(page, top, bottom), number, page.bbox[2]))


def _paragraphs(found: list[Line], number: int, width: float) -> list[Paragraph]:
    result: list[Paragraph] = []
    previous: Line | None = None
    for line in found:
        full = previous is not None and previous.segments[-1].right > width * _FULL
        if previous and full and line.top - previous.top <= line.height * _LEADING:
            result[-1] = Paragraph(f"{result[-1].text} {line.text}", result[-1].where)
        else:
            result.append(Paragraph(line.text, Where(page=number)))
        previous = line
    return result


def _pitch(found: list[Line]) -> float:
    """From line to line within a paragraph: the smaller half of the distances decides."""
    steps = sorted(b.top - a.top for a, b in zip(found, found[1:], strict=False))
    return median(steps[: len(steps) // 2 + 1]) if steps else 0.0


def read(page: Any, number: int, table: int, known: list[float]) -> tuple[list[Block], list[float]]:
    """The paragraphs and the rows of a page without lines, and where its columns begin ([]: it has no table).

    ``known`` are the columns of the page before: a page of the same table may leave some of them empty.
    """
    found = lines(page, page.bbox[1], page.bbox[3])
    columns = _columns(found, known)
    if len(columns) < _FEWEST_COLUMNS:
        return list(_paragraphs(found, number, page.bbox[2])), []
    blocks: list[Block] = []
    for wide, group in _groups(found, columns):
        if wide:
            blocks += _paragraphs(group, number, page.bbox[2])
        else:
            row = 1 + sum(isinstance(block, Row) for block in blocks)
            blocks.append(_row(group, columns, Where(page=number, row=row), table))
    return blocks, columns


def _groups(found: list[Line], columns: list[float]) -> list[tuple[bool, list[Line]]]:
    """Lines that belong together: of one row, or (True) of the text around the table."""
    groups: list[tuple[bool, list[Line]]] = []
    pitch = _pitch(found) * _PITCHES
    for line in found:
        placed = _placed(line, columns)
        wide = placed is None
        last = groups[-1] if groups else None
        apart = last is None or last[0] != wide or line.top - last[1][-1].top > pitch
        if last is None or apart or (placed and _NUMBER.match(placed[0])):
            groups.append((wide, [line]))
        else:
            last[1].append(line)
    return groups


def _row(group: list[Line], columns: list[float], where: Where, table: int) -> Row:
    placed = [texts for line in group if (texts := _placed(line, columns))]
    return Row(tuple("\n".join(texts[i] for texts in placed) for i in range(len(columns))), where, table)


def _columns(found: list[Line], known: list[float]) -> list[float]:
    """Where columns begin: the places at which text begins in several of the lines that have wide gaps."""
    begins = Counter[float](dict.fromkeys(known, 0))
    for line in found:
        for segment in line.segments if len(line.segments) > 1 else ():
            begins[_near(segment.left, begins) or segment.left] += 1
    few = sum(len(line.segments) > 1 for line in found) < _SMALL_PAGE
    columns = sorted(x for x, times in begins.items() if times >= (2 if few else _FEWEST_LINES))
    kept = [x for x in columns if _near(x, known)]
    return sorted({*known, *columns}) if kept and len(kept) * 2 >= len(columns) else columns


def _near(x: float, places: Iterable[float]) -> float | None:
    return next((place for place in places if abs(place - x) <= _SAME), None)


def _placed(line: Line, columns: list[float]) -> list[str] | None:
    """The text of a line by column; None for a line that runs over columns: it is no part of the table."""
    texts = [""] * len(columns)
    for segment in line.segments:
        index = max((i for i, x in enumerate(columns) if x <= segment.left + _SAME), default=0)
        if segment.left < columns[0] - _SAME and len(line.segments) == 1:
            return None
        if index + 1 < len(columns) and segment.right > columns[index + 1] + _SAME:
            return None
        texts[index] = f"{texts[index]} {segment.text}".strip()
    return texts
