"""The page of tasks: what waits for whom, in sentences that lead to where it is done."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from okrilje.accounts.models import User
from okrilje.accounts.permissions import Role
from okrilje.monitoring import actions
from okrilje.monitoring.answers import Answer
from okrilje.monitoring.models import Endorsement, MailChoice, Notice, Submission
from okrilje.monitoring.queries import tasks
from okrilje.monitoring.status import Progress
from okrilje.plan.models import ActionPlan
from tests.accounts.conftest import PASSWORD, english_client, sign_in
from tests.monitoring.factories import AT, item, opened, set_up, small_plan, submission, user
from tests.plan.pages import text

pytestmark = pytest.mark.django_db
BEFORE, AFTER, GRACE_OVER = date(2021, 1, 27), date(2021, 2, 2), date(2021, 2, 20)
WORK = Answer(progress=Progress.IN_PROGRESS, occurrences=1)


@pytest.fixture
def day(monkeypatch):
    def is_(what: date) -> None:
        monkeypatch.setattr("okrilje.plan.clock.today", lambda: what)

    is_(BEFORE)
    return is_


def page(who: User) -> str:
    return text(_client(who).get("/tasks/"))


def _client(who: User) -> Client:
    client = english_client()
    client.force_login(who)
    return client


def piles(who: User, today: date = BEFORE) -> dict[str, list[str]]:
    found = tasks.of(who, today)
    names = ("returned", "overdue", "to_fill", "to_approve", "to_review")
    return {name: [t.submission.institution.code for t in pile] for name in names if (pile := getattr(found, name))}


def prepared(story, who: str = "GP") -> None:
    actions.prepare(submission(story.cycle, who), by=story.reporter, at=AT)


def submitted(story) -> None:
    prepared(story)
    actions.submit(submission(story.cycle, "GP"), by=story.approver, at=AT)


def test_a_report_waits_for_one_after_the_other(story) -> None:
    everybody = (story.reporter, story.approver, story.coordinator)
    assert [piles(who) for who in everybody] == [{"to_fill": ["GP"]}, {}, {"to_fill": ["MS"]}]
    prepared(story)
    assert [piles(who) for who in everybody] == [{}, {"to_approve": ["GP"]}, {"to_fill": ["MS"]}]
    actions.submit(submission(story.cycle, "GP"), by=story.approver, at=AT)
    assert [piles(who) for who in everybody] == [{}, {}, {"to_fill": ["MS"], "to_review": ["GP"]}]
    where = item(story.cycle, "GP", "1.1.2")
    actions.return_(submission(story.cycle, "GP"), {where.pk: "Koliko?"}, by=story.coordinator, at=AT)
    assert [piles(who) for who in everybody] == [{"returned": ["GP"]}, {}, {"to_fill": ["MS"]}]


def test_whoever_prepared_it_is_not_asked_to_approve_it(story) -> None:
    actions.prepare(submission(story.cycle, "GP"), by=story.both, at=AT)
    assert piles(story.both) == {} and piles(story.approver) == {"to_approve": ["GP"]}


def test_to_fill_says_how_many_days_and_answers_are_left(story, waived, day) -> None:
    actions.save(item(story.cycle, "GP", "1.1.2"), WORK, base=0, by=story.reporter, at=AT)
    said = page(story.reporter)
    assert "Report for 2020-H2" in said and "3 days left" in said and "Answered: 1 of 3." in said


def test_overdue_stands_before_the_rest(story, waived, day) -> None:
    day(AFTER)
    assert piles(story.reporter, AFTER) == {"overdue": ["GP"]}
    assert "3 days late" in page(story.reporter)


def test_what_was_said_stands_there_when_it_came_back(story, waived, day) -> None:
    prepared(story)
    actions.send_back(submission(story.cycle, "GP"), comment="Nedostaje broj.", by=story.approver, at=AT)
    assert "Nedostaje broj." in page(story.reporter)
    submitted(story)
    where = item(story.cycle, "GP", "1.1.2")
    actions.return_(submission(story.cycle, "GP"), {where.pk: "Koliko kontrola?"}, by=story.coordinator, at=AT)
    actions.comment(where, "Samo usput.", by=story.coordinator, at=AT + timedelta(days=1))
    said = page(story.reporter)
    assert "1.1.2 : Koliko kontrola?" in said and "Nedostaje broj." not in said and "Samo usput." not in said


def test_the_coordinator_sees_how_long_a_report_waits_and_who_is_silent(story, waived, day) -> None:
    submitted(story)
    day(AFTER)
    said = page(story.coordinator)
    assert "waiting for 13 days" in said and "2 institutions have not submitted" in said
    (silence,) = tasks.of(story.coordinator, AFTER).silent
    assert {s.institution.code for s in silence.submissions} == {"MS", "SPS"}
    assert "have not submitted" not in page(story.reporter)


def test_the_next_cycle_is_to_be_opened_and_the_last_one_closed(story, waived, day) -> None:
    """Opened two weeks before its end, closed after the last day of grace; never more than the next one."""

    def found(today: date) -> tuple[list[str], list[str]]:
        to_see = tasks.coordination(story.coordinator, today)
        return [c.code for c in to_see.to_open], [c.code for c in to_see.to_close]

    assert story.plan.cycles.get(code="2020-H1").state == "planned", "over before the adoption: never asked for"
    assert found(date(2021, 2, 13)) == ([], [])
    assert found(date(2021, 2, 14)) == ([], ["2020-H2"])
    assert found(date(2021, 6, 15)) == ([], ["2020-H2"])
    assert found(date(2021, 6, 16)) == found(date(2023, 1, 1)) == (["2021-H1"], ["2020-H2"])
    day(date(2021, 6, 17))
    assert "Close 2020-H2" in page(story.coordinator) and "Open 2021-H1" in page(story.coordinator)


def test_closed_cycles_of_the_level_below_wait_for_the_one_above(country, story) -> None:
    """The canton's plan reports to the state's: accept what was closed, decide on what was not."""
    state, canton = (ActionPlan.objects.get(code=c) for c in ("bih-2020-2023", "demo-canton-2021-2023"))
    for plan in (state, canton):
        set_up(plan)
        opened(plan, "2021-H1")
    above = User.objects.filter(institution=state.owner).first() or user(Role.COORDINATOR, state.owner.code, "above")

    def found(today: date) -> tuple[list[str], list[str]]:
        to_see = tasks.coordination(above, today)
        return [c.plan.code for c in to_see.to_accept], [c.plan.code for c in to_see.silent_below]

    assert found(date(2021, 8, 13)) == ([], [])
    assert found(date(2021, 8, 14)) == ([], [canton.code])
    closed = canton.cycles.get(code="2021-H1")
    actions.close_cycle(closed, by=user(Role.GOVERNMENT_COORDINATOR, canton.owner.code, "below"), at=AT)
    assert found(date(2021, 8, 14)) == ([canton.code], [])
    Endorsement.objects.create(cycle=closed, kind="accepted", by=above, at=AT)
    assert found(date(2021, 8, 14)) == ([], [])


def test_the_number_in_the_navigation_is_that_of_the_reports_on_the_page(story, waived, day) -> None:
    submitted(story)
    for today in (BEFORE, AFTER, GRACE_OVER, date(2021, 6, 20)):
        day(today)
        for who in (story.reporter, story.approver, story.coordinator, story.both, story.stranger):
            found = tasks.of(who, today)
            number = found.count - found.coordination.count
            with CaptureQueriesContext(connection) as asked:
                assert tasks.count(who) == number
            assert len(asked) == 1
            assert f"My tasks {number or ''}".strip() in page(who)


def test_where_nothing_waits_the_page_says_so(story, waived, day) -> None:
    assert "Nothing waits for you." in page(story.approver)
    assert "Nothing waits for you." not in page(story.reporter)


@pytest.mark.parametrize("role", [Role.DONOR, Role.ADMINISTRATOR, Role.ANALYST, Role.AUDITOR])
def test_others_have_neither_the_page_nor_the_link(story, waived, day, role) -> None:
    client = _client(user(role, "MS", role.value))
    assert client.get("/tasks/").status_code == 403
    assert "My tasks" not in text(client.get("/"))


def test_nobody_sees_the_tasks_of_another_institution(story, waived, day) -> None:
    assert piles(story.stranger) == {"to_fill": ["SPS"]}
    assert piles(user(Role.COORDINATOR, "MF", "other")) == {}


def test_after_signing_in_one_begins_with_the_tasks_if_one_can_have_any(story, waived) -> None:
    for role in Role:
        person = user(role, "GP", f"begins-{role.value}")
        has = role in (Role.COORDINATOR, Role.GOVERNMENT_COORDINATOR, Role.FOCAL_POINT, Role.REPORTER, Role.APPROVER)
        assert sign_in(english_client(), person.email, PASSWORD).url == ("/tasks/" if has else "/"), role


def test_a_page_that_was_asked_for_comes_before_the_tasks(story, waived) -> None:
    answer = english_client().post("/login/?next=/accounts/", {"login": story.reporter.email, "password": PASSWORD})
    assert answer.url == "/accounts/"


# --- Reminders on the page ----------------------------------------------------------------------------------------


def test_reminders_stand_there_until_they_are_read(story, waived, day) -> None:
    actions.remind(AFTER, by="system", at=AT)
    client = _client(story.reporter)
    assert "was due on 30 January 2021 and has not been submitted" in text(client.get("/tasks/"))
    notice = Notice.objects.get(user=story.reporter)
    others = Notice.objects.exclude(user=story.reporter).count()
    client.post("/tasks/read/", {"notice": Notice.objects.exclude(user=story.reporter).first().pk})
    assert Notice.objects.filter(read_at=None).count() == others + 1, "nobody reads for somebody else"
    assert client.post("/tasks/read/", {"notice": notice.pk}).url == "/tasks/"
    assert "No new reminders." in text(client.get("/tasks/"))
    coordinator = _client(story.coordinator)
    coordinator.post("/tasks/read/", {"notice": "nonsense"})
    assert Notice.objects.filter(user=story.coordinator, read_at=None).exists()
    coordinator.post("/tasks/read/")
    assert not Notice.objects.filter(user=story.coordinator, read_at=None).exists()


def test_mails_are_turned_off_and_on_again(story, waived, day) -> None:
    client = _client(story.reporter)
    assert "checked" in client.get("/tasks/").content.decode()
    client.post("/tasks/mail/", {})
    assert "checked" not in client.get("/tasks/").content.decode()
    client.post("/tasks/mail/", {"reminders": "1"})
    assert MailChoice.objects.get().reminders and "checked" in client.get("/tasks/").content.decode()
    assert "/tasks/#notices" in client.get("/accounts/").content.decode()


def test_reading_and_choosing_take_a_button_not_a_link(story, waived) -> None:
    client = _client(story.reporter)
    assert [client.get(f"/tasks/{what}/").status_code for what in ("read", "mail")] == [405, 405]


def test_the_page_asks_few_questions_however_many_plans_and_cycles(story, waived, day) -> None:
    def asked(who: User) -> int:
        client = _client(who)
        client.get("/tasks/")
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/tasks/").status_code == 200
        return len(captured)

    submitted(story)
    actions.remind(GRACE_OVER, by="system", at=AT)
    day(GRACE_OVER)
    people = (story.reporter, story.coordinator, story.both)
    before: list[int] = []
    for n in range(4):
        ActionPlan.objects.filter(code="test-plan").update(code=f"plan-{n}")
        plan = small_plan()
        set_up(plan)
        opened(plan, "2020-H1")
        opened(plan, "2021-H1")
        before = before or [asked(who) for who in people]
    assert Submission.objects.count() > 20
    after = [asked(who) for who in people]
    assert max(after) <= 30 and after == before, (before, after)


def test_moments_are_read_in_local_time(story) -> None:
    """Handed over at half past eleven in the evening in London is the next day in Sarajevo."""
    actions.prepare(submission(story.cycle, "GP"), by=story.reporter, at=datetime.fromisoformat("2021-01-20T23:30Z"))
    (task,) = tasks.of(story.approver, date(2021, 1, 22)).to_approve
    assert task.waiting == 1
