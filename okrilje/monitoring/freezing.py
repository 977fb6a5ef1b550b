"""What a closed cycle held, as one plain value that can be hashed, kept, compared, and read without this program."""

from __future__ import annotations

import hashlib
import json
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Prefetch
from django.utils import timezone

from okrilje.monitoring import storing
from okrilje.monitoring.models import Cycle, Evidence, Item, Submission, Target
from okrilje.monitoring.queries.standings import Standing, standings
from okrilje.monitoring.queries.values import in_force
from okrilje.plan import measuring


def frozen(cycle: Cycle, *, as_of: datetime) -> dict[str, Any]:
    """The cycle with its submissions, answers, statuses and targets. Needs ``cycle.plan``.

    Statuses are told for the end of the cycle, not for the day on which somebody closed it: a cycle that is closed
    late must not blame anybody for what fell due after it.
    """
    plan = cycle.plan
    told_on = min(timezone.localtime(as_of).date(), cycle.told_on)
    version = plan.versions.order_by("-number").values_list("number", "content_sha256").first()
    return {
        "plan": plan.code,
        "plan_version": {"number": version[0], "content_sha256": version[1]} if version else None,
        "cycle": {
            "code": cycle.code,
            "starts_on": cycle.starts_on.isoformat(),
            "ends_on": cycle.ends_on.isoformat(),
            "due_on": cycle.due_on.isoformat(),
        },
        "as_of": told_on.isoformat(),
        "submissions": [_submission(row) for row in _submissions(cycle)],
        "activities": [
            _standing(one) for one in standings([plan], told_on, until=cycle.ends_on)[plan.pk] if one.status
        ],
        "targets": _targets(cycle),
        "counted": _counted(cycle),
    }


def canonical(content: dict[str, Any]) -> bytes:
    """The bytes that are hashed, and that a download consists of: whoever has the file can compute its hash."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def fingerprint(content: dict[str, Any]) -> str:
    return hashlib.sha256(canonical(content)).hexdigest()


def _submissions(cycle: Cycle) -> list[Submission]:
    items = storing.with_answers(Item.objects.select_related("activity", "judgement"))
    rows = cycle.submissions.select_related("institution")
    rows = rows.prefetch_related(Prefetch("items", items.prefetch_related("evidence__file")))
    return list(rows.order_by("institution__code"))


def _submission(row: Submission) -> dict[str, Any]:
    return {
        "institution": row.institution.code,
        "status": row.status,
        "handed_in_at": row.handed_in_at.isoformat() if row.handed_in_at else None,
        "items": [
            {
                "activity": item.activity.code,
                "scope": item.scope,
                "revision": item.revision,
                "verdict": item.verdict,
                "corrected_at": item.corrected_at.isoformat() if item.corrected_at else None,
                "answer": storing.answer_of(item).model_dump(mode="json"),
                "evidence": [_evidence(one) for one in item.evidence.all() if not one.withdrawn_at],
            }
            for item in row.items.all()
        ],
    }


def _evidence(one: Evidence) -> dict[str, Any]:
    """The document by its hashes: as it was handed in, and as it is kept where it is."""
    return {
        "kind": one.kind,
        "title": one.title,
        "number": one.number,
        "dated_on": one.dated_on.isoformat() if one.dated_on else None,
        "held_by": one.held_by,
        "persons": one.persons,
        "proves": one.proves,
        "sha256": one.sha256,
        "kept_sha256": one.file.sha256 if one.file else "",
        "grade": one.grade,
        "public": one.is_public,
    }


def _standing(standing: Standing) -> dict[str, Any]:
    assert standing.status is not None
    judgement = standing.judgement
    return {
        "activity": standing.activity.code,
        "state": standing.status.state.value,
        "rule": standing.status.rule,
        "inputs": {name: _plain(value) for name, value in standing.status.inputs},
        "verified": standing.status.verified,
        "judged": {"state": judgement.state, "reason": judgement.reason} if judgement else None,
    }


def _plain(value: date | Decimal | int | str | None) -> Any:
    return value if value is None or isinstance(value, int | str) else str(value)


def _counted(cycle: Cycle) -> dict[str, str]:
    """What the registers counted in the cycle when it was closed, by measure; records may change later."""
    rows = in_force([cycle.plan])
    computed = measuring.compute(rows, cycle.period)
    return {
        f"{one.measure.indicator.activity.code}#{storing.measure_key(one.measure)}": str(one.value)
        for one in computed
        if one.value is not None
    }


def _targets(cycle: Cycle) -> list[dict[str, Any]]:
    rows = Target.objects.filter(
        measure__indicator__activity__plan=cycle.plan_id, superseded_at=None, value__isnull=False
    ).select_related("measure__indicator__activity")
    return [
        {
            "measure": f"{row.measure.indicator.activity.code}#{storing.measure_key(row.measure)}",
            "kind": row.kind,
            "year": row.year,
            "value": str(row.value),
        }
        for row in rows.order_by("measure", "kind", "year")
    ]
