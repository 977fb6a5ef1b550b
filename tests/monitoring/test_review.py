"""The coordinator reviews in bulk: ticked activities of a report, whole reports of a cycle, and what two do at once."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from okrilje.accounts.permissions import Role
from okrilje.audit.models import Event
from okrilje.monitoring import actions
from okrilje.monitoring.actions import MonitoringError
from okrilje.monitoring.answers import Answer, Reported
from okrilje.monitoring.models import Comment, Decision, Item, Submission
from okrilje.monitoring.queries import reports
from okrilje.monitoring.rules import Status
from okrilje.monitoring.status import Progress
from okrilje.plan.models import ActionPlan
from tests.monitoring import pages
from tests.monitoring.factories import AT, item, opened, set_up, submission, user

pytestmark = pytest.mark.usefixtures("waived")
WORK = Answer(progress=Progress.IN_PROGRESS, done="Održane su dvije kontrole.", occurrences=2)
COUNTED = WORK.model_copy(update={"values": {"1": Reported(value=4)}})
QUEUE = "/plans/test-plan/reporting/2020-H2/review/"


def hand_in(story, who: str = "GP", **answers: Answer) -> None:
    """Every item answered, as told (``a2="..."`` for 1.1.2) or as usual."""
    writer, approver = {"GP": (story.reporter, story.approver)}.get(who) or (
        story.stranger, user(Role.APPROVER, who),
    )  # fmt: skip
    for one in Item.objects.filter(submission=submission(story.cycle, who)).select_related("activity"):
        said = answers.get(f"a{one.activity.code[-1]}", COUNTED)
        actions.save(one, said, base=0, by=writer, at=AT)
    actions.prepare(submission(story.cycle, who), by=writer, at=AT)
    actions.submit(submission(story.cycle, who), by=approver, at=AT)


@pytest.fixture
def where(story) -> str:
    return pages.report(story.cycle)


@pytest.fixture
def coordinator(story) -> Client:
    return pages.client(story.coordinator)


def text(response) -> str:
    return response.content.decode()


def shown(page: str) -> list[str]:
    """The codes of the rows of a report."""
    return re.findall(r'<h3>.*?<span class="code">([\d.]+)</span>', page[: page.index('id="steps"')])


def verdicts(story) -> dict[tuple[str, str], str]:
    rows = Item.objects.filter(submission__institution__code="GP").select_related("activity")
    return {(row.activity.code, row.scope): row.verdict for row in rows}


# --- Activities of a report -----------------------------------------------------------------------------------------


def test_ticked_activities_are_accepted_and_the_review_goes_on(story, where, coordinator) -> None:
    hand_in(story)
    one, share = item(story.cycle, "GP", "1.1.2"), item(story.cycle, "GP", "1.1.4", "share")
    assert "3 activities have not been looked at yet" in text(coordinator.get(where))
    response = coordinator.post(f"{where}?show=unlooked", {"step": "accept_ticked", "tick": [one.pk, share.pk]})
    assert response["Location"] == f"{where}?show=unlooked#list"
    assert verdicts(story) == {("1.1.2", "whole"): "accepted", ("1.1.4", "share"): "accepted", ("1.1.4", "whole"): ""}
    assert submission(story.cycle, "GP").status == Status.SUBMITTED
    page = text(coordinator.get(f"{where}?show=unlooked"))
    assert shown(page) == ["1.1.4"] and "1 activity has not been looked at yet" in page
    event = Event.objects.latest("sequence")
    assert (event.action, event.details) == ("items.accepted", {"activities": "1.1.2 and 1.1.4"})
    whole = item(story.cycle, "GP", "1.1.4")
    coordinator.post(where, {"step": "accept_ticked", "tick": [whole.pk]})
    assert "All activities are accepted" in text(coordinator.get(where))
    coordinator.post(where, {"step": "accept"})
    assert submission(story.cycle, "GP").status == Status.ACCEPTED
    assert Decision.objects.filter(verdict="accepted").count() == 3, "what was accepted is not accepted again"


def test_ticked_activities_are_returned_with_a_comment_each_or_one_for_all(story, where, coordinator) -> None:
    hand_in(story)
    one, share, whole = (item(story.cycle, "GP", *which) for which in (("1.1.2",), ("1.1.4", "share"), ("1.1.4",)))
    form = {"step": "return", "tick": [one.pk, share.pk], f"comment-{share.pk}": "Koji datum?"}
    response = coordinator.post(where, form)
    page = text(response)
    assert response.status_code == 422 and "Say what has to be changed in: 1.1.2." in page
    assert re.search(rf'value="{one.pk}" form="review" data-tick checked', page) and "Koji datum?" in page
    coordinator.post(where, form | {"comment-all": "Navedite izvor."})
    assert verdicts(story) == {
        ("1.1.2", "whole"): "returned", ("1.1.4", "share"): "returned", ("1.1.4", "whole"): "accepted",
    }  # fmt: skip
    assert [d.comment.text for d in Decision.objects.filter(verdict="returned").order_by("item")] == [
        Comment.objects.get(item=row).text for row in sorted((one, share), key=lambda row: row.pk)
    ]
    assert {c.item_id: c.text for c in Comment.objects.all()} == {one.pk: "Navedite izvor.", share.pk: "Koji datum?"}
    assert whole.pk not in Comment.objects.values_list("item", flat=True)


def test_what_has_a_comment_counts_as_ticked_and_is_not_accepted(story, where, coordinator) -> None:
    hand_in(story)
    one, whole = item(story.cycle, "GP", "1.1.2"), item(story.cycle, "GP", "1.1.4")
    form = {"step": "accept_ticked", "tick": [one.pk, whole.pk], f"comment-{one.pk}": "Koliko?"}
    response = coordinator.post(where, form)
    assert response.status_code == 422 and "You commented on activities that are ticked" in text(response)
    assert set(verdicts(story).values()) == {""}
    coordinator.post(where, {"step": "return", f"comment-{one.pk}": "Koliko?"})
    assert verdicts(story)["1.1.2", "whole"] == "returned"


@pytest.mark.parametrize("form", [{}, {"tick": "x"}, {"tick": "9" * 30}, {"tick": "123456"}])
def test_nothing_or_something_else_ticked_is_refused(story, where, coordinator, form) -> None:
    hand_in(story)
    response = coordinator.post(where, {"step": "accept_ticked", **form})
    assert response.status_code == 422 and set(verdicts(story).values()) == {""}


def test_only_the_coordinator_accepts_activities(story, where) -> None:
    hand_in(story)
    form = {"step": "accept_ticked", "tick": [item(story.cycle, "GP", "1.1.2").pk]}
    for who in (story.reporter, story.approver, story.stranger):
        assert pages.client(who).post(where, form).status_code == 422
    assert set(verdicts(story).values()) == {""}
    assert 'name="tick"' not in text(pages.client(story.approver).get(where))


def test_without_javascript_all_that_is_shown_can_be_ticked_and_nothing_typed_is_lost(
    story, where, coordinator
) -> None:
    hand_in(story)
    one = item(story.cycle, "GP", "1.1.2")
    page = text(coordinator.post(where, {"step": "tick", f"comment-{one.pk}": "Koliko?", "comment-all": "Svima"}))
    assert page.count("data-tick checked") == 3 and "Koliko?" in page and "Svima" in page
    assert submission(story.cycle, "GP").status == Status.SUBMITTED


@pytest.mark.parametrize("step", ["accept", "accept_ticked", "return"])
def test_who_looked_at_an_older_round_is_told_instead_of_accepting_what_they_never_saw(
    story, where, coordinator, step
) -> None:
    hand_in(story)
    one = item(story.cycle, "GP", "1.1.2")
    seen = submission(story.cycle, "GP").edition
    actions.return_(submission(story.cycle, "GP"), {one.pk: "Koliko?"}, by=story.coordinator, at=AT)
    actions.prepare(submission(story.cycle, "GP"), by=story.reporter, at=AT.replace(hour=11))
    actions.submit(submission(story.cycle, "GP"), by=story.approver, at=AT.replace(hour=12))
    form = {"step": step, "seen": seen, "tick": [one.pk], "comment-all": "Zašto?" if step == "return" else ""}
    response = coordinator.post(where, form)
    assert response.status_code == 422 and "It changed after you opened the page" in text(response)
    fresh = re.search(r'name="seen" value="([^"]+)"', text(response))
    assert fresh and coordinator.post(where, form | {"seen": fresh[1]}).status_code == 302


def test_filters_find_what_deserves_a_look(story, where, coordinator) -> None:
    silent = Answer(progress=Progress.NONE, occurrences=0, difficulties="Nije bilo putovanja.")
    hand_in(story, a2=WORK, a4=silent)

    def rows(name: str) -> list[str]:
        return shown(text(coordinator.get(f"{where}?show={name}")))

    assert rows("numberless") == ["1.1.2", "1.1.4", "1.1.4"]
    assert rows("difficulties") == ["1.1.4", "1.1.4"]
    assert rows("contradictory") == rows("revised") == []
    one = item(story.cycle, "GP", "1.1.2")
    actions.return_(submission(story.cycle, "GP"), {one.pk: "Koliko?"}, by=story.coordinator, at=AT)
    actions.save(one, COUNTED, base=1, by=story.reporter, at=AT)
    actions.prepare(submission(story.cycle, "GP"), by=story.reporter, at=AT)
    actions.submit(submission(story.cycle, "GP"), by=story.approver, at=AT)
    assert rows("revised") == ["1.1.2"] == rows("unlooked")
    page = text(coordinator.get(where))
    assert "changed since it was returned" in page and "Koliko?" in page


def test_the_path_of_a_report_says_who_returned_what_and_who_accepted_it(story, where, coordinator) -> None:
    hand_in(story)
    one, whole = item(story.cycle, "GP", "1.1.2"), item(story.cycle, "GP", "1.1.4")
    actions.accept_items(submission(story.cycle, "GP"), [whole.pk], by=story.coordinator, at=AT.replace(hour=10))
    actions.return_(submission(story.cycle, "GP"), {one.pk: "Koliko?"}, by=story.coordinator, at=AT.replace(hour=11))
    actions.save(one, COUNTED.model_copy(update={"occurrences": 7}), base=1, by=story.reporter, at=AT.replace(hour=12))
    actions.prepare(submission(story.cycle, "GP"), by=story.reporter, at=AT.replace(hour=13))
    actions.submit(submission(story.cycle, "GP"), by=story.approver, at=AT.replace(hour=14))
    actions.accept(submission(story.cycle, "GP"), by=story.coordinator, at=AT.replace(hour=15))
    page = text(coordinator.get(where))
    assert_in_order(
        page[page.index('id="steps"') :],
        "Submitted → Accepted", "accepted: 1.1.2", "round 2", "Returned → Waiting for approval",
        "Submitted → Returned", "returned: 1.1.2 Koliko?", "accepted: 1.1.4 (share)", "Activities accepted",
        "accepted: 1.1.4", "Waiting for approval → Submitted", "Draft → Waiting for approval",
    )  # fmt: skip
    rounds = text(coordinator.get(f"{pages.item(story.cycle, '1.1.2')}history/"))
    assert_in_order(
        rounds, "Submitted → Accepted", "round 2", "Written", "2 7", "Submitted → Returned", "Koliko?", "Written"
    )
    assert "1.1.4" not in rounds


def assert_in_order(page: str, *expected: str) -> None:
    words, place = " ".join(re.sub(r"<[^>]+>", " ", page).split()), 0
    for one in expected:
        assert one in words[place:], (one, words[place:])
        place = words.index(one, place) + len(one)


# --- Reports of a cycle ---------------------------------------------------------------------------------------------


def queued(page: str) -> list[str]:
    return re.findall(r'<li class="card" id="report-\d+">.*?<a href="/plans/[^"]*/(\w+)/">', page, re.S)


def test_the_queue_lists_what_was_handed_in_with_what_needs_a_look(story, coordinator) -> None:
    hand_in(story, a2=WORK)
    hand_in(story, "SPS")
    page = text(coordinator.get(QUEUE))
    assert queued(page) == ["GP", "SPS"]
    gp = page[page.index('id="report-') : page.rindex('id="report-')]
    assert "1 activity needs a look" in gp and "1.1.2" in gp and "1.1.4" not in gp
    assert "nothing needs a look" in page and "answered: 3 of 3" in page
    assert queued(text(coordinator.get(f"{QUEUE}?institution=SPS"))) == ["SPS"]
    assert queued(text(coordinator.get(f"{QUEUE}?what=numberless"))) == ["GP"]
    assert queued(text(coordinator.get(f"{QUEUE}?programme=1.1&what=difficulties"))) == []
    assert queued(text(coordinator.get(f"{QUEUE}?status=accepted"))) == []
    assert "Select a valid choice" in text(coordinator.get(f"{QUEUE}?what=nonsense"))


def test_clean_reports_are_accepted_together_after_one_list(story, coordinator) -> None:
    hand_in(story, a2=WORK)
    hand_in(story, "SPS")
    page = text(coordinator.post(QUEUE, {"step": "clean"}))
    assert "Accept 1 report" in page and "Institution SPS" in page and "Institution GP" not in page
    assert submission(story.cycle, "SPS").status == Status.SUBMITTED, "the list changes nothing"
    both = [submission(story.cycle, who) for who in ("GP", "SPS")]
    page = text(coordinator.post(QUEUE, {"step": "choose", "report": [one.pk for one in both]}))
    assert "Accept 2 reports" in page and "In 1 report there are activities that need a look." in page
    form = {"step": "accept", "report": re.findall(r'name="report" value="(\d+)"', page)}
    form |= dict(re.findall(r'name="(seen-\d+)" value="([^"]+)"', page))
    page = text(coordinator.post(QUEUE, form, follow=True))
    assert "Accepted: Institution GP and Institution SPS." in page
    assert {submission(story.cycle, who).status for who in ("GP", "SPS")} == {Status.ACCEPTED}
    assert Event.objects.filter(action="submission.accepted").count() == 2


def test_what_somebody_else_accepted_meanwhile_is_no_obstacle_to_the_rest(story, coordinator) -> None:
    hand_in(story)
    hand_in(story, "SPS")
    page = text(coordinator.post(QUEUE, {"step": "clean"}))
    form = {"step": "accept", "report": re.findall(r'name="report" value="(\d+)"', page)}
    form |= dict(re.findall(r'name="(seen-\d+)" value="([^"]+)"', page))
    other = user(Role.COORDINATOR, "MS", "other")
    actions.accept(submission(story.cycle, "GP"), by=other, at=AT.replace(hour=10))
    page = text(coordinator.post(QUEUE, form, follow=True))
    assert "Institution GP: It was accepted already." in page and "Accepted: Institution SPS." in page
    page = text(coordinator.post(QUEUE, form, follow=True))
    assert "Institution SPS: It was accepted already." in page, "sent twice, done once"
    assert Event.objects.filter(action="submission.accepted").count() == 2


def test_a_report_that_changed_after_the_list_was_shown_is_left(story, coordinator) -> None:
    hand_in(story)
    stale = submission(story.cycle, "GP")
    seen = {stale.pk: stale.edition}
    actions.judge(
        item(story.cycle, "GP", "1.1.2"), "behind", reason="Malo.", by=story.coordinator, at=AT.replace(hour=10)
    )
    (outcome,) = actions.accept_all([stale], by=story.coordinator, at=AT, seen=seen)
    assert "changed after you opened" in outcome.refusal and submission(story.cycle, "GP").status == Status.SUBMITTED
    with pytest.raises(MonitoringError, match="changed after"):
        actions.accept(stale, by=story.coordinator, at=AT, seen=stale.edition)


def test_who_does_not_coordinate_the_plan_accepts_nothing(story) -> None:
    hand_in(story)
    foreign = pages.client(user(Role.GOVERNMENT_COORDINATOR, "XX"))
    assert "Accept the ticked reports" not in text(foreign.get(QUEUE))
    sent = submission(story.cycle, "GP")
    page = text(
        foreign.post(QUEUE, {"step": "accept", "report": [sent.pk], f"seen-{sent.pk}": sent.edition}, follow=True)
    )
    assert "Only the coordinator who owns this plan may do this." in page
    assert submission(story.cycle, "GP").status == Status.SUBMITTED
    assert pages.client(story.reporter).get(QUEUE).status_code == 403
    assert pages.Client().get(QUEUE).status_code == 302


def test_nothing_chosen_is_said(story, coordinator) -> None:
    hand_in(story)
    response = coordinator.post(QUEUE, {"step": "choose", "report": ["x", "999"]})
    assert response.status_code == 422 and "Tick the reports first." in text(response)


# --- However many ---------------------------------------------------------------------------------------------------


@pytest.fixture
def shipped(country) -> ActionPlan:
    plan = ActionPlan.objects.get(code="bih-2020-2023")
    set_up(plan)
    return plan


def test_the_whole_country_at_once_within_thirty_queries(shipped, django_assert_max_num_queries) -> None:
    """Every institution of the plan, 237 answers, half of them commented on, returned and judged in earlier rounds."""
    cycle = opened(shipped, "2021-H1")
    people = [user(Role.COORDINATOR, "MS", "one"), user(Role.COORDINATOR, "MS", "two")]
    for row in (rows := list(Item.objects.filter(submission__cycle=cycle).order_by("pk"))):
        row.progress, row.occurrences, row.done, row.revision = "in_progress", 1, "Rad je u toku. " * 10, 2
    Item.objects.bulk_update(rows, ["progress", "occurrences", "done", "revision"])
    said = Comment.objects.bulk_create(Comment(item=row, text="Koliko?", by=people[1], at=AT) for row in rows[::2])
    Decision.objects.bulk_create(
        Decision(item=one.item, verdict="returned", revision=1, comment=one, by=people[1], at=AT) for one in said
    )
    Submission.objects.filter(cycle=cycle).update(status=Status.SUBMITTED, handed_in_at=AT)
    coordinator, address = pages.client(people[0], "bs"), f"/plans/{shipped.code}/reporting/2021-H1/review/"
    with django_assert_max_num_queries(30):
        page = coordinator.get(f"{address}?what=all")
    assert len(queued(text(page))) == Submission.objects.filter(cycle=cycle).count() > 14
    with django_assert_max_num_queries(30):
        page = coordinator.post(address, {"step": "choose", "report": [s.pk for s in cycle.submissions.all()]})
    form = {"step": "accept", "report": re.findall(r'name="report" value="(\d+)"', text(page))}
    form |= dict(re.findall(r'name="(seen-\d+)" value="([^"]+)"', text(page)))
    with django_assert_max_num_queries(30):
        coordinator.get(pages.report(cycle, "MS"))
    mine = Item.objects.filter(submission=submission(cycle, "MS"))
    with django_assert_max_num_queries(30):
        ticked = {"step": "accept_ticked", "tick": [row.pk for row in mine[1:]]}
        assert coordinator.post(pages.report(cycle, "MS"), ticked).status_code == 302
    with django_assert_max_num_queries(30):
        assert coordinator.post(address, form).status_code == 302
    assert not Submission.objects.filter(cycle=cycle, status=Status.SUBMITTED).exists()


def test_several_reports_are_read_as_each_of_them_alone(story) -> None:
    hand_in(story, a2=WORK)
    hand_in(story, "SPS")
    one, two = (submission(story.cycle, who) for who in ("GP", "SPS"))
    for sent in (one, two):
        sent.cycle = story.cycle
    together = reports.rows_of(story.cycle, [one, two], AT.date())
    for sent in (one, two):
        alone = reports.rows(sent, AT.date())
        for mine, theirs in zip(alone, together[sent.pk], strict=True):
            assert (mine.item, mine.status, mine.asked, mine.is_joint, mine.changed, mine.contradiction) == (
                theirs.item, theirs.status, theirs.asked, theirs.is_joint, theirs.changed, theirs.contradiction,
            )  # fmt: skip
