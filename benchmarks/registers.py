"""Registers: a file of 20,000 attendances, and all measures of 14 plans as records grow.

``python -m benchmarks.registers``; ``--postgres`` measures on the database that DATABASE_URL names
(``scripts/with-postgres``), ``--records=1000000`` goes on to a million. The last line is one JSON object.
"""

from __future__ import annotations

import io
import json
import resource
import statistics
import sys
import time
from datetime import date
from typing import Any

from benchmarks.ground import ready

PLANS, TRAININGS, ATTEND, RUNS = 14, 400, 50, 3
SIZES = (1_000, 10_000, 100_000, 1_000_000)
Cost = dict[str, float | int]


def measure(most: int = 100_000) -> dict[str, Cost]:
    """Step -> {"s", "queries", "mb"}; "compute_<records>" -> {"s", "queries", "records"}. Needs ``ground.ready``."""
    _fill()
    found = _import()
    for size in SIZES:
        if size <= most:
            _grow(size)
            found[f"compute_{size}"] = _compute()
    return found


def _fill() -> None:
    from django.utils import timezone

    from okrilje.accounts.catalogue import country_file
    from okrilje.monitoring import demonstration
    from okrilje.plan import actions as plans
    from okrilje.plan.content import Plan
    from okrilje.plan.models import ActionPlan
    from okrilje.web import installation

    demonstration.STORIES.clear()
    installation.prepare()
    shipped = Plan.model_validate(country_file("bih", "plan-2020-2023.json"))
    for number in range(ActionPlan.objects.count(), PLANS):
        plans.apply(shipped.model_copy(update={"code": f"copy-{number}"}), by="system", at=timezone.now())


def _import() -> dict[str, Cost]:
    """What happens to a filled-in workbook of 400 trainings with 50 persons each, step by step."""
    from django.utils import timezone

    from okrilje.accounts.models import User
    from okrilje.registers import queries, uploads, workbook
    from okrilje.registers.kind import kinds

    kind, clerk = kinds()["trainings"], User.objects.get(email__startswith="reporter@")
    found: dict[str, Cost] = {}
    data = _file(kind)
    said = _timed(found, "import_read", lambda: workbook.read(kind, data, clerk))
    kept = _timed(found, "import_keep", lambda: uploads.keep(kind, "file", said, by=clerk, at=timezone.now()))
    kept = type(kept).objects.select_related("by__institution").get(pk=kept.pk)
    _timed(found, "import_preview", lambda: uploads.preview(kind, kept, queries.seen(kind, clerk)))
    _timed(found, "import_apply", lambda: uploads.apply(kind, kept, by=clerk, at=timezone.now()))
    assert kind.lines and kind.lines._default_manager.count() >= TRAININGS * ATTEND
    # What grows afterwards are records in the proportions of the demonstration.
    kind.model._default_manager.filter(is_demonstration=False).delete()
    return found


def _file(kind: Any) -> bytes:
    import openpyxl
    from django.utils import translation

    from okrilje.registers import workbook

    with translation.override("en"):
        book = openpyxl.load_workbook(io.BytesIO(workbook.write(kind, [])))
        trainings, attendance = book["Trainings"], book["Attendance"]
        for number in range(TRAININGS):
            said = {"Number of the record": f"N{number}", "Title": f"Training {number}", "Day": "4.5.2021",
                    "Topic": "mixed migration", "Status": "held", "Last day": "5.5.2021",
                    "Activities of the plan": "bih-2020-2023 4.1.4"}  # fmt: skip
            _put(trainings, number + 2, said)
            for place in range(ATTEND):
                person = {"Number of the record": f"N{number}", "From the institution": "GP", "Role": "police officer",
                          "E-mail address, service number or key": f"officer {number * 7 + place}", "Sex": "woman",
                          "Completed": "yes"}  # fmt: skip
                _put(attendance, number * ATTEND + place + 2, person)
        out = io.BytesIO()
        book.save(out)
    return out.getvalue()


