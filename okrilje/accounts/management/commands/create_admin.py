from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser, no_translations
from django.core.validators import validate_email
from django.forms import ValidationError
from django.utils import timezone

from okrilje.accounts import actions, mail
from okrilje.accounts.models import Institution
from okrilje.accounts.permissions import Role
from okrilje.audit.actions import SYSTEM


class Command(BaseCommand):
    help = "Invites the first administrator of an installation and prints the link of the invitation."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--email", required=True)
        parser.add_argument("--name", required=True)
        parser.add_argument("--institution", required=True, help="code of the institution")

    @no_translations
    def handle(self, *args: Any, email: str, name: str, institution: str, **options: Any) -> None:
        body = Institution.objects.filter(code=institution, is_active=True).first()
        if body is None:
            raise CommandError(f'There is no institution with the code "{institution}".', returncode=2)
        try:
            validate_email(email)
            invitation, token = actions.invite(
                email=email, name=name, institution=body, roles=[Role.ADMINISTRATOR.value], by=SYSTEM, at=timezone.now()
            )
        except ValidationError as error:
            raise CommandError(f"{email} is not an e-mail address.", returncode=2) from error
        except actions.AccountError as error:
            raise CommandError(str(error), returncode=2) from error
        self.stdout.write(
            f"Open this link to choose a password; it works once, until {invitation.expires_at:%Y-%m-%d %H:%M} UTC:\n"
            f"{mail.invitation_link(token)}"
        )
