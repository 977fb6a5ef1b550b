"""Who is reminded of what: the rules against a slow reference, then worked examples over rows, then the letters."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from django.core import mail
from hypothesis import given
from hypothesis import strategies as st

from okrilje.accounts.permissions import Role
from okrilje.audit.models import Event
from okrilje.monitoring import actions, outbox
from okrilje.monitoring.answers import Answer
from okrilje.monitoring.models import Letter, Notice, ReminderRound
from okrilje.monitoring.queries import reminding
from okrilje.monitoring.reminders import Kind, Reminder, Report, To, from_plain, reminders, to_plain
from okrilje.monitoring.rules import Status
from okrilje.monitoring.status import Progress
from tests.monitoring.factories import AT, item, opened, submission, user

DUE = date(2021, 1, 30)  # a Saturday; the last day of grace is 13 February
DRAFT = Report("p", "2020-H2", "GP", Status.DRAFT, DUE, DUE + timedelta(14), date(2021, 1, 4), date(2021, 1, 4))


# --- The rules ----------------------------------------------------------------------------------------------------


def sent(reports_on, first: date, last: date, skipped: frozenset[date] = frozenset()) -> dict[str, tuple[date, Kind]]:
    """What a worker that runs on all days but those sends, each key once: key -> the day and the kind."""
    found: dict[str, tuple[date, Kind]] = {}
    before, day = None, first
    while day <= last:
        if day not in skipped:
            for one in reminders(reports_on(day), day, after=before):
                found.setdefault(one.key, (day, one.kind))
            before = day
        day += timedelta(1)
    return found


def test_a_draft_that_nobody_writes_is_reminded_of_until_it_is_escalated() -> None:
    found = sent(lambda day: [DRAFT], date(2021, 1, 4), date(2021, 2, 28))
    by_kind = {kind: day for day, kind in found.values() if kind is not Kind.DIGEST}
    assert by_kind == {
        Kind.DUE_SOON: date(2021, 1, 16),
        Kind.UNTOUCHED: date(2021, 1, 25),
        Kind.DUE_VERY_SOON: date(2021, 1, 27),
        Kind.OVERDUE: date(2021, 1, 31),
        Kind.OVERDUE_AGAIN: date(2021, 2, 6),
        Kind.ESCALATED: date(2021, 2, 14),
        Kind.SILENT: date(2021, 2, 14),
    }
    digests = sorted(day for day, kind in found.values() if kind is Kind.DIGEST)
    assert digests == [date(2021, 2, day) for day in (1, 8, 15, 22)]


@pytest.mark.parametrize(
    ("status", "handed_in", "kind", "to", "days"),
    [
        (Status.PREPARED, False, Kind.UNAPPROVED, To.APPROVERS, 5),
        (Status.SUBMITTED, True, Kind.UNREVIEWED, To.COORDINATORS, 11),
        (Status.RETURNED, True, Kind.UNREVISED, To.WRITERS, 7),
        (Status.DRAFT, True, Kind.UNREVISED, To.WRITERS, 7),
        (Status.DRAFT, False, Kind.UNTOUCHED, To.WRITERS, 21),
    ],
)
def test_what_lies_for_too_long(status, handed_in, kind, to, days) -> None:
    report = replace(
        DRAFT, status=status, handed_in=handed_in, due_on=DUE + timedelta(90), grace_until=DUE + timedelta(99)
    )

    def on_day(n: int) -> list[tuple[Kind, To]]:
        return [(r.kind, r.to) for r in reminders([report], report.since + timedelta(n))]

    assert (kind, to) not in on_day(days - 1) and (kind, to) in on_day(days)


@pytest.mark.parametrize("status", [Status.ACCEPTED, Status.LOCKED])
def test_of_what_is_accepted_nobody_is_reminded(status) -> None:
    report = replace(DRAFT, status=status, handed_in=True)
    assert reminders([report], date(2022, 1, 3)) == []


def test_an_overdue_report_that_waits_for_approval_is_the_approvers() -> None:
    late = replace(DRAFT, status=Status.PREPARED, since=DUE, touched_on=DUE)
    (first, *_rest) = reminders([late], DUE + timedelta(2), after=date(2030, 1, 1))
    assert (first.kind, first.to) == (Kind.OVERDUE, To.APPROVERS)


def test_the_coordinator_gets_one_note_for_all_who_are_silent() -> None:
    three = [replace(DRAFT, institution=code) for code in ("SPS", "GP", "SIPA")]
    day = date(2021, 2, 14)
    notes = [one for one in reminders(three, day) if one.to is To.COORDINATORS]
    assert [(n.kind, n.silent) for n in notes] == [(Kind.SILENT, ("GP", "SIPA", "SPS"))]


days = st.integers(min_value=0, max_value=120).map(lambda n: date(2021, 1, 1) + timedelta(n))


@st.composite
def reports(draw) -> Report:
    status = draw(st.sampled_from(Status))
    since = draw(days)
    due = draw(days)
    handed_in = status not in (Status.DRAFT, Status.PREPARED) or draw(st.booleans())
    return Report(
        plan=draw(st.sampled_from(["p", "q"])),
        cycle="2020-H2",
        institution=draw(st.sampled_from(["GP", "SPS", "MS"])),
        status=status,
        due_on=due,
        grace_until=due + timedelta(draw(st.integers(0, 30))),
        since=since,
        touched_on=since + timedelta(draw(st.integers(0, 20))),
        handed_in=handed_in,
    )


def between(first: date, last: date) -> int:
    count = 0
    while first + timedelta(count) < last:
        count += 1
    return count


def slow(report: Report, day: date) -> set[tuple[Kind, To]]:
    """The same rules, by counting days one by one and asking for each kind by itself."""
    return slow_about_the_due_date(report, day) | slow_about_waiting(report, day)


def slow_about_the_due_date(report: Report, day: date) -> set[tuple[Kind, To]]:
    to_come, gone = between(day, report.due_on), between(report.due_on, day)
    after_grace = between(report.grace_until, day) > 0
    found = set()
    if not report.handed_in and report.status == "draft" and gone == 0:
        if 4 <= to_come <= 14:
            found.add((Kind.DUE_SOON, To.WRITERS))
        if to_come <= 3 and not after_grace:
            found.add((Kind.DUE_VERY_SOON, To.WRITERS))
    if not report.handed_in and report.status in ("draft", "prepared"):
        who = To.WRITERS if report.status == "draft" else To.APPROVERS
        if not after_grace and 1 <= gone <= 6:
            found.add((Kind.OVERDUE, who))
        if not after_grace and gone >= 7:
            found.add((Kind.OVERDUE_AGAIN, who))
        if after_grace:
            found.add((Kind.ESCALATED, To.APPROVERS))
    return found


def slow_about_waiting(report: Report, day: date) -> set[tuple[Kind, To]]:
    found = set()
    draft = report.status == "draft" and not report.handed_in
    if draft and between(report.due_on, day) == 0 and between(report.touched_on, day) >= 21:
        found.add((Kind.UNTOUCHED, To.WRITERS))
    if report.status == "prepared" and between(report.since, day) >= 5:
        found.add((Kind.UNAPPROVED, To.APPROVERS))
    if report.status == "submitted" and between(report.since, day) > 10:
        found.add((Kind.UNREVIEWED, To.COORDINATORS))
    if report.handed_in and report.status in ("draft", "returned") and between(report.touched_on, day) >= 7:
        found.add((Kind.UNREVISED, To.WRITERS))
    return found


@given(report=reports(), day=days)
def test_each_rule_against_the_slow_one(report: Report, day: date) -> None:
    report = normal(report)
    found = {(r.kind, r.to) for r in reminders([report], day) if r.institution}
    assert found == slow(report, day)


def normal(report: Report) -> Report:
    """A report that was returned has been handed in."""
    return replace(report, handed_in=True) if report.status is Status.RETURNED else report


@given(report=reports(), skipped=st.frozensets(days, max_size=60))
def test_a_worker_that_sleeps_for_days_sends_nothing_twice_and_no_monday_is_lost(report, skipped) -> None:
    report = normal(report)
    first, last = date(2021, 1, 1), date(2021, 5, 15)
    whole, rests = (sent(lambda day: [report], first, last, gone) for gone in (frozenset(), skipped))
    # A summary that comes a day late tells how it stands on that day.
    late = {key for key, (day, kind) in rests.items() if kind is Kind.DIGEST and day.weekday() != 0}
    assert rests.keys() - late <= whole.keys()
    assert all(rests[key][0] >= whole[key][0] for key in rests.keys() & whole.keys())
    # What ends by itself may have passed while it slept; what holds until somebody acts, and the weeks, may not.
    lasting = {Kind.ESCALATED, Kind.SILENT, Kind.UNAPPROVED, Kind.UNREVIEWED, Kind.UNREVISED}
    assert {k for k, (_d, kind) in whole.items() if kind in lasting} == {
        k for k, (_d, kind) in rests.items() if kind in lasting
    }
    weeks = [day for key, (day, kind) in sorted(rests.items()) if kind is Kind.DIGEST]
    assert all(earlier < later for earlier, later in pairwise(weeks))


@given(st.lists(reports(), max_size=6), days)
def test_keys_tell_reminders_apart_and_a_reminder_survives_json(found: list[Report], day: date) -> None:
    once = {(one.plan, one.institution): normal(one) for one in found}
    made = reminders(once.values(), day)
    assert len({one.key for one in made}) == len(made)
    assert [from_plain(to_plain(one)) for one in made] == made


# --- Over rows ----------------------------------------------------------------------------------------------------

MORNING = datetime(2021, 1, 31, 7, 0, tzinfo=UTC)


def told(round_day: date) -> set[tuple[str, str]]:
    actions.remind(round_day, by="system", at=MORNING)
    return {(notice.user.email.split("@")[0], notice.kind) for notice in Notice.objects.select_related("user")}


@pytest.mark.django_db
def test_the_day_after_the_due_date_those_who_write_are_reminded_and_nobody_else(story) -> None:
    actions.prepare(submission(story.cycle, "GP"), by=story.reporter, at=AT)
    actions.submit(submission(story.cycle, "GP"), by=story.approver, at=AT)
    found = told(date(2021, 1, 31))
    assert {(who, kind) for who, kind in found if kind == Kind.OVERDUE} == {
        ("reporter", "overdue"), ("coordinator", "overdue"),  # of SPS and of the ministry itself
    }  # fmt: skip
    gp = Notice.objects.filter(user__institution__code="GP")
    assert not gp.exists()


@pytest.mark.django_db
def test_whoever_prepared_a_report_is_not_asked_to_approve_it(story) -> None:
    actions.prepare(submission(story.cycle, "GP"), by=story.both, at=AT)
    assert ("approver", "unapproved") in told(date(2021, 1, 26))
    assert ("both", "unapproved") not in told(date(2021, 1, 27))


@pytest.mark.django_db
def test_a_day_is_made_once_and_a_thing_is_said_once(story) -> None:
    first = actions.remind(date(2021, 1, 31), by="system", at=MORNING)
    assert first.notices == Notice.objects.count() > 0
    assert actions.remind(date(2021, 1, 31), by="system", at=MORNING) is None
    again = actions.remind(date(2021, 2, 2), by="system", at=MORNING)
    assert {n.kind for n in Notice.objects.all()[: again.notices]} == {Kind.DIGEST}, "only the Monday in between"
    event = Event.objects.filter(action="reminders.made").earliest("sequence")
    assert event.details == {"notices": first.notices, "letters": first.letters}


@pytest.mark.django_db
def test_one_letter_a_day_in_the_language_of_each_who_gets_it(story) -> None:
    story.reporter.language = "en"
    story.reporter.save()
    other = opened(story.plan, "2021-H1")
    other.due_on, other.grace_until, other.ends_on = DUE, DUE + timedelta(14), DUE
    other.save()
    actions.remind(date(2021, 1, 31), by="system", at=MORNING)
    letter = Letter.objects.get(recipient=story.reporter)
    assert letter.language == "en" and letter.subject == "[Okrilje] 2 reminders about reporting"
    assert "was due on 30 January 2021" in letter.body and letter.body.count("http://") == 3
    assert "30. januar" in Letter.objects.get(recipient=story.coordinator).body


@pytest.mark.django_db
def test_mails_can_be_turned_off_except_that_nothing_came_at_all(story) -> None:
    for person in (story.reporter, story.approver):
        actions.choose_mail(person, reminders=False)
    actions.remind(date(2021, 1, 31), by="system", at=MORNING)
    assert not Letter.objects.filter(recipient__in=[story.reporter, story.approver]).exists()
    assert Notice.objects.filter(user=story.reporter).exists()
    actions.remind(date(2021, 2, 14), by="system", at=MORNING)
    assert "14" not in Letter.objects.get(recipient=story.approver).subject
    assert not Letter.objects.filter(recipient=story.reporter).exists()


@pytest.mark.django_db
def test_an_institution_without_anybody_is_named_for_the_administrator(story) -> None:
    story.stranger.is_active = False
    story.stranger.save()
    lines = reminding.as_lines(reminding.due(date(2021, 2, 14)))
    assert any(line.startswith("nobody (approvers SPS): [escalated]") for line in lines)


CANARIES = [f"KANARINAC-{n}" for n in range(9)]


@pytest.mark.django_db
def test_nothing_of_a_report_is_in_a_letter_or_its_headers(story, settings) -> None:
    done, difficulties, handled, lessons, recommendation, comment, sent_back, title, _last = CANARIES
    where = item(story.cycle, "GP", "1.1.2")
    said = Answer(progress=Progress.IN_PROGRESS, done=done, difficulties=difficulties, handled=handled,
                  lessons=lessons, recommendation=recommendation)  # fmt: skip
    story.plan.activities.update(title=title)
    actions.save(where, said, base=0, by=story.reporter, at=AT)
    actions.prepare(submission(story.cycle, "GP"), by=story.reporter, at=AT)
    actions.send_back(submission(story.cycle, "GP"), comment=sent_back, by=story.approver, at=AT)
    for day in (date(2021, 1, 27), date(2021, 1, 31), date(2021, 2, 8), date(2021, 2, 14)):
        actions.remind(day, by="system", at=MORNING)
    actions.prepare(submission(story.cycle, "GP"), by=story.reporter, at=AT)
    actions.remind(date(2021, 2, 15), by="system", at=MORNING)
    actions.submit(submission(story.cycle, "GP"), by=story.approver, at=AT)
    actions.remind(date(2021, 2, 16), by="system", at=MORNING)
    actions.return_(submission(story.cycle, "GP"), {where.pk: comment}, by=story.coordinator, at=AT)
    actions.remind(date(2021, 2, 22), by="system", at=MORNING)
    outbox.send_all(lambda: MORNING)
    kinds = set(Notice.objects.values_list("kind", flat=True))
    assert kinds >= {"due-very-soon", "overdue", "overdue-again", "escalated", "silent", "digest", "unapproved",
                     "unreviewed", "unrevised"}  # fmt: skip
    whole = "\n".join(message.message().as_string() + message.body + message.subject for message in mail.outbox)
    assert len(mail.outbox) == Letter.objects.count() > 10
    assert not [canary for canary in CANARIES if canary in whole]
    kept = str(list(Letter.objects.values())) + str(list(Notice.objects.values()))
    assert not [canary for canary in CANARIES if canary in kept]


@pytest.mark.django_db
def test_the_number_of_queries_does_not_grow_with_the_reports(story, django_assert_max_num_queries) -> None:
    for n in range(6):
        user(Role.FOCAL_POINT, "GP", f"one-more-{n}")
    with django_assert_max_num_queries(6):
        reminding.due(date(2021, 2, 14))
    with django_assert_max_num_queries(20):
        actions.remind(date(2021, 2, 14), by="system", at=MORNING)
    assert ReminderRound.objects.get().notices > 5
    assert isinstance(from_plain(Notice.objects.first().about), Reminder)
