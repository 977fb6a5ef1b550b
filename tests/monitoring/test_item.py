"""One activity of a report: written as one types, without JavaScript, by two people at once."""

from __future__ import annotations

import re

import pytest

from okrilje.monitoring import actions, storing
from okrilje.monitoring.answers import Answer, Reported, Spending
from okrilje.monitoring.models import Comment, Item, ItemVersion, Judgement
from okrilje.monitoring.status import Progress
from tests.monitoring import pages
from tests.monitoring.factories import AT, item, submission

pytestmark = pytest.mark.usefixtures("waived")
HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def where(story) -> str:
    return pages.item(story.cycle, "1.1.2")


def said(story, code: str = "1.1.2", who: str = "GP", scope: str = "whole") -> Answer:
    return storing.answer_of(item(story.cycle, who, code, scope))


def handed_in(story, who: str = "GP") -> None:
    actions.prepare(submission(story.cycle, who), by=story.reporter, at=AT)
    actions.submit(submission(story.cycle, who), by=story.approver, at=AT)


# --- Writing ------------------------------------------------------------------------------------------------------


def test_a_form_sent_without_javascript_is_saved_whole(story, where) -> None:
    person = pages.client(story.reporter, "bs")
    form = pages.opened(person, where)
    assert form["base"] == "0" and form["money-0-year"] == "2020"
    form |= {
        "progress": "in_progress", "occurrences": "3", "done": "Tri kontrole.\r\nNa granici.",
        "values-1-value": "1.234,50", "values-2-value": "12",
        "money-0-source": "GP", "money-0-planned": "10.000", "money-0-paid": "9999.5",
    }  # fmt: skip
    assert person.post(where, form).status_code == 302
    assert said(story) == Answer(
        progress=Progress.IN_PROGRESS,
        occurrences=3,
        done="Tri kontrole.\nNa granici.",
        values={"1": Reported(value="1234.50"), "2": Reported(value="12.00")},
        money={"2020/GP": Spending(planned="10000.00", paid="9999.50")},
    )
    again = pages.opened(person, where)
    assert (again["base"], again["values-1-value"], again["money-0-planned"]) == ("1", "1.234,50", "10.000")
    assert (again["money-0-key"], again["money-1-key"]) == ("2020/GP", "")
    assert person.post(where, again).status_code == 302
    assert ItemVersion.objects.count() == 1, "a form sent back untouched changes nothing"


def test_saving_as_one_types_answers_with_time_and_revision_and_leaves_the_form_alone(story, where) -> None:
    person = pages.client(story.reporter)
    form = pages.opened(person, where) | {"done": "Kontrole"}
    answer = person.post(where, form, **HTMX).content.decode()
    assert re.match(r"Saved at \d\d:\d\d", answer)
    assert re.search(r'name="base" value="1"[^>]*hx-swap-oob', answer)
    assert "<textarea" not in answer and "<html" not in answer
    assert f'id="row-{item(story.cycle, "GP", "1.1.2").pk}-state"' in answer and 'id="answered"' not in answer
    answer = person.post(where, form | {"base": "1", "progress": "in_progress"}, **HTMX).content.decode()
    assert "1 / 3" in answer


def test_what_cannot_be_read_stays_as_typed_and_the_rest_is_saved(story, where) -> None:
    person = pages.client(story.reporter)
    form = pages.opened(person, where)
    form |= {"done": "Sačuvano", "values-1-value": "oko 20", "money-0-planned": "-5", "lessons": "x" * 6001}
    response = person.post(where, form)
    page = response.content.decode()
    assert response.status_code == 422 and said(story) == Answer(done="Sačuvano")
    shown = pages.fields_of(page)
    assert (shown["values-1-value"], shown["money-0-planned"], len(shown["lessons"])) == ("oko 20", "-5", 6001)
    assert "“oko 20” is not a number" in page and "Write zero or a larger number." in page and "Shorten this" in page
    assert shown["base"] == "1" and 'aria-invalid="true"' in page
    answer = person.post(where, form | {"base": "1"}, **HTMX).content.decode()
    assert "except 3 fields" in answer and "is not a number" in answer


