"""What a plan ten times as large costs: applying it, and looking at it, as a ratio that no machine changes much."""

from __future__ import annotations

import time
from typing import NamedTuple

from django.test import Client
from django.utils import timezone

from okrilje.plan import actions
from tests.plan import large

SMALL, LARGE = 300, 3_000
PAGES = ("tree/", "activities/", "timeline/", "calendar/", "indicators/", "funding/", "history/1/")


class Cost(NamedTuple):
    """Seconds to check a plan, to write it, and to serve its slowest page."""

    check: float
    write: float
    page: float


def measure() -> dict[str, float]:
    small, great = _cost(SMALL), _cost(LARGE)
    return {f"{name}_s": round(value, 2) for name, value in great._asdict().items()} | {
        f"{name}_ratio": round(getattr(great, name) / getattr(small, name), 1) for name in Cost._fields
    }


def _cost(activities: int) -> Cost:
    plan = large.plan(activities, code=f"large-{activities}")
    started = time.perf_counter()
    prepared = actions.prepare(None, plan)
    checked = time.perf_counter()
    actions.apply(plan, by="system", at=timezone.now(), prepared=prepared)
    written = time.perf_counter()
    client = Client()
    slowest = max(_page(client, f"/plans/{plan.code}/{page}") for page in PAGES)
    return Cost(checked - started, written - checked, slowest)


def _page(client: Client, address: str) -> float:
    client.get(address)
    started = time.perf_counter()
    client.get(address)
    return time.perf_counter() - started


def sentence(found: dict[str, float]) -> str:
    return (
        f"A plan of {LARGE} activities: checked in {found['check_s']} s, written in {found['write_s']} s, its slowest "
        f"page in {found['page_s']} s. As many times what one of {SMALL} takes: {found['check_ratio']}, "
        f"{found['write_ratio']}, {found['page_ratio']}."
    )
