"""What programs write goes through the same actions as on the pages: same rules, same merging, same trail."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from okrilje.audit.models import Event
from okrilje.monitoring import actions
from okrilje.monitoring.answers import Answer
from okrilje.monitoring.models import Cycle, Item, ItemVersion
from okrilje.monitoring.status import Progress
from tests.api.conftest import Program
from tests.api.test_reading import ITEM, REPORT
from tests.monitoring.factories import AT, item, submission

ANSWER = {"progress": "in_progress", "occurrences": 2, "done": "Održane su dvije kontrole."}


@pytest.fixture
def writer(story: SimpleNamespace, of: Callable[..., Program]) -> Program:
    return of(story.reporter)


def save(by: Program, base: int = 0, where: str = ITEM, **more: Any) -> Any:
    return by.put(f"{where}/answer", {"base": base, "answer": ANSWER | more})


def filled(writer: Program) -> None:
    for where in (ITEM, f"{REPORT}/items/1.1.4/share", f"{REPORT}/items/1.1.4/whole"):
        assert save(writer, where=where).status_code == 200


def test_an_answer_is_saved_with_values_and_money(writer: Program, story: SimpleNamespace) -> None:
    response = save(
        writer,
        values={"1": {"value": "2"}, "2": {"value": "17.5", "reason": "Procjena."}},
        money={"2020/MS": {"paid": "1500.50"}, "2020/": {"planned": "10"}},
    )
    assert response.status_code == 200, response.content
    assert response.json()["revision"] == 1
    assert response.json()["answer"]["values"]["2"] == {"value": "17.5", "reason": "Procjena."}
    again = writer.get(f"{ITEM}/answer").json()
    assert again["answer"]["money"]["2020/MS"] == {"planned": None, "allocated": None, "paid": "1500.50"}
    row = item(story.cycle, "GP", "1.1.2")
    assert (row.edited_by, row.done) == (story.reporter, ANSWER["done"])


def test_the_same_answer_sent_again_changes_nothing(writer: Program) -> None:
    assert [save(writer).json()["revision"] for _ in range(3)] == [1, 1, 1]
    assert ItemVersion.objects.count() == 1


def test_a_whole_number_may_have_a_point_and_zeros(writer: Program) -> None:
    assert save(writer, occurrences=2.0).json()["answer"]["occurrences"] == 2


def test_what_is_left_out_says_nothing(writer: Program) -> None:
    save(writer)
    response = writer.put(f"{ITEM}/answer", {"base": 1, "answer": {"done": "Nešto drugo."}})
    assert response.json()["answer"]["occurrences"] is None and response.json()["revision"] == 2


def test_changes_of_different_fields_are_joined(writer: Program, story: SimpleNamespace) -> None:
    save(writer)
    theirs = Answer(progress=Progress.IN_PROGRESS, occurrences=2, done=ANSWER["done"], lessons="Na vrijeme najaviti.")
    actions.save(item(story.cycle, "GP", "1.1.2"), theirs, base=1, by=story.both, at=AT)
    response = save(writer, base=1, occurrences=3)
    assert response.status_code == 200
    assert (response.json()["answer"]["occurrences"], response.json()["answer"]["lessons"]) == (
        3, "Na vrijeme najaviti.",
    )  # fmt: skip


def test_a_field_that_both_changed_is_told_with_both_texts_and_nothing_is_lost(writer, story) -> None:
    save(writer)
    theirs = Answer(progress=Progress.IN_PROGRESS, occurrences=2, done="Održane su tri kontrole.")
    actions.save(item(story.cycle, "GP", "1.1.2"), theirs, base=1, by=story.both, at=AT)
    responses = [save(writer, base=1, done="Održane su četiri kontrole.", lessons="Novo.") for _ in range(3)]
    assert {response.status_code for response in responses} == {409}
    told = responses[0].json()
    assert told["type"] == "urn:okrilje:answers-in-dispute"
    assert told["conflicts"] == [
        {
            "activity": "1.1.2", "scope": "whole", "field": "done",
            "mine": "Održane su četiri kontrole.", "theirs": "Održane su tri kontrole.",
        }
    ]  # fmt: skip
    saved = told["answers"][0]
    assert (saved["revision"], saved["answer"]["done"], saved["answer"]["lessons"]) == (
        3, "Održane su tri kontrole.", "Novo.",
    )  # fmt: skip
    aside = ItemVersion.objects.filter(is_aside=True)
    assert [row.answer["done"] for row in aside] == ["Održane su četiri kontrole."]
    assert save(writer, base=3, done="Održane su četiri kontrole.", lessons="Novo.").status_code == 200


def test_many_answers_are_saved_at_once_or_not_at_all(writer: Program, story: SimpleNamespace) -> None:
    def sent(*codes: tuple[str, str]) -> Any:
        answers = [{"activity": code, "scope": scope, "base": 0, "answer": ANSWER} for code, scope in codes]
        return writer.put(f"{REPORT}/answers", {"answers": answers})

    refused = sent(("1.1.2", "whole"), ("1.1.3", "whole"))
    assert refused.status_code == 409 and refused.json()["detail"] == "This report has nothing on 1.1.3 (whole)."
    assert sent(("1.1.2", "whole"), ("1.1.2", "whole")).json()["detail"].startswith("1.1.2 (whole) stands twice")
    assert not Item.objects.exclude(done="").exists()
    saved = sent(("1.1.2", "whole"), ("1.1.4", "share"), ("1.1.4", "whole"))
    assert saved.status_code == 200
    assert [(one["activity"], one["scope"], one["revision"]) for one in saved.json()["answers"]] == [
        ("1.1.2", "whole", 1), ("1.1.4", "share", 1), ("1.1.4", "whole", 1),
    ]  # fmt: skip


MISSING = [
    ({"values": {"9": {"value": "1"}}}, "The activity has no measure 9."),
    ({"completions": {"7": "2020-12-01"}}, "The activity has no due date number 7."),
    ({"money": {"2020/NOBODY": {"paid": "1"}}}, "There is no institution with the code: NOBODY."),
]


def test_what_the_activity_does_not_have_is_refused_by_name(writer: Program) -> None:
    for said, reason in MISSING:
        response = save(writer, **said)
        assert (response.status_code, response.json()["detail"]) == (409, reason)


BAD = [
    ({"occurrences": -1}, "body.answer.occurrences"),
    ({"occurrences": "2"}, "body.answer.occurrences"),
    ({"occurrences": True}, "body.answer.occurrences"),
    ({"occurrences": 2.5}, "body.answer.occurrences"),
    ({"occurrences": 1e400}, "body.answer.occurrences"),
    ({"progress": "finished"}, "body.answer.progress"),
    ({"done": "x" * 6001}, "body.answer.done"),
    ({"done": "a\x00b"}, "body.answer.done"),
    ({"done": "\ud800"}, "body.answer.done"),
    ({"values": {"1": {"value": 2}}}, "body.answer.values.1.value"),
    ({"values": {"1": {"value": "1e3"}}}, "body.answer.values.1.value"),
    ({"values": {"1": {"value": "-2"}}}, "body.answer.values.1.value"),
    ({"money": {"2020/MS": {"paid": "1.005"}}}, "body.answer.money.2020/MS.paid"),
    ({"money": {"20/MS": {"paid": "1"}}}, "body.answer.money.20/MS.[key]"),
    ({"completions": {"0": "2020-12-01"}}, "body.answer.completions.0.[key]"),
    ({"completions": {"1": "1.12.2020"}}, "body.answer.completions.1"),
    ({"completions": {"1": 0}}, "body.answer.completions.1"),
    ({"victim": "somebody"}, "body.answer.victim"),
]


def test_bad_input_is_told_where_it_is(writer: Program) -> None:
    for said, where in BAD:
        response = save(writer, **said)
        assert response.status_code == 422, said
        assert where in [fault["where"] for fault in response.json()["errors"]]


NO_JSON = [
    (b"{", "application/json", 400),
    (b"\xff", "application/json", 400),
    (b"", "application/json", 415),
    (b"{}", "text/plain", 415),
    (b"{}", "", 415),
    (b"[" * 100_000, "application/json", 400),
    (b" " * (4 * 1024 * 1024 + 1), "application/json", 413),
]


def test_what_is_no_json_is_refused(writer: Program) -> None:
    for body, kind, status in NO_JSON:
        response = writer.client.generic("PUT", f"/api/v1{ITEM}/answer", body, kind, headers=writer.headers())
        assert response.status_code == status, response.content
        assert response.headers["Content-Type"] == "application/problem+json"


def test_the_whole_path_of_a_report(writer: Program, story: SimpleNamespace, of: Callable[..., Program]) -> None:
    approver, coordinator = of(story.approver), of(story.coordinator)
    filled(writer)
    assert writer.post(f"{REPORT}/prepare").json()["status"] == "prepared"
    assert approver.post(f"{REPORT}/send-back", {"comment": "Dopunite 1.1.2."}).json()["status"] == "draft"
    assert writer.post(f"{REPORT}/prepare").json()["waits_at"] == "approver"
    assert approver.post(f"{REPORT}/submit").json()["status"] == "submitted"
    returned = coordinator.post(f"{REPORT}/return", {"items": [{"activity": "1.1.2", "comment": "Koliko ljudi?"}]})
    assert returned.json()["status"] == "returned"
    assert save(writer, base=1, where=f"{REPORT}/items/1.1.4/whole").status_code == 409
    assert save(writer, base=1, lessons="Sedam ljudi.").status_code == 200
    said = writer.post(f"{ITEM}/comments", {"comment": "Dopisano."})
    assert (said.status_code, said.json()["text"], said.json()["institution"]) == (201, "Dopisano.", "GP")
    writer.post(f"{REPORT}/prepare")
    approver.post(f"{REPORT}/submit")
    assert coordinator.post(f"{REPORT}/accept").json()["status"] == "accepted"
    assert coordinator.post(f"{REPORT}/take-back", {"comment": "Još jedno pitanje."}).json()["status"] == "submitted"
    taken = Event.objects.filter(action__startswith="submission.").order_by("sequence")
    assert [event.action.partition(".")[2] for event in taken] == [
        "prepared", "sent_back", "prepared", "submitted", "returned", "prepared", "submitted", "accepted",
        "acceptance_withdrawn",
    ]  # fmt: skip
    assert taken[0].details == {"through": f"token {writer.token.prefix}"}
    assert taken[0].actor == story.reporter.email


def test_a_step_that_cannot_be_taken_says_why(writer: Program, story: SimpleNamespace, of) -> None:
    both = of(story.both)
    filled(both)
    both.post(f"{REPORT}/prepare")
    alone = both.post(f"{REPORT}/submit")
    assert alone.status_code == 409 and "a second person has to look at it" in alone.json()["detail"]
    assert "nobody writes in it now" in save(writer, base=1).json()["detail"]
    Cycle.objects.filter(pk=story.cycle.pk).update(state="closed", closed_at=AT)
    assert "The cycle is closed." in of(story.approver).post(f"{REPORT}/submit").json()["detail"]


def test_a_contradiction_keeps_a_report_in_the_house(writer: Program, story: SimpleNamespace) -> None:
    filled(writer)
    save(writer, base=1, progress="none")
    response = writer.post(f"{REPORT}/prepare")
    assert response.status_code == 409 and response.json()["detail"].startswith("1.1.2: a number is given")
    assert submission(story.cycle, "GP").status == "draft"


def test_who_is_another_party_is_told_so(writer: Program, story: SimpleNamespace, of) -> None:
    filled(writer)
    writer.post(f"{REPORT}/prepare")
    of(story.approver).post(f"{REPORT}/submit")
    stranger = of(story.stranger)
    response = save(stranger)
    assert (response.status_code, response.json()["detail"]) == (
        403, "Only people of this institution who report may do this.",
    )  # fmt: skip
    said = stranger.post(f"{ITEM}/comments", {"comment": "Zanimljivo."})
    assert said.status_code == 409 and "Only the institution and the coordinator" in said.json()["detail"]


def test_refusals_speak_the_language_that_was_asked_for(writer: Program) -> None:
    said = {}
    for writer.language in ("bs", "hr", "sr-Latn", "sr", "en"):
        response = writer.post(f"{REPORT}/accept")
        said[response.json()["detail"]] = response.status_code
    assert len(said) >= 3 and set(said.values()) == {403}
    assert "Your role does not allow this. If you need it, ask the administrator of your institution." in said
