"""Evidence of answers, and which claims stand without any; in a fixed number of queries, however many."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, QuerySet

from okrilje.files.documents import DocumentKind
from okrilje.files.models import StoredFile
from okrilje.monitoring import proofs, rules, storing
from okrilje.monitoring.models import Cycle, Evidence, EvidenceStep, Item
from okrilje.monitoring.status import Progress
from okrilje.plan.content import MeasureType, Register
from okrilje.plan.models import Activity, Measure, Programme


def with_evidence(items: QuerySet[Item]) -> QuerySet[Item]:
    """What ``is_claim`` and ``is_proved`` need of many items."""
    return items.prefetch_related(*storing.VALUES, Prefetch("evidence", Evidence.objects.select_related("file")))


def is_claim(item: Item) -> bool:
    progress = Progress(item.progress) if item.progress else None
    return proofs.claims(progress, item.completions, item.occurrences, (one.value for one in storing.values_of(item)))


def is_proved(item: Item) -> bool:
    """Saving has asked already, in the same question as for the item."""
    known: bool | None = getattr(item, "has_proof", None)
    return known if known is not None else proofs.is_proved(row.counted for row in item.evidence.all())


#: The evidence of one item, with its history.
WITH_HISTORY: Prefetch[Any] = Prefetch(
    "evidence",
    Evidence.objects.select_related("file", "added_by")
    .prefetch_related(Prefetch("steps", EvidenceStep.objects.select_related("by")))
    .order_by("pk"),
)


def suggested(measures: Iterable[Measure]) -> list[DocumentKind]:
    """What usually proves an activity, from its measures; for a result besides what proves that."""
    found = [kind for one in measures for kind in proofs.kinds_for(Register(one.register), MeasureType(one.type))]
    return list(dict.fromkeys([*found, *proofs.OF_RESULT]))


# --- Claims of a cycle ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Claim:
    """An answer that was handed in and says that something was achieved."""

    item: Item
    is_proved: bool

    @property
    def activity(self) -> Activity:
        return self.item.activity


@dataclass(slots=True)
class Count:
    """Of ``claims`` so many are ``unproved``."""

    claims: int = 0
    unproved: int = 0


def claims_of(cycle: Cycle) -> list[Claim]:
    """The claims of all reports that were handed in, in the order of the plan."""
    rows = Item.objects.filter(submission__cycle=cycle, submission__status__in=rules.HANDED_IN)
    rows = rows.select_related("submission__institution", "activity__programme__pillar").defer(
        "activity__search", "activity__notes"
    )
    rows = with_evidence(rows).order_by("activity__order", "submission__institution__code", "-scope")
    return [Claim(row, is_proved(row)) for row in rows if is_claim(row)]


def counted(claims: Iterable[Claim]) -> Count:
    found = Count()
    for claim in claims:
        found.claims += 1
        found.unproved += not claim.is_proved
    return found


def by_institution(claims: Sequence[Claim]) -> Mapping[str, Count]:
    """Code of the institution -> its claims."""
    codes = dict.fromkeys(claim.item.submission.institution.code for claim in claims)
    return {code: counted(c for c in claims if c.item.submission.institution.code == code) for code in codes}


def by_programme(claims: Sequence[Claim]) -> list[tuple[Programme, Count]]:
    """The programmes in the order of the plan."""
    programmes = {claim.activity.programme_id: claim.activity.programme for claim in claims}
    return [
        (programme, counted(c for c in claims if c.activity.programme_id == pk)) for pk, programme in programmes.items()
    ]


# --- What everybody may see ----------------------------------------------------------------------------------------


def public_of(activity: Activity) -> QuerySet[Evidence]:
    """What was made public about an activity, of reports that were accepted; nothing that is not to be opened."""
    rows = Evidence.objects.filter(
        item__activity=activity,
        is_public=True,
        withdrawn_at=None,
        item__submission__status__in=rules.VERIFIED,
    ).exclude(file__state__in=(StoredFile.State.PENDING, StoredFile.State.INFECTED, StoredFile.State.TOO_LARGE))
    rows = rows.select_related("file", "item__submission__institution", "item__submission__cycle", "item__activity")
    return rows.order_by("-item__submission__cycle__starts_on", "pk")
