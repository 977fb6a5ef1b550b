"""One activity from its cells: each column to its reader, every question and every use of a word noted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from okrilje.lib.scripts import mixed_script
from okrilje.plan.content import Activity, Deadline, DeadlineKind, Indicator, Note, Resource, Responsible
from okrilje.plan.reading import deadlines, indicators, institutions, resources
from okrilje.plan.reading.account import Used
from okrilje.plan.reading.cells import Cell, Span, whole
from okrilje.plan.reading.columns import Layout
from okrilje.plan.reading.deadlines import Period
from okrilje.plan.reading.headings import activity_code
from okrilje.plan.reading.mentions import Mention
from okrilje.plan.reading.names import Names
from okrilje.plan.reading.remarks import Asks, Noticed, Question, Remark
from okrilje.plan.reading.rows import Draft
from okrilje.plan.reading.words import flat
from okrilje.plan.vocabulary import Column


@dataclass(slots=True)
class _Work:
    """What is being gathered for one activity."""

    draft: Draft
    names: Names
    period: Period | None
    text: str = ""
    deadline: Deadline = field(default_factory=lambda: Deadline(kind=DeadlineKind.UNREADABLE))
    institutions: list[Responsible] = field(default_factory=list)
    indicators: list[Indicator] = field(default_factory=list)
    resources: list[Resource] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    spans: dict[int, list[Span]] = field(default_factory=dict)
    questions: list[Question] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Made:
    activity: Activity
    used: tuple[Used, ...]
    questions: tuple[Question, ...]
    remarks: tuple[Remark, ...]


def make(draft: Draft, layout: Layout, names: Names, period: Period | None) -> Made:
    """The activity of a draft."""
    work = _Work(draft, names, period)
    for index in sorted(draft.cells, key=lambda i: (layout.role(i) is not Column.ACTIVITY, i)):
        _read(work, index, layout)
    activity = Activity(
        code=draft.code,
        pillar=draft.pillar,
        programme=draft.programme,
        text=work.text,
        deadline=work.deadline,
        institutions=tuple(work.institutions),
        indicators=tuple(work.indicators),
        resources=tuple(work.resources),
        notes=tuple(work.notes),
    )
    used = tuple(
        Used(activity, layout.role(i), cell, tuple(work.spans[i]), layout.heading(i)) for i, cell in draft.cells.items()
    )
    mixed = [m for i, cell in draft.cells.items() for m in _mixed(draft.code, cell)]
    return Made(activity, used, tuple(work.questions), (*work.remarks, *mixed))


def _read(work: _Work, index: int, layout: Layout) -> None:
    cell = work.draft.cells[index]
    role = layout.role(index)
    if role is Column.INSTITUTIONS:
        found = institutions.read(cell, work.names, layout.heading(index))
        work.institutions, work.spans[index] = found.items, found.spans
        work.notes += found.notes
        _ask(work, cell, found.mentions, Asks.INSTITUTION)
    elif role is Column.RESOURCES:
        money = resources.read(cell, work.names)
        work.resources, work.spans[index] = money.items, money.spans
        _ask(work, cell, money.mentions, Asks.SOURCE)
    elif role is Column.INDICATORS:
        pieces = indicators.split(cell)
        work.indicators = [Indicator(raw=flat(cell.text[start:end])) for start, end in pieces]
        work.spans[index] = [Span(start, end) for start, end in pieces]
    else:
        _simple(work, index, role, layout.heading(index))


def _simple(work: _Work, index: int, role: Column, heading: str) -> None:
    """Columns whose cell is one value."""
    cell = work.draft.cells[index]
    work.spans[index] = [] if role is Column.IGNORE else whole(cell)
    if role is Column.ACTIVITY:
        code = activity_code(cell.text)
        own = code is not None and code[0] == work.draft.code
        work.text = flat(cell.text[code[1] :] if code and own else cell.text)
    elif role is Column.DEADLINE:
        _deadline(work, cell)
    elif role not in (Column.CODE, Column.IGNORE):
        work.notes.append(Note(heading=heading, text=flat(cell.text)))


def _deadline(work: _Work, cell: Cell) -> None:
    raw = flat(cell.text)
    understood = deadlines.read(raw, work.period, work.text)
    work.deadline = understood.deadline
    if understood.rest or work.deadline.kind is DeadlineKind.UNREADABLE:
        window = "" if not work.deadline.end else f"{work.deadline.start} to {work.deadline.end}"
        work.questions.append(Question(Asks.DEADLINE, raw, cell.where(0), work.draft.code, read_as=window))


def _ask(work: _Work, cell: Cell, found: Iterable[Mention], asks: Asks) -> None:
    for mention in found:
        wording = flat(cell.text[mention.start : mention.name_end])
        where = cell.where(mention.start)
        if mention.slip:
            work.remarks.append(Remark(Noticed.SLIP, wording, where, work.draft.code, mention.slip))
        elif mention.code is None and not mention.unnamed:
            candidates = work.names.candidates(wording)
            work.questions.append(Question(asks, wording, where, work.draft.code, candidates))


def _mixed(code: str, cell: Cell) -> Iterable[Remark]:
    for position, word in mixed_script(cell.text):
        yield Remark(Noticed.MIXED_SCRIPT, word, cell.where(position), code)
