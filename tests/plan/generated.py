"""Random but valid plans for property tests."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from okrilje.plan import content

SLOW = settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
AWKWARD = st.sampled_from(["=1+1", "_x0041_", "a\nb", " ", "Šuma", "Шума"])
TEXT = st.text(st.characters(codec="utf-8"), max_size=30) | AWKWARD
OPTIONAL = st.none() | TEXT
LABELS = st.dictionaries(st.sampled_from(["bs", "en", "hr"]), TEXT.filter(bool), max_size=2)
DAYS = st.dates(date(1995, 1, 1), date(2060, 1, 1))
INSTITUTIONS = st.sampled_from(["MS", "GP", "SIPA"])
AMOUNTS = st.decimals(0, Decimal("999999999999.99"), places=2, allow_nan=False)


@st.composite
def windows(draw: st.DrawFn) -> content.Window:
    start, end = sorted([draw(DAYS), draw(DAYS)])
    return content.Window(start=start, end=end)


@st.composite
def deadlines(draw: st.DrawFn) -> content.Deadline:
    window = draw(st.none() | windows())
    per = st.sampled_from(["half-year", "year"])
    where = TEXT | st.sampled_from(["deadline cell", "activity text", 'activity text ("dva puta (2)")'])
    minimum = st.builds(content.MinFrequency, count=st.integers(1, 12), per=per, where=where)
    return content.Deadline(
        raw=draw(TEXT),
        kind=draw(st.sampled_from(content.DeadlineKind)),
        start=window.start if window else None,
        end=window.end if window else None,
        points=draw(st.none() | st.lists(windows(), min_size=1, max_size=3)),
        min_frequency=draw(st.none() | minimum),
    )


def indicators() -> st.SearchStrategy[content.Indicator]:
    types = st.sampled_from(content.MeasureType)
    measures = st.builds(
        lambda **fields: content.Measure(**fields),
        suffix=st.sampled_from(["", "a", "b"]),
        type=types,
        register_=st.sampled_from(content.Register),
        formula=TEXT,
        labels=LABELS,
    )
    return st.builds(
        content.Indicator,
        raw=TEXT,
        labels=LABELS,
        type=st.none() | types,
        measures=st.lists(measures, max_size=2, unique_by=lambda m: m.suffix),
    )


def resources() -> st.SearchStrategy[content.Resource]:
    return st.builds(
        content.Resource,
        type=st.sampled_from(content.ResourceType),
        source=st.none() | INSTITUTIONS,
        source_raw=OPTIONAL,
        year=st.none() | st.integers(2000, 2050),
        amount=st.none() | AMOUNTS,
        currency=st.sampled_from([None, "KM", "EUR"]),
        note=OPTIONAL,
    )


@st.composite
def activities(draw: st.DrawFn, code: str, pillar: str, programme: str) -> content.Activity:
    named = draw(st.lists(INSTITUTIONS, max_size=3))
    return content.Activity(
        code=code,
        pillar=pillar,
        programme=programme,
        text=draw(TEXT),
        labels=draw(LABELS),
        deadline=draw(deadlines()),
        institutions=tuple(
            content.Responsible(raw=draw(TEXT), code=name, unit=draw(OPTIONAL), order=order)
            for order, name in enumerate(named, 1)
        ),
        indicators=tuple(draw(st.lists(indicators(), max_size=3))),
        resources=tuple(draw(st.lists(resources(), max_size=3))),
        notes=tuple(draw(st.lists(st.builds(content.Note, heading=TEXT, text=TEXT), max_size=1))),
    )


@st.composite
def plans(draw: st.DrawFn, min_activities: int = 0) -> content.Plan:
    """Up to two pillars of up to two programmes of up to three activities each."""
    pillars, programmes, rows = [], [], []
    for p in range(1, draw(st.integers(1, 2)) + 1):
        pillars.append(content.Pillar(code=f"{p}", title=draw(TEXT), labels=draw(LABELS)))
        for g in range(1, draw(st.integers(1, 2)) + 1):
            code = f"{p}.{g}"
            programmes.append(content.Programme(code=code, pillar=f"{p}", title=draw(TEXT), labels=draw(LABELS)))
            for a in range(1, draw(st.integers(min_activities, 3)) + 1):
                rows.append(draw(activities(f"{code}.{a}", f"{p}", code)))
    codes = [a.code for a in rows]
    pairs = st.tuples(st.sampled_from(codes), st.sampled_from(codes)).filter(lambda p: p[0] != p[1])
    edges = draw(st.lists(pairs, max_size=2, unique=True)) if len(codes) > 1 else []
    return content.Plan(
        code="random",
        title=draw(TEXT),
        labels=draw(LABELS),
        owner="MS",
        start=date(2020, 1, 1),
        end=date(2023, 12, 31),
        preamble=draw(TEXT),
        pillars=tuple(pillars),
        programmes=tuple(programmes),
        activities=tuple(rows),
        dependencies=tuple(content.Dependency(before=b, after=a, why=draw(LABELS)) for b, a in edges),
    )


def small() -> content.Plan:
    """One activity, and nothing more than it needs."""
    return content.Plan.model_validate(
        {
            "code": "small",
            "pillars": [{"code": "1"}],
            "programmes": [{"code": "1.1", "pillar": "1"}],
            "activities": [{"code": "1.1.1", "pillar": "1", "programme": "1.1", "deadline": {"kind": "continuous"}}],
        }
    )
