"""Strategy, action plans, and what stands in them down to the activity."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from okrilje.accounts.access import sees
from okrilje.accounts.models import Institution
from okrilje.accounts.permissions import Permission
from okrilje.plan import content
from okrilje.plan.models.titles import Titled, pick


def public(*fields: str) -> dict[str, str]:
    return dict.fromkeys(fields, "public")


class Level(models.TextChoices):
    STATE = content.Level.STATE, _("State")
    ENTITY = content.Level.ENTITY, _("Entity")
    CANTON = content.Level.CANTON, _("Canton")
    DISTRICT = content.Level.DISTRICT, _("District")


class Strategy(Titled):
    """What the governments agreed; every government carries it out by a plan of its own."""

    CLASSES: ClassVar = public(
        "id", "code", "title", "labels", "starts_on", "ends_on", "adopted_on", "adopted_by", "governments"
    )

    code = models.SlugField(max_length=60, unique=True)
    starts_on = models.DateField()
    ends_on = models.DateField()
    adopted_on = models.DateField(null=True, blank=True)
    adopted_by = models.ForeignKey(Institution, models.PROTECT, null=True, blank=True, related_name="+")
    #: The governments that owe a plan: [{"code", "labels", "level"}]. A plan may be missing, and that is shown.
    governments = models.JSONField(default=list, blank=True)

    class Meta:
        ordering: ClassVar = ["-starts_on", "code"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(ends_on__gt=F("starts_on")), name="strategy_period_in_order")
        ]

    def __str__(self) -> str:
        return self.code


class PlanQuerySet(models.QuerySet["ActionPlan"]):
    def visible_to(self, user: Any) -> Self:
        """Published plans for everybody; a draft for those of the owner's people who read what is internal."""
        if not (user.is_authenticated and sees(user, Permission.READ_INTERNAL)):
            return self.filter(is_public=True)
        return self.filter(Q(is_public=True) | Q(owner_id=user.institution_id))


class ActionPlan(Titled):
    CLASSES: ClassVar = public(
        "id", "code", "title", "labels", "strategy", "level", "government", "owner", "starts_on", "ends_on",
        "adopted_on", "preamble",
    ) | {"is_public": "internal", "is_demonstration": "internal"}  # fmt: skip

    Level = Level

    code = models.SlugField(max_length=60, unique=True)
    strategy = models.ForeignKey(Strategy, models.PROTECT, null=True, blank=True, related_name="plans")
    level = models.CharField(max_length=10, choices=Level)
    #: The code of the government in ``strategy.governments`` whose plan this is.
    government = models.CharField(max_length=40, blank=True)
    owner = models.ForeignKey(Institution, models.PROTECT, related_name="plans")
    starts_on = models.DateField()
    ends_on = models.DateField()
    adopted_on = models.DateField(null=True, blank=True)
    preamble = models.TextField(blank=True)
    is_public = models.BooleanField(default=True)
    is_demonstration = models.BooleanField(default=False)
    objects = PlanQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["is_demonstration", "code"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(ends_on__gt=F("starts_on")), name="plan_period_in_order")
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def label(self) -> str:
        """A plan whose document names no title goes by its code, so that no link and no heading is empty."""
        return super().label or self.code


class Pillar(Titled):
    CLASSES: ClassVar = public("id", "plan", "code", "order", "title", "labels")

    plan = models.ForeignKey(ActionPlan, models.CASCADE, related_name="pillars")
    code = models.CharField(max_length=20)
    order = models.PositiveIntegerField()

    class Meta:
        ordering: ClassVar = ["plan", "order"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["plan", "code"], name="pillar_code_once")]

    def __str__(self) -> str:
        return self.code


class Programme(Titled):
    CLASSES: ClassVar = public("id", "pillar", "code", "order", "title", "labels")

    pillar = models.ForeignKey(Pillar, models.CASCADE, related_name="programmes")
    code = models.CharField(max_length=20)
    order = models.PositiveIntegerField()

    class Meta:
        ordering: ClassVar = ["pillar", "order"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["pillar", "code"], name="programme_code_once")]

    def __str__(self) -> str:
        return self.code


