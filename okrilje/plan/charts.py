"""The charts of a plan as Vega-Lite specifications: data in, data out. Pure; lib/charts.py draws them.

Every word in a chart comes from the caller, so that one specification is one language.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

Spec = dict[str, Any]

#: Colours of series, in the order of the stylesheet; the sixth series is drawn like the first.
SERIES = tuple(f"var(--cat-{n})" for n in range(1, 6))


def series_colour(order: int) -> str:
    """The colour of the series with this place, from 0."""
    return SERIES[order % len(SERIES)]


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the timeline. Without ``spans`` it is a heading.

    ``spans`` are the windows in which something is done, first and last day; ``due`` the days by whose end
    something must be there; ``checks`` the days by which something must have happened again.
    """

    code: str
    label: str
    title: str = ""
    address: str = ""
    spans: tuple[tuple[date, date], ...] = ()
    due: tuple[date, ...] = ()
    checks: tuple[date, ...] = ()
    is_heading: bool = False
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Layout:
    """Sizes in pixels. With ``above`` the words stand over the bar and share its whole width."""

    words: int
    plot: int
    row: int
    above: bool

    @property
    def x_words(self) -> int:
        return 0 if self.above else -self.words

    @property
    def bar(self) -> tuple[float, float]:
        """Top and bottom of a bar within its row, as parts of the row."""
        return (0.58, 0.86) if self.above else (0.25, 0.75)

    @property
    def baseline(self) -> float:
        return 0.3 if self.above else 0.5


WIDE = Layout(words=420, plot=660, row=24, above=False)
MEDIUM = Layout(words=580, plot=580, row=44, above=True)
NARROW = Layout(words=304, plot=280, row=44, above=True)
LAYOUTS = {"wide": WIDE, "medium": MEDIUM, "narrow": NARROW}


@dataclass(frozen=True, slots=True)
class Timeline:
    rows: Sequence[Row]
    first: date
    last: date
    colour: str
    today: date | None = None
    today_word: str = ""


def timeline(data: Timeline, layout: Layout) -> Spec:
    """Deadlines over time: one line for each activity, a diamond on the day by which something is due."""
    start, end = _stamp(data.first), _stamp(data.last + timedelta(days=1))
    height = layout.row * max(len(data.rows), 1)
    x_scale = {"type": "utc", "domain": [start, end], "nice": False}
    y_scale = {"domain": [0, max(len(data.rows), 1)], "range": [0, height], "nice": False}
    layers = [
        _years(data, start, end),
        *_words(data.rows, layout),
        *_bars(data.rows, layout, data.colour),
        *_marks(data.rows, layout, data.colour),
    ]
    if data.today and data.first <= data.today <= data.last:
        layers += _today(data.today, data.today_word)
    return {
        "width": layout.plot,
        "height": height,
        "encoding": {"x": {"scale": x_scale, "axis": None}, "y": {"scale": y_scale, "axis": None}},
        "layer": [layer for layer in layers if layer],
        "resolve": {"scale": {"x": "shared", "y": "shared"}},
        "padding": {"left": 2, "right": 14, "top": 4, "bottom": 4},
    }


def _stamp(day: date) -> int:
    """Milliseconds since 1970 in UTC: a chart must not depend on the time zone of the machine that draws it."""
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp() * 1000)


def _after(day: date) -> int:
    """The end of the day."""
    return _stamp(day + timedelta(days=1))


def _years(data: Timeline, start: int, end: int) -> Spec:
    years = range(data.first.year, data.last.year + 1)
    lines = [
        {"t": _stamp(date(year, month, 1)), "w": 1.5 if month == 1 else 0.5}
        for year in years
        for month in (1, 7)
        if start <= _stamp(date(year, month, 1)) <= end
    ]
    labels = [{"t": max(start, _stamp(date(year, 1, 1))), "text": str(year)} for year in years]
    x = {"field": "t", "type": "temporal"}
    return {
        "layer": [
            {
                "data": {"values": lines},
                "mark": {"type": "rule"},
                "encoding": {"x": x, "strokeWidth": {"field": "w", "type": "quantitative", "scale": None}},
            },
            {
                "data": {"values": labels},
                "mark": {"type": "text", "align": "left", "dx": 4, "color": "var(--ink-soft)", "fontWeight": "bold"},
                "encoding": {"x": x, "y": {"value": -10}, "text": {"field": "text"}},
            },
        ]
    }