def test_a_row_of_money_that_stands_twice_is_not_saved_twice(story, where) -> None:
    person = pages.client(story.reporter)
    form = pages.opened(person, where) | {"money-0-source": "MS", "money-0-paid": "5"}
    person.post(where, form)
    form = pages.opened(person, where) | {"money-1-source": "MS", "money-1-planned": "7"}
    response = person.post(where, form)
    assert response.status_code == 422 and "stand in another row" in response.content.decode()
    assert said(story).money == {"2020/MS": Spending(paid="5.00")}
    form = pages.opened(person, where) | {"money-0-paid": ""}
    person.post(where, form)
    assert said(story).money == {}, "an emptied row is gone"


def test_another_row_of_money_can_be_added(story, where) -> None:
    person = pages.client(story.reporter)
    form = pages.opened(person, where) | {"money-0-source": "MS", "money-0-paid": "5", "add": "1"}
    answer = person.post(where, form, **HTMX).content.decode()
    assert 'name="money-rows" value="2"' in answer and 'name="money-1-year"' in answer
    assert person.post(where, form)["Location"].endswith("-money")


def test_progress_fits_the_kind_of_activity(story) -> None:
    def radios(page: str) -> set[str]:
        return set(re.findall(r'type="radio" name="progress" value="(\w*)"', page))

    page = pages.client(story.coordinator).get(pages.item(story.cycle, "1.1.1", "MS")).content.decode()
    assert 'name="completions-1"' in page and 'name="occurrences"' not in page
    assert radios(page) == {"", "not_started", "in_progress", "done", "not_applicable"}
    assert 'name="values-1-value" value="1"' in page, "a milestone is answered with yes or no"
    page = pages.client(story.coordinator).get(pages.item(story.cycle, "1.1.3", "MS")).content.decode()
    assert radios(page) == {"", "in_progress", "none", "not_applicable"} and 'name="occurrences"' in page


def test_no_target_is_said_and_a_target_is_shown(story, where) -> None:
    measure = storing.measures_of(story.plan.activities.get(code="1.1.2").pk)["2"]
    actions.set_target(measure, year=2020, value=1500, reason="Plan.", by=story.coordinator, at=AT)
    page = pages.client(story.reporter).get(where).content.decode()
    assert "target for 2020: 1,500" in page and "no target set" in page


@pytest.mark.parametrize("who", ["stranger", "approver"])
def test_who_does_not_write_here_gets_no_form_and_is_refused(story, where, who) -> None:
    person = pages.client(getattr(story, who))
    response = person.get(where)
    assert response.status_code == (404 if who == "stranger" else 200)
    assert b'class="answer"' not in response.content
    response = person.post(where, {"base": "0", "done": "Tuđe"})
    assert response.status_code == (404 if who == "stranger" else 409)
    assert said(story) == Answer()
    if who == "approver":
        assert "Tuđe" in response.content.decode(), "what was typed is not lost"
        answer = person.post(where, {"base": "0", "done": "x"}, **HTMX)
        assert answer.status_code == 409 and "Not saved." in answer.content.decode()


# --- Two at once --------------------------------------------------------------------------------------------------


def test_changes_of_others_come_into_the_form_with_the_next_save(story, where) -> None:
    first, second = pages.client(story.reporter), pages.client(story.both)
    mine, theirs = pages.opened(first, where), pages.opened(second, where)
    second.post(where, theirs | {"lessons": "Njihovo", "money-0-paid": "7"})
    answer = first.post(where, mine | {"done": "Moje"}, **HTMX).content.decode()
    assert "What others changed meanwhile" in answer
    assert re.search(r'<textarea name="lessons"[^>]*>\s*Njihovo', answer) and 'name="done"' not in answer
    assert 'name="money-rows"' in answer
    assert (said(story).done, said(story).lessons) == ("Moje", "Njihovo")


