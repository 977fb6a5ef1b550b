"""The auditors' page."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection, transaction

from okrilje.accounts.permissions import Role
from okrilje.audit import actions, anchor
from okrilje.audit.models import Event
from tests.conftest import make_user

from .conftest import AT


@pytest.fixture
def auditor(client, ministry, waived):
    cache.clear()
    client.cookies["language"] = "en"
    client.force_login(make_user(Role.AUDITOR, ministry))
    return client


@pytest.fixture
def some(ministry) -> None:
    donor = make_user(Role.DONOR, ministry, email="donor@example.org")
    for n in range(120):
        actions.record("plan.imported", by="system", at=AT + timedelta(days=n), subject=("plan", f"p-{n}"), version=n)
    actions.record("user.signed_in", by=donor, at=AT, subject=("user", donor.email), methods=["password"])
    actions.record("institution.created", by=donor, at=AT, subject=("institution", "ŽŽ"), name="Šumska čuvarnica")


def shown(response) -> list[int]:
    return [event.sequence for event, _who, _sentence in response.context["events"]]


def test_events_stand_newest_first_in_sentences_page_by_page(some, auditor) -> None:
    first = auditor.get("/audit/")
    assert shown(first) == list(range(122, 72, -1))
    assert "donor@example.org signed in (password)." in first.content.decode()
    seen = shown(first)
    page = first
    while page.context["older"]:
        page = auditor.get("/audit/", {"before": page.context["older"]})
        seen += shown(page)
    assert seen == list(range(122, 0, -1))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"actor": "donor@example.org"}, [122, 121]),
        ({"actor": "Donor@Example.org", "action": "user.signed_in"}, [121]),
        ({"institution": "MS"}, [122, 121]),
        ({"subject": "p-7"}, [8]),
        ({"subject": "plan:p-7"}, [8]),
        ({"subject": "user:p-7"}, []),
        ({"since": "2026-06-27"}, [120, 119]),
        ({"since": "2026-03-02", "until": "2026-03-03"}, [3, 2]),
        ({"q": "čuvarnica"}, [122]),
        ({"q": "was added"}, [122]),
        ({"q": "signed in"}, [121]),
        ({"q": "p-119"}, [120]),
        ({"q": "100%"}, []),
        ({"q": "nothing like this"}, []),
        ({"before": "x", "subject": "p-7"}, [8]),
        ({"before": "9" * 30, "subject": "p-7"}, [8]),
    ],
)
def test_filters(query, expected, some, auditor) -> None:
    assert shown(auditor.get("/audit/", query)) == expected


@pytest.mark.parametrize(
    "query", [{"since": "x"}, {"since": "2026-02-02", "until": "2026-02-01"}, {"action": "no"}, {"institution": "NO"}]
)
def test_a_wrong_filter_is_explained_and_shows_nothing(query, some, auditor) -> None:
    page = auditor.get("/audit/", query)
    assert page.status_code == 200
    assert shown(page) == []
    assert "error-summary" in page.content.decode()


def test_reading_is_recorded_once_for_each_filter(some, auditor) -> None:
    for query in ({}, {"before": "50"}, {"q": "p-1"}, {"q": "p-1", "before": "9"}, {}):
        auditor.get("/audit/", query)
    read = Event.objects.filter(action="audit.read").order_by("sequence")
    assert [event.details["filter"] for event in read] == [{}, {"q": "p-1"}, {}]
    assert {event.actor for event in read} == {"auditor@example.org"}


def test_the_page_says_in_words_what_somebody_looked_for(some, auditor) -> None:
    auditor.get("/audit/", {"action": "plan.imported", "subject": "plan:p-7", "since": "2026-03-02"})
    page = auditor.get("/audit/").content.decode()
    assert "read with the filter: the event “The plan … was imported as version …; changes: …”, about " in page
    assert "about the plan p-7, from 2 March 2026." in page


def test_the_export_holds_what_the_filter_shows_and_is_recorded(some, auditor) -> None:
    response = auditor.get("/audit/export.csv", {"institution": "MS"})
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["sequence"] for row in rows] == ["122", "121"]
    assert rows[0]["sentence"] == "The institution ŽŽ (Šumska čuvarnica) was added."
    assert rows[0]["hash"] == Event.objects.get(sequence=122).hash
    last = Event.objects.first()
    assert (last.action, last.details) == ("audit.exported", {"filter": {"institution": "MS"}, "events": 2})


def test_a_cell_that_looks_like_a_formula_stays_a_text(auditor) -> None:
    actions.record("institution.created", by="system", at=AT, subject=("institution", "=1+1"))
    text = b"".join(auditor.get("/audit/export.csv", {"q": "1+1"}).streaming_content).decode("utf-8-sig")
    assert next(csv.DictReader(io.StringIO(text)))["subject"] == "'=1+1"


def test_details_are_escaped(auditor) -> None:
    actions.record("institution.created", by="system", at=AT, subject=("institution", "<script>"), name="<b>")
    page = auditor.get("/audit/").content.decode()
    assert "<script>" not in page.replace("<script src", "")
    assert "&lt;b&gt;" in page


@pytest.mark.django_db(transaction=True)
def test_the_log_is_verified_on_the_page(auditor) -> None:
    page = auditor.post("/audit/verify/", follow=True).content.decode()
    assert "nothing wrong" in page
    assert [line.sequence for line in anchor.read()][-1] == Event.objects.first().sequence - 1


def test_problems_are_named_on_the_page(write, unguarded, auditor) -> None:
    write(3)
    with unguarded() as cursor:
        cursor.execute("UPDATE audit_event SET actor = 'x' WHERE sequence = 2")
    page = auditor.post("/audit/verify/").content.decode()
    assert "Event 2 was altered" in page
    assert "1 problems were found" in auditor.get("/audit/").content.decode()


@pytest.mark.parametrize("query", [{}, {"actor": "donor@example.org"}, {"q": "p"}, {"subject": "p-7"}])
def test_the_page_costs_ten_queries_however_long_the_log_is(
    query, some, auditor, django_assert_max_num_queries
) -> None:
    auditor.get("/audit/", query)
    with django_assert_max_num_queries(10):
        auditor.get("/audit/", query)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("filters", "index"),
    [
        ({"actor": "a"}, "audit_by_actor"),
        ({"institution": "a"}, "audit_by_institution"),
        ({"action": "a"}, "audit_by_action"),
        ({"subject": "a"}, "audit_by_subject"),
    ],
)
def test_each_filter_reads_one_index_in_order(filters, index, long_log) -> None:
    query = Event.objects.filter(**filters)[:51]
    with transaction.atomic():
        if connection.vendor == "postgresql":
            # So few rows it would rather sort; the question is whether the index holds them in order.
            connection.cursor().execute("SET LOCAL enable_bitmapscan = off")
        plan = query.explain()
    assert index in plan
    assert "B-TREE" not in plan.upper().replace(index.upper(), "")
    assert "Sort" not in plan


@pytest.fixture
def long_log(db: None) -> None:
    """Of a short log the database rightly reads all; which index it would choose shows only in a long one."""
    Event.objects.bulk_create(
        Event(sequence=n, at=AT, actor=name, institution=name, action=name, subject=name, hash=str(n))
        for n, name in ((n, "a" if n % 500 == 0 else f"b{n % 50}") for n in range(1, 10_001))
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE audit_event")
