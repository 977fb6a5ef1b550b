"""The report of an institution: its path, who may do what, what the coordinator sends back."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import timezone

from okrilje.accounts.permissions import Role
from okrilje.lib.periods import Length
from okrilje.monitoring import actions
from okrilje.monitoring.answers import Answer
from okrilje.monitoring.models import Item
from okrilje.monitoring.queries import reports
from okrilje.monitoring.status import Progress
from okrilje.plan.models import ActionPlan
from tests.monitoring import pages
from tests.monitoring.factories import AT, item, opened, set_up, submission, user

pytestmark = pytest.mark.usefixtures("waived")
WORK = Answer(progress=Progress.IN_PROGRESS, done="Održane su dvije kontrole.", occurrences=2)


@pytest.fixture
def where(story) -> str:
    return pages.report(story.cycle)


def filled(story) -> None:
    for code, scope in (("1.1.2", "whole"), ("1.1.4", "share"), ("1.1.4", "whole")):
        actions.save(item(story.cycle, "GP", code, scope), WORK, base=0, by=story.reporter, at=AT)


def handed_in(story) -> None:
    actions.prepare(submission(story.cycle, "GP"), by=story.reporter, at=AT)
    actions.submit(submission(story.cycle, "GP"), by=story.approver, at=AT)


def text(response) -> str:
    return response.content.decode()


def test_the_report_says_where_it_is_whose_turn_it_is_and_what_is_asked(story, where) -> None:
    page = text(pages.client(story.reporter).get(where))
    assert "second half of 2020" in page and "those who write the report in this institution" in page
    assert "30 January 2021" in page and "days late" in page and "<strong>0 / 3</strong>" in page
    assert "what was done: 1 July 2020 – 31 December 2020" in page and "continuous" in page
    assert page.count("not reported") >= 2 and "nobody reported." in page
    assert "Send for approval" in page and "Not every activity has an answer yet." in page
    assert "Accept the report" not in page


def test_what_is_not_asked_for_yet_is_folded_away(story) -> None:
    page = text(pages.client(story.coordinator).get(pages.report(story.cycle, "MS")))
    asked, _summary, later = page.partition("Nothing has to be reported on 1 activity yet")
    assert "1.1.3" in asked and "1.1.5" in asked and ">1.1.1<" not in asked and ">1.1.1<" in later


def test_the_whole_path_from_draft_to_acceptance_and_back(story, where) -> None:
    filled(story)
    reporter, approver, coordinator = (pages.client(one) for one in (story.reporter, story.approver, story.coordinator))
    assert "a second person" not in text(reporter.get(where))
    assert text(reporter.post(where, {"step": "prepare"}, follow=True)).count("waits for approval") == 1
    assert "Only the approver of this institution may do this." in text(reporter.get(where))
    response = approver.post(where, {"step": "send_back", "comment": " "})
    assert response.status_code == 422 and "Say what has to be changed." in text(response)
    approver.post(where, {"step": "send_back", "comment": "Dopunite 1.1.2."})
    assert "Dopunite 1.1.2." in text(reporter.get(where))
    reporter.post(where, {"step": "prepare"})
    approver.post(where, {"step": "submit"})
    page = text(coordinator.get(where))
    assert "Return the ticked" in page and f'name="comment-{item(story.cycle, "GP", "1.1.2").pk}"' in page
    coordinator.post(where, {"step": "accept"})
    page = text(coordinator.get(where))
    assert "Take back the acceptance" in page and "Submitted → Accepted" in page
    coordinator.post(where, {"step": "take_back", "comment": "Još jedno pitanje."})
    assert submission(story.cycle, "GP").status == "submitted"


def test_who_prepared_it_is_told_why_they_cannot_approve(story, where) -> None:
    both = pages.client(story.both)
    both.post(where, {"step": "prepare"})
    page = text(both.get(where))
    assert "a second person has to look at it" in page
    response = both.post(where, {"step": "submit"})
    assert response.status_code == 422 and submission(story.cycle, "GP").status == "prepared"


def test_items_are_returned_with_comments_and_the_others_are_accepted(story, where) -> None:
    filled(story)
    handed_in(story)
    coordinator = pages.client(story.coordinator)
    back = item(story.cycle, "GP", "1.1.2")
    response = coordinator.post(where, {"step": "return"})
    assert response.status_code == 422 and "at least one activity" in text(response)
    response = coordinator.post(where, {"step": "accept", f"comment-{back.pk}": "Koliko kontrola?"})
    assert response.status_code == 422 and "Koliko kontrola?" in text(response), "what was typed is not dropped"
    coordinator.post(where, {"step": "return", f"comment-{back.pk}": "Koliko kontrola?", "comment-x": "y"})
    page = text(pages.client(story.reporter).get(f"{where}?show=returned"))
    assert "Koliko kontrola?" in page and 'id="row-' in page
    assert ">1.1.4<" not in page[: page.index('id="steps"')], "the list shows only what was returned"
    assert item(story.cycle, "GP", "1.1.4").verdict == "accepted"


def test_comments_are_proposed_on_what_is_not_green_or_complete(story, where) -> None:
    work = WORK.model_copy(update={"progress": Progress.NONE, "occurrences": 0})
    actions.save(item(story.cycle, "GP", "1.1.2"), work, base=0, by=story.reporter, at=AT)
    actions.save(item(story.cycle, "GP", "1.1.4"), WORK, base=0, by=story.reporter, at=AT)
    handed_in(story)
    rows = {(r.activity.code, r.item.scope): r for r in reports.rows(submission(story.cycle, "GP"), date(2021, 2, 1))}
    proposed = reports.proposed_comments(rows.values())
    assert set(proposed) == {rows["1.1.2", "whole"].item.pk, rows["1.1.4", "share"].item.pk}
    typed = {"step": "propose", f"comment-{rows['1.1.2', 'whole'].item.pk}": "Zašto?"}
    page = text(pages.client(story.coordinator).post(where, typed))
    assert "Zašto?" in page and "Please report how this activity stands." in page
    assert submission(story.cycle, "GP").status == "submitted"


def test_when_all_is_fine_nothing_is_proposed(story, where) -> None:
    filled(story)
    handed_in(story)
    page = text(pages.client(story.coordinator).post(where, {"step": "propose"}))
    assert "Everything is green and complete" in page


def test_the_reviewer_sees_what_changed_since_the_last_cycle(story) -> None:
    filled(story)
    handed_in(story)
    later = opened(story.plan, "2021-H1")
    actions.save(
        item(later, "GP", "1.1.2"), WORK.model_copy(update={"occurrences": 5}), base=0, by=story.reporter, at=AT
    )
    actions.prepare(submission(later, "GP"), by=story.reporter, at=AT)
    actions.submit(submission(later, "GP"), by=story.approver, at=AT)
    page = text(pages.client(story.coordinator).get(pages.report(later)))
    assert "Changed since last cycle</dt><dd>How many times in this cycle" in page and "same text as last cycle" in page
    page = text(pages.client(story.reporter).get(pages.item(later, "1.1.2")))
    assert "2020-H2: 2" in page


def test_a_contradiction_is_shown_and_stops_the_report(story) -> None:
    due = item(story.cycle, "MS", "1.1.1")
    actions.save(due, Answer(progress=Progress.DONE), base=0, by=story.coordinator, at=AT)
    where = pages.report(story.cycle, "MS")
    coordinator = pages.client(story.coordinator)
    assert "It is said to be done, but not on which day." in text(coordinator.get(where))
    response = coordinator.post(where, {"step": "prepare"})
    assert response.status_code == 422 and "1.1.1: it is said to be done" in text(response)


def test_a_draft_is_not_shown_to_others(story, where) -> None:
    stranger = pages.client(story.stranger)
    assert stranger.get(where).status_code == 404
    handed_in(story)
    page = text(stranger.get(where))
    assert "Accept the report" not in page and "Send for approval" not in page
    assert stranger.post(where, {"step": "accept"}).status_code == 422
    assert pages.Client().get(where).status_code == 302


def test_an_unknown_step_changes_nothing(story, where) -> None:
    assert pages.client(story.reporter).post(where, {"step": "win"}).status_code == 200
    assert submission(story.cycle, "GP").status == "draft"


# --- The plan of Bosnia and Herzegovina ---------------------------------------------------------------------------


@pytest.fixture
def shipped(country) -> ActionPlan:
    plan = ActionPlan.objects.get(code="bih-2020-2023")
    set_up(plan, Length.HALF_YEAR, date(2020, 9, 30))
    return plan


def test_the_largest_report_keeps_within_thirty_queries_and_300_kilobytes(
    shipped, django_assert_max_num_queries
) -> None:
    first = opened(shipped, "2020-H2")
    people = [user(Role.COORDINATOR, "MS", "one"), user(Role.FOCAL_POINT, "MS", "two")]
    said = Answer(progress=Progress.IN_PROGRESS, done="Rad je u toku. " * 12)
    for one in Item.objects.filter(submission=submission(first, "MS")):
        actions.save(one, said, base=0, by=people[0], at=AT)
    actions.prepare(submission(first, "MS"), by=people[0], at=AT)
    actions.submit(submission(first, "MS"), by=people[1], at=AT)
    actions.accept(submission(first, "MS"), by=user(Role.COORDINATOR, "MS", "three"), at=AT)
    second = opened(shipped, "2021-H1")
    for one in Item.objects.filter(submission=submission(second, "MS"))[:20]:
        actions.save(one, said, base=0, by=people[0], at=AT)
    for cycle, institution in ((second, "MS"), (second, "GP"), (first, "MS")):
        person = pages.client(people[0] if institution == "MS" else user(Role.REPORTER, "GP"), "bs")
        with django_assert_max_num_queries(30):
            response = person.get(pages.report(cycle, institution))
        assert response.status_code == 200
        assert len(response.content) < 300_000, len(response.content)


def test_told_for_the_day_it_is_due_once_that_is_past(story) -> None:
    assert reports.told_on(story.cycle, date(2020, 12, 1)) == date(2020, 12, 1)
    assert reports.told_on(story.cycle, timezone.localdate()) == story.cycle.due_on
