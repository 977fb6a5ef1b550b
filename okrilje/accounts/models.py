from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from okrilje.accounts import catalogue
from okrilje.lib.scripts import to_cyrillic


class Institution(models.Model):
    """A body that answers for activities, pays for them, or owns a plan. Donors are institutions too."""

    CLASSES: ClassVar = {
        "id": "internal",
        "code": "public",
        "name": "public",
        "labels": "public",
        "kind": "public",
        "level": "public",
        "parent": "public",
        "aliases": "public",
        "units": "public",
        "languages": "public",
        "is_active": "internal",
        "edited_at": "internal",
    }

    class Kind(models.TextChoices):
        GOVERNMENT = catalogue.Kind.GOVERNMENT, _("Government")
        MINISTRY = catalogue.Kind.MINISTRY, _("Ministry")
        AGENCY = catalogue.Kind.AGENCY, _("Agency")
        POLICE = catalogue.Kind.POLICE, _("Police body")
        JUDICIARY = catalogue.Kind.JUDICIARY, _("Judicial body")
        COLLECTIVE = catalogue.Kind.COLLECTIVE, _("Group of institutions")
        CIVIL_SOCIETY = catalogue.Kind.CIVIL_SOCIETY, _("Civil society organisation")
        INTERNATIONAL = catalogue.Kind.INTERNATIONAL, _("International organisation")
        FOREIGN = catalogue.Kind.FOREIGN, _("Foreign agency")

    class Level(models.TextChoices):
        STATE = catalogue.Level.STATE, _("State")
        ENTITY = catalogue.Level.ENTITY, _("Entity")
        CANTON = catalogue.Level.CANTON, _("Canton")
        DISTRICT = catalogue.Level.DISTRICT, _("District")
        NONE = catalogue.Level.NONE, _("Outside government")

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=250)
    #: Names in other languages, by language code.
    labels = models.JSONField(default=dict, blank=True)
    kind = models.CharField(max_length=20, choices=Kind)
    level = models.CharField(max_length=10, choices=Level, default=Level.NONE)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    aliases = models.JSONField(default=list, blank=True)
    units = models.JSONField(default=list, blank=True)
    languages = models.JSONField(default=list, blank=True)
    is_active = models.BooleanField(default=True)
    #: When a person last changed it here. From then on the shipped catalogue only adds to it.
    edited_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [models.UniqueConstraint(Lower("code"), name="institution_code_once")]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """The name in the language of the page, else the official one.

        Cyrillic is written from the Serbian name, unless that is a foreign one (World Vision), which stays as it is.
        """
        language = get_language() or ""
        labels: dict[str, str] = self.labels
        serbian = labels.get("sr-latn", "")
        if language == "sr" and serbian:
            return serbian if serbian == labels.get("en") else to_cyrillic(serbian)
        return labels.get(language, self.name)


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.full_clean(exclude=["password"])
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """An official's account: what signing in needs and no more. Made by invitation only."""

    CLASSES: ClassVar = {
        "id": "internal",
        "password": "sensitive",
        "last_login": "internal",
        "email": "internal",
        "name": "internal",
        "institution": "internal",
        "roles": "internal",
        "language": "internal",
        "is_active": "internal",
        "is_demonstration": "internal",
        "created_at": "internal",
        "edited_at": "internal",
    }

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="users")
    #: Values of permissions.Role. The roles are few and live in code, so a list beside the account is enough.
    roles = models.JSONField(default=list)
    language = models.CharField(max_length=10, blank=True)
    is_active = models.BooleanField(default=True)
    is_demonstration = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    #: When an administrator last changed it: two who edit at once notice each other.
    edited_at = models.DateTimeField(null=True, blank=True)

    #: How somebody came in who did not sign in on a page: "token okr_1a2b3c4d". The audit trail notes it.
    through = ""

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar = []
    objects = UserManager()

    class Meta:
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name


def may_come_in(user: User) -> bool:
    """Not with a closed account; in production not as one of the demonstration, whose password everybody knows."""
    return user.is_active and (settings.DEMONSTRATION or not user.is_demonstration)


class Invitation(models.Model):
    """A place in the house waiting for its person. Only the hash of the secret in the link is kept."""

    CLASSES: ClassVar = {
        "id": "internal",
        "email": "internal",
        "name": "internal",
        "institution": "internal",
        "roles": "internal",
        "token_hash": "sensitive",
        "invited_by": "internal",
        "invited_at": "internal",
        "expires_at": "internal",
        "accepted_at": "internal",
        "withdrawn_at": "internal",
    }

    email = models.EmailField()
    name = models.CharField(max_length=120)
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="invitations")
    roles = models.JSONField(default=list)
    token_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(User, models.PROTECT, related_name="invitations_sent", null=True)
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-invited_at"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(accepted_at__isnull=True) | models.Q(withdrawn_at__isnull=True),
                name="invitation_accepted_or_withdrawn",
            ),
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=models.F("invited_at")), name="invitation_expires_later"
            ),
            models.UniqueConstraint(
                fields=["email"],
                condition=models.Q(accepted_at__isnull=True, withdrawn_at__isnull=True),
                name="invitation_one_open_per_email",
            ),
        ]

    def __str__(self) -> str:
        return self.email


class Token(models.Model):
    """With it a program acts as its person, through the API. Only a hash is kept: it is shown once and never again.

    ``prefix`` is how it is recognised in lists, in the audit trail, and where it leaked.
    """

    CLASSES: ClassVar = {
        "id": "internal",
        "user": "internal",
        "name": "internal",
        "prefix": "internal",
        "token_hash": "sensitive",
        "scopes": "internal",
        "made_at": "internal",
        "expires_at": "internal",
        "last_used_on": "internal",
        "revoked_at": "internal",
    }

    user = models.ForeignKey(User, models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=60)
    prefix = models.CharField(max_length=12, unique=True)
    token_hash = models.CharField(max_length=64, unique=True)
    #: Values of permissions.Scope.
    scopes = models.JSONField(default=list)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    #: To the day: enough to find what nobody uses, too little to watch a person by.
    last_used_on = models.DateField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-made_at"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(expires_at__gt=models.F("made_at")), name="token_expires_later"),
            models.UniqueConstraint(
                fields=["user", "name"], condition=models.Q(revoked_at__isnull=True), name="token_name_once_per_person"
            ),
        ]

    def __str__(self) -> str:
        return self.prefix

    def works(self, at: datetime) -> bool:
        """Also asks whether its person could still sign in: a closed account has no working token. Needs ``user``."""
        return self.revoked_at is None and at < self.expires_at and may_come_in(self.user)
