from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import translation

from okrilje.accounts.models import Institution, User
from okrilje.accounts.permissions import Role
from okrilje.audit.models import Event
from okrilje.audit.sentences import sentence as audit_sentence
from okrilje.plan import actions, content, findings, sentences
from okrilje.plan.checker import RULES
from okrilje.plan.models import ActionPlan, Finding
from okrilje.plan.queries import findings as queries
from tests.conftest import make_user
from tests.plan.factories import activity, institution, plan_value

pytestmark = pytest.mark.django_db
AT = datetime(2021, 3, 1, 12, 0, tzinfo=UTC)


def yearly(amount: int, **fields: Any) -> list[dict[str, Any]]:
    return [{"type": "fixed_amount", "year": 2021, "amount": amount, "source": "MS", **fields}]


def value(amount: int = 500, currency: str | None = None) -> content.Plan:
    """Two activities, of which the first states an amount, at first without a currency."""
    return plan_value(
        activity("1.1.1", activity="Kupiti kante za zalijevanje", resources=yearly(amount, currency=currency)),
        activity("1.1.2", activity="Zalijevati cvijeće", donors=["IOM"]),
        owner="MS",
    )


@pytest.fixture
def plan(ministry: Institution) -> ActionPlan:
    institution("IOM", kind="international", level="none")
    actions.apply(value(), by="system", at=AT)
    return ActionPlan.objects.get(code="test-plan")


@pytest.fixture
def finding(plan: ActionPlan) -> Finding:
    return plan.findings.get(rule="currency-missing")


def address(plan: ActionPlan, name: str = "findings", *more: Any) -> str:
    return reverse(f"plan:{name}", args=[plan.code, *more])


def test_storing_a_plan_checks_it(plan: ActionPlan, finding: Finding) -> None:
    assert (finding.codes, finding.severity) == (["1.1.1"], "medium")
    assert finding.details["cells"] == [["1.1.1", "resources", 0]]


def test_a_finding_whose_cells_stay_keeps_its_row_and_its_acceptance(finding: Finding, coordinator: User) -> None:
    findings.accept(finding, by=coordinator, at=AT, reason="  It is the only currency.  ")
    later = value().model_copy(update={"labels": {"en": "Another name", "bs": "Drugo ime"}})
    actions.apply(later, by=coordinator, at=AT + timedelta(days=1))
    kept = Finding.objects.get(pk=finding.pk)
    assert (kept.accepted_by, kept.accepted_at, kept.accepted_reason) == (coordinator, AT, "It is the only currency.")


def test_a_finding_whose_cells_change_is_open_again_and_the_log_says_so(finding: Finding, coordinator: User) -> None:
    findings.accept(finding, by=coordinator, at=AT, reason="It is the only currency.")
    actions.apply(value(amount=600), by=coordinator, at=AT + timedelta(days=1))
    again = Finding.objects.get(rule="currency-missing")
    assert (again.pk != finding.pk, again.accepted_at) == (True, None)
    lost = Event.objects.get(action="finding.acceptance_lost")
    assert (lost.details["codes"], lost.details["accepted_reason"]) == (["1.1.1"], "It is the only currency.")


def test_what_was_corrected_is_no_finding_any_more(finding: Finding, coordinator: User) -> None:
    actions.apply(value(currency="KM"), by=coordinator, at=AT + timedelta(days=1))
    assert not Finding.objects.filter(rule="currency-missing").exists()
    assert not Event.objects.filter(action="finding.acceptance_lost").exists()


def test_accepting_and_reopening_are_logged_with_the_reason(finding: Finding, coordinator: User) -> None:
    findings.accept(finding, by=coordinator, at=AT, reason="It is the only currency.")
    opened = findings.reopen(finding, by=coordinator, at=AT + timedelta(hours=1))
    assert (opened.accepted_at, opened.accepted_by, opened.accepted_reason) == (None, None, "")
    events = Event.objects.filter(action__startswith="finding.").order_by("sequence")
    assert [(e.action, e.actor, e.subject) for e in events] == [
        ("finding.accepted", coordinator.email, "test-plan"),
        ("finding.reopened", coordinator.email, "test-plan"),
    ]
    with translation.override("en"):
        assert "It is the only currency." in audit_sentence(events[0])
    assert events[0].details["reason"] == events[1].details["accepted_reason"] == "It is the only currency."


