"""What institutions report: a submission for each cycle, in it an item for each activity, with values and money."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from okrilje.accounts.models import Institution, User
from okrilje.monitoring import rules, status
from okrilje.monitoring.models.cycles import Cycle, internal
from okrilje.monitoring.words import STATE_NAMES
from okrilje.plan.models import Activity, Measure


class SubmissionQuerySet(models.QuerySet["Submission"]):
    def visible_to(self, user: Any) -> Self:
        """One's own institution's, those of a plan that one's institution owns, and what has been handed in."""
        if not user.is_authenticated:
            return self.none()
        mine = Q(institution=user.institution_id) | Q(cycle__plan__owner=user.institution_id)
        return self.filter(mine | Q(status__in=rules.HANDED_IN))


class Submission(models.Model):
    """The report of one institution on one plan for one cycle."""

    CLASSES: ClassVar = internal(
        "id", "cycle", "institution", "status", "prepared_by", "prepared_at", "approved_by", "handed_in_at",
        "changed_at",
    )  # fmt: skip

    class Status(models.TextChoices):
        DRAFT = rules.Status.DRAFT, rules.STATUS_NAMES[rules.Status.DRAFT]
        PREPARED = rules.Status.PREPARED, rules.STATUS_NAMES[rules.Status.PREPARED]
        SUBMITTED = rules.Status.SUBMITTED, rules.STATUS_NAMES[rules.Status.SUBMITTED]
        RETURNED = rules.Status.RETURNED, rules.STATUS_NAMES[rules.Status.RETURNED]
        ACCEPTED = rules.Status.ACCEPTED, rules.STATUS_NAMES[rules.Status.ACCEPTED]
        LOCKED = rules.Status.LOCKED, rules.STATUS_NAMES[rules.Status.LOCKED]

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="submissions")
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="submissions")
    status = models.CharField(max_length=10, choices=Status, default=Status.DRAFT)
    prepared_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    prepared_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    #: When it was handed in for the first time: what timeliness is measured by.
    handed_in_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField()
    objects = SubmissionQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["cycle", "institution__code"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["cycle", "institution"], name="submission_once_per_cycle"),
            models.CheckConstraint(
                condition=Q(prepared_by__isnull=True, prepared_at__isnull=True)
                | Q(prepared_by__isnull=False, prepared_at__isnull=False),
                name="submission_prepared_by_whom_when",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("prepared_by")),
                name="submission_needs_two_people",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cycle_id}/{self.institution_id}"

    @property
    def edition(self) -> str:
        """Tells apart what somebody saw from what it has become since."""
        return f"{self.status} {self.changed_at.isoformat()}"


class Lead(models.Model):
    """Who consolidates a joint activity, where the owner of the plan chose another than the one named first."""

    CLASSES: ClassVar = internal("id", "activity", "institution", "reason", "by", "at")

    activity = models.OneToOneField(Activity, models.CASCADE, related_name="lead")
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    reason = models.TextField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=~Q(reason=""), name="lead_needs_a_reason")]

    def __str__(self) -> str:
        return f"{self.activity_id}: {self.institution_id}"


class Step(models.Model):
    """A step of a submission on its path: who took it, when, and what was said."""

    CLASSES: ClassVar = internal("id", "submission", "before", "after", "by", "at", "comment")

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="steps")
    before = models.CharField(max_length=10, choices=Submission.Status)
    after = models.CharField(max_length=10, choices=Submission.Status)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    comment = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["submission", "id"]

    def __str__(self) -> str:
        return f"{self.submission_id}: {self.before} > {self.after}"