def _words(rows: Sequence[Row], layout: Layout) -> list[Spec]:
    mark = {"type": "text", "align": "left", "baseline": "middle", "limit": layout.words - 12}
    encoding = {
        "x": {"value": layout.x_words},
        "y": {"field": "y", "type": "quantitative"},
        "text": {"field": "text"},
    }
    headings = [{"y": n + 0.5, "text": f"{r.code} {r.label}"} for n, r in enumerate(rows) if r.is_heading]
    activities = [
        {"y": n + layout.baseline, "text": f"{r.code}  {r.label}", "to": r.address}
        for n, r in enumerate(rows)
        if not r.is_heading
    ]
    remarks = [{"y": n + sum(layout.bar) / 2, "text": r.remark} for n, r in enumerate(rows) if r.remark and not r.spans]
    over_all = {**mark, "fontWeight": "bold", "limit": layout.words + (0 if layout.above else layout.plot)}
    quiet = {**mark, "dx": 4, "limit": layout.plot, "color": "var(--ink-soft)", "fontStyle": "italic"}
    linked = {**encoding, "href": {"field": "to"}}
    return [
        {"data": {"values": headings}, "mark": over_all, "encoding": encoding} if headings else {},
        {"data": {"values": activities}, "mark": {**mark, "color": "var(--brand)"}, "encoding": linked},
        {"data": {"values": remarks}, "mark": quiet, "encoding": {**encoding, "x": {"value": 0}}} if remarks else {},
    ]


def _bars(rows: Sequence[Row], layout: Layout, colour: str) -> list[Spec]:
    top, bottom = layout.bar
    values = [
        {
            "from": _stamp(first),
            "to": _after(last),
            "top": n + top,
            "bottom": n + bottom,
            "fill": 0.85 if r.due else 0.22,
            "title": r.title,
            "address": r.address,
        }
        for n, r in enumerate(rows)
        for first, last in r.spans
    ]
    encoding = {
        "x": {"field": "from", "type": "temporal"},
        "x2": {"field": "to"},
        "y": {"field": "top", "type": "quantitative"},
        "y2": {"field": "bottom"},
        "fillOpacity": {"field": "fill", "type": "quantitative", "scale": None},
        "href": {"field": "address"},
        "description": {"field": "title"},
    }
    mark = {"type": "rect", "fill": colour, "stroke": colour, "strokeWidth": 1, "cornerRadius": 2}
    return [{"data": {"values": values}, "mark": mark, "encoding": encoding}] if values else []


def _marks(rows: Sequence[Row], layout: Layout, colour: str) -> list[Spec]:
    """A diamond where something is due, a stroke where something must have happened again."""
    middle = sum(layout.bar) / 2

    def points(days: str) -> list[Spec]:
        return [
            {"t": _after(day), "y": n + middle, "title": r.title, "address": r.address}
            for n, r in enumerate(rows)
            for day in getattr(r, days)
        ]

    encoding = {
        "x": {"field": "t", "type": "temporal"},
        "y": {"field": "y", "type": "quantitative"},
        "href": {"field": "address"},
        "description": {"field": "title"},
    }
    point = {"type": "point", "filled": True, "color": colour, "opacity": 1, "stroke": "var(--surface)"}
    due = {**point, "shape": "diamond", "size": 170, "strokeWidth": 1.5}
    check = {**point, "shape": "stroke", "angle": 90, "size": 140, "stroke": colour, "strokeWidth": 2}
    return [
        {"data": {"values": values}, "mark": mark, "encoding": encoding} if values else {}
        for values, mark in ((points("checks"), check), (points("due"), due))
    ]


def _today(today: date, word: str) -> list[Spec]:
    values = {"values": [{"t": _stamp(today), "text": word}]}
    x = {"field": "t", "type": "temporal"}
    rule = {"type": "rule", "color": "var(--danger)", "strokeWidth": 1.5, "strokeDash": [5, 3]}
    text = {"type": "text", "align": "center", "color": "var(--danger)", "fontWeight": "bold"}
    return [
        {"data": values, "mark": rule, "encoding": {"x": x}},
        {"data": values, "mark": text, "encoding": {"x": x, "y": {"value": -26}, "text": {"field": "text"}}},
    ]


