"""A document read as a plan, with the questions it leaves and the account of its words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from okrilje.accounts.catalogue import Catalogue
from okrilje.lib.documents import Document, DocumentError
from okrilje.lib.documents.blocks import gettext_noop as _
from okrilje.plan.content import Plan
from okrilje.plan.reading import front
from okrilje.plan.reading.account import Account, account
from okrilje.plan.reading.activities import Made, make
from okrilje.plan.reading.columns import CORE, Layout
from okrilje.plan.reading.names import Answer, Names
from okrilje.plan.reading.remarks import Asks, Noticed, Question, Remark
from okrilje.plan.reading.rows import Rows, walk
from okrilje.plan.reading.words import flat
from okrilje.plan.vocabulary import Column


@dataclass(frozen=True, slots=True)
class Counts:
    """How much of everything a plan holds; ``donors`` and ``institutions`` count different ones."""

    pillars: int
    programmes: int
    activities: int
    indicators: int
    institutions: int
    donors: int
    pairs: int
    donor_entries: int


@dataclass(frozen=True, slots=True)
class Reading:
    """``columns`` says what each column of the table holds (by index from 0), ``headings`` what stands above it."""

    plan: Plan
    account: Account
    columns: Mapping[int, Column]
    headings: tuple[str, ...]
    questions: tuple[Question, ...]
    remarks: tuple[Remark, ...]
    document: Document

    @property
    def counts(self) -> Counts:
        responsible = [one for activity in self.plan.activities for one in activity.institutions]
        given = [r for activity in self.plan.activities for r in activity.resources if r.type == "donor"]
        return Counts(
            pillars=len(self.plan.pillars),
            programmes=len(self.plan.programmes),
            activities=len(self.plan.activities),
            indicators=self.plan.indicator_count,
            institutions=len({one.code or one.raw for one in responsible}),
            donors=len({r.source or r.source_raw for r in given}),
            pairs=len(responsible),
            donor_entries=len(given),
        )

    def to_json(self) -> dict[str, Any]:
        """The reading as JSON values: the plan in the shape of :mod:`okrilje.plan.content`, and the account."""
        plan = self.plan.model_dump(mode="json", by_alias=True)
        lists = {name: plan.pop(name) for name in ("pillars", "programmes", "activities")}
        return {
            "source": {
                "name": self.document.name,
                "format": self.document.format,
                "sha256": self.document.sha256,
                "bytes": self.document.size,
                "remarks": [str(remark) for remark in self.document.remarks],
            },
            "plan": plan,
            **lists,
            "counts": asdict(self.counts),
            "words": {
                "total": self.account.total,
                "placed": self.account.placed,
                "headings": self.account.heading_words,
                "header_rows": self.account.header_words,
                "unplaced": [_flat(one) for one in self.account.unplaced],
                "sentence": str(self.account),
            },
            "columns": [
                {"index": i, "role": role.value, "heading": self.headings[i] if i < len(self.headings) else ""}
                for i, role in sorted(self.columns.items())
            ],
            "questions": [_flat(question) for question in self.questions],
            "remarks": [_flat(remark) for remark in self.remarks],
        }


def _flat(value: Any) -> dict[str, Any]:
    """A value of the reading as JSON, its place as people say it."""
    return {**asdict(value), "where": str(value.where)}


def read(
    document: Document,
    catalogue: Catalogue,
    *,
    columns: Mapping[int, Column] | None = None,
    answers: Mapping[str, Answer] | None = None,
) -> Reading:
    """Reads a document as a plan.

    ``columns`` says by hand what columns hold (index from 0), where the headings do not tell. ``answers`` gives
    the institution that a wording of an earlier question means, by its code or, where the catalogue does not know
    it, as a value of its own; None when it means none.
    DocumentError when there is no table at all; everything less certain becomes a question.
    """
    if not document.rows:
        raise DocumentError(
            _("%(name)s has no table. An action plan is a table with activities, deadlines and institutions."),
            name=document.name,
        )
    rows = walk(document, columns)
    opening = front.read(rows.front)
    names = Names(catalogue, answers)
    made = [make(draft, rows.layout, names, opening.period) for draft in rows.drafts if rows.layout]
    plan = Plan(
        title=opening.title,
        start=opening.period[0] if opening.period else None,
        end=opening.period[1] if opening.period else None,
        preamble=opening.preamble,
        pillars=tuple(rows.pillars.values()),
        programmes=tuple(rows.programmes.values()),
        activities=tuple(one.activity for one in made),
    )
    used = [use for one in made for use in one.used]
    return Reading(
        plan=plan,
        account=account(used, rows.outside, rows.heading_words, rows.header_words),
        columns=dict(rows.layout.roles) if rows.layout else {},
        headings=rows.layout.headings if rows.layout else (),
        questions=_questions(document, rows, made),
        remarks=_remarks(rows, made),
        document=document,
    )


def _questions(document: Document, rows: Rows, made: list[Made]) -> tuple[Question, ...]:
    asked = [question for one in made for question in one.questions]
    asked += [Question(Asks.CODE, code, where, read_as=given) for code, given, where in rows.doubled]
    if rows.layout is None:
        asked.insert(0, Question(Asks.COLUMNS, " | ".join(map(flat, document.rows[0].cells)), document.rows[0].where))
    elif rows.drafts and (missing := _missing(rows.layout)):
        headings = " | ".join(rows.layout.headings)
        asked.insert(0, Question(Asks.MISSING, headings, rows.drafts[0].where[0], read_as=", ".join(missing)))
    return tuple(asked)


def _missing(columns: Layout) -> list[str]:
    """The roles that no column has, while there are columns that have none."""
    left = [i for i in range(len(columns.headings)) if i not in columns.roles and columns.headings[i]]
    return [role.value for role in CORE if columns.index_of(role) is None] if left else []


def _remarks(rows: Rows, made: list[Made]) -> tuple[Remark, ...]:
    cut = [Remark(Noticed.CUT, "", where, code) for code, where in rows.cut]
    between = [Remark(Noticed.TEXT, one.text, one.where) for one in rows.between if any(map(str.isalpha, one.text))]
    return (*between, *cut, *(remark for one in made for remark in one.remarks))
