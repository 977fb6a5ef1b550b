"""Made-up evidence for the made-up reports: mostly references, a few documents that say on every page what they are."""

from __future__ import annotations

import random
from collections.abc import Iterable
from datetime import datetime, timedelta
from html import escape

from okrilje.accounts.models import User
from okrilje.files.actions import Draft
from okrilje.files.documents import DocumentKind
from okrilje.monitoring import actions, proofs
from okrilje.monitoring.models import Cycle, Evidence, Item, Submission
from okrilje.monitoring.proofs import Grade
from okrilje.monitoring.queries.evidence import suggested
from okrilje.plan.models import Measure

#: So many claims in a hundred are proved; of these institutions one document each is kept as a file.
PROVED = 30
WITH_FILES = {"MS", "GP", "SPS", "MP"}
_TITLES = {
    DocumentKind.ACT: "Odluka o provođenju aktivnosti",
    DocumentKind.MINUTES: "Zapisnik sa radnog sastanka",
    DocumentKind.ATTENDANCE: "Lista prisutnih na obuci",
    DocumentKind.REPORT: "Izvještaj o provedenoj aktivnosti",
    DocumentKind.AGREEMENT: "Sporazum o saradnji",
    DocumentKind.PUBLICATION: "Objava na internetskoj stranici",
    DocumentKind.PAYMENT: "Izvod o isplati",
    DocumentKind.STATEMENT: "Službena izjava o brojkama",
    DocumentKind.OTHER: "Dopis",
}


def add(
    submission: Submission,
    claimed: Iterable[tuple[Item, Iterable[Measure]]],
    cycle: Cycle,
    dice: random.Random,
    by: User,
    at: datetime,
) -> None:
    """Evidence for some of the claims of a report that is being written."""
    may_keep = submission.institution.code in WITH_FILES
    for item, measures in claimed:
        if dice.randrange(100) >= PROVED:
            continue
        item.submission = submission
        kind = suggested(measures)[0]
        draft = Draft(
            kind=kind,
            title=_TITLES[kind],
            number=f"{dice.randint(10, 99)}/{cycle.ends_on.year % 100}",
            dated_on=cycle.ends_on - timedelta(days=dice.randint(5, 90)),
            persons=dice.randint(8, 40) if kind is DocumentKind.ATTENDANCE else None,
            keep=False,
            held_by="Pisarnica institucije",
        )
        if may_keep and not proofs.why_not_keep(kind, actions.registers(item, "")):
            may_keep = False
            text = document(
                draft.title, f"Broj: {draft.number}", f"Aktivnost {item.activity.code}, ciklus {cycle.code}"
            )
            draft = Draft(kind, draft.title, draft.number, draft.dated_on, upload=text)
        actions.add_evidence(item, draft, by=by, at=at)


def decide(submission: Submission, by: User, approver: User, dice: random.Random, at: datetime) -> None:
    """What the coordinator thought of the documents that are kept, and what became public."""
    rows = Evidence.objects.filter(item__submission=submission, file__isnull=False).exclude(added_by=by)
    for row in rows:
        if dice.random() < 0.3:
            note = "Iz dokumenta se ne vidi datum."
            actions.grade_evidence(row, Grade.PARTLY, note=note, by=by, at=at)
        else:
            actions.grade_evidence(row, Grade.PROVES, note="", by=by, at=at)
            actions.publish_evidence(row, True, reason="Dokument je ionako javan.", by=approver, at=at)


def document(title: str, *lines: str) -> bytes:
    """A PDF of one page."""
    import vl_convert  # takes a while, and only the demonstration draws documents

    said = ["DEMONSTRACIJA: izmišljen dokument, ništa od ovoga se nije dogodilo.", title, *lines]
    texts = "".join(
        f'<text x="60" y="{100 + 40 * n}" font-family="sans-serif" font-size="14">{escape(line)}</text>'
        for n, line in enumerate(said)
    )
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" width="595" height="842">{texts}</svg>'
    return bytes(vl_convert.svg_to_pdf(svg))