def test_a_conflict_shows_both_and_a_person_decides(story, where) -> None:
    first, second = pages.client(story.reporter), pages.client(story.both)
    mine, theirs = pages.opened(first, where), pages.opened(second, where)
    second.post(where, theirs | {"done": "Njihovo"})
    response = first.post(where, mine | {"done": "Moje", "handled": "I ovo"})
    page = response.content.decode()
    assert response.status_code == 409 and "Njihovo" in page
    shown = pages.fields_of(page)
    assert (shown["done"], shown["undecided"], shown["base"]) == ("Moje", "done", "2")
    assert (said(story).done, said(story).handled) == ("Njihovo", "I ovo")
    # Going on without deciding saves the rest and keeps asking, and makes no second version aside.
    answer = first.post(where, shown | {"done": "Moje i više", "lessons": "L"}, **HTMX).content.decode()
    assert "Decide which one stays" in answer and "Moje i više" in answer and 'name="base" value="3"' in answer
    assert (said(story).done, said(story).lessons) == ("Njihovo", "L")
    assert ItemVersion.objects.filter(is_aside=True).count() == 1
    shown |= {"base": "3", "lessons": "L", "done": "Oboje"}
    first.post(where, shown | {"keep": "done"})
    assert said(story).done == "Oboje"


def test_theirs_can_be_taken(story, where) -> None:
    first, second = pages.client(story.reporter), pages.client(story.both)
    mine, theirs = pages.opened(first, where), pages.opened(second, where)
    second.post(where, theirs | {"values-1-value": "5"})
    shown = pages.fields_of(first.post(where, mine | {"values-1-value": "6"}).content.decode())
    answer = first.post(where, shown | {"take": "values.1.value"}, **HTMX).content.decode()
    assert re.search(r'name="values-1-value" value="5"', answer) and "undecided" not in answer
    assert said(story).values == {"1": Reported(value="5.00")}


def test_two_tabs_with_money_lose_nothing(story, where) -> None:
    first, second = pages.client(story.reporter), pages.client(story.reporter)
    mine, theirs = pages.opened(first, where), pages.opened(second, where)
    second.post(where, theirs | {"money-0-source": "MS", "money-0-paid": "5"})
    shown = pages.fields_of(first.post(where, mine | {"money-0-source": "MS", "money-0-paid": "6"}).content.decode())
    assert (shown["undecided"], shown["money-0-paid"]) == ("money.2020/MS.paid", "6")
    assert said(story).money == {"2020/MS": Spending(paid="5.00")}
    first.post(where, shown | {"keep": "money.2020/MS.paid"})
    assert said(story).money == {"2020/MS": Spending(paid="6.00")}


def test_the_history_shows_every_version_and_what_was_put_aside(story, where) -> None:
    first, second = pages.client(story.reporter), pages.client(story.both)
    mine, theirs = pages.opened(first, where), pages.opened(second, where)
    second.post(where, theirs | {"done": "Održane dvije kontrole"})
    first.post(where, mine | {"done": "Održane tri kontrole"})
    page = first.get(f"{where}history/").content.decode()
    assert "Put aside" in page and "<del>dvije </del><ins>tri </ins>" in page


# --- Joint activities ---------------------------------------------------------------------------------------------


def test_the_lead_sees_the_shares_that_were_handed_in_and_copies_a_number(story) -> None:
    where = pages.item(story.cycle, "1.1.4")
    for who, value in (("GP", "4"), ("SPS", "3")):
        part = Answer(progress="in_progress", values={"1": Reported(value=value)})
        by = story.reporter if who == "GP" else story.stranger
        actions.save(item(story.cycle, who, "1.1.4", "share"), part, base=0, by=by, at=AT)
    lead = pages.client(story.reporter)
    page = lead.get(where).content.decode()
    assert 'value="values.1.value=4"' in page and 'value="values.1.value=3"' not in page and "Not handed in yet" in page
    form = pages.fields_of(page)
    answer = lead.post(where, form | {"set": "values.1.value=4"}, **HTMX).content.decode()
    assert re.search(r'name="values-1-value" value="4"', answer)
    assert said(story, "1.1.4").values == {"1": Reported(value="4.00")}


def test_contradictions_are_shown_to_the_lead_and_to_the_share(story) -> None:
    part = Answer(progress="in_progress", values={"1": Reported(value=9)})
    actions.save(item(story.cycle, "SPS", "1.1.4", "share"), part, base=0, by=story.stranger, at=AT)
    whole = Answer(progress="none", values={"1": Reported(value=5)})
    actions.save(item(story.cycle, "GP", "1.1.4"), whole, base=0, by=story.reporter, at=AT)
    other = pages.client(story.stranger)
    there = pages.item(story.cycle, "1.1.4", "SPS", "share")
    assert "has not been handed in yet" in other.get(there).content.decode()
    handed_in(story)
    page = other.get(there).content.decode()
    assert "of the whole the opposite is said" in page and "less than one of them" in page


