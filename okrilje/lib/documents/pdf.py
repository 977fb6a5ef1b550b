"""PDF documents, through pdfplumber: tables with ruled lines, else columns told by where their text begins."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any

import pdfplumber
from pdfminer.pdfdocument import PDFDocument, PDFEncryptionError, PDFPasswordIncorrect
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser
from pdfminer.pdftypes import PDFStream, resolve1
from pdfplumber.utils.exceptions import PdfminerException

from okrilje.lib.documents import borderless, lines
from okrilje.lib.documents.blocks import Block, DocumentError, Message, Row, Where
from okrilje.lib.documents.blocks import gettext_noop as _
from okrilje.lib.documents.container import MOST_UNPACKED, damaged, encrypted, too_large

MOST_PAGES = 500
#: A page that is drawn with more words of the language of PDF is a picture made of lines or letters.
MOST_DRAWN = 100_000
_LETTERS = 50
_STREAM = re.compile(rb"\bstream\r?\n(?=[\x08\x18\x28\x38\x48\x58\x68\x78])")
_CHUNK = 1024 * 1024
#: Lines of a table may miss each other by this many points.
_RULES = {"vertical_strategy": "lines", "horizontal_strategy": "lines", "snap_tolerance": 3, "join_tolerance": 3}


def read(data: bytes, name: str) -> tuple[list[Block], list[Message]]:
    """The blocks of a PDF. DocumentError where it has a password, no text, too many pages, or no end."""
    check(data, name)
    with _told(name), pdfplumber.open(BytesIO(data)) as pdf:
        return _read(pdf, name)


def check(data: bytes, name: str) -> None:
    """DocumentError where a PDF is damaged, has a password, too many pages, or unpacks without end."""
    if b"%%EOF" not in data[-2048:]:
        raise damaged(name)
    _check_streams(data, name)
    with _told(name):
        _check_pages(PDFDocument(PDFParser(BytesIO(data))), name)


@contextmanager
def _told(name: str) -> Iterator[None]:
    """Whatever the libraries raise becomes a sentence."""
    try:
        yield
    except (PDFPasswordIncorrect, PDFEncryptionError) as error:
        raise encrypted(name) from error
    except DocumentError:
        raise
    except PdfminerException as error:
        cause = error.args[0] if error.args else None
        if isinstance(cause, (PDFPasswordIncorrect, PDFEncryptionError)):
            raise encrypted(name) from error
        raise damaged(name) from error
    except Exception as error:  # whatever is wrong inside: the sentence is the same
        raise damaged(name) from error


def _check_pages(document: PDFDocument, name: str) -> None:
    """Walks over the pages before pdfplumber makes all of them; they are counted no further than it matters."""
    for number, page in enumerate(PDFPage.create_pages(document), 1):
        if number > MOST_PAGES:
            claimed = resolve1(resolve1(document.catalog["Pages"]).get("Count"))
            raise DocumentError(
                _("%(name)s has %(pages)s pages; up to %(most)s are read. Keep only the pages of the plan."),
                name=name,
                pages=max(claimed, number) if isinstance(claimed, int) else number,
                most=MOST_PAGES,
            )
        parts = [part.get_data() for part in map(resolve1, page.contents) if isinstance(part, PDFStream)]
        long = sum(map(len, parts)) > MOST_DRAWN * _LETTERS
        if long or sum(len(part.split()) for part in parts) > MOST_DRAWN:
            raise DocumentError(
                _("Page %(page)s of %(name)s is a drawing of too many lines or letters. Leave the page out."),
                name=name,
                page=number,
            )


def _read(pdf: Any, name: str) -> tuple[list[Block], list[Message]]:
    reader = _Reader()
    silent = []
    for number, page in enumerate(pdf.pages, 1):
        if not page.chars:
            silent.append(number)
        else:
            reader.page(page, number)
        page.close()
    if len(silent) == len(pdf.pages):
        raise DocumentError(
            _(
                "%(name)s has pictures of pages but no text: it was scanned. Ask for the document it was printed from, "
                "or have the text recognised (OCR) first."
            ),
            name=name,
        )
    remarks = []
    if silent:
        pages = {"pages": ", ".join(map(str, silent))}
        remarks.append(Message(_("Pages without text (empty or scanned), not read: %(pages)s."), pages))
    if reader.guessed:
        pages = {"pages": ", ".join(map(str, reader.guessed))}
        remarks.append(
            Message(_("Pages without ruled tables, columns told by position; check them: %(pages)s."), pages)
        )
    return lines.finished(reader.blocks), remarks


def _check_streams(data: bytes, name: str) -> None:
    """Unpacks every packed part once, piece by piece, before a library unpacks it whole."""
    total = 0
    for match in _STREAM.finditer(data):
        packed = memoryview(data)[match.end() :]
        unpack = zlib.decompressobj()
        try:
            while not unpack.eof and total <= MOST_UNPACKED:
                piece = unpack.decompress(packed, _CHUNK)
                total += len(piece)
                packed = memoryview(unpack.unconsumed_tail)
                if not piece and not packed:
                    break
        except zlib.error:
            continue  # packed in another way: a picture, or text that only looks like a packed part
        if total > MOST_UNPACKED:
            raise too_large(name, MOST_UNPACKED)


class _Reader:
    """Gathers the blocks of the pages; cells still as the lines on the page."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.guessed: list[int] = []
        self.columns: list[float] = []
        self.tables = 0

    def page(self, page: Any, number: int) -> None:
        """The text and the tables of a page, from top to bottom."""
        tables = [table for table in page.find_tables(_RULES) if max(len(row.cells) for row in table.rows) > 1]
        if not tables:
            found, columns = borderless.read(page, number, self.tables + 1, self.columns)
            if columns:
                self.guessed.append(number)
                self.tables += columns != self.columns
            self.columns = columns
            self.blocks += found
            return
        top = page.bbox[1]
        row = 0
        for table in sorted(tables, key=lambda found: float(found.bbox[1])):
            self.blocks += borderless.paragraphs(page, top, table.bbox[1], number)
            self.tables += 1
            for cells, carried in _rows(page, table):
                row += 1
                if any(cells):
                    self.blocks.append(Row(cells, Where(page=number, row=row), self.tables, carried))
            top = table.bbox[3]
        self.blocks += borderless.paragraphs(page, top, page.bbox[3], number)


