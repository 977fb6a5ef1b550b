"""A workbook of a report in the hands of somebody who fills it in. Knows only headings, as a person does."""

from __future__ import annotations

import io
from typing import Any

import openpyxl

ACTIVITIES, MEASURES, MONEY = "Activities", "Measures", "Money"
HEADINGS = {
    "progress": "How it stands", "completions.1": "Day of completion", "completions.2": "Day of completion: 2",
    "occurrences": "How many times in this cycle", "done": "What was done", "difficulties": "Difficulties",
    "handled": "How they were handled", "lessons": "Lessons learned",
    "recommendation": "Recommendation to adapt the plan",
}  # fmt: skip


def opened(data: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(data))


def saved(book: Any) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def column(sheet: Any, heading: str) -> int:
    return next(cell.column for cell in sheet[1] if cell.value == heading)


def row(sheet: Any, code: str, scope: str = "the whole activity", **more: Any) -> int:
    wanted = {"Code": code, "Whole or share": scope, **more}
    places = {column(sheet, heading): value for heading, value in wanted.items()}
    return next(
        number
        for number in range(2, sheet.max_row + 1)
        if all(sheet.cell(number, place).value == value for place, value in places.items())
    )


def type_in(sheet: Any, number: int, heading: str, value: Any) -> None:
    """What is typed into a cell that is formatted as text stays text, whatever it begins with."""
    cell = sheet.cell(number, column(sheet, heading))
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"


def say(book: Any, code: str, scope: str = "the whole activity", **values: Any) -> None:
    """Fills in the row of an activity, by path of the answer."""
    sheet = book[ACTIVITIES]
    for path, value in values.items():
        type_in(sheet, row(sheet, code, scope), HEADINGS[path.replace("_", ".")], value)


def count(book: Any, code: str, key: str, value: Any, reason: str | None = None) -> None:
    sheet = book[MEASURES]
    number = row(sheet, code, Number=key)
    type_in(sheet, number, "Value", value)
    type_in(sheet, number, "Why it differs from the records", reason)


def add_money(book: Any, code: str, year: Any, source: Any, **amounts: Any) -> int:
    """Into the first empty row."""
    sheet = book[MONEY]
    number = next(n for n in range(2, sheet.max_row + 2) if not sheet.cell(n, 1).value)
    named = {"Code": code, "Whole or share": "the whole activity", "Year": year, "Source": source, **amounts}
    for heading, value in named.items():
        type_in(sheet, number, heading, value)
    return number
