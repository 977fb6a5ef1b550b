from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client
from django.utils import translation

from okrilje.accounts.models import Institution, User
from okrilje.accounts.permissions import Role
from tests.conftest import make_user


@pytest.fixture
def in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    client.cookies["language"] = "en"
    return client


@pytest.fixture
def clerk(country: None, waived: None) -> User:
    return make_user(Role.REPORTER, Institution.objects.get(code="GP"))


@pytest.fixture
def page(clerk: User) -> Client:
    """What a clerk of the Border Police sees, in English."""
    return signed_in(clerk)
