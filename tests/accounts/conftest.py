from __future__ import annotations

import base64
import hashlib
import hmac
import re
import struct
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client

from okrilje.accounts.mail import wait_for_letters
from okrilje.accounts.models import Institution, User
from okrilje.accounts.permissions import Role
from tests.conftest import make_user

AT = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
PASSWORD = "correct horse 1"


@pytest.fixture(autouse=True)
def a_house_of_its_own(settings: Any, tmp_path: Any) -> None:
    """Attempts are counted in the cache, anchors written into the data folder: neither may reach the next test."""
    settings.DATA_DIR = tmp_path
    cache.clear()


@pytest.fixture
def person(ministry: Institution) -> Callable[[Role], User]:
    def of(role: Role) -> User:
        return User.objects.filter(email=f"{role.value}@example.org").first() or make_user(role, ministry)

    return of


@pytest.fixture
def english() -> Client:
    return english_client()


def english_client(user: User | None = None, **defaults: Any) -> Client:
    client = Client(**defaults)
    client.cookies["language"] = "en"
    if user is not None:
        client.force_login(user)
    return client


@pytest.fixture
def administrator(person: Callable[[Role], User]) -> User:
    return person(Role.ADMINISTRATOR)


@pytest.fixture
def admin_client(administrator: User, waived: None) -> Client:
    return english_client(administrator)


def sign_in(client: Client, email: str, password: str = PASSWORD, **fields: str) -> Any:
    return client.post("/login/", {"login": email, "password": password, **fields})


def link_in_the_letter() -> str:
    """Of the only letter that was sent: the path of its link."""
    wait_for_letters()
    (letter,) = mail.outbox
    found = re.search(r"http://testserver(/\S+)", letter.body)
    assert found, letter.body
    return found[1]


def code_of(secret: str, *, steps: int = 0) -> str:
    """What an authenticator app shows now (RFC 6238), or so many half minutes later."""
    counter = struct.pack(">Q", int(time.time()) // 30 + steps)
    mac = hmac.new(base64.b32decode(secret), counter, hashlib.sha1).digest()
    start = mac[-1] & 0x0F
    return f"{(struct.unpack('>I', mac[start : start + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"
