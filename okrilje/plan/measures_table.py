"""The reference page of a plan's measures, drawn from the plan's data so that the two cannot differ.

``python -m okrilje.plan.measures_table > docs/reference/measures.md`` writes it anew.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from okrilje.accounts import catalogue
from okrilje.plan.content import Activity, Measure, MeasureType, Plan, Register

TYPES = {
    MeasureType.MILESTONE: "milestone: reached or not, and when",
    MeasureType.EVENTS: "events",
    MeasureType.PERSONS: "persons, each counted once",
    MeasureType.CASES: "cases and decisions",
    MeasureType.MONEY: "amount of money",
    MeasureType.INFORMATION: "pieces of information: reports, items, warnings",
    MeasureType.OTHER: "other",
}

REGISTERS = {
    Register.DELIVERABLES: "deliverables: acts, methodologies, guidelines, reports, laws, systems",
    Register.MEETINGS: "meetings",
    Register.TRAININGS: "trainings and attendance",
    Register.CAMPAIGNS: "awareness activities",
    Register.ACTIVITIES: "other activities and cooperation",
    Register.VICTIMS: "victims, under pseudonyms",
    Register.CRIMINAL_CASES: "criminal cases",
    Register.APPOINTMENTS: "appointments",
    Register.OPERATIONS: "field operations, controls and checks",
    Register.INFORMATION_EXCHANGE: "exchange of operational information",
    Register.PUBLICATIONS: "publications",
    Register.AGREEMENTS: "agreements",
    Register.ASSISTANCE: "assistance and information given to workers",
    Register.GRANTS: "grants and payments",
    Register.DECISIONS: "decisions of the Task Force",
    Register.ACCESS: "access to tools and databases",
}

NOTATION = """\
## How to read a formula

- `count(record: conditions)` counts records, `count_distinct(key: conditions)` counts each person or case once,
  across all institutions, `sum(field: conditions)` adds a field up, `exists(record: conditions)` is reached or not.
- `activities∋c`: the record is tagged with activity `c`. One record may carry several activities.
- `∈period`: the date lies in the reporting period. `overlaps period`, `on period end` say what they say.
- `state>=adopted`: the deliverable has reached that state or a later one.
- What follows a semicolon is a second figure, a breakdown or a check that goes with the first.
- Every value is also given for each responsible institution and each year.
- A code ends in a letter where one indicator holds several measures: `3.9.1#2b` is the second measure of the second
  indicator of activity 3.9.1.
"""


def rows(plan: Plan) -> Iterator[tuple[str, Measure]]:
    """Each measure with its code (``3.9.1#2b``), in the order of the plan."""
    for activity in plan.activities:
        for number, indicator in enumerate(activity.indicators, start=1):
            for measure in indicator.measures:
                yield code_of(activity, number, measure), measure


def code_of(activity: Activity, number: int, measure: Measure) -> str:
    """``number`` counts the indicators of the activity from 1."""
    return f"{activity.code}#{number}{measure.suffix}"


def page(plan: Plan) -> str:
    """The whole page as Markdown, in English."""
    measures = list(rows(plan))
    types = Counter(measure.type for _, measure in measures)
    registers = Counter(measure.register_ for _, measure in measures)
    parts = [
        f"# Measures of the plan {plan.code}\n",
        f"The plan has {plan.indicator_count} indicators as written; they hold {len(measures)} measures. Their types, "
        "registers and formulas\nare proposals: the owner of the plan may change them, and this page follows.\n",
        "<!-- Written by okrilje.plan.measures_table; a test compares it with the data. -->\n",
        "## Types\n",
        _table(("Type", "What it counts", "Measures"), [(t, text, types[t]) for t, text in TYPES.items()]),
        "## Registers\n",
        _table(("Register", "Records", "Measures"), [(r, text, registers[r]) for r, text in REGISTERS.items()]),
        NOTATION,
        "## Measures\n",
        _table(
            ("Code", "Measure", "Type", "Register", "Formula"),
            [(code, m.labels.get("en", ""), m.type, m.register_, f"`{m.formula}`") for code, m in measures],
        ),
    ]
    return "\n".join(parts)


def _table(heading: tuple[str, ...], body: list[tuple[object, ...]]) -> str:
    lines = [heading, tuple("---" for _ in heading), *body]
    return "".join("| " + " | ".join(str(cell).replace("|", "\\|") for cell in line) + " |\n" for line in lines)


if __name__ == "__main__":
    shipped = Plan.model_validate(catalogue.country_file("bih", "plan-2020-2023.json"))
    print(page(shipped), end="")
