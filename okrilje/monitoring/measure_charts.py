"""Charts of measures as Vega-Lite specifications: data in, data out. Pure; every word comes from the caller."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from okrilje.monitoring.matrix import Kind

Spec = dict[str, Any]

#: Filled with a colour, or an outline for what is missing altogether.
COLOURS = {
    Kind.DONE: "var(--cat-5)",
    Kind.UNDER_WAY: "var(--cat-1)",
    Kind.NOT_DUE: "var(--line-strong)",
    Kind.UNASKED: "var(--line-strong)",
    Kind.DROPPED: "var(--line-strong)",
    Kind.IDLE: "var(--cat-4)",
    Kind.SILENT: "var(--warning)",
    Kind.LATE: "var(--danger)",
}
#: The width of a letter, in pixels.
_LETTER = 7.5
_OUTLINED = {Kind.SILENT, Kind.NOT_PLANNED, Kind.UNASKED}


@dataclass(frozen=True, slots=True)
class Bar:
    """A government with how many of its measures are of which kind; ``remark`` stands where there is nothing."""

    label: str
    counts: Mapping[Kind, int]
    remark: str = ""


def governments(bars: Sequence[Bar], words: Mapping[Kind, str], *, width: int) -> Spec:
    """One lying bar for each government, its pieces in the order from good to bad, each with its number."""
    longest = max((sum(n for k, n in bar.counts.items() if k is not Kind.NO_PLAN) for bar in bars), default=1)
    room = width / max(longest, 1) / _LETTER
    pieces = []
    for bar in bars:
        edge = 0
        for kind in [*COLOURS, Kind.NOT_PLANNED]:
            if number := bar.counts.get(kind, 0):
                pieces.append(_piece(bar, kind, edge, number, words[kind], room))
                edge += number
    remarks = [{"row": bar.label, "at": 0, "text": bar.remark} for bar in bars if bar.remark]
    y = {
        "field": "row", "type": "ordinal", "sort": [bar.label for bar in bars], "title": None,
        "axis": {"ticks": False, "domain": False, "labelFontSize": 13, "labelColor": "var(--ink)", "labelPadding": 8,
                 "labelLimit": 90},
    }  # fmt: skip
    across = {"type": "quantitative", "axis": None, "scale": {"nice": False, "domain": [0, max(longest, 1)]}}
    quiet = {"type": "text", "align": "left", "dx": 4, "color": "var(--ink-soft)"}
    words_layer = {
        "data": {"values": remarks},
        "mark": quiet,
        "encoding": {"x": {"field": "at", **across}, "text": {"field": "text"}},
    }
    return {
        "width": width,
        "height": 26 * len(bars),
        "data": {"values": pieces},
        "encoding": {"y": y},
        "layer": [_bar_layer(across), _number_layer(across), *([words_layer] if remarks else [])],
    }


def _piece(bar: Bar, kind: Kind, edge: int, number: int, word: str, room: float) -> Spec:
    """``room``: how many letters fit into a piece of one."""
    outlined = kind in _OUTLINED
    colour = COLOURS.get(kind, "var(--line-strong)")
    return {
        "row": bar.label,
        "from": edge,
        "to": edge + number,
        "middle": edge + number / 2,
        "colour": colour,
        "fill": 0.0 if outlined else 0.9,
        "dash": [4, 3] if outlined else [1, 0],
        "ink": "var(--ink)" if outlined else "var(--surface)",
        "n": f"{number} {word}" if number * room > len(f"{number} {word}") else str(number),
        "title": f"{bar.label} · {word}: {number}",
    }


def _plain(name: str) -> Spec:
    return {"field": name, "scale": None, "type": "nominal"}


def _bar_layer(across: Spec) -> Spec:
    return {
        "mark": {"type": "bar", "height": {"band": 0.72}, "strokeWidth": 1.5},
        "encoding": {
            "x": {"field": "from", **across},
            "x2": {"field": "to"},
            "fill": _plain("colour"),
            "stroke": _plain("colour"),
            "fillOpacity": {"field": "fill", "type": "quantitative", "scale": None},
            "strokeDash": _plain("dash"),
            "description": {"field": "title"},
        },
    }


def _number_layer(across: Spec) -> Spec:
    return {
        "mark": {"type": "text", "fontSize": 12, "fontWeight": "bold"},
        "encoding": {"x": {"field": "middle", **across}, "text": {"field": "n"}, "color": _plain("ink")},
    }


@dataclass(frozen=True, slots=True)
class Point:
    """A cycle: the value to date at its end and the target to date; both in words, too."""

    cycle: str
    value: float | None
    target: float | None
    title: str


def values(points: Sequence[Point], *, width: int, height: int = 170) -> Spec:
    """Upright bars for the values to date, a stroke across where the target to date is."""
    x = {
        "field": "cycle", "type": "ordinal", "title": None, "scale": {"domain": [p.cycle for p in points]},
        "axis": {"labelAngle": 0, "labelFontSize": 12, "labelColor": "var(--ink-soft)", "ticks": False,
                 "domainColor": "var(--line-strong)", "labelExpr": "split(datum.value, '-')", "labelPadding": 6},
    }  # fmt: skip
    y = {"type": "quantitative", "title": None, "axis": {"labelColor": "var(--ink-soft)", "grid": False, "tickCount": 4,
         "domain": False, "ticks": False}}  # fmt: skip
    rows = [{"cycle": p.cycle, "value": p.value, "target": p.target, "title": p.title} for p in points]
    layers: list[Spec] = [
        {
            "mark": {"type": "bar", "color": "var(--cat-1)", "width": {"band": 0.6}},
            "encoding": {"y": {"field": "value", **y}, "description": {"field": "title"}},
        }
    ]
    if any(p.target is not None for p in points):
        stroke = {"type": "tick", "color": "var(--danger)", "thickness": 3, "width": {"band": 0.9}, "invalid": "filter"}
        layers.append({"mark": stroke, "encoding": {"y": {"field": "target", **y}}})
    return {"width": width, "height": height, "data": {"values": rows}, "encoding": {"x": x}, "layer": layers}
