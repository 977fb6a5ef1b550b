"""What the program puts in order by itself once a day."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from itertools import groupby
from typing import Any

from django.db import transaction

from okrilje.audit import actions as audit
from okrilje.monitoring.models import Decision, ItemVersion, Step
from okrilje.monitoring.pruning import Version, superfluous

#: So many rows are deleted at a time: databases allow only so many parameters.
_AT_ONCE = 500


@transaction.atomic
def prune_versions(*, by: Any, at: datetime) -> int:
    """Deletes versions of answers that nobody will miss (``pruning`` says which); how many it were."""
    steps: dict[int, list[datetime]] = defaultdict(list)
    for submission, moment in Step.objects.order_by().values_list("submission", "at"):
        steps[submission].append(moment)
    revisions: dict[int, list[int]] = defaultdict(list)
    for item, revision in Decision.objects.order_by().values_list("item", "revision"):
        revisions[item].append(revision)
    rows = ItemVersion.objects.order_by("item", "id").values_list(
        "item", "item__submission", "pk", "number", "by", "at", "is_aside", "reason"
    )
    gone: list[int] = []
    for (item, submission), together in groupby(rows.iterator(), key=lambda row: row[:2]):
        versions = [
            Version(pk, number, who, moment, is_special=aside or bool(reason))
            for _item, _submission, pk, number, who, moment, aside, reason in together
        ]
        gone += superfluous(versions, steps=steps[submission], revisions=revisions[item], now=at)
    for start in range(0, len(gone), _AT_ONCE):
        ItemVersion.objects.filter(pk__in=gone[start : start + _AT_ONCE]).delete()
    if gone:
        audit.record("versions.pruned", by=by, at=at, subject=("day", at.date().isoformat()), versions=len(gone))
    return len(gone)
