"""Which records there are, and who sees them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from okrilje.accounts.models import User
from okrilje.plan.models import ActionPlan, Activity
from okrilje.registers.kind import Kind, kinds
from okrilje.registers.models import Attachment, Revision
from okrilje.registers.records import Record

#: More than anybody reads on the page of one record.
_RELATED = 50


def own(user: User) -> Q:
    """Records of the institution of somebody, those included that it held together with others."""
    return Q(institution=user.institution_id) | Q(partners=user.institution_id)


def seen(kind: Kind, user: User) -> QuerySet[Any]:
    """The standing records of a kind that somebody may open. Restricted ones: only those of their institution."""
    rows: QuerySet[Any] = kind.model._default_manager.filter(deleted_at=None)
    return rows.filter(pk__in=rows.filter(own(user)).values("pk")) if kind.is_restricted else rows


def counts(kinds: Sequence[Kind], user: User) -> dict[str, tuple[int, int]]:
    """Slug -> how many records there are of all institutions, and how many of somebody's own. One query each."""
    found = {}
    for kind in kinds:
        rows = kind.model._default_manager.filter(deleted_at=None)
        mine = Count("pk", filter=own(user), distinct=True)
        both = rows.aggregate(all=Count("pk", distinct=True), mine=mine)
        found[kind.slug] = both["all"], both["mine"]
    return found


def with_parts(kind: Kind, rows: QuerySet[Any]) -> QuerySet[Any]:
    """With all that a row of a list shows, in a fixed number of queries."""
    related = [f.name for f in kind.fields if f.is_relation]
    found = rows.select_related("institution", *related).prefetch_related("activities__plan", "partners")
    if kind.lines:
        found = found.annotate(line_count=Count(_lines(kind), distinct=True))
    return found


def listed(kind: Kind, rows: QuerySet[Any]) -> QuerySet[Any]:
    """The same, with how many documents each has: what the pages show that list records."""
    documents = Attachment.objects.filter(register=kind.slug, record=OuterRef("pk")).order_by()
    counted = documents.values("record").annotate(n=Count("pk")).values("n")
    found: QuerySet[Any] = with_parts(kind, rows).annotate(document_count=Coalesce(Subquery(counted), 0))
    return found


def _lines(kind: Kind) -> str:
    assert kind.lines
    of: Any = kind.lines._meta.get_field("record")
    return str(of.related_query_name())


def lines_of(kind: Kind, record: Record) -> QuerySet[Any]:
    """The rows inside a record."""
    assert kind.lines
    found: QuerySet[Any] = kind.lines._default_manager.filter(record=record)
    return found.select_related(*(f.name for f in kind.line_fields if f.is_relation))


def related(kind: Kind, record: Record, user: User) -> list[tuple[Kind, list[Any]]]:
    """Records of other kinds that belong with this one, as far as somebody may open them; a query for each kind."""
    found = []
    for one in kind.related:
        if value := getattr(record, one.own):
            other = kinds()[one.kind]
            rows = seen(other, user).filter(**{one.theirs: value}).select_related("institution")
            found.append((other, list(rows[:_RELATED])))
    return [(other, rows) for other, rows in found if rows]


def attachments(kind: Kind, record: Record) -> QuerySet[Attachment]:
    """The documents of a record, with their files."""
    rows = Attachment.objects.filter(register=kind.slug, record=record.pk)
    return rows.select_related("file", "added_by__institution")


def totals(kind: Kind, rows: QuerySet[Any]) -> list[tuple[Any, Any]]:
    """Label and sum of each field that the list adds up, over all the rows and not only those of a page."""
    if not kind.totals:
        return []
    sums = rows.order_by().aggregate(**{name: Sum(name) for name in kind.totals})
    return [(kind.field(name).verbose_name, sums[name] or 0) for name in kind.totals]


def candidates(kind: Kind, user: User) -> QuerySet[Activity]:
    """The activities that a record of this kind can answer: those with a measure that is counted from it."""
    plans = ActionPlan.objects.visible_to(user).values("pk")
    rows = Activity.objects.filter(is_withdrawn=False, plan__in=plans)
    if kind.register:
        rows = rows.filter(pk__in=rows.filter(indicators__measures__register=kind.register).values("pk"))
    return rows.select_related("plan").defer("search", "notes").order_by("plan__code", "order")


def history(kind: Kind, record: Record) -> QuerySet[Revision]:
    """What was done to a record, the latest first."""
    return Revision.objects.filter(kind=kind.slug, record=record.pk).select_related("by__institution")
