from __future__ import annotations

from itertools import combinations
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from okrilje.accounts import permissions, rules
from okrilje.accounts.permissions import PUBLIC, ROLES, Permission, Role, of_roles, role_names, table, why_not

roles = st.lists(st.sampled_from([role.value for role in Role]), max_size=5)


def test_every_role_and_permission_has_a_name_and_a_row() -> None:
    assert set(ROLES) == set(permissions.ROLE_NAMES) == set(Role)
    assert set(permissions.PERMISSION_NAMES) == set(Permission)


@pytest.mark.parametrize(("first", "second"), list(combinations(Role, 2)))
def test_two_roles_give_what_each_gives(first: Role, second: Role) -> None:
    assert of_roles([first, second]) == ROLES[first] | ROLES[second]


@given(roles, roles)
def test_a_further_role_never_takes_anything_away(some, more) -> None:
    assert of_roles(some) <= of_roles([*some, *more])


@given(st.lists(st.text(max_size=5)))
def test_unknown_roles_grant_nothing(names) -> None:
    assert of_roles([name for name in names if name not in list(Role)]) == PUBLIC


@given(roles, st.sampled_from(list(Permission)), st.booleans(), st.booleans())
def test_nothing_internal_without_signing_in_the_role_and_the_second_step(some, permission, signed_in, second) -> None:
    reason = why_not(permission, of_roles(some), signed_in=signed_in, second_factor=second)
    allowed = permission in PUBLIC or (
        signed_in and permission in of_roles(some) and (second or permission is Permission.OWN_ACCOUNT)
    )
    assert (reason == "") == allowed


def test_who_sees_the_audit_trail_does_not_give_roles_and_the_other_way_round() -> None:
    for held in ROLES.values():
        assert not {Permission.READ_AUDIT, Permission.MANAGE_ACCOUNTS} <= held


def test_the_administrator_sees_nothing_internal_of_the_plan() -> None:
    assert Permission.READ_INTERNAL not in ROLES[Role.ADMINISTRATOR]


def test_names_of_roles_keep_their_order() -> None:
    with translation.override("en"):
        assert role_names(["donor", "gone", "coordinator"]) == ["State coordinator's office", "Donor"]
        assert [name for name, _words in table(["donor", "coordinator"])] == ["State coordinator's office", "Donor"]


@given(roles, roles, st.booleans())
def test_only_somebody_else_changes_roles(before, after, same) -> None:
    reason = rules.why_not_roles("a@x", "a@x" if same else "b@x", before, after)
    assert (reason == "") == bool(after and not (same and set(before) != set(after)))


def as_markdown() -> str:
    """The table of docs/reference/roles.md, drawn from the code."""
    with translation.override(None):
        names = {p: str(permissions.PERMISSION_NAMES[p]) for p in Permission}
        lines = ["| Role | Code | " + " | ".join(names.values()) + " |", "|---|---|" + "---|" * len(names)]
        for role in Role:
            marks = ("yes" if p in ROLES[role] else "" for p in Permission)
            lines.append(f"| {permissions.ROLE_NAMES[role]} | `{role.value}` | " + " | ".join(marks) + " |")
    return "\n".join(lines)


def test_the_table_in_the_documentation_is_the_one_in_the_code() -> None:
    page = Path(settings.CHECKOUT, "docs/reference/roles.md").read_text(encoding="utf-8")
    assert as_markdown() in page
