"""What a submission still lacks, and where it contradicts itself."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from django.utils.translation import gettext as _

from okrilje.monitoring.answer_words import number
from okrilje.monitoring.models import Item, ReportedValue, Submission
from okrilje.monitoring.status import Progress
from okrilje.plan import measuring
from okrilje.plan.models import Activity, Measure


def contradictions(submission: Submission) -> list[str]:
    """Sentences about answers that cannot all be true; they have to be settled before the report goes on."""
    items = submission.items.select_related("activity").prefetch_related("activity__due_dates")
    found = [
        f"{item.activity.code}: {sentence}"
        for item in items
        if (sentence := contradiction(item, item.activity, last=submission.cycle.due_on.isoformat()))
    ]
    return found + unexplained(submission)


def unexplained(submission: Submission) -> list[str]:
    """Sentences about values that are others than the registers count and do not say why.

    Where the registers count nothing, nothing was entered: that does not say that nothing happened.
    """
    rows = ReportedValue.objects.filter(item__submission=submission, value__isnull=False, reason="")
    found: list[tuple[Measure, Decimal, Decimal]] = []
    for scope, institution in ((Item.Scope.WHOLE, None), (Item.Scope.SHARE, submission.institution_id)):
        said = {pk: value or Decimal(0) for pk, value in rows.filter(item__scope=scope).values_list("measure", "value")}
        measures = Measure.objects.filter(pk__in=said).select_related("indicator__activity")
        for one in measuring.compute(measures, submission.cycle.period, institution) if said else ():
            if one.value and one.value != said[one.measure.pk]:
                found.append((one.measure, said[one.measure.pk], one.value))
    found.sort(key=lambda one: (one[0].indicator.activity.order, one[0].pk))
    return [
        _("%(code)s: “%(measure)s” is reported as %(value)s, but the registers count %(counted)s. Say why.")
        % {
            "code": measure.indicator.activity.code,
            "measure": measure.label or measure.indicator.label,
            "value": number(value),
            "counted": number(counted),
        }
        for measure, value, counted in found
    ]


def contradiction(item: Item, activity: Activity, *, last: str) -> str:
    """What is wrong with an answer; "" where nothing is. ``last`` is the latest ISO day that may have happened."""
    numbers = {str(due.order) for due in activity.due_dates.all()}
    if item.progress == Progress.DONE and numbers and not numbers <= item.completions.keys():
        return _("it is said to be done, but not on which day.")
    if item.completions and item.progress in (Progress.NOT_STARTED, Progress.NONE):
        return _("a day of completion is given, but it is said that nothing was done.")
    if any(day > last for day in item.completions.values()):
        return _("the day of completion is after the report is due.")
    if item.occurrences and item.progress in (Progress.NOT_STARTED, Progress.NONE):
        return _("a number is given, but it is said that nothing was done.")
    if item.progress == Progress.NOT_APPLICABLE and not item.recommendation:
        return _("say under recommendations why it does not apply any more.")
    return ""


def unanswered(items: Iterable[Item], asked: set[int]) -> list[Item]:
    """The items about activities of which the cycle asks something and that say nothing yet."""
    return [item for item in items if item.activity_id in asked and not item.is_reported]
