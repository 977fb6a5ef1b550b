"""What leads to one person gets through no door; what may be an office's is asked about, once."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from okrilje.audit.models import Event
from okrilje.files import gate
from okrilje.files.actions import Draft
from okrilje.files.documents import DocumentKind
from okrilje.lib.personal_data import Kind
from okrilje.monitoring import actions, storing
from okrilje.monitoring.answers import Answer, Reported
from okrilje.monitoring.models import Comment, Evidence, ItemVersion
from okrilje.monitoring.proofs import Grade
from okrilje.monitoring.status import Progress
from tests.monitoring import pages
from tests.monitoring.factories import AT, item, submission
from tests.monitoring.traces import traces

pytestmark = pytest.mark.usefixtures("waived")
PERSON, PHONE, EMAIL = "0101006500006", "061 123 456", "mujo.mujic@example.ba"
HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def where(story) -> str:
    return pages.item(story.cycle, "1.1.2")


def said(story) -> Answer:
    return storing.answer_of(item(story.cycle, "GP", "1.1.2"))


def mark(text: str) -> str:
    (one,) = gate.questions({"x": text})
    return one.mark


def handed_in(story) -> None:
    actions.prepare(submission(story.cycle, "GP"), by=story.reporter, at=AT)
    actions.submit(submission(story.cycle, "GP"), by=story.approver, at=AT)


# --- Every door ---------------------------------------------------------------------------------------------------


def _answer(story, text: str) -> None:
    row = item(story.cycle, "GP", "1.1.2")
    actions.save(row, Answer(values={"1": Reported(value=1, reason=text)}), base=0, by=story.reporter, at=AT)


def _stale_answer(story, text: str) -> None:
    row = item(story.cycle, "GP", "1.1.2")
    actions.save(row, Answer(done="Prvi."), base=0, by=story.reporter, at=AT)
    actions.save(row, Answer(done=f"Drugi {text}"), base=0, by=story.both, at=AT)


def _comment(story, text: str) -> None:
    actions.comment(item(story.cycle, "GP", "1.1.2"), text, by=story.coordinator, at=AT)


def _judge(story, text: str) -> None:
    actions.judge(item(story.cycle, "GP", "1.1.2"), "on_track", reason=text, by=story.coordinator, at=AT)


def _send_back(story, text: str) -> None:
    actions.prepare(submission(story.cycle, "GP"), by=story.reporter, at=AT)
    actions.send_back(submission(story.cycle, "GP"), comment=text, by=story.approver, at=AT)


def _return(story, text: str) -> None:
    handed_in(story)
    pk = item(story.cycle, "GP", "1.1.2").pk
    actions.return_(submission(story.cycle, "GP"), {pk: text}, by=story.coordinator, at=AT)


def _accept(story, text: str) -> None:
    handed_in(story)
    actions.accept(submission(story.cycle, "GP"), comment=text, by=story.coordinator, at=AT)


def _accept_all(story, text: str) -> None:
    handed_in(story)
    actions.accept_all([submission(story.cycle, "GP")], by=story.coordinator, at=AT, comment=text)


def _take_back(story, text: str) -> None:
    _accept(story, "")
    actions.take_back_acceptance(submission(story.cycle, "GP"), comment=text, by=story.coordinator, at=AT)


def _correct(story, text: str) -> None:
    _accept(story, "")
    row = item(story.cycle, "GP", "1.1.2")
    actions.correct(row, Answer(done="Ispravljeno."), reason=text, by=story.coordinator, at=AT)


def _note(story, text: str) -> None:
    who = story.reporter.institution
    actions.note_follow_up(story.cycle, text, institution=who, by=story.coordinator, at=AT)


def _target(story, text: str) -> None:
    measure = storing.measures_of(item(story.cycle, "GP", "1.1.2").activity_id)["1"]
    measure.indicator.activity.plan = story.plan
    actions.set_target(measure, year=2021, value=5, reason=text, by=story.coordinator, at=AT)


def _lead(story, text: str) -> None:
    activity = story.plan.activities.get(code="1.1.4")
    activity.plan = story.plan
    actions.choose_lead(activity, story.stranger.institution, reason=text, by=story.coordinator, at=AT)


def _evidence(story) -> Evidence:
    draft = Draft(DocumentKind.OTHER, "Dopis", keep=False, held_by="GP")
    row = actions.add_evidence(item(story.cycle, "GP", "1.1.2"), draft, by=story.reporter, at=AT)
    handed_in(story)
    return row


def _grade(story, text: str) -> None:
    actions.grade_evidence(_evidence(story), Grade.PARTLY, note=text, by=story.coordinator, at=AT)


def _publish(story, text: str) -> None:
    actions.publish_evidence(_evidence(story), True, reason=text, by=story.coordinator, at=AT)


def _withdraw(story, text: str) -> None:
    actions.withdraw_evidence(_evidence(story), reason=text, by=story.reporter, at=AT)


DOORS = [
    _answer, _stale_answer, _comment, _judge, _send_back, _return, _accept, _accept_all, _take_back, _correct, _note,
    _target, _lead, _grade, _publish, _withdraw,
]  # fmt: skip


@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.__name__[1:])
@pytest.mark.parametrize("value", [PERSON, PHONE])
def test_nothing_gets_through_a_door_unasked(story, caplog, door: Callable[..., None], value: str) -> None:
    with pytest.raises(actions.PersonalDataError) as refused:
        door(story, f"Vidjeti {value}.")
    assert value not in str(refused.value) and traces(value, caplog) == []
    assert traces(re.sub(r"\D", "", value), caplog) == []


def test_the_doors_are_all_there() -> None:
    """Whoever takes free text takes ``confirmed`` with it, and stands in the list above."""
    takes = {
        name
        for name in actions.__all__
        if callable(one := getattr(actions, name)) and "confirmed" in getattr(one, "__annotations__", {})
    }
    assert takes == {
        "accept", "accept_all", "add_evidence", "choose_lead", "comment", "correct", "declare_silent",
        "grade_evidence", "judge", "note_follow_up", "publish_evidence", "return_", "save", "save_all", "save_upload",
        "send_back", "set_target", "set_targets", "take_back_acceptance", "withdraw_evidence",
    }  # fmt: skip


def test_what_is_an_offices_passes_once_somebody_says_so_and_only_that_is_logged(story) -> None:
    row, text = item(story.cycle, "GP", "1.1.2"), f"Zvati {PHONE} i {EMAIL}"
    who = {"by": story.coordinator, "at": AT}
    with pytest.raises(actions.PersonalDataError) as refused:
        actions.comment(row, text, **who, confirmed=[mark(PHONE)])
    assert [(one.kind, one.field) for one in refused.value.questions] == [(Kind.EMAIL, "comment")]
    actions.comment(row, text, **who, confirmed=[mark(PHONE), mark(EMAIL)])
    assert Comment.objects.get().text == text
    event = Event.objects.get(action="personal_data.confirmed")
    assert event.details == {"found": {"email": 1, "phone": 1}} and event.subject.endswith("/GP")
    assert "123" not in str(event.details)


def test_nobody_can_say_that_a_personal_number_is_an_offices(story) -> None:
    with pytest.raises(actions.PersonalDataError):
        actions.comment(item(story.cycle, "GP", "1.1.2"), PERSON, by=story.coordinator, at=AT, confirmed=[mark(PERSON)])


def test_saving_several_tells_item_and_field_and_saves_none(story) -> None:
    """What an import shows: which row, which column."""
    good, bad = item(story.cycle, "GP", "1.1.2"), item(story.cycle, "GP", "1.1.4")
    writings = [actions.Writing(good, Answer(done="U redu."), 0), actions.Writing(bad, Answer(lessons=PHONE), 0)]
    with pytest.raises(actions.PersonalDataError) as refused:
        actions.save_all(good.submission, writings, by=story.reporter, at=AT)
    assert [(one.item, one.field, one.may_be_kept) for one in refused.value.questions] == [(bad.pk, "lessons", True)]
    assert not ItemVersion.objects.exists()
    marks = [one.mark for one in refused.value.questions]
    actions.save_all(good.submission, writings, by=story.reporter, at=AT, confirmed=marks)
    assert ItemVersion.objects.count() == 2


# --- On the page ---------------------------------------------------------------------------------------------------


def test_saving_as_one_types_says_which_field_holds_what_and_saves_the_rest(story, where, caplog) -> None:
    person = pages.client(story.reporter)
    form = pages.opened(person, where) | {"done": f"Osoba {PERSON}", "lessons": "Dobro.", "values-1-value": "3"}
    answer = person.post(where, form, **HTMX).content.decode()
    assert "except 1 field that has to be corrected" in answer
    assert "“01…06” is somebody&#x27;s personal number" in answer and "not-a-person" not in answer
    assert said(story) == Answer(lessons="Dobro.", values={"1": Reported(value="3.00")})
    assert traces(PERSON, caplog) == []
    form |= {"base": "1", "done": "Jedna osoba."}
    answer = person.post(where, form, **HTMX).content.decode()
    assert "Saved at" in answer and "except" not in answer
    assert said(story).done == "Jedna osoba."


def test_a_number_of_an_office_is_asked_about_once(story, where) -> None:
    person = pages.client(story.reporter)
    form = pages.opened(person, where) | {"done": f"Centrala {PHONE}"}
    page = person.post(where, form).content.decode()
    (given,) = re.findall(r'name="not-a-person" value="(\w+)"', page)
    assert given == mark(PHONE) and "is an office's, not a person's" in page
    assert pages.fields_of(page)["done"] == f"Centrala {PHONE}", "what was typed still stands there"
    assert said(story) == Answer()
    form |= {"base": "0", "not-a-person": given}
    assert person.post(where, form).status_code == 302
    assert said(story).done == f"Centrala {PHONE}"
    form = pages.opened(person, where) | {"lessons": f"Zvati {PHONE} prije podne", "progress": "in_progress"}
    assert person.post(where, form).status_code == 302, "it is known by now"
    assert said(story).progress == Progress.IN_PROGRESS
    form = pages.opened(person, where) | {"lessons": "Zvati 065 123 456"}
    assert person.post(where, form).status_code == 422, "another one is not"
    assert Event.objects.filter(action="personal_data.confirmed").count() == 1


def test_a_comment_stays_as_typed_with_the_question_under_it(story, where) -> None:
    person = pages.client(story.coordinator)
    page = person.post(f"{where}comment/", {"text": f"Zvati {PHONE}"})
    shown = page.content.decode()
    assert page.status_code == 422 and f"Zvati {PHONE}</textarea>" in shown and shown.count("not-a-person") == 1
    answer = person.post(f"{where}comment/", {"text": f"Zvati {PHONE}", "not-a-person": mark(PHONE)})
    assert answer.status_code == 302 and Comment.objects.get().text == f"Zvati {PHONE}"


@pytest.mark.parametrize(("step", "who"), [("return", "coordinator"), ("send_back", "approver")])
def test_steps_of_a_report_ask_too(story, step: str, who: str) -> None:
    actions.prepare(submission(story.cycle, "GP"), by=story.reporter, at=AT)
    if step == "return":
        actions.submit(submission(story.cycle, "GP"), by=story.approver, at=AT)
    pk, here = item(story.cycle, "GP", "1.1.2").pk, pages.report(story.cycle)
    form = {"step": step, "comment": f"Zvati {PHONE}", f"comment-{pk}": f"Zvati {PHONE}"}
    person = pages.client(getattr(story, who))
    refused = person.post(here, form)
    assert refused.status_code == 422 and "not-a-person" in refused.content.decode()
    assert person.post(here, form | {"not-a-person": mark(PHONE)}).status_code == 302


def test_the_meeting_the_leads_and_the_targets_ask_too(story) -> None:
    person, who = pages.client(story.coordinator), story.reporter.institution
    plan, cycle = f"/plans/{story.plan.code}", f"/plans/{story.plan.code}/reporting/2020-H2"
    forms = {
        f"{cycle}/meeting/note/": {"text": f"Zvati {PHONE}", "institution": who.pk},
        f"{plan}/leads/": {"activity": "1.1.4", "lead": "SPS", "reason": PHONE},
        f"{plan}/targets/1.1.2/1/": {"form": "targets", "t-reason": PHONE, "t-target-2021": "5"},
    }
    for address, form in forms.items():
        refused = person.post(address, form)
        page = refused.content.decode()
        assert refused.status_code == 422 and page.count("not-a-person") == 1, address
        assert person.post(address, form | {"not-a-person": mark(PHONE)}).status_code == 302, address