class Activity(Titled):
    """``title`` is the official text of the activity; ``search`` its words folded (case, accents, script, đ/dj)."""

    CLASSES: ClassVar = public(
        "id", "plan", "programme", "code", "order", "title", "labels", "notes", "deadline_raw", "deadline_kind",
        "starts_on", "ends_on", "min_count", "min_per", "min_where", "search", "is_withdrawn",
    )  # fmt: skip

    class DeadlineKind(models.TextChoices):
        MONTH = content.DeadlineKind.MONTH, _("Month")
        HALF_YEAR = content.DeadlineKind.HALF_YEAR, _("Half-year")
        YEAR = content.DeadlineKind.YEAR, _("Year")
        RANGE = content.DeadlineKind.RANGE, _("Several years")
        MULTIPLE = content.DeadlineKind.MULTIPLE, _("Several dates")
        CONTINUOUS = content.DeadlineKind.CONTINUOUS, _("Continuous")
        MINIMUM_FREQUENCY = content.DeadlineKind.MINIMUM_FREQUENCY, _("Continuous, with a minimum")
        YEARLY = content.DeadlineKind.YEARLY, _("Once a year")
        UNREADABLE = content.DeadlineKind.UNREADABLE, _("Not readable")

    plan = models.ForeignKey(ActionPlan, models.CASCADE, related_name="activities")
    programme = models.ForeignKey(Programme, models.CASCADE, related_name="activities")
    code = models.CharField(max_length=20)
    order = models.PositiveIntegerField()
    notes = models.JSONField(default=list, blank=True)
    deadline_raw = models.TextField(blank=True)
    deadline_kind = models.CharField(max_length=40, choices=DeadlineKind)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    min_count = models.PositiveSmallIntegerField(null=True, blank=True)
    min_per = models.CharField(max_length=10, blank=True)
    min_where = models.TextField(blank=True)
    search = models.TextField(blank=True)
    #: Taken out of the plan by an amendment; kept so that what was reported on it stays readable.
    is_withdrawn = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["plan", "order"]
        verbose_name_plural = "activities"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["plan", "code"], name="activity_code_once"),
            models.CheckConstraint(
                condition=Q(min_count__isnull=True, min_per="") | (Q(min_count__isnull=False) & ~Q(min_per="")),
                name="activity_minimum_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def is_dated(self) -> bool:
        return self.deadline_kind in content.DATED


class DueDate(models.Model):
    """A window of an activity by whose last day something is due. Continuous work has none."""

    CLASSES: ClassVar = public("id", "activity", "order", "starts_on", "due_on")

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="due_dates")
    order = models.PositiveSmallIntegerField()
    starts_on = models.DateField()
    due_on = models.DateField(db_index=True)

    class Meta:
        ordering: ClassVar = ["due_on", "activity__order"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(due_on__gte=F("starts_on")), name="due_date_in_order")
        ]

    def __str__(self) -> str:
        return f"{self.activity_id}: {self.due_on}"


class Responsibility(models.Model):
    """An institution's part in an activity. ``order`` 1 is the one named first."""

    CLASSES: ClassVar = public("id", "activity", "institution", "order", "unit", "role", "raw")

    class Role(models.TextChoices):
        RESPONSIBLE = content.Role.RESPONSIBLE, _("Responsible")
        COLLECTIVE = content.Role.COLLECTIVE, _("Group")

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="responsibilities")
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="responsibilities")
    order = models.PositiveSmallIntegerField()
    unit = models.CharField(max_length=250, blank=True)
    role = models.CharField(max_length=12, choices=Role, default=Role.RESPONSIBLE)
    raw = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["activity", "order"]
        verbose_name_plural = "responsibilities"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["activity", "order"], name="responsibility_order_once")
        ]

    def __str__(self) -> str:
        return f"{self.activity_id}: {self.institution_id}"


class Resource(models.Model):
    """A line of the resources cell: who pays, and for which year how much, where the plan says so."""

    CLASSES: ClassVar = public("id", "activity", "order", "type", "source", "raw", "year", "amount", "currency", "note")

    class Type(models.TextChoices):
        REGULAR_BUDGET = content.ResourceType.REGULAR_BUDGET, _("Regular budget")
        DONOR = content.ResourceType.DONOR, _("Donor")
        FIXED_AMOUNT = content.ResourceType.FIXED_AMOUNT, _("Fixed amount")
        SPECIAL_BUDGET = content.ResourceType.SPECIAL_BUDGET, _("Special budget")

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="resources")
    order = models.PositiveSmallIntegerField()
    type = models.CharField(max_length=20, choices=Type)
    source = models.ForeignKey(Institution, models.PROTECT, null=True, blank=True, related_name="resources")
    raw = models.TextField(blank=True)
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    amount = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    note = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["activity", "order"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(amount__isnull=True) | Q(amount__gte=0), name="resource_not_negative"),
            models.UniqueConstraint(fields=["activity", "order"], name="resource_order_once"),
        ]

    def __str__(self) -> str:
        return f"{self.activity_id}: {self.type}"


class Dependency(models.Model):
    """``before`` has to be finished for ``after`` to make sense."""

    CLASSES: ClassVar = public("id", "before", "after", "why")

    before = models.ForeignKey(Activity, models.CASCADE, related_name="enables")
    after = models.ForeignKey(Activity, models.CASCADE, related_name="depends_on")
    why = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering: ClassVar = ["before__order", "after__order"]
        verbose_name_plural = "dependencies"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["before", "after"], name="dependency_once"),
            models.CheckConstraint(condition=~Q(before=F("after")), name="dependency_not_on_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.before_id} > {self.after_id}"

    @property
    def reason(self) -> str:
        return pick(self.why)