def _rows(page: Any, table: Any) -> Iterator[tuple[tuple[str, ...], frozenset[int]]]:
    """The rows of a ruled table; a cell that reaches down from the row above repeats its text, marked as carried."""
    grid = [row.cells for row in table.rows]
    texts = _texts(page, [box for row in grid for box in row if box])
    left = {box[0] for box in texts}
    columns = sorted(left)
    for row, boxes in zip(table.rows, grid, strict=True):
        middle = (row.bbox[1] + row.bbox[3]) / 2
        cells = []
        carried = set()
        for index, box in enumerate(boxes):
            if box is None and index < len(columns):
                above = _covering(texts, columns[index], middle)
                if above is not None:
                    carried.add(index)
                    box = above
            cells.append(texts.get(box, "") if box else "")
        yield tuple(cells), frozenset(carried)


def _covering(boxes: dict[Any, str], left: float, middle: float) -> Any:
    """The cell that begins in a column and reaches down over a row."""
    return next((box for box in boxes if abs(box[0] - left) < 1 and box[1] < middle < box[3]), None)


def _texts(page: Any, boxes: list[Any]) -> dict[Any, str]:
    """The lines in each cell; a letter belongs to the cell that its middle is in."""
    letters = [((c["x0"] + c["x1"]) / 2, (c["top"] + c["bottom"]) / 2, c) for c in page.chars]
    bands: dict[tuple[float, float], list[Any]] = {}
    texts = {}
    for box in boxes:
        left, top, right, bottom = box
        if (top, bottom) not in bands:
            bands[top, bottom] = [letter for letter in letters if top <= letter[1] < bottom]
        inside = [c for x, _y, c in bands[top, bottom] if left <= x < right]
        texts[box] = "\n".join(lines.of_letters(inside, left, right))
    return texts
