"""Append-only events, each chained to the one before by its hash. No foreign keys: the log outlives what it names."""

from __future__ import annotations

import json
from datetime import date, datetime, time, timedelta
from typing import ClassVar

from django.db import models
from django.db.models.functions import Cast
from django.utils import timezone

VERIFICATIONS = ("audit.verified", "audit.doubted")


class EventQuerySet(models.QuerySet["Event"]):
    def about(self, subject: str) -> EventQuerySet:
        """``subject`` is a code, or "kind:code" where several kinds of things may have it."""
        kind, colon, code = subject.partition(":")
        return self.filter(subject_kind=kind, subject=code) if colon else self.filter(subject=subject)

    def between(self, since: date | None, until: date | None) -> EventQuerySet:
        """From the beginning of one day to the end of the other, in local time; both may be left open."""
        found = self
        if since:
            found = found.filter(at__gte=_midnight(since))
        if until:
            found = found.filter(at__lt=_midnight(until + timedelta(days=1)))
        return found

    def mentioning(self, text: str, actions: list[str]) -> EventQuerySet:
        """Text anywhere in who, what or the details; ``actions``: those whose sentence has the text in it."""
        # SQLite keeps letters beyond ASCII in JSON as escapes.
        escaped = json.dumps(text)[1:-1]
        where = models.Q(action__in=actions)
        for field in ("actor", "subject", "institution", "details_text"):
            where |= models.Q(**{f"{field}__icontains": text})
        if escaped != text:
            where |= models.Q(details_text__icontains=escaped)
        return self.annotate(details_text=Cast("details", models.TextField())).filter(where)

    def last_verification(self) -> Event | None:
        return self.filter(action__in=VERIFICATIONS).first()


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


class Event(models.Model):
    """One thing that happened. Written only by ``audit.actions.record``, in the transaction of the change itself."""

    CLASSES: ClassVar = {
        "sequence": "internal",
        "at": "internal",
        "actor": "internal",
        "institution": "internal",
        "action": "internal",
        "subject_kind": "internal",
        "subject": "internal",
        "details": "internal",
        "previous_hash": "internal",
        "hash": "internal",
    }

    #: 1, 2, 3, ... without a gap: a missing number is a removed row.
    sequence = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField(db_index=True)
    #: The e-mail address of the account, "system", or "visitor" for somebody who is not signed in.
    actor = models.CharField(max_length=254)
    institution = models.CharField(max_length=40, blank=True)
    #: What was done, as "<noun>.<past participle>": "plan.imported".
    action = models.CharField(max_length=60)
    subject_kind = models.CharField(max_length=40, blank=True)
    subject = models.CharField(max_length=254, blank=True)
    details = models.JSONField(default=dict)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-sequence"]
        #: Each filter of the page, newest first: a page of the log is read from one index, however long the log is.
        indexes: ClassVar = [
            models.Index(fields=["actor", "-sequence"], name="audit_by_actor"),
            models.Index(fields=["institution", "-sequence"], name="audit_by_institution"),
            models.Index(fields=["action", "-sequence"], name="audit_by_action"),
            models.Index(fields=["subject", "-sequence"], name="audit_by_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.sequence} {self.action}"
