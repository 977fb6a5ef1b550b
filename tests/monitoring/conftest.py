from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from django.utils import translation

from okrilje.accounts.permissions import Role
from tests.monitoring.factories import opened, set_up, small_plan, user


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    """Refusals are compared by their words; outside a page they would be in the language of the installation."""
    with translation.override("en"):
        yield


@pytest.fixture
def story(db: None, ministry: object) -> SimpleNamespace:
    """The small plan with its second half of 2020 open, and the people around it."""
    plan = small_plan()
    set_up(plan)
    return SimpleNamespace(
        plan=plan,
        cycle=opened(plan, "2020-H2"),
        coordinator=user(Role.COORDINATOR, "MS"),
        reporter=user(Role.REPORTER, "GP"),
        approver=user(Role.APPROVER, "GP"),
        stranger=user(Role.REPORTER, "SPS"),
        both=user(Role.FOCAL_POINT, "GP", "both"),
    )
