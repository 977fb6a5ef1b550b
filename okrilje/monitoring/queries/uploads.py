"""What a workbook that was read would change in its report as that stands now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django_tasks import default_task_backend
from django_tasks.base import TaskResultStatus
from django_tasks.exceptions import TaskResultDoesNotExist

from okrilje.monitoring import storing
from okrilje.monitoring.answers import Answer, Conflict, merge, taking
from okrilje.monitoring.models import Item, ReportUpload

MINE, THEIRS = "mine", "theirs"


@dataclass(frozen=True, slots=True)
class Change:
    """``before`` is what the report says now, ``after`` what it would say. ``conflicts``: somebody else changed the
    same field since the workbook was made, and nobody decided yet; until then theirs stays in ``after``.
    """

    item: Item
    before: Answer
    after: Answer
    conflicts: tuple[Conflict, ...]

    @property
    def is_closed(self) -> bool:
        """The coordinator accepted it: nothing of it is saved."""
        return self.item.verdict == Item.Verdict.ACCEPTED


def choice_of(item: Item, path: str) -> str:
    """The key of a decision. It holds for the version in which theirs was looked at, and for no later one."""
    return f"{item.pk}.{item.revision}.{path}"


def changes(upload: ReportUpload) -> list[Change]:
    """In the order of the plan; only what would become something else."""
    answers = {int(pk): Answer.model_validate(answer) for pk, answer in upload.found.get("answers", {}).items()}
    begun_on = {int(pk): number for pk, number in upload.found.get("revisions", {}).items()}
    rows = Item.objects.filter(submission=upload.submission_id, pk__in=answers).select_related("activity")
    rows = rows.defer("activity__search", "activity__notes").prefetch_related("activity__due_dates")
    items = list(storing.with_answers(rows).order_by("activity__order", "-scope"))
    bases = storing.older(items, {pk: begun_on[pk] for pk in answers})
    found = [_change(item, bases.get(item.pk), answers[item.pk], upload) for item in items]
    return [one for one in found if one.conflicts or one.before != one.after]


def _change(item: Item, base: Answer | None, mine: Answer, upload: ReportUpload) -> Change:
    """``base`` None: nobody wrote in it since the workbook was made."""
    theirs = storing.answer_of(item)
    if base is None:
        return Change(item, theirs, mine, ())
    merged, conflicts = merge(base, mine, theirs)
    chosen = {one: upload.choices.get(choice_of(item, one.field)) for one in conflicts}
    after = taking(merged, mine, [one.field for one, side in chosen.items() if side == MINE])
    return Change(item, theirs, after, tuple(one for one, side in chosen.items() if side is None))


def undecided(found: Iterable[Change]) -> int:
    return sum(len(one.conflicts) for one in found if not one.is_closed)


def is_given_up(upload: ReportUpload) -> bool:
    """Whether the worker could not do it, however often it began."""
    if not (upload.is_under_way and upload.task):
        return False
    try:
        return default_task_backend.get_result(upload.task).status == TaskResultStatus.FAILED
    except TaskResultDoesNotExist:
        return True
