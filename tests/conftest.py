"""What every test may use. People have names and roles, not numbers."""

from __future__ import annotations

import copy
from collections.abc import Iterator

import hypothesis
import pytest
from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.backends.base.operations import BaseDatabaseOperations
from django.db.models import Model
from django.test import Client
from pytest_django import DjangoDbBlocker

from okrilje.accounts.models import Institution, User
from okrilje.accounts.permissions import Role
from okrilje.audit import triggers
from okrilje.web import installation

# How long something takes is measured in benchmarks/: a busy machine is no failure of a property.
hypothesis.settings.register_profile("okrilje", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("okrilje")


@pytest.fixture
def ministry(db: None) -> Institution:
    """The Ministry of Security, owner of the state's plan."""
    return Institution.objects.get_or_create(
        code="MS",
        defaults={"name": "Ministarstvo sigurnosti Bosne i Hercegovine", "kind": "ministry", "level": "state"},
    )[0]


@pytest.fixture(scope="module")
def kept(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """What a fixture of a module that asks for this writes into the database stays for all tests of the module.

    Each of them leaves it as it was; the module leaves the database empty. For what takes seconds to build.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


def make_user(role: Role, institution: Institution, *, email: str = "") -> User:
    return User.objects.create_user(
        email=email or f"{role.value}@example.org",
        name=role.value.replace("_", " ").title(),
        password="correct horse 1",
        institution=institution,
        roles=[role.value],
    )


@pytest.fixture
def coordinator(ministry: Institution) -> User:
    return make_user(Role.COORDINATOR, ministry)


@pytest.fixture
def waived(settings):  # type: ignore[no-untyped-def]
    """Signing in without a second factor, as in the demonstration."""
    settings.MFA_WAIVED = True


@pytest.fixture
def coordinator_client(coordinator: User, waived: None) -> Client:
    client = Client()
    client.force_login(coordinator)
    return client


@pytest.fixture(autouse=True, scope="session")
def flush_past_the_append_only_triggers() -> Iterator[None]:
    """Tests that commit are cleaned up by emptying every table; the audit log refuses that, so it is let through."""
    original = BaseDatabaseOperations.execute_sql_flush

    def execute_sql_flush(self: BaseDatabaseOperations, sql_list: list[str]) -> None:
        vendor = self.connection.vendor
        original(self, [*triggers.DROP[vendor], *sql_list, *triggers.CREATE[vendor]])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BaseDatabaseOperations, "execute_sql_flush", execute_sql_flush)
        yield


#: The rows of the shipped data as first loaded; copying them is ten times faster than loading them for each test.
_loaded: list[list[Model]] = []


@pytest.fixture
def country(db: None) -> None:
    """Everything that ships for the country: institutions, strategy, the state's plan and the made-up canton's."""
    if not _loaded:
        installation.load_country()
        installation.load_demonstration_plans()
        models = [
            model for app in ("accounts", "plan", "monitoring") for model in apps.get_app_config(app).get_models()
        ]
        _loaded.extend(list(model._default_manager.order_by("pk")) for model in models)
        return
    for rows in _loaded:
        if rows:
            type(rows[0])._default_manager.bulk_create(copy.deepcopy(rows))
    with connection.cursor() as cursor:
        for sql in connection.ops.sequence_reset_sql(no_style(), [type(rows[0]) for rows in _loaded if rows]):
            cursor.execute(sql)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files that start programs and browsers take longest and wait a lot; begun first, the rest runs beside them."""
    waiting = {"browser", "web"}
    items.sort(key=lambda item: waiting.isdisjoint(item.path.parts))
