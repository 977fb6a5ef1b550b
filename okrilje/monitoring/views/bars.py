"""From breakdowns to the bars of a chart, each piece with its words and the list it is made of."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from okrilje.lib.charts import local
from okrilje.monitoring import charts
from okrilje.monitoring.breakdown import Piece
from okrilje.monitoring.breakdown_words import GROUP_NAMES
from okrilje.monitoring.charts import Bar, Stretch
from okrilje.monitoring.models import Cycle
from okrilje.monitoring.queries.breakdowns import Part
from okrilje.plan.views.drawing import Drawing, Figure


def figure(label: str, view: str, cycle: Cycle) -> Figure:
    """A chart of a cycle in each size that ``view`` draws."""
    drawings = tuple(
        Drawing(reverse(view, args=[cycle.plan.code, cycle.code, size]), on=size)
        for size in ("wide", "medium", "narrow")
    )
    return Figure(label, 330, drawings)


def pillars_chart(parts: Sequence[Part], address: str, size: str) -> charts.Spec:
    """``address`` is that of the list of activities, with its day; each piece narrows it further."""
    if size not in charts.SIZES:
        raise Http404
    bars = [
        Bar(
            part.of.code,
            part.of.label,
            [
                stretch
                for piece in part.breakdown.pieces
                for stretch in _stretches(piece, part.of.label, f"{address}&pillar={part.of.code}")
            ],
        )
        for part in parts
    ]
    return charts.stacked(bars, charts.SIZES[size])


def _stretches(piece: Piece, pillar: str, address: str) -> list[Stretch]:
    """What is verified first, then what is not."""
    counts = ((piece.count - piece.unverified, True), (piece.unverified, False))
    return [
        Stretch(
            piece.group,
            count,
            verified,
            _title(piece, pillar, count, verified),
            local(_narrowed(piece, address, verified)),
        )
        for count, verified in counts
        if count
    ]


def _narrowed(piece: Piece, address: str, verified: bool) -> str:
    return f"{address}&state={piece.group.value}" + ("" if verified else "&verified=no")


def _title(piece: Piece, pillar: str, count: int, verified: bool) -> str:
    words = {"pillar": pillar, "state": GROUP_NAMES[piece.group], "count": count}
    if verified:
        return _("%(pillar)s: %(state)s: %(count)s") % words
    return _("%(pillar)s: %(state)s, not verified yet: %(count)s") % words