def test_a_reason_is_needed_and_nothing_is_accepted_or_reopened_twice(finding: Finding, coordinator: User) -> None:
    with pytest.raises(findings.FindingError):
        findings.accept(finding, by=coordinator, at=AT, reason=" \n")
    with pytest.raises(findings.FindingError):
        findings.reopen(finding, by=coordinator, at=AT)
    findings.accept(finding, by=coordinator, at=AT, reason="Yes.")
    with pytest.raises(findings.FindingError):
        findings.accept(finding, by=coordinator, at=AT, reason="Again.")


@pytest.mark.parametrize(("role", "code"), [(Role.REPORTER, "MS"), (Role.GOVERNMENT_COORDINATOR, "DK-VL")])
def test_only_who_manages_plans_in_the_owning_institution_may_accept(finding: Finding, role: Role, code: str) -> None:
    somebody = make_user(role, institution(code))
    with pytest.raises(PermissionDenied):
        findings.accept(finding, by=somebody, at=AT, reason="I say so.")
    assert not Event.objects.filter(action="finding.accepted").exists()


def test_the_page_says_what_is_questioned_where_and_what_resolves_it(
    plan: ActionPlan, coordinator_client: Client
) -> None:
    coordinator_client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    page = coordinator_client.get(address(plan)).content.decode()
    assert "1.1.1 states amounts without a currency." in page
    assert "Write the currency beside the amounts." in page
    assert reverse("plan:activity", args=[plan.code, "1.1.1"]) in page


def test_findings_are_internal(plan: ActionPlan, client: Client, waived: None, ministry: Institution) -> None:
    assert client.get(address(plan)).status_code == 302
    client.force_login(make_user(Role.DONOR, ministry))
    assert client.get(address(plan)).status_code == 403


def test_who_may_not_accept_sees_no_form_for_it(
    plan: ActionPlan, finding: Finding, client: Client, waived: None
) -> None:
    client.force_login(make_user(Role.REPORTER, institution("MS")))
    assert b"<textarea" not in client.get(address(plan)).content
    assert client.post(address(plan, "finding_accept", finding.pk), {"reason": "x"}).status_code == 403


def test_a_finding_is_accepted_and_reopened_on_the_page(
    plan: ActionPlan, finding: Finding, coordinator_client: Client
) -> None:
    accept = address(plan, "finding_accept", finding.pk)
    response = coordinator_client.post(f"{accept}?severity=medium", {"reason": "Only one currency <here>."})
    assert response["Location"] == f"{address(plan)}?severity=medium#f-{finding.pk}"
    page = coordinator_client.get(address(plan)).content.decode()
    assert "Only one currency &lt;here&gt;." in page
    coordinator_client.post(address(plan, "finding_reopen", finding.pk))
    finding.refresh_from_db()
    assert finding.accepted_at is None


def test_accepting_without_a_reason_explains_itself(
    plan: ActionPlan, finding: Finding, coordinator_client: Client
) -> None:
    accept = address(plan, "finding_accept", finding.pk)
    response = coordinator_client.post(accept, {"reason": "  "})
    assert response.status_code == 422
    assert b'role="alert"' in response.content
    assert coordinator_client.get(accept).status_code == 200


