"""A draft is seen by its owner only, at every door; the owner publishes it and takes it back."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import URLPattern, reverse

from okrilje.accounts.models import Institution
from okrilje.accounts.permissions import Role
from okrilje.audit.models import Event
from okrilje.plan import actions, importing
from okrilje.plan.models import ActionPlan, Finding
from okrilje.plan.urls import urlpatterns
from tests.conftest import make_user
from tests.plan import pages
from tests.plan.factories import activity, institution, plan_value
from tests.plan.test_importing import KNOWN, NOW, preview, upload

PLAN = plan_value(
    activity("1.1.1", "Tajna obuka", donors=["IOM"], resources=[{"type": "fixed_amount", "amount": 10, "year": 2021}]),
    activity("1.1.2", "Javna obuka"),
    code="draft",
)
#: What an address of a plan may hold besides the plan itself.
PARTS = {"code": "1.1.1", "pillar": "1", "size": "wide", "number": 1, "extension": "json"}
OF_INSTITUTIONS = {"institution": "MS", "institution_feed": "MS", "donor": "IOM"}
#: Answers only a form that is sent.
SENT = {"finding_reopen"}


@pytest.fixture
def draft(ministry: Institution) -> ActionPlan:
    institution("IOM", kind="international", level="none")
    institution("MP")
    actions.apply(PLAN, by="system", at=NOW, is_public=False)
    return ActionPlan.objects.get(code="draft")


def of_a_plan() -> list[URLPattern]:
    return [pattern for pattern in urlpatterns if "plan" in pattern.pattern.converters]


def address(pattern: URLPattern, plan: ActionPlan) -> str:
    given: dict[str, Any] = {}
    for name in pattern.pattern.converters:
        given[name] = {
            "plan": plan.code,
            "pk": plan.findings.values_list("pk", flat=True)[0] if name == "pk" else 0,
            **PARTS,
        }[name]
    if pattern.name in OF_INSTITUTIONS:
        given["code"] = OF_INSTITUTIONS[str(pattern.name)]
    query = "?from=1&to=1" if pattern.name == "compare" else ""
    return reverse(f"plan:{pattern.name}", kwargs=given) + query


def asked(client: Client, pattern: URLPattern, plan: ActionPlan) -> int:
    send = client.post if pattern.name in SENT else client.get
    response = send(address(pattern, plan))
    return response.status_code


def client_of(role: Role, code: str) -> Client:
    client = Client()
    client.force_login(make_user(role, Institution.objects.get(code=code), email=f"{role.value}@{code}.example.org"))
    return client


@pytest.mark.parametrize("pattern", of_a_plan(), ids=lambda pattern: pattern.name)
def test_every_address_of_a_draft_is_there_for_its_owner_and_for_nobody_else(
    draft: ActionPlan, waived: None, pattern: URLPattern
) -> None:
    anonymous = asked(Client(), pattern, draft)
    assert anonymous in (302, 404)
    if anonymous == 302:  # to the login, as for a plan that does not exist
        elsewhere = address(pattern, draft).replace("/draft/", "/nothing/")
        assert Client().get(elsewhere).status_code == 302
    for code, role in (("MP", Role.COORDINATOR), ("MS", Role.ADMINISTRATOR), ("MS", Role.DONOR)):
        assert asked(client_of(role, code), pattern, draft) in ({404} if code == "MP" else {403, 404})
    assert asked(client_of(Role.COORDINATOR, "MS"), pattern, draft) == (302 if pattern.name in SENT else 200)
    if pattern.name not in {"publication", "finding_accept", "finding_reopen"}:
        assert asked(client_of(Role.REPORTER, "MS"), pattern, draft) == 200


def test_the_walk_goes_past_every_view_of_a_plan() -> None:
    assert len(of_a_plan()) >= 25


def test_whoever_has_no_second_step_yet_does_not_see_a_draft(draft: ActionPlan) -> None:
    assert client_of(Role.COORDINATOR, "MS").get("/plans/draft/").status_code == 404


def test_every_page_of_a_draft_says_so_and_none_of_a_public_plan(draft: ActionPlan, waived: None) -> None:
    client = client_of(Role.COORDINATOR, "MS")
    shown = [p for p in of_a_plan() if p.name not in SENT and not address(p, draft).split("?")[0].count(".ics")]
    addresses = [a for p in shown if (a := address(p, draft)).split("?")[0].endswith("/")]
    assert len(addresses) > 12
    assert [a for a in addresses if 'class="callout warning draft"' not in client.get(a).content.decode()] == []
    actions.publish("draft", by="system", at=NOW)
    assert [a for a in addresses if 'class="callout warning draft"' in client.get(a).content.decode()] == []


def test_lists_and_searches_mark_a_draft(draft: ActionPlan, waived: None) -> None:
    client = client_of(Role.REPORTER, "MS")
    client.cookies["language"] = "en"
    found = client.get("/", {"q": "tajna"})
    assert found.content.decode().count('<span class="tag warning">draft</span>') == 2
    assert "/plans/draft/activities/1.1.1/" in pages.links(found)
    for other in (Client(), client_of(Role.COORDINATOR, "MP")):
        assert "draft" not in "".join(pages.links(other.get("/", {"q": "tajna"})))


def test_the_owner_publishes_and_takes_back_with_an_event_each(draft: ActionPlan, waived: None) -> None:
    client = client_of(Role.COORDINATOR, "MS")
    page = reverse("plan:publication", args=["draft"])
    assert page in pages.links(client.get("/plans/draft/"))
    assert client.get(page).status_code == 200 and not Event.objects.filter(action="plan.published").exists()
    for _again in range(2):  # sent twice it is done once
        assert client.post(page, {"shown_to": "everybody"}).url == "/plans/draft/"
    assert Client().get("/plans/draft/").status_code == 200
    assert page in pages.links(client.get("/plans/draft/"))
    assert page not in pages.links(Client().get("/plans/draft/"))
    client.post(page, {"shown_to": "owner"})
    assert Client().get("/plans/draft/calendar.ics").status_code == 404
    told = Event.objects.filter(action__in=["plan.published", "plan.taken_back"]).order_by("sequence")
    assert [(e.action, e.subject, e.actor) for e in told] == [
        ("plan.published", "draft", "coordinator@ms.example.org"),
        ("plan.taken_back", "draft", "coordinator@ms.example.org"),
    ]


@pytest.mark.parametrize(
    ("role", "code"), [(Role.COORDINATOR, "MP"), (Role.REPORTER, "MS"), (Role.ADMINISTRATOR, "MS")]
)
def test_nobody_else_publishes_or_takes_back(draft: ActionPlan, waived: None, role: Role, code: str) -> None:
    actions.publish("draft", by="system", at=NOW)
    client = client_of(role, code)
    assert client.post(reverse("plan:publication", args=["draft"]), {"shown_to": "owner"}).status_code == 403
    person = make_user(role, Institution.objects.get(code=code), email="again@example.org")
    with pytest.raises(PermissionDenied):
        actions.take_back("draft", by=person, at=NOW)
    assert ActionPlan.objects.get(code="draft").is_public


@pytest.mark.parametrize(("said", "public"), [("", False), ("owner", False), ("x", False), ("everybody", True)])
def test_a_new_plan_is_a_draft_unless_it_is_to_be_public_at_once(
    country: None, coordinator_client: Client, said: str, public: bool
) -> None:
    page = upload(coordinator_client, KNOWN, code="made-up", starts_on="2021-01-01", ends_on="2023-12-31").url
    assert 'value="owner" checked' in coordinator_client.get(page).content.decode()
    assert coordinator_client.post(f"{page}apply/", {"edition": "0", "shown_to": said}).status_code == 302
    assert ActionPlan.objects.get(code="made-up").is_public is public
    assert Event.objects.filter(action="plan.published", subject="made-up").exists() is public


@pytest.mark.parametrize("public", [True, False])
def test_an_amended_plan_stays_what_it_is(country: None, public: bool) -> None:
    importing.apply(preview(KNOWN), by="system", at=NOW, public=public)
    importing.apply(preview(KNOWN.replace(b"Mart", b"Maj")), by="system", at=NOW, public=not public)
    plan = ActionPlan.objects.get(code="made-up")
    assert plan.is_public is public and plan.versions.count() == 2


def test_the_shipped_plan_is_public(country: None) -> None:
    assert ActionPlan.objects.get(code="bih-2020-2023").is_public
    assert Finding.objects.filter(plan__code="bih-2020-2023").exists()


def test_a_plan_whose_document_names_no_title_goes_by_its_code(country: None) -> None:
    importing.apply(preview(KNOWN), by="system", at=NOW, public=True)
    assert ActionPlan.objects.get(code="made-up").label == "made-up"
