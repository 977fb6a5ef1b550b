"""What programs read: the same as the pages show, in few queries."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import date
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from okrilje.monitoring import actions
from okrilje.monitoring.answers import Answer
from okrilje.monitoring.models import Snapshot
from okrilje.monitoring.status import Progress
from okrilje.plan.models import ActionPlan
from tests.api.conftest import Program, program
from tests.monitoring.factories import AT, item, submission

PLAN = "/plans/test-plan"
CYCLE = f"{PLAN}/cycles/2020-H2"
REPORT = f"{CYCLE}/submissions/GP"
ITEM = f"{REPORT}/items/1.1.2/whole"
WORK = Answer(
    progress=Progress.IN_PROGRESS,
    occurrences=2,
    done="Održane su dvije kontrole.",
    values={"1": {"value": "2"}},
    money={"2020/MS": {"paid": "1500.50"}},
)


@pytest.fixture
def reported(story: SimpleNamespace) -> SimpleNamespace:
    """The Border Police has written, approved and handed in its report."""
    for code, scope in (("1.1.2", "whole"), ("1.1.4", "share"), ("1.1.4", "whole")):
        row = item(story.cycle, "GP", code, scope)
        answer = WORK if code == "1.1.2" else WORK.model_copy(update={"values": {}})
        actions.save(row, answer, base=0, by=story.reporter, at=AT)
    actions.prepare(submission(story.cycle, "GP"), by=story.reporter, at=AT)
    actions.submit(submission(story.cycle, "GP"), by=story.approver, at=AT)
    return story


@pytest.fixture
def reader(reported: SimpleNamespace, waived: None) -> Program:
    return program(reported.coordinator)


READ = [
    "/me",
    "/plans",
    PLAN,
    f"{PLAN}/activities",
    f"{PLAN}/activities/1.1.4",
    f"{PLAN}/institutions",
    f"{PLAN}/versions",
    "/strategies",
    f"{PLAN}/report-points",
    f"{PLAN}/cycles",
    CYCLE,
    f"{CYCLE}/scorecard",
    "/submissions",
    REPORT,
    ITEM,
    f"{ITEM}/answer",
    f"{PLAN}/status",
    f"{PLAN}/measures",
]


def test_an_answer_takes_at_most_thirty_queries(reader: Program) -> None:
    for path in READ:
        with CaptureQueriesContext(connection) as asked:
            response = reader.get(path)
        assert response.status_code == 200, response.content.decode()
        assert len(asked) <= 30, (path, [query["sql"] for query in asked])


def test_a_plan_is_public_and_says_its_codes_days_and_counts(story: SimpleNamespace, anybody: Program) -> None:
    (found,) = anybody.get("/plans").json()["results"]
    assert (found["code"], found["owner"], found["starts_on"]) == ("test-plan", "MS", "2020-01-01")
    assert found["counts"]["activities"] == 5
    outline = anybody.get(PLAN).json()
    assert outline["pillars"][0]["programmes"][0] | {"title": ""} == {
        "code": "1.1", "title": "", "label": "Programme 1.1", "activities": 5, "indicators": 5,
    }  # fmt: skip


def test_labels_are_in_the_language_that_was_asked_for_and_codes_are_not(story, anybody: Program) -> None:
    said = {}
    for language in ("en", "bs", "sr", "sr-Latn", "hr", "de"):
        anybody.language = language
        response = anybody.get(f"{PLAN}/activities/1.1.2")
        said[language] = response.json()["label"], response.json()["code"], response.headers["Content-Language"]
    assert said == {
        "en": ("Activity 1.1.2", "1.1.2", "en"),
        "bs": ("Aktivnost 1.1.2", "1.1.2", "bs"),
        "sr": ("Активност 1.1.2", "1.1.2", "sr-Cyrl"),
        "sr-Latn": ("Aktivnost 1.1.2", "1.1.2", "sr-latn"),
        "hr": ("Aktivnost 1.1.2", "1.1.2", "hr"),
        "de": ("Aktivnost 1.1.2", "1.1.2", "bs"),
    }


def test_activities_are_filtered_and_come_in_pages(story, anybody: Program) -> None:
    def codes(query: str) -> list[str]:
        return [one["code"] for one in anybody.get(f"{PLAN}/activities?{query}").json()["results"]]

    assert codes("institution=GP") == ["1.1.2", "1.1.4"]
    assert codes("per_page=2&page=2") == ["1.1.3", "1.1.4"]
    assert codes("per_page=2&page=9") == []
    assert codes("q=aktivnost 1.1.3") == ["1.1.3"]
    page = anybody.get(f"{PLAN}/activities?per_page=2").json()
    assert (page["count"], page["pages"], page["page"]) == (5, 3, 1)


def test_a_filter_that_is_misspelt_is_refused_and_names_those_there_are(anybody: Program) -> None:
    response = anybody.get("/plans?stratgy=x")
    assert response.status_code == 422
    assert response.json()["errors"] == [
        {"where": "query.stratgy", "what": "There is no such parameter here. Known: level, page, per_page, strategy."}
    ]


def test_report_points_say_what_is_asked_of_whom_by_when(reader: Program) -> None:
    found = reader.get(f"{PLAN}/report-points?year=2021&institution=MS").json()["results"]
    assert {one["activity"] for one in found} == {"1.1.1", "1.1.3", "1.1.5"}
    first = next(one for one in found if one["activity"] == "1.1.1")
    assert first == {
        "number": 1, "asks": "result", "starts_on": "2021-03-01", "due_on": "2021-03-31", "count": 1,
        "behind_after": "2021-03-31", "activity": "1.1.1", "institutions": ["MS"],
    }  # fmt: skip


def test_a_cycle_counts_what_was_handed_in(reader: Program) -> None:
    cycles = reader.get(f"{PLAN}/cycles?per_page=200").json()
    assert cycles["count"] > 5
    found = reader.get(CYCLE).json()
    assert found == next(one for one in cycles["results"] if one["code"] == "2020-H2")
    assert (found["state"], found["submissions"], found["handed_in"], found["snapshot"]) == ("open", 3, 1, None)
    card = next(c for c in reader.get(f"{CYCLE}/scorecard").json()["institutions"] if c["institution"] == "GP")
    assert (card["status"], card["completeness"], card["waits_at"]) == ("submitted", "1.0000", "reviewer")


def test_a_submission_says_everything_that_its_page_says(reader: Program) -> None:
    found = reader.get(REPORT).json()
    assert (found["status"], found["answered"], found["asked"], found["waits_at"]) == ("submitted", 3, 3, "reviewer")
    assert [step["after"] for step in found["steps"]] == ["submitted", "prepared"]
    assert {one["to"]: one["why_not"] for one in found["next"]} == {"returned": "", "accepted": ""}
    answer = next(one for one in found["items"] if one["activity"] == "1.1.2")
    assert answer["answer"]["money"] == {"2020/MS": {"planned": None, "allocated": None, "paid": "1500.50"}}
    assert answer["answer"]["values"] == {"1": {"value": "2.00", "reason": ""}}
    assert (answer["state"], answer["light"], answer["rule"]) == ("active", "green", "activity-active")
    assert answer["why"].startswith("Work was reported for the period from 1\xa0July\xa02020")


def test_an_item_says_what_is_needed_to_write_it(reader: Program) -> None:
    found = reader.get(ITEM).json()
    assert [(m["key"], m["type"], m["rolls_up"]) for m in found["measures"]] == [
        ("1", "EVT", "sum"), ("2", "PER", "distinct"),
    ]  # fmt: skip
    assert found["revision"] == reader.get(f"{ITEM}/answer").json()["revision"] == 1


def test_the_status_says_rule_inputs_and_what_would_turn_it_green(reader: Program) -> None:
    found = reader.get(f"{PLAN}/status?as_of=2021-04-30").json()
    assert (found["as_of"], found["count"]) == ("2021-04-30", 5)
    silent = next(one for one in found["results"] if one["activity"] == "1.1.1")
    assert (silent["state"], silent["light"], silent["rule"]) == ("not_reported", "none", "result-silent")
    assert silent["inputs"] == {"due": "2021-03-31"}
    assert silent["why"] and silent["greener"].startswith("A report with the day")
    assert [one["activity"] for one in reader.get(f"{PLAN}/status?light=green").json()["results"]] == ["1.1.2", "1.1.4"]


def test_any_day_there_is_can_be_asked_for_and_nothing_else(reader: Program) -> None:
    for day in ("0001-01-01", "9999-12-31"):
        assert reader.get(f"{PLAN}/status?as_of={day}").status_code == 200
    for day in ("0", "2021-02-30", "2021-01-01T00:00:00", "gestern"):
        response = reader.get(f"{PLAN}/status?as_of={day}")
        assert response.status_code == 422 and response.json()["errors"][0]["where"] == "query.as_of"


def test_measures_come_with_what_was_reported(reader: Program) -> None:
    found = reader.get(f"{PLAN}/measures?activity=1.1.2").json()["results"]
    assert [(m["key"], m["to_date"], m["against"]) for m in found] == [
        ("1", "2.00", "no_target"), ("2", None, "no_target"),
    ]  # fmt: skip
    assert found[0]["values"] == [{"cycle": "2020-H2", "value": "2.00", "verified": False}]


def test_submissions_are_filtered_also_by_whose_turn_it_is(reported: SimpleNamespace, of: Callable) -> None:
    def found(who: Program, query: str) -> list[str]:
        response = who.get(f"/submissions?{query}")
        assert response.status_code == 200, response.content
        return [one["institution"] for one in response.json()["results"]]

    coordinator, stranger = of(reported.coordinator), of(reported.stranger)
    assert found(coordinator, "waiting=true&cycle=2020-H2") == ["GP", "MS"]
    assert found(coordinator, "status=submitted") == ["GP"]
    assert found(coordinator, "institution=SPS") == ["SPS"]
    assert found(stranger, "waiting=true") == ["SPS"]
    assert found(stranger, "waiting=false") == ["GP"]


def test_a_snapshot_is_the_very_bytes_that_were_hashed(reader: Program, reported: SimpleNamespace) -> None:
    assert reader.get(f"{CYCLE}/snapshot").status_code == 404
    content = {"b": "ž", "a": [1]}
    raw = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    digest = hashlib.sha256(raw).hexdigest()
    Snapshot.objects.create(cycle=reported.cycle, content=content, content_sha256=digest, at=AT)
    response = reader.get(f"{CYCLE}/snapshot")
    assert response.content == raw and response.headers["ETag"] == f'"{digest}"'
    assert hashlib.sha256(response.content).hexdigest() == digest == reader.get(CYCLE).json()["snapshot"]


def test_the_matrix_of_a_strategy(country, of: Callable, waived) -> None:
    from okrilje.accounts.permissions import Role
    from tests.monitoring.factories import user

    reader = of(user(Role.ANALYST, "MS"))
    strategy = reader.get("/strategies").json()["results"][0]
    with CaptureQueriesContext(connection) as asked:
        found = reader.get(f"/strategies/{strategy['code']}/matrix?as_of=2021-06-30")
    assert found.status_code == 200 and len(asked) <= 30
    matrix = found.json()
    assert len(matrix["governments"]) == len(matrix["measures"][0]["cells"]) >= len(strategy["governments"])
    plan = next(one["plan"] for one in strategy["governments"] if one["plan"])
    assert ActionPlan.objects.filter(code=plan).exists()
    with CaptureQueriesContext(connection) as asked:
        page = reader.get(f"/plans/{plan}/activities?per_page=200").json()
    assert page["count"] == len(page["results"]) == 117 and len(asked) <= 30
    version = reader.get(f"/plans/{plan}/versions/1")
    assert version.status_code == 200 and len(version.json()["content"]["activities"]) == 117


def test_what_has_not_changed_is_not_sent_again(reader: Program, anybody: Program) -> None:
    for one, kept in ((reader, "no-store, private"), (anybody, "no-cache")):
        first = one.get(PLAN)
        assert first.headers["Cache-Control"] == kept
        again = one.get(PLAN, **{"If-None-Match": first.headers["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert {"Authorization", "Accept-Language"} <= set(first.headers["Vary"].split(", "))


def test_head_and_options_say_what_they_should(anybody: Program, story: SimpleNamespace) -> None:
    whole = anybody.get(PLAN)
    head = anybody.client.head(f"/api/v1{PLAN}", headers=anybody.headers())
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["Content-Length"] == str(len(whole.content)) and head.headers["ETag"] == whole.headers["ETag"]
    options = anybody.client.options(f"/api/v1{PLAN}")
    assert (options.status_code, options.headers["Allow"]) == (204, "GET, HEAD, OPTIONS")
    refused = anybody.client.delete(f"/api/v1{PLAN}")
    assert (refused.status_code, refused.headers["Allow"]) == (405, "GET, HEAD, OPTIONS")
    assert refused.headers["Content-Type"] == "application/problem+json"


def test_a_day_in_the_past_counts_only_cycles_that_were_over_by_then(reader: Program) -> None:
    before = reader.get(f"{PLAN}/status?as_of={date(2020, 12, 1)}&institution=GP").json()["results"]
    assert {one["state"] for one in before} == {"not_due"}
