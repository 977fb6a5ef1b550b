"""What the part of a page on the evidence of an answer shows, and what its reader may do there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from okrilje.accounts.models import User
from okrilje.monitoring import actions
from okrilje.monitoring.actions import evidence_decisions as decisions
from okrilje.monitoring.answer_words import Names
from okrilje.monitoring.evidence_form import EvidenceForm
from okrilje.monitoring.models import Evidence, Item
from okrilje.monitoring.queries import evidence as queries
from okrilje.plan.models import Measure


@dataclass(frozen=True, slots=True)
class Shown:
    """One piece of evidence. ``proves`` in words; "" for the whole answer."""

    row: Evidence
    proves: str
    may_grade: bool
    may_publish: bool
    may_withdraw: bool

    @property
    def may_decide(self) -> bool:
        return self.may_grade or self.may_publish or self.may_withdraw


def context(item: Item, by: User, *, names: Names, measures: Mapping[str, Measure], **more: Any) -> dict[str, Any]:
    """Needs the item with its submission, cycle, plan, activity, values, and evidence with its history."""
    submission = item.submission
    may_add = not actions.why_not_write(item, submission, by)
    for row in item.evidence.all():
        row.item = item
    return {
        "plan": submission.cycle.plan,
        "cycle": submission.cycle,
        "submission": submission,
        "item": item,
        "activity": item.activity,
        "evidence": [_shown(row, names, by) for row in item.evidence.all()],
        "is_claim": queries.is_claim(item),
        "may_add_evidence": may_add,
        "is_draft": submission.handed_in_at is None,
        **({"evidence_form": form(item, names=names, measures=measures)} if may_add else {}),
        **more,
    }


def form(
    item: Item, data: Any = None, files: Any = None, *, names: Names, measures: Mapping[str, Measure]
) -> EvidenceForm:
    paths = [f"completions.{number}" for number in names.dues] + [f"values.{key}.value" for key in names.measures]
    provable = {path.removesuffix(".value"): names.label(path) for path in paths}
    return EvidenceForm(data, files, item=item, usual=queries.suggested(measures.values()), provable=provable)


def _shown(row: Evidence, names: Names, by: User) -> Shown:
    submission = row.item.submission
    path = f"{row.proves}.value" if row.proves.startswith("values.") else row.proves
    return Shown(
        row,
        names.label(path) if path else "",
        may_grade=not decisions.why_not_grade(row, submission, by),
        may_publish=not decisions.why_not_publish(row, submission, by),
        may_withdraw=not decisions.why_not_withdraw(row, submission, by),
    )