@pytest.mark.parametrize(
    ("query", "rules"),
    [
        ("severity=medium", {"currency-missing"}),
        ("rule=currency-missing", {"currency-missing"}),
        ("activity=1.1.1", {"currency-missing", "no-indicator"}),
        ("status=accepted", set()),
        ("severity=nonsense&activity=1.1.1", {"currency-missing", "no-indicator"}),
    ],
)
def test_the_list_can_be_narrowed(plan: ActionPlan, coordinator_client: Client, query: str, rules: set[str]) -> None:
    context = coordinator_client.get(f"{address(plan)}?{query}").context
    assert {group.rule.id for group in context["groups"]} == rules


def test_what_was_accepted_is_counted_apart(
    plan: ActionPlan, finding: Finding, coordinator: User, coordinator_client: Client
) -> None:
    findings.accept(finding, by=coordinator, at=AT, reason="Yes.")
    context = coordinator_client.get(f"{address(plan)}?status=accepted").context
    assert (context["accepted"], context["wanted"]) == (1, 1)
    assert dict(context["severities"])[Finding.Severity.MEDIUM] == 0


def test_the_page_needs_few_queries_however_much_is_found(
    country: None, coordinator_client: Client, django_assert_max_num_queries: Any
) -> None:
    state = ActionPlan.objects.get(code="bih-2020-2023")
    assert state.findings.count() > 70
    with django_assert_max_num_queries(15):
        response = coordinator_client.get(address(state))
    assert response.context["waiting"], "the shipped plan has no official wording"
    assert response.context["total"] == state.findings.count()


def test_the_five_points_are_counted(country: None, coordinator_client: Client) -> None:
    points = coordinator_client.get(address(ActionPlan.objects.get(code="bih-2020-2023"))).context["points"]
    assert [(p.met, p.activities) for _meaning, p in points] == [
        (116, 117),
        (117, 117),
        (117, 117),
        (5, 117),
        (113, 117),
    ]


@pytest.mark.parametrize("language", ["bs", "hr", "sr-latn", "sr", "en"])
def test_every_sentence_can_be_said_in_every_language(country: None, language: str) -> None:
    with translation.override(language):
        names = queries.institution_names()
        for row in Finding.objects.all():
            said = queries.shown(row, names).sentence
            assert said
            assert "%(" not in said


def test_a_sentence_writes_dates_amounts_names_and_lists_as_people_do() -> None:
    with translation.override("en"):
        twice = {"other": "1.1", "activity": "1.2", "institutions": ["MS"], "amount": "1234500"}
        said = sentences.sentence("double-budget", twice, {"MS": "Ministry of Mist"})
        assert "(Ministry of Mist), 1,234,500 in all" in said
        early = {"activity": "1.1", "due": "2020-07-31", "adoption": "2020-09-30"}
        assert "31 Jul 2020" in sentences.sentence("deadline-before-adoption", early, {})
        assert "1.1, 1.2 and 1.3" in sentences.sentence("identical-text", {"codes": ["1.1", "1.2", "1.3"]}, {})


def test_a_date_at_the_end_of_a_sentence_brings_no_second_full_stop() -> None:
    order = {"before": "1.1", "after": "1.2", "after_due": "2020-06-30", "before_due": "2021-03-31"}
    with translation.override("bs"):
        assert sentences.sentence("order-reversed", order, {}).endswith(" 31. 3. 2021.")


def test_every_rule_has_a_title_a_sentence_and_a_remedy() -> None:
    for rule in RULES.values():
        assert all(str(text).strip() for text in (rule.title, rule.sentence, rule.remedy))


def test_the_command_prints_the_same(plan: ActionPlan, finding: Finding, coordinator: User, capsys: Any) -> None:
    findings.accept(finding, by=coordinator, at=AT, reason="The only one.")
    with translation.override("en"):
        call_command("check_plan", plan.code)
    printed = capsys.readouterr().out
    assert "1.1.1 states amounts without a currency. (accepted: The only one.)" in printed
    assert "[no-indicator]" in printed


def test_the_command_names_the_plans_there_are(plan: ActionPlan) -> None:
    with pytest.raises(CommandError, match="test-plan") as error:
        call_command("check_plan", "nonsense")
    assert error.value.returncode == 2
