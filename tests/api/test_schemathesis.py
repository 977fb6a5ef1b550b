"""Schemathesis reads the OpenAPI document and tries to find a request whose answer is not what the document says.

In the suite it tries what the document makes likely to fail, and a few examples of its own for each operation;
``OKRILJE_SCHEMATHESIS=300`` tries so many.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import Any

import pytest
import schemathesis
from django.conf import settings
from django.core import signals
from django.db import close_old_connections, transaction
from schemathesis.checks import load_all_checks
from schemathesis.core.parameters import ParameterLocation
from schemathesis.generation.feedback import FeedbackSources
from schemathesis.pytest._test_builder import build_operation_test

from okrilje.accounts.models import Institution, User
from okrilje.accounts.permissions import Role
from okrilje.monitoring import freezing
from okrilje.monitoring.models import CommonMeasure, Snapshot, Submission
from okrilje.plan.models import ActionPlan, Strategy, Version
from okrilje.web.api import document
from okrilje.web.wsgi import application
from tests.api.conftest import program
from tests.monitoring.factories import AT, institution, opened, set_up, small_plan, user

pytestmark = pytest.mark.django_db
EXAMPLES = int(os.environ.get("OKRILJE_SCHEMATHESIS", "2"))
IS_LONG = "OKRILJE_SCHEMATHESIS" in os.environ
#: One of each kind: of these the suite tries every case that the document makes likely to fail, of the others a few
#: examples. The long run tries everything of everything.
THOROUGHLY = {"version", "submissions", "save_answer", "add_comment"}
#: What there is. An address of its own making leads nowhere, and then only the 404 is tried.
REAL = {
    "plan": "test-plan", "cycle": "2020-H2", "institution": "GP", "activity": "1.1.2", "scope": "whole", "number": 1,
    "strategy": "s",
}  # fmt: skip
NAMES = [methods[method]["operationId"] for methods in document()["paths"].values() for method in methods]


@cache
def schema(is_thorough: bool) -> Any:
    config = schemathesis.Config.from_dict(
        {
            "generation": {"max-examples": EXAMPLES, "deterministic": not IS_LONG},
            "phases": {"coverage": {"enabled": is_thorough}, "examples": {"enabled": is_thorough}},
            "warnings": False,
        }
    )
    load_all_checks()
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application, config=config)


@pytest.fixture(scope="module")
def headers(django_db_setup: None, django_db_blocker: Any) -> Iterator[dict[str, str]]:
    """Of somebody who writes, approves and reviews, as far as one person can, in a plan of which everything exists.

    Made once for all operations; what the requests of one write is gone before the next.
    """
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch, transaction.atomic():
        patch.setattr(settings, "MFA_WAIVED", True)
        # As Django's own test client does: the transaction must outlive the requests in it.
        signals.request_started.disconnect(close_old_connections)
        signals.request_finished.disconnect(close_old_connections)
        yield {"Authorization": f"Bearer {_seed()}", "Accept-Language": "en"}
        signals.request_started.connect(close_old_connections)
        signals.request_finished.connect(close_old_connections)
        transaction.set_rollback(True)


def _seed() -> str:
    institution("MS")
    plan = small_plan()
    set_up(plan)
    cycle = opened(plan, "2020-H2")
    strategy = Strategy.objects.create(code="s", starts_on=date(2020, 1, 1), ends_on=date(2023, 12, 31))
    CommonMeasure.objects.create(strategy=strategy, code="m", rolls_up="sum")
    ActionPlan.objects.update(owner=Institution.objects.get(code="GP"), strategy=strategy)
    content = freezing.frozen(cycle, as_of=AT)
    Snapshot.objects.create(cycle=cycle, content=content, content_sha256=freezing.fingerprint(content), at=AT)
    Version.objects.create(plan=plan, number=1, at=AT, content={"code": "test-plan"}, content_sha256="0" * 64)
    person = user(Role.COORDINATOR, "GP")
    User.objects.filter(pk=person.pk).update(roles=[Role.COORDINATOR, Role.FOCAL_POINT])
    person.refresh_from_db()
    return program(person).secret


@pytest.mark.parametrize("name", NAMES)
def test_every_answer_is_what_the_document_says(name: str, headers: dict[str, str]) -> None:
    def try_(case: Any) -> None:
        path = case.meta.components.get(ParameterLocation.PATH) if case.meta else None
        if path is None or path.mode.is_positive:
            case.path_parameters = {name: REAL[name] for name in case.path_parameters or {}}
        Submission.objects.filter(institution__code="GP").update(status="draft", prepared_by=None, prepared_at=None)
        case.call_and_validate(headers=headers)

    tried = schema(IS_LONG or name in THOROUGHLY)
    # Not schema.parametrize(): it makes all cases when tests are collected, also for those who run other tests.
    build_operation_test(
        config=tried.config,
        operation=tried.find_operation_by_id(name),
        test_func=try_,
        given_kwargs={},
        feedback=FeedbackSources(),
    )()