class Item(models.Model):
    """What a submission says of one activity.

    Of a joint activity every institution reports its *share*, and the one that leads it the *whole* besides; where
    an institution is alone responsible there is only the whole. The status of an activity is that of its whole.
    """

    CLASSES: ClassVar = internal(
        "id", "submission", "activity", "scope", "progress", "completions", "occurrences", "done", "difficulties",
        "handled", "lessons", "recommendation", "verdict", "revision", "edited_by", "edited_at", "corrected_at",
    )  # fmt: skip

    class Scope(models.TextChoices):
        WHOLE = "whole", _("the whole activity")
        SHARE = "share", _("the institution's share")

    class Progress(models.TextChoices):
        NOT_STARTED = status.Progress.NOT_STARTED, _("not started")
        IN_PROGRESS = status.Progress.IN_PROGRESS, _("under way")
        DONE = status.Progress.DONE, _("done")
        NONE = status.Progress.NONE, _("nothing in this period")
        NOT_APPLICABLE = status.Progress.NOT_APPLICABLE, _("does not apply any more")

    class Verdict(models.TextChoices):
        ACCEPTED = "accepted", _("accepted")
        RETURNED = "returned", _("returned")

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="items")
    activity = models.ForeignKey(Activity, models.PROTECT, related_name="items")
    scope = models.CharField(max_length=5, choices=Scope, default=Scope.WHOLE)
    progress = models.CharField(max_length=14, choices=Progress, blank=True)
    #: Number of a due date -> ISO day on which the result was there.
    completions = models.JSONField(default=dict, blank=True)
    occurrences = models.PositiveIntegerField(null=True, blank=True)
    done = models.TextField(blank=True)
    difficulties = models.TextField(blank=True)
    handled = models.TextField(blank=True)
    lessons = models.TextField(blank=True)
    recommendation = models.TextField(blank=True)
    #: What the coordinator said of this item in the current round; "" until then.
    verdict = models.CharField(max_length=8, choices=Verdict, blank=True)
    #: Counts the saved versions: who saves over a newer one is told.
    revision = models.PositiveIntegerField(default=0)
    edited_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    edited_at = models.DateTimeField(null=True, blank=True)
    #: When it was changed after its acceptance, if it was.
    corrected_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["submission", "activity__order", "-scope"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["submission", "activity", "scope"], name="item_once_per_submission")
        ]

    def __str__(self) -> str:
        return f"{self.submission_id}: {self.activity_id} {self.scope}"

    @property
    def is_reported(self) -> bool:
        return bool(self.progress or self.completions or self.occurrences is not None)


class ReportedValue(models.Model):
    """A value of a measure for a cycle. ``reason``: why it differs from the computed value, where there is one."""

    CLASSES: ClassVar = internal("id", "item", "measure", "value", "reason")

    item = models.ForeignKey(Item, models.CASCADE, related_name="values")
    measure = models.ForeignKey(Measure, models.PROTECT, related_name="reported")
    value = models.DecimalField(max_digits=16, decimal_places=2, null=True, blank=True)
    reason = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["item", "measure"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["item", "measure"], name="value_once_per_item"),
            models.CheckConstraint(condition=Q(value__isnull=True) | Q(value__gte=0), name="value_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.item_id}: {self.measure_id} = {self.value}"


class Money(models.Model):
    """Money for an activity in a year from a source: three different things that are never derived from each other."""

    CLASSES: ClassVar = internal("id", "item", "year", "source", "planned", "allocated", "paid")

    item = models.ForeignKey(Item, models.CASCADE, related_name="money")
    year = models.PositiveSmallIntegerField()
    source = models.ForeignKey(Institution, models.PROTECT, null=True, blank=True, related_name="+")
    planned = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    allocated = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    paid = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["item", "year", "source"]
        verbose_name_plural = "money"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["item", "year", "source"], name="money_once_per_source"),
            models.UniqueConstraint(
                fields=["item", "year"], condition=Q(source=None), name="money_once_without_a_source"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item_id}: {self.year}"


class ItemVersion(models.Model):
    """Every saved version of an item, whole: nothing that somebody wrote is lost.

    ``is_aside``: it could not be joined with what somebody else saved meanwhile, so it stands aside until the
    person decides.
    """

    CLASSES: ClassVar = internal("id", "item", "number", "answer", "by", "at", "is_aside", "reason")

    item = models.ForeignKey(Item, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    answer = models.JSONField()
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    is_aside = models.BooleanField(default=False)
    #: Why it was corrected after its acceptance; "" for work on a draft.
    reason = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["item", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["item", "number"], condition=Q(is_aside=False), name="item_version_number_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.item_id} v{self.number}"


class Judgement(models.Model):
    """A status that the coordinator set by hand, with the reason; the computed one is shown beside it."""

    CLASSES: ClassVar = internal("id", "item", "state", "reason", "by", "at")

    item = models.OneToOneField(Item, models.CASCADE, related_name="judgement")
    state = models.CharField(max_length=14, choices=[(state.value, name) for state, name in STATE_NAMES.items()])
    reason = models.TextField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=~Q(reason=""), name="judgement_needs_a_reason")]

    def __str__(self) -> str:
        return f"{self.item_id}: {self.state}"