def columns(bars: Iterable[tuple[str, int]], *, width: int = 320, height: int = 150) -> Spec:
    """Upright bars with their number on top, in the order given: due dates per half-year, for instance."""
    values = [{"x": label, "n": number} for label, number in bars]
    encoding = {
        "x": {
            "field": "x", "type": "ordinal", "sort": None, "title": None,
            "axis": {"labelAngle": 0, "labelFontSize": 12, "labelColor": "var(--ink-soft)", "ticks": False,
                     "domainColor": "var(--line-strong)", "labelExpr": "split(datum.value, ' ')", "labelPadding": 6},
        },
        "y": {"field": "n", "type": "quantitative", "axis": None},
    }  # fmt: skip
    number = {"type": "text", "dy": -8, "fontWeight": "bold", "aria": False}
    return {
        "width": width,
        "height": height,
        "data": {"values": values},
        "encoding": encoding,
        "layer": [
            {"mark": {"type": "bar", "color": SERIES[0], "description": {"expr": "datum.x + ': ' + datum.n"}}},
            {"mark": number, "encoding": {"text": {"field": "n"}}},
        ],
    }


@dataclass(frozen=True, slots=True)
class Amount:
    """A piece of a bar: ``place`` is where the activity stands among the series; ``shown`` is the amount in words."""

    year: str
    code: str
    place: int
    amount: Decimal
    shown: str
    is_repeat: bool
    address: str


def stacked_years(amounts: Sequence[Amount], *, width: int = 320) -> Spec:
    """Amounts per year, one lying bar a year, one piece an activity; a repeat is drawn as an outline only."""
    years = sorted({a.year for a in amounts})
    widest = max((sum(a.amount for a in amounts if a.year == year) for year in years), default=Decimal(0))
    room = float(widest) * 40 / width
    values = []
    for year in years:
        edge = 0.0
        for piece in (a for a in amounts if a.year == year):
            size = float(piece.amount)
            values.append(_piece(piece, edge, size, room))
            edge += size
    y = {
        "field": "year", "type": "ordinal", "sort": None, "title": None,
        "axis": {"ticks": False, "domain": False, "labelFontSize": 13, "labelColor": "var(--ink)", "labelPadding": 8},
    }  # fmt: skip
    across = {"type": "quantitative", "axis": None, "scale": {"nice": False}}
    bar = {"type": "bar", "height": {"band": 0.72}, "strokeWidth": 1.5}
    look = {
        "fill": {"field": "colour", "type": "nominal", "scale": None},
        "stroke": {"field": "colour", "type": "nominal", "scale": None},
        "fillOpacity": {"field": "fill", "type": "quantitative", "scale": None},
        "strokeDash": {"field": "dash", "type": "nominal", "scale": None},
        "href": {"field": "address"},
        "description": {"field": "title"},
    }
    return {
        "width": width,
        "height": 44 * len(years),
        "data": {"values": values},
        "encoding": {"y": y},
        "layer": [
            {"mark": bar, "encoding": {"x": {"field": "from", **across}, "x2": {"field": "to"}, **look}},
            _piece_names(across),
        ],
    }


def _piece(piece: Amount, edge: float, size: float, room: float) -> Spec:
    """``room`` is the amount whose piece is just wide enough for the code of an activity."""
    return {
        "year": piece.year,
        "from": edge,
        "to": edge + size,
        "middle": edge + size / 2,
        "colour": series_colour(piece.place),
        "fill": 0.0 if piece.is_repeat else 0.9,
        "dash": [4, 3] if piece.is_repeat else [1, 0],
        "name": piece.code if size >= room else "",
        "ink": "var(--ink)" if piece.is_repeat else "var(--surface)",
        "title": f"{piece.year} · {piece.code}: {piece.shown}",
        "address": piece.address,
    }


def _piece_names(across: Spec) -> Spec:
    ink = {"field": "ink", "type": "nominal", "scale": None}
    return {
        "mark": {"type": "text", "fontSize": 12, "fontWeight": "bold"},
        "encoding": {"x": {"field": "middle", **across}, "text": {"field": "name"}, "color": ink},
    }
