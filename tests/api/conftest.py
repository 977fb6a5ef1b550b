"""Programs that speak to the API as the people of the story."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from okrilje.accounts import actions
from okrilje.accounts.models import Token, User
from okrilje.accounts.permissions import Scope, of_roles, scopes_of
from tests.monitoring.conftest import in_english, story

__all__ = ["in_english", "story"]
BASE = "/api/v1"


@dataclass
class Program:
    """Sends what a program sends: a token, JSON, and no cookie. ``secret`` "" sends none."""

    secret: str = ""
    token: Token | None = None
    language: str = "en"
    client: Client = field(default_factory=Client)

    def headers(self, **more: str) -> dict[str, str]:
        token = {"Authorization": f"Bearer {self.secret}"} if self.secret else {}
        return {"Accept-Language": self.language, **token, **more}

    def get(self, path: str, **headers: str) -> Any:
        return self.client.get(BASE + path, headers=self.headers(**headers))

    def put(self, path: str, body: Any, **headers: str) -> Any:
        return self._send("put", path, body, headers)

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        return self._send("post", path, body, headers)

    def _send(self, method: str, path: str, body: Any, headers: dict[str, str]) -> Any:
        said = {} if body is None else {"data": json.dumps(body), "content_type": "application/json"}
        return getattr(self.client, method)(BASE + path, headers=self.headers(**headers), **said)


def program(user: User, scopes: Collection[str] = (), *, name: str = "", days: int = 30) -> Program:
    """A program with a token of somebody, for all that is of use to them unless scopes are named."""
    wanted = scopes or scopes_of(of_roles(user.roles))
    token, secret = actions.make_token(
        user, name=name or f"test {Token.objects.count()}", scopes=wanted, days=days, at=timezone.now()
    )
    return Program(secret, token)


@pytest.fixture
def of(waived: None) -> Callable[..., Program]:
    return program


@pytest.fixture
def anybody(db: None) -> Program:
    """A program without a token."""
    return Program()


ALL = list(Scope)
