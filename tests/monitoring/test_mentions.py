"""People named in comments: who is meant, who may be named, what reaches them, and what never leaves the house."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from okrilje.accounts.models import User
from okrilje.accounts.permissions import Role
from okrilje.lib.scripts import fold
from okrilje.monitoring import actions, outbox
from okrilje.monitoring.actions import MonitoringError
from okrilje.monitoring.mentions import Person, pieces, read
from okrilje.monitoring.models import Comment, Letter, MailChoice, Mention, Notice
from okrilje.monitoring.queries import conversations, tasks
from tests.monitoring import pages
from tests.monitoring.factories import AT, item, submission, user

AMRA, AMIR = Person(1, "Amra Hodžić", "GP"), Person(2, "Amir Hodžić", "MS")
IVO, OTHER_IVO = Person(3, "Ivo Ban", "GP"), Person(4, "Ivo Ban", "MS")
DEMO = Person(5, "Demo: državni koordinator", "MS")
PEOPLE = [AMRA, AMIR, IVO, OTHER_IVO, DEMO]
SECRET = "KANARINAC"


# --- Who is meant --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "named", "written"),
    [
        ("@Amra Hodžić, molim broj.", [AMRA], "@Amra Hodžić, molim broj."),
        ("@amra molim", [AMRA], "@Amra Hodžić molim"),
        ("Molim (@AMIR HODZIC).", [AMIR], "Molim (@Amir Hodžić)."),
        ("@Амра Хоџић?", [AMRA], "@Amra Hodžić?"),
        ("@Amra i @Amir i opet @Amra", [AMRA, AMIR], "@Amra Hodžić i @Amir Hodžić i opet @Amra Hodžić"),
        ("@demo: drzavni", [DEMO], "@Demo: državni koordinator"),
        ("@koordinator hitno", [DEMO], "@Demo: državni koordinator hitno"),
        ("Pišite na amra@mup.ba ili 5 @ 3", [], "Pišite na amra@mup.ba ili 5 @ 3"),
        ("@Amra\nHodžić", [AMRA], "@Amra Hodžić\nHodžić"),
    ],
)
def test_a_name_is_found_as_people_type_it(text: str, named: list[Person], written: str) -> None:
    found = read(text, PEOPLE)
    assert (list(found.named), found.text, found.unknown, found.doubtful) == (named, written, (), ())


def test_what_fits_nobody_or_several_is_said() -> None:
    assert read("@Amela, molim", PEOPLE).unknown == ("@Amela",)
    assert read("@hodzic", PEOPLE).doubtful == (("@hodzic", (AMRA, AMIR)),)
    assert read("@Ivo Ban", PEOPLE).doubtful == (("@Ivo Ban", (IVO, OTHER_IVO)),)
    assert read("@Amra", []).unknown == ("@Amra",)


words = st.sampled_from(["Ana", "Ante", "Đuro", "Šaban", "Ban", "Babić", "Ivo", "molim", "broj", "i"])
names = st.lists(words, min_size=1, max_size=3).map(" ".join)
crowds = st.lists(names, max_size=5, unique_by=fold).map(
    lambda found: [Person(n, name, "X") for n, name in enumerate(found)]
)
texts = st.lists(st.tuples(st.sampled_from(["", "@"]), words, st.sampled_from([" ", ", ", "\n"])), max_size=8).map(
    lambda parts: "".join("".join(part) for part in parts)
)


def slow(text: str, people: list[Person]) -> list[list[str]]:
    """For each sign that is read, the names that fit, by trying every stretch of words behind it on its line."""
    found, rest = [], text
    while (at := rest.find("@")) >= 0:
        line = rest[at + 1 :].partition("\n")[0]
        said = [fold(word.strip(",")) for word in line.split(" ")]
        fitting: list[str] = []
        taken = 1
        for length in range(len(said), 0, -1):
            part = said[:length]
            for same in (True, False):
                fitting = [
                    p.name
                    for p in people
                    if (own := fold(p.name).split())
                    and (part == own if same else own[:length] == part or (length == 1 and own[-1] == part[0]))
                ]
                if fitting:
                    break
            if fitting:
                taken = length
                break
        found.append(fitting)
        skipped = re.match(rf"(?:\S+(?: |\Z|(?=\n))){{{taken}}}", rest[at + 1 :])
        assert skipped
        rest = rest[at + 1 + skipped.end() :]
    return found


@given(texts, crowds)
def test_names_are_read_as_the_slow_reading_says(text: str, people: list[Person]) -> None:
    found = read(text, people)
    expected = slow(text, people)
    assert [p.name for p in found.named] == list(dict.fromkeys(f[0] for f in expected if len(f) == 1))
    assert len(found.unknown) == expected.count([])
    assert sorted(sorted(p.name for p in who) for _t, who in found.doubtful) == sorted(
        sorted(f) for f in expected if len(f) > 1
    )


@given(texts, crowds)
def test_nothing_but_names_is_changed(text: str, people: list[Person]) -> None:
    found = read(text, people)
    assert "".join(piece for piece, _named in pieces(found.text, [p.name for p in people])) == found.text
    assert found.text.count("@") == text.count("@") and found.text.count("\n") == text.count("\n")


def test_named_people_stand_out_once_written() -> None:
    assert pieces("@Amra Hodžić i Amra", ["Amra Hodžić"]) == [("@Amra Hodžić", True), (" i Amra", False)]
    assert pieces("@Amra Hodžićka", ["Amra Hodžić"]) == [("@Amra Hodžićka", False)]


# --- Who may be named, and what reaches them ------------------------------------------------------------------------


@pytest.fixture
def where(story):
    return item(story.cycle, "GP", "1.1.2")


def say(story, text: str, by: User | None = None, **more) -> Comment:
    return actions.comment(item(story.cycle, "GP", "1.1.2"), text, by=by or story.coordinator, at=AT, **more)


def test_only_those_who_take_part_may_be_named(story, where) -> None:
    closed = user(Role.REPORTER, "GP", "closed")
    User.objects.filter(pk=closed.pk).update(is_active=False)
    user(Role.ANALYST, "GP", "analyst")
    user(Role.COORDINATOR, "SPS", "foreign")
    names = [one.name for one in conversations.people(where.submission, but=story.coordinator)]
    assert names == ["approver", "both", "reporter"]
    for nobody in ("closed", "analyst", "foreign"):
        with pytest.raises(MonitoringError, match="nobody who takes part"):
            say(story, f"@{nobody} molim")
    with pytest.raises(MonitoringError, match="does not take part"):
        say(story, "Molim", notify={closed.pk})
    assert not Comment.objects.exists() and not Notice.objects.exists(), "refused whole"


def test_who_is_named_has_a_task_a_notice_and_a_letter_without_the_text(story, mailoutbox) -> None:
    said = say(story, f"@reporter {SECRET}: 0101990123456?", notify={story.approver.pk})
    assert {one.notice.user for one in said.mentions.all()} == {story.reporter, story.approver}
    assert tasks.count(story.reporter) == 2, "the report to write, and the question"
    assert tasks.count(story.approver) == 1
    outbox.send_all(lambda: AT)
    assert {letter.to[0] for letter in mailoutbox} == {story.reporter.email, story.approver.email}
    for letter in mailoutbox:
        whole = f"{letter.subject} {letter.body}"
        assert SECRET not in whole and "0101990" not in whole and story.coordinator.name not in whole
        assert f"/2020-H2/GP/1.1.2/whole/#comment-{said.pk}" in letter.body
    assert SECRET not in str(list(Notice.objects.values()))


def test_whoever_wants_no_mail_gets_none_and_sees_the_task_all_the_same(story) -> None:
    MailChoice.objects.create(user=story.reporter, reminders=False)
    say(story, "@reporter?")
    assert not Letter.objects.exists() and len(tasks.of(story.reporter, AT.date()).asked) == 1


def test_an_answer_or_a_mark_ends_the_task(story, waived) -> None:
    say(story, "@reporter @approver?")
    say(story, "Evo broja.", by=story.reporter)
    answered = Mention.objects.get(notice__user=story.reporter)
    open_ = Mention.objects.get(notice__user=story.approver)
    assert answered.answered_at == AT and answered.notice.read_at == AT and open_.answered_at is None
    approver = pages.client(story.approver)
    page = approver.get("/tasks/").content.decode()
    assert "You were asked" in page and "@reporter @approver?" in page and "No new reminders." in page
    approver.post("/tasks/read/")
    assert tasks.count(story.approver) == 1, "marking all reminders leaves what somebody was asked"
    approver.post("/tasks/read/", {"notice": str(open_.notice_id)})
    assert tasks.count(story.approver) == 0
    page = approver.get(pages.item(story.cycle, "1.1.2")).content.decode()
    assert "reporter (answered)" in page and "approver (read)" in page
    assert '<b class="mention">@reporter</b>' in page


def test_who_moved_to_another_house_no_longer_sees_the_question(story) -> None:
    say(story, f"@reporter {SECRET}")
    User.objects.filter(pk=story.reporter.pk).update(institution=story.stranger.institution)
    moved = User.objects.get(pk=story.reporter.pk)
    assert tasks.of(moved, AT.date()).asked == []


def test_nobody_is_told_of_what_was_refused_and_the_text_stays(story, waived) -> None:
    person = pages.client(story.coordinator)
    where = pages.item(story.cycle, "1.1.2")
    response = person.post(f"{where}comment/", {"text": "@Niko molim", "notify": [str(story.reporter.pk), "x"]})
    page = response.content.decode()
    assert response.status_code == 422 and "@Niko molim" in page and "nobody who takes part" in page
    assert re.search(rf'name="notify" value="{story.reporter.pk}" checked', page)
    assert not Comment.objects.exists() and not Letter.objects.exists()
    with pytest.raises(MonitoringError, match="Shorten the comment"):
        say(story, "x" * 6001)


def test_strangers_see_no_names_to_choose_from(story, waived) -> None:
    actions.prepare(submission(story.cycle, "GP"), by=story.reporter, at=AT)
    actions.submit(submission(story.cycle, "GP"), by=story.approver, at=AT)
    page = pages.client(story.stranger).get(pages.item(story.cycle, "1.1.2")).content.decode()
    assert "<datalist" not in page and "both" not in page
    assert "<datalist" in pages.client(story.coordinator).get(pages.item(story.cycle, "1.1.2")).content.decode()


def test_a_comment_that_returns_an_answer_may_name_people_too(story) -> None:
    actions.prepare(submission(story.cycle, "GP"), by=story.reporter, at=AT)
    actions.submit(submission(story.cycle, "GP"), by=story.approver, at=AT)
    back = item(story.cycle, "GP", "1.1.2")
    other = item(story.cycle, "GP", "1.1.4")
    with pytest.raises(MonitoringError, match=r"^1\.1\.4: .@nikola"):
        texts = {back.pk: "@reporter?", other.pk: "@nikola?"}
        actions.return_(submission(story.cycle, "GP"), texts, by=story.coordinator, at=AT)
    actions.return_(submission(story.cycle, "GP"), {back.pk: "@reporter?"}, by=story.coordinator, at=AT)
    assert Mention.objects.get().notice.user == story.reporter
