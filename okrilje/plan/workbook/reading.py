"""Reading a workbook of a plan, in whichever of our languages it was written, as exactly that plan."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from html import unescape

from okrilje.accounts.catalogue import Catalogue
from okrilje.lib.documents import Message
from okrilje.lib.documents.blocks import gettext_noop as _
from okrilje.lib.file_errors import FileError, together
from okrilje.lib.scripts import fold
from okrilje.lib.spreadsheets.cells import Cells
from okrilje.lib.spreadsheets.layout import Each
from okrilje.lib.spreadsheets.reading import A_VALUE_IS_MISSING, lacks, load, not_read, tables, unique
from okrilje.plan.content import Plan
from okrilje.plan.workbook.assembling import Lines, assemble
from okrilje.plan.workbook.sheets import LAYOUT, SHEETS


def is_ours(data: bytes) -> bool:
    """Whether most of our sheets are there. One that somebody deleted is an error and no other kind of file."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            book = archive.getinfo("xl/workbook.xml")
            text = archive.read(book).decode() if book.file_size < 100_000 else ""
    except (zipfile.BadZipFile, KeyError, NotImplementedError, RuntimeError, UnicodeDecodeError, zlib.error):
        return False
    names = {fold(unescape(name)) for name in re.findall(r"<(?:\w+:)?sheet\b[^>]*?\bname=\"(.*?)\"", text)}
    return len({LAYOUT.sheet_names.get(name, "") for name in names} - {""}) > len(SHEETS) / 2


def read(data: bytes, register: Catalogue) -> tuple[Plan, tuple[Message, ...]]:
    """The plan and what is to be remarked. Raises FileError, which names every cell that is wrong.

    ``register`` are the institutions that the plan may name.
    """
    cells = Cells(LAYOUT, {i.code: {fold(i.name), *map(fold, i.labels.values())} for i in register.institutions})
    lines = _read_lines(data, cells)
    _check_minimum(lines, cells)
    _check_days(lines, cells)
    _check_codes(lines, cells)
    if cells.faults:
        raise together(cells.faults)
    return assemble(lines), tuple(cells.remarks)


def _read_lines(data: bytes, cells: Cells) -> Lines:
    sheets = load(data, lambda title: bool(LAYOUT.sheet_names.get(fold(title))))
    there = {LAYOUT.sheet_names.get(fold(title)) for title in sheets}
    if missing := [str(sheet.name) for key, sheet in SHEETS.items() if key not in there]:
        raise FileError(
            _("The workbook lacks the sheet “%(sheet)s”, so it is not a plan exported from Okrilje."), sheet=missing[0]
        )
    cells.remarks += [
        Message(_("The sheet “%(sheet)s” is no part of the plan and was not read."), {"sheet": title})
        for title in not_read(sheets, LAYOUT)
    ]
    found = tables(sheets, LAYOUT, cells)
    lacking = [(table, column) for table in found.values() for column in table.lacking]
    if faults := [lacks(table, column) for table, column in lacking if column.each is not Each.LANGUAGE]:
        raise together(faults)
    if len(found["plan"].lines) != 1:
        raise FileError(
            _("The sheet “%(sheet)s” must have exactly one row under its headings."), sheet=found["plan"].title
        )
    return {key: found[key].lines for key in SHEETS}


# --- What a line has to say ------------------------------------------------------------------------------------


def _check_minimum(lines: Lines, cells: Cells) -> None:
    """How often at least, and in which period: one says nothing without the other."""
    minimum = "deadline.min_frequency."
    for line in lines["activities"]:
        if any(path.startswith(minimum) for path in line.filled):
            for path in (f"{minimum}count", f"{minimum}per"):
                if path not in line.filled:
                    cells.refuse(A_VALUE_IS_MISSING, line.where(path))


def _check_days(lines: Lines, cells: Cells) -> None:
    for key, before in (("plan", ""), ("activities", "deadline."), ("due dates", "")):
        for line in lines[key]:
            first, last = (line.values.get(f"{before}{name}", "") for name in ("start", "end"))
            if first and last and last < first:
                cells.refuse(_("%(where)s: the last day is before the first day."), line.where(f"{before}end"))


def _check_codes(lines: Lines, cells: Cells) -> None:
    """Every code leads somewhere, and nothing has the place of something else."""
    codes = {key: unique(lines[key], ("code",), cells) for key in ("pillars", "programmes", "activities")}
    for key, sheet in SHEETS.items():
        for column in sheet.columns:
            for line in lines[key] if column.refers else ():
                code = line.values.get(column.path)
                if code is not None and (code,) not in codes[column.refers]:
                    cells.refuse(_("%(where)s: the code “%(value)s” does not stand in the sheet “%(sheet)s”."),
                                 line.where(column.path), value=code, sheet=SHEETS[column.refers].name)  # fmt: skip
    unique(lines["responsible"], ("of activity", "order"), cells)
    place = ("of activity", "of number")
    numbered = unique(lines["indicators"], place, cells)
    for line in lines["indicators"]:
        code, number = (line.values.get(path) for path in place)
        if code and number and number != 1 and (code, number - 1) not in numbered:
            cells.refuse(_("%(where)s: the indicators of an activity are numbered 1, 2, 3, without a gap."),
                         line.where("of number"))  # fmt: skip
    for line in lines["measures"]:
        code, number = (line.values.get(path) for path in place)
        if code and number and (code, number) not in numbered:
            cells.refuse(_("%(where)s: activity %(code)s has no indicator number %(value)s."),
                         line.where("of number"), code=code, value=number)  # fmt: skip
