"""An answer into the rows of an item, and out of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import models
from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _

from okrilje.accounts.models import Institution, User
from okrilje.monitoring.answers import NARRATIVES, Answer, Reported, Spending
from okrilje.monitoring.models import Item, ItemVersion, Money, ReportedValue
from okrilje.monitoring.status import Progress
from okrilje.plan.models import DueDate, Measure


def measure_key(measure: Measure) -> str:
    """ "1" or "2a": the number of the indicator within its activity, and the suffix. Needs the indicator."""
    return f"{measure.indicator.number}{measure.suffix}"


def measures_of(activity_id: int) -> dict[str, Measure]:
    return measures_of_all([activity_id])[activity_id]


def measures_of_all(activities: Collection[int]) -> dict[int, dict[str, Measure]]:
    """Activity id -> its measures by key, in their order."""
    found: dict[int, dict[str, Measure]] = {pk: {} for pk in activities}
    rows = Measure.objects.filter(indicator__activity__in=found).select_related("indicator")
    for row in rows.order_by("indicator__number", "suffix"):
        found[row.indicator.activity_id][measure_key(row)] = row
    return found


def money_key(row: Money) -> str:
    """ "2021/MS": the year and the code of the source, empty where none is named. Needs the source."""
    return f"{row.year}/{row.source.code if row.source else ''}"


#: What ``values_of`` and ``answer_of`` need of many items, in one query each.
VALUES: tuple[Prefetch[Any], ...] = (
    Prefetch("values", ReportedValue.objects.select_related("measure__indicator"), to_attr="read_values"),
)
ANSWERS: tuple[Prefetch[Any], ...] = (
    *VALUES,
    Prefetch("money", Money.objects.select_related("source"), to_attr="read_money"),
)


def with_answers(items: QuerySet[Item]) -> QuerySet[Item]:
    return items.prefetch_related(*ANSWERS)


def values_of(item: Item) -> list[ReportedValue]:
    """With measure and indicator; those that were read ``with_answers``, else read now."""
    read: list[ReportedValue] | None = getattr(item, "read_values", None)
    return list(item.values.select_related("measure__indicator")) if read is None else read


def money_of(item: Item) -> list[Money]:
    """The same for its money, with the sources."""
    read: list[Money] | None = getattr(item, "read_money", None)
    return list(item.money.select_related("source")) if read is None else read


def answer_of(item: Item) -> Answer:
    """What the rows of the item say. For many get them ``with_answers``."""
    return Answer(
        progress=Progress(item.progress) if item.progress else None,
        completions={int(number): date.fromisoformat(day) for number, day in item.completions.items()},
        occurrences=item.occurrences,
        **{name: getattr(item, name) for name in NARRATIVES},
        values={measure_key(row.measure): Reported(value=row.value, reason=row.reason) for row in values_of(item)},
        money={
            money_key(row): Spending(planned=row.planned, allocated=row.allocated, paid=row.paid)
            for row in money_of(item)
        },
    ).without_blanks()


#: The fields of an item that an answer fills.
FILLED = ("progress", "completions", "occurrences", *NARRATIVES)


def store(answers: Sequence[tuple[Item, Answer]]) -> None:
    """Makes the rows of the items say what the answers say; the items themselves are not saved yet.

    The number of queries does not grow with the answers. Raises ValueError for a measure or due date that the activity
    does not have, or a source that is no institution.
    """
    _check_due_dates(answers)
    measures = measures_of_all({item.activity_id for item, _answer in answers})
    values = [
        ReportedValue(
            item=item, measure=_known(measures[item.activity_id], key), value=given.value, reason=given.reason
        )
        for item, answer in answers
        for key, given in answer.values.items()
    ]
    money = _money(answers)
    for item, answer in answers:
        item.progress = answer.progress.value if answer.progress else ""
        item.completions = {str(number): day.isoformat() for number, day in sorted(answer.completions.items())}
        for name in ("occurrences", *NARRATIVES):
            setattr(item, name, getattr(answer, name))
    old = [row for item, _answer in answers for row in values_of(item)]
    _replace(ReportedValue, old, values, "measure_id", "value", "reason")
    spent = [row for item, _answer in answers for row in money_of(item)]
    _replace(Money, spent, money, "year", "source_id", "planned", "allocated", "paid")


def _replace(kind: type[models.Model], old: Sequence[Any], new: Sequence[Any], *names: str) -> None:
    """Puts ``new`` rows of items in place of the ``old`` ones; those that say the same stay."""

    def said(row: Any) -> tuple[Any, ...]:
        return (row.item_id, *(getattr(row, name) for name in names))

    before, after = {said(row): row.pk for row in old}, {said(row): row for row in new}
    if gone := [pk for key, pk in before.items() if key not in after]:
        kind._default_manager.filter(pk__in=gone).delete()
    kind._default_manager.bulk_create([row for key, row in after.items() if key not in before])


def _known(measures: dict[str, Measure], key: str) -> Measure:
    if key not in measures:
        raise ValueError(_("The activity has no measure %(key)s.") % {"key": key})
    return measures[key]


def _check_due_dates(answers: Sequence[tuple[Item, Answer]]) -> None:
    """A form offers only those that there are; a program may send any. What an amendment took away may stay."""
    given = {
        (item.activity_id, number)
        for item, answer in answers
        for number in answer.completions
        if str(number) not in item.completions
    }
    if not given:
        return
    known = DueDate.objects.filter(activity__in={activity for activity, _number in given})
    for _activity, number in sorted(given - set(known.values_list("activity", "order"))):
        raise ValueError(_("The activity has no due date number %(number)d.") % {"number": number})


def _money(answers: Sequence[tuple[Item, Answer]]) -> list[Money]:
    named = [
        (item, year, source, given)
        for item, answer in answers
        for (year, _slash, source), given in ((key.partition("/"), given) for key, given in answer.money.items())
    ]
    codes = {source for _item, _year, source, _given in named if source}
    sources = {row.code: row for row in Institution.objects.filter(code__in=codes)} if codes else {}
    if unknown := codes - sources.keys():
        raise ValueError(_("There is no institution with the code: %(codes)s.") % {"codes": ", ".join(sorted(unknown))})
    return [
        Money(
            item=item,
            year=int(year),
            source=sources.get(source),
            planned=given.planned,
            allocated=given.allocated,
            paid=given.paid,
        )
        for item, year, source, given in named
    ]


def add_versions(answers: Sequence[tuple[Item, Answer]], **facts: Any) -> None:
    ItemVersion.objects.bulk_create(
        ItemVersion(item=item, number=item.revision, answer=answer.model_dump(mode="json"), **facts)
        for item, answer in answers
    )


def put_aside(answers: Sequence[tuple[Item, Answer]], *, by: User, at: datetime) -> None:
    """Keeps answers that could not be joined; one that stands aside already is not kept again. A program that does not
    understand a refusal sends the same for ever.
    """
    if not answers:
        return
    rows = ItemVersion.objects.filter(item__in=[item.pk for item, _answer in answers], is_aside=True, by=by)
    last = dict(rows.order_by("id").values_list("item", "answer"))
    new = [(item, answer) for item, answer in answers if last.get(item.pk) != answer.model_dump(mode="json")]
    add_versions(new, by=by, at=at, is_aside=True)


def version(item: Item, number: int) -> Answer:
    """The answer as it was in that revision; an empty one before the first."""
    return versions({item.pk: number})[item.pk]


def versions(numbers: Mapping[int, int]) -> dict[int, Answer]:
    """Item -> its answer as it was in a revision; an empty one before the first."""
    rows = ItemVersion.objects.filter(item__in=numbers, number__in=set(numbers.values()), is_aside=False)
    found = {
        item: Answer.model_validate(answer)
        for item, number, answer in rows.values_list("item", "number", "answer")
        if numbers[item] == number
    }
    return {pk: found.get(pk, Answer()) for pk in numbers}


def older(items: Iterable[Item], begun_on: Mapping[int, int]) -> dict[int, Answer]:
    """Item -> the answer in the revision that somebody began to write on, where that is not what it says now."""
    now = {item.pk: item.revision for item in items}
    stale = {pk: number for pk, number in begun_on.items() if now.get(pk, number) != number}
    return versions(stale) if stale else {}
