"""The charts of reporting as Vega-Lite specifications: data in, data out. Pure; lib/charts.py draws them.

Every word comes from the caller, so that one specification is one language. A piece is told by its sign and its
number as well as by its colour; what was reported but not verified has the same colour, only pale with an outline.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from okrilje.monitoring.breakdown import Group

Spec = dict[str, Any]

#: Sign, fill, outline, ink of what stands in the piece. The stylesheet (status.css) has the same for the legend.
LOOKS: dict[Group, tuple[str, str, str, str]] = {
    Group.GOOD: ("✓", "var(--cat-5)", "var(--cat-5)", "var(--surface)"),
    Group.NOT_STARTED: ("◆", "var(--cat-4)", "var(--cat-4)", "var(--surface)"),
    Group.NO_ACTIVITY: ("0", "var(--cat-3)", "var(--cat-3)", "var(--surface)"),
    Group.LATE: ("▲", "var(--danger)", "var(--danger)", "var(--surface)"),
    Group.NOT_REPORTED: ("?", "var(--surface)", "var(--ink)", "var(--ink)"),
    Group.NOT_DUE: ("○", "var(--line)", "var(--line-strong)", "var(--ink)"),
    Group.NOT_APPLICABLE: ("–", "var(--paper)", "var(--line-strong)", "var(--ink)"),
}


@dataclass(frozen=True, slots=True)
class Stretch:
    """A piece of a bar: so many activities of a group, verified or not. ``title`` says it in words."""

    group: Group
    count: int
    verified: bool
    title: str
    address: str


@dataclass(frozen=True, slots=True)
class Bar:
    code: str
    label: str
    stretches: Sequence[Stretch]


@dataclass(frozen=True, slots=True)
class Size:
    """In pixels. ``words`` is the room beside a bar: enough for a name, or only for a code (0)."""

    width: int
    row: int
    font: int
    words: int = 0


NARROW = Size(280, 44, 13)
MEDIUM = Size(390, 46, 14, words=190)
WIDE = Size(660, 58, 19, words=360)
SIZES = {"narrow": NARROW, "medium": MEDIUM, "wide": WIDE}


def stacked(bars: Sequence[Bar], size: Size = NARROW) -> Spec:
    """Lying bars, one for each pillar for instance; each piece with its number where there is room for it."""
    longest = max((sum(piece.count for piece in bar.stretches) for bar in bars), default=0)
    room = longest * size.font * 2.2 / size.width
    values = [value for bar in bars for value in _placed(bar, room, with_name=bool(size.words))]
    y = {
        "field": "bar", "type": "ordinal", "sort": None, "title": None,
        "axis": {"ticks": False, "domain": False, "labelFontSize": size.font, "labelColor": "var(--ink)",
                 "labelPadding": 8, "labelLimit": size.words or 60},
    }  # fmt: skip
    across = {"type": "quantitative", "axis": None, "scale": {"nice": False, "domain": [0, max(longest, 1)]}}
    look: Spec = {name: {"field": name, "type": "nominal", "scale": None} for name in ("fill", "stroke")}
    look["fillOpacity"] = {"field": "opacity", "type": "quantitative", "scale": None}
    look["strokeDash"] = {"field": "dash", "type": "nominal", "scale": None}
    look["href"], look["description"] = {"field": "address"}, {"field": "title"}
    words = {"type": "text", "fontSize": size.font, "fontWeight": "bold", "aria": False}
    ink = {"field": "ink", "type": "nominal", "scale": None}
    return {
        "width": size.width,
        "height": size.row * max(len(bars), 1),
        "data": {"values": values},
        "encoding": {"y": y},
        "layer": [
            {
                "mark": {"type": "bar", "height": {"band": 0.74}, "strokeWidth": 1.5},
                "encoding": {"x": {"field": "from", **across}, "x2": {"field": "to"}, **look},
            },
            {"mark": words, "encoding": {"x": {"field": "middle", **across}, "text": {"field": "text"}, "color": ink}},
        ],
    }


def _placed(bar: Bar, room: float, *, with_name: bool) -> list[Spec]:
    """``room`` is the number of activities whose piece is just wide enough for a sign and a number."""
    values = []
    edge = 0
    for piece in bar.stretches:
        sign, fill, stroke, ink = LOOKS[piece.group]
        values.append(
            {
                "bar": f"{bar.code} {bar.label}" if with_name else bar.code,
                "from": edge,
                "to": edge + piece.count,
                "middle": edge + piece.count / 2,
                "fill": fill,
                "stroke": stroke,
                "opacity": 1 if piece.verified else 0.2,
                "dash": [4, 3] if piece.group is Group.NOT_REPORTED else [1, 0],
                "ink": ink if piece.verified else "var(--ink)",
                "text": f"{sign} {piece.count}" if piece.count >= room else "",
                "title": piece.title,
                "address": piece.address,
            }
        )
        edge += piece.count
    return values