# --- Comments, statuses by hand, corrections ----------------------------------------------------------------------


def test_comments_are_added_and_empty_ones_refused(story, where) -> None:
    person = pages.client(story.approver)
    assert person.post(f"{where}comment/", {"text": "Provjerite broj."}).status_code == 302
    assert Comment.objects.get().text == "Provjerite broj."
    response = person.post(f"{where}comment/", {"text": " "})
    assert response.status_code == 422 and "Write something first." in response.content.decode()


def test_the_coordinator_sets_a_status_with_a_reason(story, where) -> None:
    person = pages.client(story.coordinator)
    response = person.post(f"{where}judge/", {"state": "behind", "reason": ""})
    assert response.status_code == 422 and "Say why." in response.content.decode()
    person.post(f"{where}judge/", {"state": "behind", "reason": "Premalo."})
    assert Judgement.objects.get().state == "behind"
    page = person.get(where).content.decode()
    assert "set by the coordinator" in page and "Premalo." in page and "Computed:" in page
    assert pages.client(story.reporter).post(f"{where}judge/", {"state": "", "reason": "x"}).status_code == 422


def test_a_correction_after_acceptance_keeps_the_old_value_and_is_marked(story, where) -> None:
    actions.save(
        item(story.cycle, "GP", "1.1.2"), Answer(progress="in_progress", done="Dvije"), base=0, by=story.reporter, at=AT
    )
    handed_in(story)
    actions.accept(submission(story.cycle, "GP"), by=story.coordinator, at=AT)
    person = pages.client(story.approver)
    page = person.get(where).content.decode()
    assert "Correct this answer" in page and 'class="answer"' not in page
    form = {"base": "1", "progress": "in_progress", "done": "Tri", "money-rows": "0"}
    response = person.post(f"{where}correct/", form)
    assert response.status_code == 422 and "Say why it is corrected." in response.content.decode()
    assert "Tri" in response.content.decode()
    assert person.post(f"{where}correct/", form | {"correction-reason": "Brojano dvaput."}).status_code == 302
    report = person.get(f"{pages.report(story.cycle)}?show=changed").content.decode()
    assert "changed since acceptance" in report and "Brojano dvaput." in report and "<del>Dvije</del>" in report
    stale = person.post(f"{where}correct/", form | {"done": "Pet", "correction-reason": "x"})
    assert stale.status_code == 422 and "Somebody else changed" in stale.content.decode()


def test_an_item_asks_the_database_at_most_thirty_times(story, where, django_assert_max_num_queries) -> None:
    person = pages.client(story.reporter)
    form = pages.opened(person, where)
    with django_assert_max_num_queries(30):
        person.get(where)
    with django_assert_max_num_queries(30):
        person.get(where, **HTMX)
    assert Item.objects.count() == 7 and form


@pytest.mark.parametrize("code", ["1.1.2", "1.1.4"])
def test_saving_as_one_types_asks_the_database_at_most_thirty_times(story, code, django_assert_max_num_queries) -> None:
    """Also the largest save: everything for the first time, on the page of the report, with a share of others."""
    where = pages.item(story.cycle, code, scope="share" if code == "1.1.4" else "whole")
    person = pages.client(story.reporter)
    form = pages.opened(person, where)
    first = {
        "progress": "in_progress", "occurrences": "3", "done": "Tri.", "values-1-value": "4", "money-0-source": "MS",
        "money-0-paid": "5",
    }  # fmt: skip
    on_report = HTMX | {"HTTP_HX_CURRENT_URL": f"http://testserver{pages.report(story.cycle)}"}
    with django_assert_max_num_queries(30):
        answer = person.post(where, form | first, **on_report).content.decode()
    assert "1 / 3" in answer
    form = pages.opened(person, where)
    with django_assert_max_num_queries(27):
        answer = person.post(where, form | {"done": "Tri kontrole."}, **on_report).content.decode()
    assert "Saved at" in answer
    with django_assert_max_num_queries(30):
        person.post(
            where, form | {"base": "2", "values-1-value": "9", "money-0-paid": "7", "progress": ""}, **on_report
        )
    assert said(story, code, scope=where.rstrip("/").rpartition("/")[2]).values == {"1": Reported(value=9)}
