"""What was frozen, verified by anybody, and compared with what is there now."""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta

import pytest

from okrilje.audit.models import Event
from okrilje.monitoring import actions
from okrilje.monitoring.answers import Answer, Reported
from okrilje.monitoring.models import Snapshot
from okrilje.monitoring.status import Progress
from tests.monitoring.factories import AT, item, opened, signed_in, submission
from tests.plan import pages

pytestmark = pytest.mark.usefixtures("waived")
REPORTING = "/plans/test-plan/reporting/"
WORK = Answer(progress=Progress.IN_PROGRESS, done="Dvije kontrole.", values={"1": Reported(value="2.00")})


@pytest.fixture
def snapshot(story) -> Snapshot:
    actions.save(item(story.cycle, "GP", "1.1.2"), WORK, base=0, by=story.reporter, at=AT)
    actions.prepare(submission(story.cycle, "GP"), by=story.reporter, at=AT)
    actions.submit(submission(story.cycle, "GP"), by=story.approver, at=AT)
    actions.accept(submission(story.cycle, "GP"), by=story.coordinator, at=AT)
    return actions.close_cycle(story.cycle, by=story.coordinator, at=AT)


def test_the_file_is_the_very_bytes_whose_hash_stands_on_the_page_and_in_the_audit_trail(story, snapshot) -> None:
    client = signed_in(story.coordinator)
    file = client.get(f"{REPORTING}2020-H2/snapshot/file/")
    found = hashlib.sha256(file.content).hexdigest()
    page = pages.text(client.get(f"{REPORTING}2020-H2/snapshot/"))
    assert found in page and "computed again just now: the same" in page
    assert Event.objects.get(action="cycle.closed").details["content_sha256"] == found
    assert json.loads(file.content) == snapshot.content
    assert 'filename="test-plan-2020-H2.json"' in file["Content-Disposition"]


def test_somebody_who_changed_the_snapshot_in_the_database_is_found_out(story, snapshot) -> None:
    snapshot.content["activities"][0]["state"] = "done"
    snapshot.save()
    page = pages.text(signed_in(story.coordinator).get(f"{REPORTING}2020-H2/snapshot/"))
    assert "DIFFERENT. Somebody changed the snapshot." in page


def test_a_correction_changes_the_live_view_and_the_comparison_says_what(story, snapshot) -> None:
    client = signed_in(story.coordinator)
    assert "Nothing is different." in pages.text(client.get(f"{REPORTING}compare/?from=2020-H2&to=live"))
    changed = Answer(progress=Progress.NONE, done="Upisane dvaput.", values={"1": Reported(value="1.00")})
    where = item(story.cycle, "GP", "1.1.2")
    actions.correct(where, changed, reason="Greška.", by=story.approver, at=AT + timedelta(days=9))
    page = pages.text(client.get(f"{REPORTING}compare/?from=2020-H2&to=live"))
    assert "1 activity is different" in page and "1 with another state." in page
    assert "active → nothing done" in page
    assert "GP: What was done Dvije kontrole. Upisane dvaput." in page
    assert "GP: Value of the measure 1 2.00 1.00" in page
    assert snapshot.content == Snapshot.objects.get().content


def test_two_snapshots_are_compared_in_both_directions(story, snapshot) -> None:
    later = opened(story.plan, "2021-H1")
    actions.close_cycle(later, by=story.coordinator, at=AT + timedelta(days=200))
    client = signed_in(story.coordinator)
    there = client.get(f"{REPORTING}compare/?from=2020-H2&to=2021-H1")
    assert "active → not reported" in pages.text(there)
    back = client.get(f"{REPORTING}compare/" + "?from=2021-H1&to=2020-H2")
    assert "?from=2021-H1&to=2020-H2" in pages.links(there)
    assert "not reported → active" in pages.text(back)


@pytest.mark.parametrize("query", ["", "?from=2021-H1", "?from=2020-H2&to=1999", "?from='&to=live"])
def test_what_was_never_frozen_is_not_found(story, snapshot, query) -> None:
    assert signed_in(story.coordinator).get(f"{REPORTING}compare/{query}").status_code == 404


def test_a_cycle_that_is_open_has_no_snapshot(story) -> None:
    assert signed_in(story.coordinator).get(f"{REPORTING}2020-H2/snapshot/").status_code == 404
