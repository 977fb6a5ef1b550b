"""Reporting with 14 plans of 117 activities and 16 half-years, 28,000 values: ``python -m benchmarks.monitoring``.

For each screen the median seconds, the queries and the bytes of its answer; the last line is one JSON object.
"""

from __future__ import annotations

import json
import re
import statistics
import sys
import time
from collections.abc import Callable
from datetime import date
from typing import Any

PLANS, CYCLES, RUNS = 14, 16, 7
FIRST, LAST = date(2020, 1, 1), date(2027, 12, 31)
PLAN = "/plans/bih-2020-2023/"
Cost = dict[str, float | int]


def measure() -> dict[str, Cost]:
    """Screen or step -> {"median_s", "queries", "bytes"}. Needs ``ground.ready``."""
    from django.conf import settings
    from django.test import Client

    from okrilje.accounts.models import User

    _fill()
    client = Client()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "bs"
    client.force_login(User.objects.get(email__startswith="coordinator@"))
    report = f"{PLAN}reporting/2023-H2/MS/"
    found = {
        "entry_review_screen": _page(client, report),
        "strategy_overview": _page(client, "/strategies/bih-strategy-2020-2023/?day=2024-01-01"),
        "plan_list": _page(client, "/"),
        "accept_one": _steps(client, f"{PLAN}reporting/2023-H2/{{}}/", ["GP", "SPS", "SIPA", "TBIH", "VSTV"]),
        "close_cycle": _steps(client, "/plans/plan-usk/reporting/{}/close/", ["2023-H2", "2023-H1", "2022-H2"]),
        "xlsx_export": _page(client, f"{report.rstrip('/')}.xlsx"),
        "plan_import": _import(client),
    }
    return found


def _fill() -> None:
    """Everything that 14 governments report in eight years; written at once, since it is not what is measured."""
    from django.utils import timezone

    from okrilje.accounts.catalogue import country_file
    from okrilje.monitoring import actions, demonstration
    from okrilje.plan import actions as plans
    from okrilje.plan.content import Plan
    from okrilje.plan.models import ActionPlan, Activity
    from okrilje.web import installation

    demonstration.STORIES.clear()
    installation.prepare()
    ActionPlan.objects.exclude(code="bih-2020-2023").delete()
    shipped = Plan.model_validate(country_file("bih", "plan-2020-2023.json"))
    governments = [g["code"] for g in ActionPlan.objects.get().strategy.governments if g["code"] != "BIH"]  # type: ignore[union-attr]
    strategy = ActionPlan.objects.get().strategy
    for code in governments[: PLANS - 1]:
        copy = shipped.model_copy(update={"code": f"plan-{code.lower()}"})
        plans.apply(copy, by="system", at=timezone.now(), government=code, strategy=strategy)
    ActionPlan.objects.update(ends_on=LAST)
    Activity.objects.filter(deadline_kind__startswith="continuous").update(ends_on=LAST)
    from okrilje.lib.periods import Length

    for plan in ActionPlan.objects.select_related("owner", "strategy"):
        actions.set_up(plan, every=Length.HALF_YEAR, adopted_on=date(2020, 9, 30), by="system", at=timezone.now())
        _report(plan)
    _bind()


def _report(plan: Any) -> None:
    from django.utils import timezone

    from okrilje.monitoring.actions.cycles import wanted_items
    from okrilje.monitoring.models import Cycle, Item, ReportedValue, Submission
    from okrilje.plan.models import Measure

    now = timezone.now()
    plan.cycles.update(state=Cycle.State.OPEN, opened_at=now)
    asked = wanted_items(plan)
    measures = Measure.objects.filter(indicator__activity__plan=plan).order_by("-indicator__number", "-suffix")
    first = dict(measures.values_list("indicator__activity", "pk"))
    last = "2023-H2"
    submissions = Submission.objects.bulk_create(
        Submission(
            cycle=cycle, institution_id=institution, changed_at=now, handed_in_at=now,
            status="submitted" if cycle.code == last else "accepted",
        )
        for cycle in plan.cycles.all()[:CYCLES]
        for institution in asked
    )  # fmt: skip
    items = Item.objects.bulk_create(
        Item(
            submission=submission, activity_id=activity, scope=scope, progress="in_progress", occurrences=2, revision=1,
            done="Održani su sastanci i usaglašene naredne faze.",
            verdict="" if submission.status == "submitted" else "accepted",
        )
        for submission in submissions
        for activity, scope in asked[submission.institution_id]
    )  # fmt: skip
    ReportedValue.objects.bulk_create(
        ReportedValue(item=item, measure_id=first[item.activity_id], value=3) for item in items if item.scope == "whole"
    )


