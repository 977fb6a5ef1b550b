"""What a reading found, as text for the command line."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict

from okrilje.plan.reading.reading import Reading

_NAMES = {
    "pillars": "pillars",
    "programmes": "programmes",
    "activities": "activities",
    "indicators": "indicators",
    "institutions": "institutions",
    "donors": "donors",
    "pairs": "activity-institution pairs",
    "donor_entries": "donor entries",
}
_SHOWN = 15


def summary(reading: Reading) -> str:
    """Counts, deadline kinds, the account of words, open questions, remarks."""
    document = reading.document
    lines = [f"{document.name} ({document.format}, {document.size:,} bytes, sha256 {document.sha256[:12]})"]
    lines += [f"  note: {remark}" for remark in document.remarks]
    lines += [f"{count:6,} {_NAMES[name]}" for name, count in asdict(reading.counts).items()]
    kinds = Counter(activity.deadline.kind.value for activity in reading.plan.activities)
    lines.append("Deadlines: " + ", ".join(f"{count} {kind}" for kind, count in kinds.most_common()))
    lines.append(f"{reading.account}.")
    lines += _listed("question", [str(q) for q in reading.questions])
    lines += _listed("remark", [str(r) for r in reading.remarks])
    return "\n".join(lines)


def _listed(kind: str, texts: list[str]) -> list[str]:
    if not texts:
        return []
    more = [f"  ... and {len(texts) - _SHOWN} more (see the JSON)"] if len(texts) > _SHOWN else []
    return [f"{len(texts)} {kind}{'s' if len(texts) > 1 else ''}:", *(f"  {text}" for text in texts[:_SHOWN]), *more]
