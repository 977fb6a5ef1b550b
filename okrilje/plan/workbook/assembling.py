"""From the rows of a workbook to the plan, with the way back to the cell where something is wrong."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from pydantic import ValidationError

from okrilje.lib.file_errors import fault, together
from okrilje.lib.spreadsheets.cells import Place
from okrilje.lib.spreadsheets.reading import Line
from okrilje.plan.content import Plan

Row = dict[str, Any]
Lines = dict[str, list[Line]]


class _Putting:
    """Puts the lines together, and remembers of which line each part was made."""

    def __init__(self) -> None:
        self.made: dict[int, Line] = {}

    def part(self, line: Line) -> Row:
        value: Row = {}
        for path, cell in line.values.items():
            if path.startswith("of "):
                continue
            *way, last = path.split(".", maxsplit=2) if path.startswith("deadline.") else path.split(".", maxsplit=1)
            inner = value
            for key in way:
                inner = inner.setdefault(key, {})
            inner[last] = cell
        self.made[id(value)] = line
        return value

    def owned(self, lines: list[Line]) -> dict[Any, list[Row]]:
        """The parts by the activity that they belong to, or by activity and number of the indicator."""
        parts = defaultdict(list)
        for line in lines:
            owner = line.values["of activity"], line.values.get("of number")
            parts[owner if owner[1] else owner[0]].append(self.part(line))
        return parts

    def where(self, value: Any, path: tuple[int | str, ...]) -> Place:
        line, rest = self.made[id(value)], list[str]()
        for key in path:
            try:
                value = value[key]
            except (KeyError, IndexError, TypeError):
                value = None
            if id(value) in self.made:
                line, rest = self.made[id(value)], []
            else:
                rest.append(str(key))
        return line.where(".".join(rest))


def assemble(lines: Lines) -> Plan:
    """The plan; raises FileError where a value is none that a plan can have, with its cell."""
    putting = _Putting()
    value = putting.part(lines["plan"][0])
    for key in ("pillars", "programmes", "dependencies", "activities"):
        value[key] = [putting.part(line) for line in lines[key]]
    names = {"responsible": "institutions", "resources": "resources", "notes": "notes"}
    owned = {key: putting.owned(lines[key]) for key in (*names, "due dates", "indicators", "measures")}
    for activity in value["activities"]:
        code = activity["code"]
        activity["deadline"]["points"] = owned["due dates"].get(code)
        for key, name in names.items():
            activity[name] = owned[key].get(code, [])
        _number(activity["institutions"])
        activity["indicators"] = []
        while found := owned["indicators"].get((code, len(activity["indicators"]) + 1)):
            measures = owned["measures"].get((code, len(activity["indicators"]) + 1), [])
            found[0]["measures"] = measures
            activity["indicators"] += found
    try:
        return Plan.model_validate(value)
    except ValidationError as error:
        raise together([fault(one, putting.where(value, one["loc"])) for one in error.errors()]) from error


def _number(institutions: list[Row]) -> None:
    """Who has no place in the row comes behind those who have one."""
    for part in institutions:
        if "order" not in part:
            part["order"] = max((other.get("order", 0) for other in institutions), default=0) + 1
