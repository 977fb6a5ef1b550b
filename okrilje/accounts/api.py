"""Who the API takes a program for."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest
from ninja import Router
from pydantic import BaseModel, Field

from okrilje.accounts.access import person
from okrilje.accounts.api_access import Access
from okrilje.accounts.models import Token
from okrilje.accounts.permissions import Permission, Role, Scope, of_roles
from okrilje.lib.api import answers

router = Router(tags=["Token"])


class TokenShown(BaseModel):
    """The token that was sent, and as whom it acts."""

    prefix: str = Field(description="How the token begins; it is shown nowhere whole.")
    name: str
    scopes: list[Scope]
    expires_at: datetime
    institution: str = Field(description="The code of the institution for which it acts.")
    roles: list[Role]
    permissions: list[Permission] = Field(description="What its person may do; the token does no more.")


@router.get("/me", auth=Access(Permission.OWN_ACCOUNT), response=answers(TokenShown, 401))
def me(request: HttpRequest) -> TokenShown:
    """What this token is: the first thing to ask when a connection is set up."""
    token: Token = request.auth  # type: ignore[attr-defined]
    user = person(request)
    known = {role.value for role in Role}
    return TokenShown(
        prefix=token.prefix,
        name=token.name,
        scopes=[Scope(scope) for scope in token.scopes],
        expires_at=token.expires_at,
        institution=user.institution.code,
        roles=[Role(role) for role in user.roles if role in known],
        permissions=sorted(of_roles(user.roles)),
    )