def _bind() -> None:
    """Every government's plan measures alike, as the shipped plan's common measures say."""
    from okrilje.monitoring.models import Definition
    from okrilje.plan.models import Measure

    bound = {
        (d.measure.indicator.activity.code, d.measure.indicator.number, d.measure.suffix): d
        for d in Definition.objects.exclude(common=None).select_related("measure__indicator__activity")
    }
    rows = Measure.objects.exclude(definition__common__isnull=False).select_related("indicator__activity")
    Definition.objects.bulk_create(
        Definition(measure=row, accumulates=known.accumulates, direction=known.direction, common_id=known.common_id)
        for row in rows
        if (known := bound.get((row.indicator.activity.code, row.indicator.number, row.suffix)))
    )


def _cost(run: Callable[[], Any], times: int) -> Cost:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        answer = run()
    queries = len(captured)
    seconds = []
    for _time in range(times):
        start = time.perf_counter()
        answer = run()
        seconds.append(time.perf_counter() - start)
    return {"median_s": round(statistics.median(seconds), 4), "queries": queries, "bytes": len(answer.content)}


def _page(client: Any, address: str) -> Cost:
    def run() -> Any:
        answer = client.get(address)
        if answer.status_code != 200:
            raise RuntimeError(f"{address} answered {answer.status_code}")
        if answer.streaming:
            answer.content = b"".join(answer.streaming_content)
        return answer

    return _cost(run, RUNS)


def _steps(client: Any, address: str, names: list[str]) -> Cost:
    """A step that can be taken once for each name; the first shows the queries, the others the time."""
    left = iter(names)

    def run() -> Any:
        there = address.format(next(left))
        answer = client.post(there, {"step": "accept"} if "/close/" not in there else {})
        if answer.status_code != 302:
            raise RuntimeError(f"{there} answered {answer.status_code}")
        return answer

    return _cost(run, len(names) - 1)


def _import(client: Any) -> Cost:
    """A changed export of the whole plan: reading it, the preview, and applying it."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    from okrilje.plan.models import Upload

    plan = json.loads(client.get(f"{PLAN}export.json").content)
    turn = iter(range(100))

    def run() -> Any:
        plan["preamble"] = f"{next(turn)}"
        plan["activities"][0]["labels"]["bs"] = f"Izmijenjen naziv {plan['preamble']}"
        file = SimpleUploadedFile("plan.json", json.dumps(plan).encode())
        answer = client.post("/import/", {"plan": "bih-2020-2023", "file": file})
        upload = Upload.objects.latest("at")
        page = client.get(answer.url)
        edition = re.search(r'name="edition" value="(\d+)"', page.content.decode())[1]  # type: ignore[index]
        applied = client.post(f"/import/{upload.pk}/apply/", {"edition": edition})
        if applied.status_code != 302:
            raise RuntimeError(f"The import answered {applied.status_code}")
        return page

    return _cost(run, 2)


def table(found: dict[str, Cost]) -> str:
    lines = [f"| {name} | {c['median_s']:.3f} | {c['queries']} | {c['bytes']:,} |" for name, c in found.items()]
    return "\n".join(["| Reporting | s | Queries | Bytes |", "|---|--:|--:|--:|", *lines])


def main() -> None:
    from benchmarks.ground import ready

    with ready():
        found = measure()
    if "--json" not in sys.argv:
        print(table(found))
    print(json.dumps(found))


if __name__ == "__main__":
    main()
