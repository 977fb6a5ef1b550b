"""Queries and server time of each page, with one plan in the system and with fourteen of 117 activities each."""

from __future__ import annotations

import statistics
import time
from typing import NamedTuple

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from okrilje.accounts import demonstration
from okrilje.accounts.catalogue import country_file
from okrilje.accounts.models import User
from okrilje.plan import actions, content
from okrilje.registers import examples as records
from okrilje.web import installation

RUNS = 15
PLANS = 14
PLAN = "/plans/bih-2020-2023/"
#: Address and the role that looks at it; "" is anybody.
PAGES = [
    ("/", ""),
    ("/?q=obuka", ""),
    (PLAN, ""),
    (f"{PLAN}tree/", ""),
    (f"{PLAN}activities/", ""),
    (f"{PLAN}activities/?q=obuka", ""),
    (f"{PLAN}activities/1.3.4/", ""),
    (f"{PLAN}timeline/", ""),
    (f"{PLAN}calendar/", ""),
    (f"{PLAN}calendar.ics", ""),
    (f"{PLAN}institutions/", ""),
    (f"{PLAN}institutions/MS/", ""),
    (f"{PLAN}donors/", ""),
    (f"{PLAN}donors/IOM/", ""),
    (f"{PLAN}funding/", ""),
    (f"{PLAN}indicators/", ""),
    (f"{PLAN}findings/", "coordinator"),
    (f"{PLAN}history/", ""),
    (f"{PLAN}history/1/", ""),
    (f"{PLAN}export.json", ""),
    (f"{PLAN}export.xlsx", ""),
    ("/registers/", "coordinator"),
    ("/registers/trainings/", "coordinator"),
    ("/registers/trainings/new/", "coordinator"),
    ("/registers/calendar/?month=2021-05", "coordinator"),
    ("/registers/trainings/correct/?field=topic", "coordinator"),
    ("/registers/legal-assistance/yearly/?year=2021", "coordinator"),
    ("/registers/counted/bih-2020-2023/4.1.3/1/", "coordinator"),
    ("/registers/counted/bih-2020-2023/4.1.3/1/formula/", "coordinator"),
    ("/registers/counted/bih-2020-2023/together/?m=3.3.2%231&m=3.4.2%231", "coordinator"),
    ("/import/", "coordinator"),
    ("/accounts/users/", "administrator"),
    ("/accounts/institutions/", "administrator"),
    ("/audit/", "auditor"),
]


class Row(NamedTuple):
    address: str
    queries: int
    queries_14: int
    ms: float
    ms_14: float


def measure() -> list[Row]:
    """Medians of RUNS requests each, after one that fills the caches."""
    _prepare()
    clients = {role: _client(role) for role in {role for _address, role in PAGES}}
    one = [_page(clients[role], address) for address, role in PAGES]
    plan = content.Plan.model_validate(country_file(settings.COUNTRY, "plan-2020-2023.json"))
    for number in range(2, PLANS + 1):
        copy = plan.model_copy(update={"code": f"copy-{number}"})
        actions.apply(copy, by="system", at=timezone.now())
    fourteen = [_page(clients[role], address) for address, role in PAGES]
    return [
        Row(address, queries, queries_14, ms, ms_14)
        for (address, _role), (queries, ms), (queries_14, ms_14) in zip(PAGES, one, fourteen, strict=True)
    ]


def _prepare() -> None:
    """The plan of the state with people and records; the demonstration has another plan and reports besides."""
    for command in ("migrate", "collectstatic"):
        call_command(command, verbosity=0, interactive=False)
    installation.load_country()
    demonstration.create_users(by="system", at=timezone.now())
    records.build()


def _client(role: str) -> Client:
    client = Client()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "bs"
    if role:
        client.force_login(User.objects.get(email__startswith=f"{role}@"))
    return client


def _page(client: Client, address: str) -> tuple[int, float]:
    """How many queries the page makes, and the milliseconds that the server needs for it."""
    client.get(address).close()
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(address)
        if answer.status_code != 200:
            raise RuntimeError(f"{address} answered {answer.status_code}")
    queries = len(captured)  # now, for later requests empty the list
    milliseconds = []
    for _run in range(RUNS):
        start = time.perf_counter()
        client.get(address).close()
        milliseconds.append((time.perf_counter() - start) * 1000)
    return queries, round(statistics.median(milliseconds), 1)


def table(rows: list[Row]) -> str:
    """The rows as a Markdown table."""
    lines = [f"| {row.address} | {row.queries} | {row.queries_14} | {row.ms:.0f} | {row.ms_14:.0f} |" for row in rows]
    heading = "| Page | Queries, 1 plan | Queries, 14 plans | ms, 1 plan | ms, 14 plans |"
    return "\n".join([heading, "|---|--:|--:|--:|--:|", *lines])


def document(rows: list[Row]) -> str:
    return f"""# Queries and server time of the pages

Each page asks the database at most 30 questions, and as many with fourteen plans of 117 activities as with one;
`tests/spec/test_page_budget.py` holds it to that. The times are the median of {RUNS} requests on a machine with two
cores (SQLite, one process, no network), measured with `OKRILJE_WRITE_DOCS=1 make bench`. They say what to expect, and
no test depends on them.

{table(rows)}
"""
