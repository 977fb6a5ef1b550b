"""Who may do what through the API: what the pages allow, and never more; nothing tells what is hidden from missing."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import resolve

from okrilje.accounts.models import User
from okrilje.accounts.permissions import ROLES, Permission, Role, Scope
from okrilje.monitoring import actions
from okrilje.monitoring.models import Submission
from okrilje.plan.models import ActionPlan
from okrilje.web.api import api
from okrilje.web.openapi import access, operations
from tests.api.conftest import BASE, Program, program
from tests.api.test_reading import CYCLE, ITEM, PLAN, REPORT
from tests.monitoring.factories import AT, submission, user

#: What the API gives, and the page that shows the same.
TWINS = {
    "/plans": "/",
    PLAN: "/plans/test-plan/",
    f"{PLAN}/activities": "/plans/test-plan/activities/",
    f"{PLAN}/activities/1.1.2": "/plans/test-plan/activities/1.1.2/",
    f"{PLAN}/institutions": "/plans/test-plan/institutions/",
    f"{PLAN}/versions": "/plans/test-plan/history/",
    f"{PLAN}/cycles": "/plans/test-plan/reporting/",
    CYCLE: "/plans/test-plan/reporting/2020-H2/",
    f"{CYCLE}/scorecard": "/plans/test-plan/reporting/2020-H2/",
    REPORT: "/plans/test-plan/reporting/2020-H2/GP/",
    ITEM: "/plans/test-plan/reporting/2020-H2/GP/1.1.2/whole/",
    f"{ITEM}/answer": "/plans/test-plan/reporting/2020-H2/GP/1.1.2/whole/",
    f"{PLAN}/status": "/plans/test-plan/status/",
    f"{PLAN}/measures": "/plans/test-plan/targets/",
    "/me": "/accounts/",
}


def operation_ids() -> dict[str, tuple[Scope | None, set[Permission]]]:
    return {
        api.get_openapi_operation_id(one): (access(one).scope, {access(one).permission, *access(one).others})
        for one in operations(api)
    }


def test_every_operation_names_its_scope_and_its_permission() -> None:
    readers = (Scope.READ_REPORTS, {Permission.READ_INTERNAL})
    public = (Scope.READ_PLANS, {Permission.READ_PLAN})
    writes = Scope.WRITE_REPORTS
    parties = {Permission.REPORT, Permission.APPROVE_REPORT, Permission.REVIEW_REPORTS}
    assert operation_ids() == {
        "me": (None, {Permission.OWN_ACCOUNT}),
        **dict.fromkeys(
            ("plans", "plan", "activities", "activity", "institutions", "versions", "version", "strategies"), public
        ),
        **dict.fromkeys(("report_points", "cycles", "cycle", "scorecard", "snapshot"), readers),
        **dict.fromkeys(("submissions", "submission", "item", "answer", "status", "measures", "matrix"), readers),
        **dict.fromkeys(("save_answer", "save_answers", "prepare"), (writes, {Permission.REPORT})),
        **dict.fromkeys(("send_back", "submit"), (writes, {Permission.APPROVE_REPORT})),
        **dict.fromkeys(("return", "accept", "take_back"), (writes, {Permission.REVIEW_REPORTS})),
        "add_comment": (writes, parties),
    }


def test_an_operation_asks_for_the_permission_of_the_page_that_shows_the_same() -> None:
    for address, page in TWINS.items():
        asked = operation_ids()[resolve(f"{BASE}{address}").url_name][1]
        assert asked == {resolve(page).func.permission}, address


@pytest.mark.parametrize("role", [Role.REPORTER, Role.DONOR])
def test_a_role_reads_by_the_api_what_it_reads_on_the_pages(story: SimpleNamespace, waived: None, role: Role) -> None:
    """As somebody of another institution: of its reports that are not handed in, neither shows anything."""
    person = user(role, "UIO")
    by_token, browser = program(person), Client()
    browser.force_login(person)
    for address, page in TWINS.items():
        assert (by_token.get(address).status_code == 200) == (browser.get(page).status_code == 200), address


@pytest.mark.parametrize("role", Role)
def test_a_role_reads_what_is_internal_or_not(story: SimpleNamespace, of: Callable[..., Program], role: Role) -> None:
    internal = Permission.READ_INTERNAL in ROLES[role]
    by_token = of(user(role, "UIO"), [Scope.READ_PLANS, *([Scope.READ_REPORTS] if internal else [])])
    assert by_token.get(f"{PLAN}/versions").status_code == 200
    assert by_token.get(f"{PLAN}/cycles").status_code == (200 if internal else 403)


def test_without_a_token_only_what_is_public_is_given(story: SimpleNamespace, anybody: Program) -> None:
    given = {address: anybody.get(address).status_code for address in TWINS}
    browser = Client()
    assert given == {address: 200 if browser.get(page).status_code == 200 else 401 for address, page in TWINS.items()}


def test_a_session_counts_for_nothing(story: SimpleNamespace, anybody: Program, waived: None) -> None:
    anybody.client.force_login(story.coordinator)
    assert anybody.get(f"{PLAN}/status").status_code == 401
    assert anybody.post(f"{REPORT}/accept").status_code == 401


STEPS = {
    "prepare": None,
    "send-back": {"comment": "Dopunite."},
    "submit": None,
    "return": {"items": [{"activity": "1.1.2", "comment": "Dopunite."}]},
    "accept": None,
    "take-back": {"comment": "Još nešto."},
}
#: Person of the story -> the steps that are theirs to take, where the report stands so that they can be taken.
MAY = {
    "reporter": {"prepare"},
    "approver": {"send-back", "submit"},
    "both": {"prepare", "send-back", "submit"},
    "coordinator": {"return", "accept", "take-back"},
    "stranger": set(),
}
BEFORE = {
    "prepare": "draft", "send-back": "prepared", "submit": "prepared", "return": "submitted", "accept": "submitted",
    "take-back": "accepted",
}  # fmt: skip


@pytest.mark.parametrize("who", MAY)
def test_each_step_is_for_its_party_alone(story: SimpleNamespace, of: Callable[..., Program], who: str) -> None:
    taken = set()
    someone = of(getattr(story, who))
    for step, body in STEPS.items():
        Submission.objects.filter(institution__code="GP").update(
            status=BEFORE[step], handed_in_at=AT, prepared_by=None, prepared_at=None, approved_by=None
        )
        response = someone.post(f"{REPORT}/{step}", body)
        if response.status_code == 200:
            taken.add(step)
        else:
            assert response.status_code in (403, 404), (step, response.content)
            assert Submission.objects.get(institution__code="GP").status == BEFORE[step]
    assert taken == MAY[who]


@pytest.mark.parametrize("scope", Scope)
def test_a_token_is_good_for_its_scope_alone(story: SimpleNamespace, of: Callable[..., Program], scope: Scope) -> None:
    someone = of(story.both, [scope])
    answers = {
        Scope.READ_PLANS: someone.get(PLAN),
        Scope.READ_REPORTS: someone.get(REPORT),
        Scope.WRITE_REPORTS: someone.put(f"{ITEM}/answer", {"base": 0, "answer": {}}),
    }
    assert {asked: answer.status_code for asked, answer in answers.items()} == {
        asked: 200 if asked == scope else 403 for asked in answers
    }
    for asked, answer in answers.items():
        assert asked == scope or f"it lacks the scope {asked}." in answer.json()["detail"]


def test_a_token_does_no_more_than_its_person_may_do_now(story: SimpleNamespace, of: Callable[..., Program]) -> None:
    someone = of(story.reporter)
    User.objects.filter(pk=story.reporter.pk).update(roles=[Role.DONOR])
    assert someone.get(REPORT).status_code == 403
    assert someone.get(PLAN).status_code == 200
    assert someone.get("/me").json()["roles"] == ["donor"]


def test_hidden_and_missing_are_one(story: SimpleNamespace, of: Callable[..., Program], anybody: Program) -> None:
    stranger, missing = of(story.stranger), anybody.get("/plans/nothing")
    hidden = [stranger.get(REPORT), stranger.get(ITEM), stranger.get(f"{ITEM}/answer")]
    ActionPlan.objects.update(is_public=False)
    hidden += [anybody.get(PLAN), stranger.get(PLAN), stranger.get(CYCLE), stranger.get(f"{PLAN}/versions")]
    hidden += [stranger.put(f"{ITEM}/answer", {"base": 0, "answer": {}}), stranger.post(f"{REPORT}/prepare")]
    hidden += [stranger.post(f"{ITEM}/comments", {"comment": "?"})]
    for response in hidden:
        assert (response.status_code, response.content) == (404, missing.content)
    assert stranger.get("/plans").json()["count"] == anybody.get("/plans").json()["count"] == 0
    assert stranger.get("/submissions").json()["count"] == 0
    assert of(story.coordinator).get(PLAN).status_code == 200


def test_a_report_is_seen_by_others_once_it_was_handed_in(story: SimpleNamespace, of: Callable[..., Program]) -> None:
    stranger = of(story.stranger)
    assert [one["institution"] for one in stranger.get("/submissions").json()["results"]] == ["SPS"]
    actions.prepare(submission(story.cycle, "GP"), by=story.reporter, at=AT)
    actions.submit(submission(story.cycle, "GP"), by=story.approver, at=AT)
    assert [one["institution"] for one in stranger.get("/submissions").json()["results"]] == ["GP", "SPS"]
    assert stranger.get(REPORT).status_code == 200


def test_what_is_internal_needs_the_second_step(story: SimpleNamespace, settings) -> None:
    settings.MFA_WAIVED = False
    step = Authenticator.objects.create(user=story.reporter, type="totp", data={})
    someone = program(story.reporter)
    assert someone.get(REPORT).status_code == 200
    step.delete()
    response = someone.get(REPORT)
    assert (response.status_code, response.json()["detail"]) == (403, "Set up the second step of signing in first.")
    assert someone.get(PLAN).status_code == 200
