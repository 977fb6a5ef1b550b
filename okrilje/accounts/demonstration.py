"""Made-up users of the demonstration, one password for all: one for each role, and two more for each institution that
reports, since a report needs a second person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils.functional import Promise

from okrilje.accounts.catalogue import country_file
from okrilje.accounts.models import Institution, User
from okrilje.accounts.permissions import ROLE_NAMES, Role
from okrilje.audit import actions as audit

PASSWORD = "okrilje-demonstracija"
#: A domain that can never exist (RFC 2606), so that no letter ever reaches anybody.
DOMAIN = "demo.okrilje.invalid"


class NotADemonstration(Exception):
    """Demonstration users have a known password; they exist only in demonstration mode."""


@dataclass(frozen=True, slots=True)
class Login:
    email: str
    name: str
    role: Role
    institution: str

    @property
    def role_name(self) -> str | Promise:
        return ROLE_NAMES[self.role]


def logins() -> list[Login]:
    """Everybody, first one for each role in the order of the roles, then those who write and approve reports.

    ``institution`` is a code of the country's catalogue.
    """
    _refuse_in_production()
    rows = country_file(settings.COUNTRY, "demonstration-users.json")
    return [
        Login(
            f"{row.get('login') or row['role'].replace('_', '-')}@{DOMAIN}",
            row["name"],
            Role(row["role"]),
            row["institution"],
        )
        for row in rows
    ]


def one_for_each_role() -> list[Login]:
    first = {login.role: login for login in reversed(logins())}
    return [first[role] for role in Role]


@transaction.atomic
def create_users(*, by: Any, at: datetime) -> list[User]:
    """Creates the users that are missing; the institutions must be loaded. NotADemonstration in production."""
    institutions = {row.code: row for row in Institution.objects.all()}
    existing = set(User.objects.values_list("email", flat=True))
    created = [
        User.objects.create_user(
            login.email,
            name=login.name,
            institution=institutions[login.institution],
            roles=[login.role.value],
            is_demonstration=True,
        )
        for login in logins()
        if login.email not in existing
    ]
    if created:
        # One hash for all: making eighteen of them would hold up the first start for seconds.
        User.objects.filter(pk__in=[user.pk for user in created]).update(password=make_password(PASSWORD))
        audit.record("demonstration.created", by=by, at=at, users=[user.email for user in created])
    return created


def _refuse_in_production() -> None:
    if not settings.DEMONSTRATION:
        raise NotADemonstration("Demonstration users exist only where OKRILJE_MODE is demonstration.")
