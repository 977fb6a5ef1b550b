"""A filled-in workbook on its way into the report: who may, what is shown, what is saved, what waits for a decision."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from pytest_django import DjangoAssertNumQueries

from okrilje.accounts.models import Institution, User
from okrilje.audit.models import Event
from okrilje.monitoring import actions, storing
from okrilje.monitoring.actions import uploads
from okrilje.monitoring.answers import Answer, Reported, Spending
from okrilje.monitoring.models import Item, ItemVersion, ReportUpload
from okrilje.monitoring.queries import sheets
from okrilje.plan import workbook as plan_workbook
from okrilje.plan.models import Activity, Responsibility
from okrilje.web import worker
from tests.monitoring import pages, workbooks
from tests.monitoring.factories import AT, item, submission
from tests.monitoring.traces import traces
from tests.plan.generated import small

pytestmark = pytest.mark.usefixtures("waived")
SHARE = "the institution's share"


@pytest.fixture
def where(story: SimpleNamespace) -> str:
    return pages.report(story.cycle)


def downloaded(by: User, where: str, language: str = "en") -> Any:
    response = pages.client(by, language).get(f"{where.rstrip('/')}.xlsx")
    assert response.status_code == 200, response
    return workbooks.opened(response.content)


def uploaded(by: User, where: str, book: Any, **more: Any) -> HttpResponse:
    data = book if isinstance(book, bytes) else workbooks.saved(book)
    file = SimpleUploadedFile("Izvještaj.xlsx", data)
    return pages.client(by).post(f"{where}excel/", {"file": file}, follow=True, **more)


def last() -> ReportUpload:
    return ReportUpload.objects.latest("pk")


def step(by: User, where: str, step: str, **fields: str) -> HttpResponse:
    return pages.client(by).post(f"{where}excel/{last().pk}/", {"step": step, **fields}, follow=True)


def text(response: HttpResponse) -> str:
    return response.content.decode()


def said(story: SimpleNamespace, code: str, scope: str = "whole") -> Answer:
    return storing.answer_of(item(story.cycle, "GP", code, scope))


def write(story: SimpleNamespace, answer: Answer, code: str = "1.1.2", scope: str = "whole") -> None:
    row = item(story.cycle, "GP", code, scope)
    actions.save(row, answer, base=row.revision, by=story.both, at=AT)


# --- There and back -----------------------------------------------------------------------------------------------


def test_a_report_is_downloaded_filled_in_looked_at_and_saved(story: SimpleNamespace, where: str) -> None:
    page = text(pages.client(story.reporter).get(where))
    assert f'href="{where.rstrip("/")}.xlsx"' in page and f'href="{where}excel/"' in page
    book = downloaded(story.reporter, where)
    workbooks.say(book, "1.1.2", progress="under way", occurrences=2, done="Dva sastanka.\n– u Sarajevu")
    workbooks.say(book, "1.1.4", SHARE, progress="nothing in this period")
    workbooks.count(book, "1.1.2", "1", "3", "Evidencija kasni.")
    workbooks.add_money(book, "1.1.2", 2020, "GP", paid="1.234,50")
    preview = text(uploaded(story.reporter, where, book))
    assert "What would change: 2 activities" in preview and "All of it is saved, or nothing." in preview
    assert "<ins>under way</ins>" in preview and "Dva sastanka." in preview and "2020, Institution GP: paid" in preview
    assert not ItemVersion.objects.exists(), "nothing is saved before"
    done = step(story.reporter, where, "save")
    assert done.redirect_chain[-1][0] == where
    assert "Saved from the workbook: 2 activities were changed." in text(done)
    assert said(story, "1.1.2") == Answer(
        progress="in_progress", occurrences=2, done="Dva sastanka.\n– u Sarajevu",
        values={"1": Reported(value=3, reason="Evidencija kasni.")}, money={"2020/GP": Spending(paid="1234.50")},
    )  # fmt: skip
    assert said(story, "1.1.4", "share") == Answer(progress="none")
    assert set(ItemVersion.objects.values_list("by", "number", "is_aside")) == {(story.reporter.pk, 1, False)}


def test_what_was_saved_is_in_the_audit_trail_and_the_workbook_is_gone(story: SimpleNamespace, where: str) -> None:
    book = downloaded(story.reporter, where)
    workbooks.say(book, "1.1.2", done="Kanarinac Petrović")
    uploaded(story.reporter, where, book)
    sha256 = last().sha256
    step(story.reporter, where, "save")
    row, event = last(), Event.objects.latest("sequence")
    assert (row.state, row.saved, bytes(row.document), row.found) == ("saved", 1, b"", {})
    assert event.action == "submission.filled_in" and event.details == {"items": 1, "source_sha256": sha256}
    assert "Kanarinac" not in str(list(Event.objects.values_list("details", flat=True)))


@pytest.mark.parametrize("language", ["bs", "hr", "sr-latn", "sr"])
def test_a_workbook_in_any_language_comes_back_without_a_change(
    story: SimpleNamespace, where: str, language: str
) -> None:
    write(story, Answer(progress="in_progress", done="=1+1", money={"2020/GP": Spending(paid=5)}))
    page = text(uploaded(story.reporter, where, downloaded(story.reporter, where, language)))
    assert "The report already says exactly what the workbook says." in page
    assert (
        "What you should know" not in page
        and ">Save<" not in page.replace(" ", "").partition("<main")[2].partition("steps")[0]
    )


def test_the_workbook_tells_what_the_page_tells(story: SimpleNamespace, where: str) -> None:
    write(story, Answer(progress="in_progress", done="Prošli put.", values={"1": Reported(value=7)}))
    later = actions.open_cycle(story.plan.cycles.get(code="2021-H1"), by="system", at=AT)
    book = downloaded(story.reporter, pages.report(later))
    sheet = book["Activities"]
    told = {cell.value: sheet.cell(2, cell.column).value for cell in sheet[1]}
    assert told["Code"] == "1.1.2" and told["Deadline"] == "continuous"
    assert told["Asked for"] == "what was done: 1 January 2021 – 30 June 2021"
    assert told["Last cycle"] == "under way: Prošli put." and told["How it stands"] is None
    assert [cell.value for cell in book["Measures"][2]][3:9] == ["Number 1", "Count of events", None, 7, None, None]
    front = [cell.value for row in book["Instructions"]["A1:B6"] for cell in row]
    assert "2021-H1: first half of 2021" in front


def test_the_workbook_tells_what_the_registers_count(
    story: SimpleNamespace, where: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheets.Registers, "of", lambda _self, _measure, _item: Decimal(5))
    sheet = downloaded(story.reporter, where)["Measures"]
    told = {cell.value: sheet.cell(2, cell.column).value for cell in sheet[1]}
    assert told["Counted from records"] == 5 and told["Value"] is None


# --- The privacy gate ---------------------------------------------------------------------------------------------


def test_a_workbook_with_the_number_of_a_person_is_not_kept(story: SimpleNamespace, where: str, caplog: Any) -> None:
    book = downloaded(story.reporter, where)
    workbooks.say(book, "1.1.2", done="Osoba 0101006500006 je upućena.")
    page = text(uploaded(story.reporter, where, book))
    assert "1.1.2, What was done: “01…06” is somebody&#x27;s personal number." in page
    assert last().state == "refused" and bytes(last().document) == b""
    assert traces("0101006500006", caplog) == [] and not ItemVersion.objects.exists()


def test_of_a_telephone_in_a_workbook_is_asked_before_it_is_saved(story: SimpleNamespace, where: str) -> None:
    book = downloaded(story.reporter, where)
    workbooks.say(book, "1.1.2", done="Centrala 061 123 456.")
    uploaded(story.reporter, where, book)
    asked = step(story.reporter, where, "save")
    assert asked.status_code == 422 and "1.1.2, What was done: “06" in text(asked)
    assert not ItemVersion.objects.exists()
    (mark,) = re.findall(r'name="not-a-person" value="(\w+)"', text(asked))
    step(story.reporter, where, "save", **{"not-a-person": mark})
    assert item(story.cycle, "GP", "1.1.2").done == "Centrala 061 123 456."
    assert Event.objects.get(action="personal_data.confirmed").details == {"found": {"phone": 1}}


# --- Two people ---------------------------------------------------------------------------------------------------


def test_what_others_wrote_meanwhile_stays(story: SimpleNamespace, where: str) -> None:
    write(story, Answer(done="Prije", lessons="L"))
    book = downloaded(story.reporter, where)
    workbooks.say(book, "1.1.2", difficulties="Iz Excela")
    write(story, Answer(done="Poslije", lessons="L"))
    assert "Poslije" not in text(uploaded(story.reporter, where, book)).partition("What would change")[2]
    step(story.reporter, where, "save")
    assert said(story, "1.1.2") == Answer(done="Poslije", lessons="L", difficulties="Iz Excela")


@pytest.fixture
def disputed(story: SimpleNamespace, where: str) -> SimpleNamespace:
    """Two fields that the workbook and somebody else changed differently, and one that nobody else touched."""
    book = downloaded(story.reporter, where)
    workbooks.say(book, "1.1.2", done="Moje", lessons="Moja pouka", handled="Samo moje")
    write(story, Answer(done="Njihovo", lessons="Njihova pouka"))
    page = text(uploaded(story.reporter, where, book))
    row = item(story.cycle, "GP", "1.1.2")
    return SimpleNamespace(page=page, row=row, key=lambda path: f"choose-{row.pk}.{row.revision}.{path}")


def test_where_two_people_changed_the_same_both_are_shown_and_one_decides(
    story: SimpleNamespace, where: str, disputed: SimpleNamespace
) -> None:
    assert "Changed here, too, since the download: 2 fields to decide" in disputed.page
    assert "Moje" in disputed.page and "Njihovo" in disputed.page and disputed.key("done") in disputed.page
    refused = step(story.reporter, where, "save", **{disputed.key("done"): "mine"})
    assert refused.status_code == 409 and "Decide what stays, then save." in text(refused)
    assert "1 field to decide" in text(refused) and said(story, "1.1.2").done == "Njihovo"
    step(story.reporter, where, "save", **{disputed.key("lessons"): "theirs"})
    assert said(story, "1.1.2") == Answer(done="Moje", lessons="Njihova pouka", handled="Samo moje")
    assert "Njihovo" in str(list(ItemVersion.objects.values_list("answer", flat=True)))


@pytest.mark.parametrize(("side", "done"), [("mine", "Moje"), ("theirs", "Njihovo")])
def test_everything_can_be_decided_at_once(
    story: SimpleNamespace, where: str, disputed: SimpleNamespace, side: str, done: str
) -> None:
    assert "to decide" not in text(step(story.reporter, where, side))
    step(story.reporter, where, "save")
    answer = said(story, "1.1.2")
    assert (answer.done, answer.handled) == (done, "Samo moje")


def test_a_decision_does_not_hold_for_what_was_written_after_it(
    story: SimpleNamespace, where: str, disputed: SimpleNamespace
) -> None:
    step(story.reporter, where, "mine")
    write(story, Answer(done="Još novije", lessons="Njihova pouka"))
    refused = step(story.reporter, where, "save")
    assert refused.status_code == 409 and "Još novije" in text(refused) and said(story, "1.1.2").done == "Još novije"


def test_two_uploads_of_the_same_workbook_save_it_once(story: SimpleNamespace, where: str) -> None:
    book = downloaded(story.reporter, where)
    workbooks.say(book, "1.1.2", done="Jednom")
    data = workbooks.saved(book)
    uploaded(story.both, where, data)
    step(story.both, where, "save")
    assert "already says exactly" in text(uploaded(story.reporter, where, data))
    assert ItemVersion.objects.count() == 1


# --- Who may, and when --------------------------------------------------------------------------------------------


def test_only_those_who_write_the_report_upload_and_nobody_sees_the_upload_of_another(
    story: SimpleNamespace, where: str
) -> None:
    book = downloaded(story.coordinator, where)  # whoever may read the report may read it in Excel
    for who in (story.coordinator, story.approver):
        page = text(pages.client(who).get(where))
        assert "Download as Excel" in page and "Fill in by Excel" not in page
        refused = uploaded(who, where, book)
        assert refused.status_code == 422 and "Only people of this institution who report" in text(refused)
    assert pages.client(story.stranger).get(f"{where}excel/").status_code == 404
    assert pages.client(story.stranger).get(f"{where.rstrip('/')}.xlsx").status_code == 404
    uploaded(story.reporter, where, book)
    here = f"{where}excel/{last().pk}/"
    for address in (here, f"{here}marked.xlsx"):
        assert pages.client(story.both).get(address).status_code == 404
    assert pages.client(story.both).post(f"{here}discard/").status_code == 404
    assert ReportUpload.objects.count() == 1


def test_a_report_that_was_sent_on_meanwhile_is_not_written_in(story: SimpleNamespace, where: str) -> None:
    book = downloaded(story.reporter, where)
    workbooks.say(book, "1.1.2", done="Kasno")
    uploaded(story.reporter, where, book)
    actions.prepare(submission(story.cycle, "GP"), by=story.both, at=AT)
    assert "nobody writes in it now" in text(pages.client(story.reporter).get(f"{where}excel/{last().pk}/"))
    refused = step(story.reporter, where, "save")
    assert refused.status_code == 409 and "nobody writes in it now" in text(refused)
    assert said(story, "1.1.2") == Answer() and last().state == "read"


def test_of_a_returned_report_only_what_was_returned_is_changed_and_that_is_said(
    story: SimpleNamespace, where: str
) -> None:
    write(story, Answer(progress="in_progress", done="A"))
    write(story, Answer(progress="in_progress", done="B"), "1.1.4", "share")
    actions.prepare(submission(story.cycle, "GP"), by=story.reporter, at=AT)
    actions.submit(submission(story.cycle, "GP"), by=story.approver, at=AT)
    actions.return_(
        submission(story.cycle, "GP"), {item(story.cycle, "GP", "1.1.2").pk: "Koliko?"}, by=story.coordinator, at=AT
    )
    book = downloaded(story.reporter, where)
    sheet = book["Activities"]
    assert (
        sheet.cell(workbooks.row(sheet, "1.1.2"), workbooks.column(sheet, "What the coordinator says")).value
        == "Koliko?"
    )
    workbooks.say(book, "1.1.2", done="A, dva puta")
    workbooks.say(book, "1.1.4", SHARE, done="Ipak drugačije")
    page = text(uploaded(story.reporter, where, book))
    assert "1 activity is closed and stays as it is" in page and "What would change: 1 activity" in page
    step(story.reporter, where, "save")
    assert said(story, "1.1.2").done == "A, dva puta" and said(story, "1.1.4", "share").done == "B"


# --- What is wrong with it ----------------------------------------------------------------------------------------


def test_faults_are_told_by_cell_and_marked_in_the_workbook_and_nothing_is_saved(
    story: SimpleNamespace, where: str
) -> None:
    book = downloaded(story.reporter, where)
    workbooks.say(book, "1.1.2", occurrences="mnogo", done="Radilo se.")
    workbooks.count(book, "1.1.2", "1", "oko 3")
    response = uploaded(story.reporter, where, book)
    assert "2 cells cannot be understood" in text(response)
    place = workbooks.column(book["Activities"], "How many times in this cycle")
    cell = book["Activities"].cell(workbooks.row(book["Activities"], "1.1.2"), place).coordinate
    assert f'<th scope="row">Activities <span class="code">{cell}</span></th>' in text(response)
    assert "How many times in this cycle: “mnogo” is no whole number." in text(response)
    refused = step(story.reporter, where, "save")
    assert refused.status_code == 409 and "Correct the workbook first" in text(refused)
    marked = workbooks.opened(pages.client(story.reporter).get(f"{where}excel/{last().pk}/marked.xlsx").content)
    assert "“mnogo” is no whole number" in marked["Activities"][cell].comment.text
    workbooks.say(marked, "1.1.2", occurrences=4)
    workbooks.count(marked, "1.1.2", "1", "x")
    uploaded(story.reporter, where, marked)
    again = workbooks.opened(pages.client(story.reporter).get(f"{where}excel/{last().pk}/marked.xlsx").content)
    assert again["Activities"][cell].comment is None and again["Activities"][cell].value == 4
    assert "“x” is no number" in again["Measures"]["I2"].comment.text
    workbooks.count(again, "1.1.2", "1", 3)
    uploaded(story.reporter, where, again)
    step(story.reporter, where, "save")
    assert said(story, "1.1.2") == Answer(occurrences=4, done="Radilo se.", values={"1": Reported(value=3)})


def test_another_report_and_another_file_are_refused_with_words(story: SimpleNamespace, where: str) -> None:
    theirs = downloaded(story.stranger, pages.report(story.cycle, "SPS"))
    page = text(uploaded(story.reporter, where, theirs))
    assert "This workbook was not read" in page and "is the report of SPS for 2020-H2 on the plan test-plan" in page
    assert "Izvještaj.xlsx is damaged or incomplete" in text(uploaded(story.reporter, where, b"PK\x03\x04"))
    plan = plan_workbook.write(small(), {})
    assert "This workbook is no report downloaded from Okrilje" in text(uploaded(story.reporter, where, plan))
    assert text(pages.client(story.reporter).post(f"{where}excel/", {})).count("This field is required.") == 2


def test_a_bomb_is_refused_at_once(story: SimpleNamespace, where: str) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"<workbook>" + b" " * 70_000_000)
    assert "unpacks to more than" in text(uploaded(story.reporter, where, buffer.getvalue()))


def test_an_upload_larger_than_allowed_is_refused(story: SimpleNamespace, where: str, settings: Any) -> None:
    settings.IMPORT_MAX_BYTES = 100
    assert "at most" in text(uploaded(story.reporter, where, downloaded(story.reporter, where)))
    assert not ReportUpload.objects.exists()


# --- How long it is kept ------------------------------------------------------------------------------------------


def test_it_is_discarded_when_nobody_wants_it_and_forgotten_after_a_day(story: SimpleNamespace, where: str) -> None:
    book = downloaded(story.reporter, where)
    uploaded(story.reporter, where, book)
    assert "Uploaded by you and not saved yet" in text(pages.client(story.reporter).get(f"{where}excel/"))
    page = pages.client(story.reporter).post(f"{where}excel/{last().pk}/discard/", follow=True)
    assert "nothing was changed" in text(page) and not ReportUpload.objects.exists()
    uploaded(story.reporter, where, book)
    ReportUpload.objects.update(at=timezone.now() - timedelta(hours=25))
    uploaded(story.reporter, where, book)
    assert ReportUpload.objects.count() == 1
    worker.Worker(lambda: timezone.now() + timedelta(hours=23))._forget()
    assert ReportUpload.objects.count() == 1
    worker.Worker(lambda: timezone.now() + timedelta(hours=25))._forget()
    assert not ReportUpload.objects.exists()


# --- What is large is done by the worker --------------------------------------------------------------------------


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "LARGE", 0)
    monkeypatch.setattr(uploads, "MANY", 0)


def work() -> None:
    """What the worker does with its queue, on the connection of the test."""
    queue = worker.Worker(timezone.now)._queue
    for task in DBTaskResult.objects.ready():
        queue.run_task(task)


def test_a_large_one_is_read_and_saved_by_the_worker_and_the_page_says_how_far_it_is(
    story: SimpleNamespace, where: str, large: None
) -> None:
    book = downloaded(story.reporter, where)
    workbooks.say(book, "1.1.2", done="Veliko")
    page = text(uploaded(story.reporter, where, book))
    person, here = pages.client(story.reporter), f"{where}excel/{last().pk}/"
    assert "The workbook is being read" in page and f'hx-get="{here}"' in page and f'href="{here}"' in page
    ReportUpload.objects.update(done=100, total=4000)
    part = person.get(here, headers={"HX-Request": "true"})
    assert "<html" not in text(part) and "Rows read: 100 of 4,000" in text(part) and 'value="100"' in text(part)
    work()
    assert person.get(here, headers={"HX-Request": "true"}).headers["HX-Refresh"] == "true"
    assert "What would change: 1 activity" in text(person.get(here))
    assert "The workbook is being saved" in text(step(story.reporter, where, "save"))
    assert "The workbook is being saved" in text(step(story.reporter, where, "save")), "pressed twice"
    refused = person.post(f"{here}discard/")
    assert refused.status_code == 409 and "This workbook is being worked on." in text(refused)
    work()
    assert "Saved from the workbook: 1 activity was changed." in text(person.get(here))
    assert said(story, "1.1.2").done == "Veliko" and said(story, "1.1.2") == storing.version(
        item(story.cycle, "GP", "1.1.2"), 1
    )
    uploads.save_later.call(last().pk, timezone.now().isoformat(), [])
    assert ItemVersion.objects.count() == 1, "done twice it is done once"


def test_what_stands_in_the_way_when_the_worker_saves_is_said_on_the_page(
    story: SimpleNamespace, where: str, large: None
) -> None:
    book = downloaded(story.reporter, where)
    workbooks.say(book, "1.1.2", done="Kasno")
    uploaded(story.reporter, where, book)
    work()
    step(story.reporter, where, "save")
    actions.prepare(submission(story.cycle, "GP"), by=story.both, at=AT)
    work()
    page = text(pages.client(story.reporter).get(f"{where}excel/{last().pk}/"))
    assert "This report is “Waiting for approval”: nobody writes in it now." in page
    assert said(story, "1.1.2") == Answer()


def test_what_the_worker_could_not_do_is_said_and_its_trace_tells_nothing_that_was_written(
    story: SimpleNamespace, where: str, large: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_arguments: object, **_more: object) -> None:
        raise ValueError("Kanarinac Petrović")

    monkeypatch.setattr(uploads.workbook, "read", fail)
    uploaded(story.reporter, where, downloaded(story.reporter, where))
    work()
    task = DBTaskResult.objects.get()
    assert task.status == "FAILED" and "ValueError at" in task.traceback and "Kanarinac" not in task.traceback
    page = text(pages.client(story.reporter).get(f"{where}excel/{last().pk}/"))
    assert "The program could not finish this; nothing was changed." in page
    pages.client(story.reporter).post(f"{where}excel/{last().pk}/discard/")
    assert not ReportUpload.objects.exists()


def test_one_that_was_discarded_before_the_worker_came_is_left_alone(
    story: SimpleNamespace, where: str, large: None
) -> None:
    uploaded(story.reporter, where, downloaded(story.reporter, where))
    pages.client(story.reporter).post(f"{where}excel/{last().pk}/discard/")
    work()
    assert DBTaskResult.objects.get().status == "SUCCESSFUL" and not ReportUpload.objects.exists()


# --- How much it asks ---------------------------------------------------------------------------------------------


def more_activities(story: SimpleNamespace, count: int) -> None:
    """The Border Police gets so many more that are as 1.1.2."""
    model, gp = story.plan.activities.get(code="1.1.2"), Institution.objects.get(code="GP")
    same = [field.name for field in Activity._meta.concrete_fields if field.name not in ("id", "code", "order")]
    fields = {name: getattr(model, name) for name in same}
    made = Activity.objects.bulk_create(Activity(code=f"9.9.{n}", order=100 + n, **fields) for n in range(count))
    Responsibility.objects.bulk_create(
        Responsibility(activity=one, institution=gp, order=1, role="responsible") for one in made
    )
    Item.objects.bulk_create(Item(submission=submission(story.cycle, "GP"), activity=one) for one in made)


@pytest.mark.parametrize("count", [1, 60])
def test_the_questions_to_the_database_do_not_grow(
    story: SimpleNamespace, where: str, count: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    more_activities(story, count)
    person = pages.client(story.reporter)
    with django_assert_max_num_queries(30):
        book = workbooks.opened(person.get(f"{where.rstrip('/')}.xlsx").content)
    for n in range(count):
        workbooks.say(book, f"9.9.{n}", done=f"Sastanak {n}", occurrences=n)
    rows = list(submission(story.cycle, "GP").items.all())
    actions.save_all(
        submission(story.cycle, "GP"), [actions.Writing(row, Answer(done="x"), 0) for row in rows], by=story.both, at=AT
    )
    with django_assert_max_num_queries(30):
        person.post(f"{where}excel/", {"file": SimpleUploadedFile("a.xlsx", workbooks.saved(book))})
    with django_assert_max_num_queries(30):
        page = text(person.get(f"{where}excel/{last().pk}/"))
    assert f"{count} field{'s' if count > 1 else ''} to decide" in page
    step(story.reporter, where, "mine")
    with django_assert_max_num_queries(40):
        person.post(f"{where}excel/{last().pk}/", {"step": "save"})
    assert item(story.cycle, "GP", f"9.9.{count - 1}").done == f"Sastanak {count - 1}"
