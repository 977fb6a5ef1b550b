"""A plan far larger than any we know, made of the words, institutions, dates and measures of the shipped one."""

from __future__ import annotations

import random
from typing import Any

from okrilje.accounts.catalogue import country_file
from okrilje.plan import content

PER_PROGRAMME = 25
PER_PILLAR = 10


def plan(activities: int, *, code: str = "large", seed: int = 1) -> content.Plan:
    """``activities`` of them, the same ones for the same ``seed``; some are nearly the same, as in real plans."""
    chance = random.Random(seed)
    shipped = country_file("bih", "plan-2020-2023.json")
    words = sorted({word for a in shipped["activities"] for word in a["labels"]["bs"].split()})
    rows: list[dict[str, Any]] = []
    for place in range(activities):
        row = _activity(place, chance, shipped["activities"], words)
        if rows and chance.random() < 0.05:
            row["activity"] = chance.choice(rows)["activity"] + chance.choice(["", ".", " i nadzor"])
        rows.append(row)
    programmes = list(dict.fromkeys((r["programme"], r["pillar"]) for r in rows))
    codes = [row["code"] for row in rows]
    pairs = {tuple(sorted(chance.sample(range(len(codes)), 2))) for _ in range(activities // 4)}
    return content.Plan.model_validate(
        {
            "code": code,
            "labels": {"bs": f"Veliki plan {code}", "en": f"Large plan {code}"},
            "owner": shipped["owner"],
            "start": shipped["start"],
            "end": shipped["end"],
            "pillars": [{"code": p, "labels": {"bs": f"Stub {p}"}} for p in dict.fromkeys(p for _g, p in programmes)],
            "programmes": [{"code": g, "pillar": p, "labels": {"bs": f"Program {g}"}} for g, p in programmes],
            "activities": rows,
            "dependencies": [{"before": codes[b], "after": codes[a]} for b, a in sorted(pairs)],
        }
    )


def _activity(place: int, chance: random.Random, models: list[dict[str, Any]], words: list[str]) -> dict[str, Any]:
    """Deadline, institutions, resources and measures of a shipped activity, in words of our own."""
    model = chance.choice(models)
    programme = place // PER_PROGRAMME
    pillar = programme // PER_PILLAR + 1
    code = f"{pillar}.{programme % PER_PILLAR + 1}"
    text = " ".join(chance.choices(words, k=chance.randint(8, 30)))
    indicators = [
        {**indicator, "raw": " ".join(chance.choices(words, k=8))} for indicator in model.get("indicators", [])
    ]
    return {
        **model,
        "code": f"{code}.{place % PER_PROGRAMME + 1}",
        "pillar": str(pillar),
        "programme": code,
        "activity": text,
        "labels": {"bs": f"{model['labels']['bs']} {place}", "en": f"{model['labels']['en']} {place}"},
        "indicators": indicators,
    }
