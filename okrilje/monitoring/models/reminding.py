"""Reminders: what was said to whom in the application, and the letters that are on their way."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q

from okrilje.accounts.models import User
from okrilje.monitoring.models.cycles import internal

#: Whoever claimed a letter and has not come back after this long is dead.
CLAIM_HOLDS = timedelta(minutes=10)


class Notice(models.Model):
    """A reminder to one person, in the application. ``about``: what its sentence needs, without any words."""

    CLASSES: ClassVar = internal("id", "user", "key", "kind", "about", "address", "at", "read_at")

    user = models.ForeignKey(User, models.CASCADE, related_name="notices")
    #: Says what it is about and stays the same, so that nobody is reminded of the same thing twice.
    key = models.CharField(max_length=200)
    kind = models.CharField(max_length=20)
    about = models.JSONField()
    address = models.CharField(max_length=200)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-at", "-id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "key"], name="notice_once")]

    def __str__(self) -> str:
        return self.key


class LetterQuerySet(models.QuerySet["Letter"]):
    def ready(self, at: datetime) -> Self:
        """Not sent, not resting after a failure, and not in anybody's hands; of closed accounts none."""
        free = Q(claimed_at=None) | Q(claimed_at__lt=at - CLAIM_HOLDS)
        return self.filter(free, sent_at=None, not_before__lte=at, recipient__is_active=True)


class Letter(models.Model):
    """A letter in the outbox. It is written in the transaction of what it tells of, and sent by the worker."""

    CLASSES: ClassVar = internal(
        "id", "key", "recipient", "subject", "body", "language", "made_at", "not_before", "claimed_at", "sent_at",
        "attempts", "last_error",
    )  # fmt: skip

    #: The Message-ID is made from it: a letter that is sent again is the same letter.
    key = models.CharField(max_length=200, unique=True)
    recipient = models.ForeignKey(User, models.CASCADE, related_name="letters")
    subject = models.CharField(max_length=200)
    body = models.TextField()
    language = models.CharField(max_length=10)
    made_at = models.DateTimeField()
    #: After a failure it rests until then.
    not_before = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    #: What went wrong, by kind: never with an address.
    last_error = models.CharField(max_length=100, blank=True)
    objects = LetterQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["id"]
        indexes: ClassVar = [models.Index(fields=["not_before"], condition=Q(sent_at=None), name="letter_unsent")]

    def __str__(self) -> str:
        return self.key


class ReminderRound(models.Model):
    """That the reminders of a day were worked out: a restart neither repeats a day nor leaves one out."""

    CLASSES: ClassVar = internal("id", "day", "at", "notices", "letters")

    day = models.DateField(unique=True)
    at = models.DateTimeField()
    notices = models.PositiveIntegerField(default=0)
    letters = models.PositiveIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["day"]

    def __str__(self) -> str:
        return f"{self.day}: {self.notices}"

    @classmethod
    def before(cls, day: date) -> date | None:
        """The last day before this one that was worked out."""
        return cls.objects.filter(day__lt=day).order_by("-day").values_list("day", flat=True).first()


class MailChoice(models.Model):
    """Whether somebody wants reminders by mail too. Without a row: yes. Escalations come in any case."""

    CLASSES: ClassVar = internal("id", "user", "reminders")

    user = models.OneToOneField(User, models.CASCADE, related_name="mail_choice")
    reminders = models.BooleanField(default=True)

    def __str__(self) -> str:
        return f"{self.user_id}: {self.reminders}"

    @classmethod
    def quiet(cls) -> set[int]:
        """The ids of those who want none."""
        return set(cls.objects.filter(reminders=False).values_list("user_id", flat=True))
