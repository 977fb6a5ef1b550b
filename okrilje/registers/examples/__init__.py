"""The records of the demonstration: made by ``generator`` and entered by people of the institutions, through the same
action as real ones.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, time, timedelta

from django.db import transaction
from django.utils import timezone, translation

from okrilje.accounts.models import Institution, User
from okrilje.files.actions import Draft
from okrilje.files.documents import DocumentKind
from okrilje.plan.models import ActionPlan
from okrilje.registers import actions, attaching
from okrilje.registers.actions import Entered, Entry
from okrilje.registers.examples.generator import LAST, drafts
from okrilje.registers.examples.values import Draft as Made
from okrilje.registers.kind import Kind, kinds

PLANS = ("bih-2020-2023", "demo-canton-2021-2023")
#: Every so-manyth record of an institution names its document; what it is, by kind of record.
_DOCUMENTED = 8
_DOCUMENTS = {
    "": (DocumentKind.REPORT, "Izvještaj o provedenoj aktivnosti"),
    "meetings": (DocumentKind.MINUTES, "Zapisnik sa sastanka"),
    "deliverables": (DocumentKind.ACT, "Odluka"),
    "agreements": (DocumentKind.AGREEMENT, "Sporazum o saradnji"),
}


def build() -> None:
    """Records for the plans of the demonstration, as far as they are there; nothing where there are records already."""
    if any(kind.model._default_manager.exists() for kind in kinds().values()):
        return
    with transaction.atomic(), translation.override("bs"):
        found = [draft for plan in ActionPlan.objects.filter(code__in=PLANS).order_by("code") for draft in drafts(plan)]
        for (slug, institution), own in _by_kind_and_owner(found).items():
            _enter(kinds()[slug], institution, own)


def _by_kind_and_owner(drafts: Sequence[Made]) -> dict[tuple[str, Institution], list[Made]]:
    found: dict[tuple[str, Institution], list[Made]] = defaultdict(list)
    for draft in drafts:
        found[draft.kind.slug, draft.institution].append(draft)
    return dict(sorted(found.items(), key=lambda pair: (pair[0][0], pair[0][1].code)))


def _enter(kind: Kind, institution: Institution, drafts: list[Made]) -> None:
    writers = User.objects.filter(is_demonstration=True, institution=institution).select_related("institution")
    writer = next(
        (user for user in writers.order_by("pk") if "reporter" in user.roles or "coordinator" in user.roles), None
    )
    if writer is None:
        return
    drafts.sort(key=lambda draft: draft.day)
    entries = [Entered(Entry(d.values, d.activities, d.partners, d.lines if kind.lines else None)) for d in drafts]
    at = timezone.make_aware(datetime.combine(LAST + timedelta(days=10), time(9)))
    records = actions.save_each(kind, entries, by=writer, at=at, is_demonstration=True)
    for record in records[::_DOCUMENTED]:
        day = record.happened_on
        what, title = _DOCUMENTS.get(kind.slug, _DOCUMENTS[""])
        draft = Draft(what, title, f"{record.pk}/{day:%y}", day, held_by="Pisarnica institucije", keep=False)
        attaching.attach(kind, record, draft, by=writer, at=at)
