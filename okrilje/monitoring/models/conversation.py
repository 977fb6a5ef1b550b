"""What is said about an item, who was named in it, and what the coordinator decided of it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from okrilje.accounts.models import User
from okrilje.monitoring.models.cycles import internal
from okrilje.monitoring.models.reminding import Notice
from okrilje.monitoring.models.submissions import Item


class Comment(models.Model):
    """Something said about an item: by the coordinator when returning it, or between people who work on it."""

    CLASSES: ClassVar = internal("id", "item", "text", "by", "at", "round")

    item = models.ForeignKey(Item, models.CASCADE, related_name="comments")
    text = models.TextField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    #: The revision of the item that it is about.
    round = models.PositiveIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["item", "id"]
        constraints: ClassVar = [models.CheckConstraint(condition=~Q(text=""), name="comment_says_something")]

    def __str__(self) -> str:
        return f"{self.item_id}: {self.text[:40]}"


class MentionQuerySet(models.QuerySet["Mention"]):
    def waiting_for(self, user: User) -> MentionQuerySet:
        """Neither answered nor put away, and about a report that is still this person's affair."""
        here = user.institution_id
        own = Q(comment__item__submission__institution=here) | Q(comment__item__submission__cycle__plan__owner=here)
        return self.filter(own, notice__user=user, notice__read_at=None, answered_at=None)


class Mention(models.Model):
    """Somebody named in a comment: a task for them until they answer it or mark the notice as read."""

    CLASSES: ClassVar = internal("id", "comment", "notice", "answered_at")

    comment = models.ForeignKey(Comment, models.CASCADE, related_name="mentions")
    #: Tells the person, and keeps who it is and when they said that they have read it.
    notice = models.OneToOneField(Notice, models.CASCADE, related_name="mention")
    answered_at = models.DateTimeField(null=True, blank=True)
    objects = MentionQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["comment", "id"]

    def __str__(self) -> str:
        return f"{self.comment_id}: {self.notice_id}"


class Decision(models.Model):
    """The coordinator accepted or returned an item in one round. Every one is kept; ``Item.verdict`` is the latest."""

    CLASSES: ClassVar = internal("id", "item", "verdict", "revision", "comment", "by", "at")

    item = models.ForeignKey(Item, models.CASCADE, related_name="decisions")
    verdict = models.CharField(max_length=8, choices=Item.Verdict)
    #: The revision of the item that it is about.
    revision = models.PositiveIntegerField()
    #: With which it was returned.
    comment = models.OneToOneField(Comment, models.CASCADE, null=True, blank=True, related_name="decision")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["item", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(verdict="accepted", comment=None) | Q(verdict="returned", comment__isnull=False),
                name="decision_returned_with_a_comment",
            )
        ]

    def __str__(self) -> str:
        return f"{self.item_id} r{self.revision}: {self.verdict}"