def _put(sheet: Any, row: int, values: dict[str, str]) -> None:
    places = {cell.value: cell.column for cell in sheet[1]}
    for heading, value in values.items():
        sheet.cell(row, places[heading]).value = value


def _timed(found: dict[str, Cost], name: str, step: Any) -> Any:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        begun = time.perf_counter()
        result = step()
        taken = time.perf_counter() - begun
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    found[name] = {"s": round(taken, 2), "queries": len(captured), "mb": round(peak)}
    return result


def _grow(size: int) -> None:
    """Copies all records, with what belongs to them, until there are so many; persons are others each time."""
    from django.db import connection

    from okrilje.registers.kind import kinds

    person = "md5(random()::text)" if connection.vendor == "postgresql" else "lower(hex(randomblob(16)))"
    with connection.cursor() as cursor:
        while _count() < size:
            for kind in kinds().values():
                _double(cursor, kind, person)
        cursor.execute("ANALYZE")


def _double(cursor: Any, kind: Any, person: str) -> None:
    table = kind.model._meta.db_table
    cursor.execute(f'SELECT COALESCE(MAX(id), 0) FROM "{table}"')
    last = cursor.fetchone()[0]
    _copy(cursor, kind.model, {"id": f"id + {last}"}, "")
    for name in ("activities", "partners"):
        of: Any = kind.model._meta.get_field(name)
        through, own = of.remote_field.through, of.m2m_column_name()
        _copy(cursor, through, {own: f"{own} + {last}"}, f"{own} <= {last}")
    if kind.lines:
        changes = {"record_id": f"record_id + {last}", "person": person}
        _copy(cursor, kind.lines, changes, f"record_id <= {last}")


def _copy(cursor: Any, model: Any, changes: dict[str, str], where: str) -> None:
    names = [f.column for f in model._meta.concrete_fields if f.column != "id" or "id" in changes]
    told = ", ".join(changes.get(name, f'"{name}"') for name in names)
    named = ", ".join(f'"{name}"' for name in names)
    table = model._meta.db_table
    condition = f" WHERE {where}" if where else ""
    cursor.execute(f'INSERT INTO "{table}" ({named}) SELECT {told} FROM "{table}"{condition}')


def _count() -> int:
    from okrilje.registers.kind import kinds

    return sum(kind.model._default_manager.count() for kind in kinds().values())


def _compute() -> Cost:
    """All measures of all plans for a cycle."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from okrilje.lib.periods import Period
    from okrilje.plan import measuring
    from okrilje.plan.models import Measure

    period, taken = Period(date(2021, 1, 1), date(2021, 6, 30)), []
    for _run in range(RUNS):
        with CaptureQueriesContext(connection) as captured:
            begun = time.perf_counter()
            rows = Measure.objects.select_related("indicator__activity")
            found = measuring.compute(rows, period)
            taken.append(time.perf_counter() - begun)
        assert sum(one.value or 0 for one in found) > 0
    return {
        "s": round(statistics.median(taken), 3), "queries": len(captured), "records": _count(), "measures": len(found)
    }  # fmt: skip


def table(found: dict[str, Cost]) -> str:
    """For people: a line for each step; what grows is compared with its first size."""
    lines, first = [], next((cost for name, cost in found.items() if name.startswith("compute_")), {"s": 1})
    for name, cost in found.items():
        more = f"{cost['mb']:6} MB at most" if "mb" in cost else f"x{cost['s'] / (first['s'] or 1):6.1f}"
        lines.append(f"{name:18}{cost['s']:9.3f} s {cost['queries']:6} queries {more}")
    return "\n".join(lines)


if __name__ == "__main__":
    wanted = [int(argument.partition("=")[2]) for argument in sys.argv if argument.startswith("--records=")]
    with ready(keep_database="--postgres" in sys.argv):
        costs = measure(*wanted)
    if "--json" not in sys.argv:
        print(table(costs))
    print(json.dumps(costs))
