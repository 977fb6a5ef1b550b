"""From what the pages of reporting ask for to what programs get."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from okrilje.monitoring import actions, storing, words
from okrilje.monitoring.api import shapes
from okrilje.monitoring.api.answer_shapes import given
from okrilje.monitoring.breakdown import Breakdown
from okrilje.monitoring.models import Comment, Cycle, Judgement, Step, Submission
from okrilje.monitoring.obligations import ReportPoint
from okrilje.monitoring.queries.breakdowns import Part
from okrilje.monitoring.queries.matrix import Cell, Matrix, Row
from okrilje.monitoring.queries.reports import Row as ReportRow
from okrilje.monitoring.queries.scorecards import Card, Summary
from okrilje.monitoring.queries.sheets import Sheet
from okrilje.monitoring.queries.standings import Standing
from okrilje.monitoring.queries.values import Measured
from okrilje.monitoring.rules import OWNERS, TRANSITIONS, CycleState, Party, Status
from okrilje.monitoring.status import State
from okrilje.monitoring.status import Status as Told


def share(value: Decimal | None) -> Decimal | None:
    return None if value is None else round(value, 4)


# --- What is asked, cycles, scorecards -----------------------------------------------------------------------------


def point(one: ReportPoint) -> dict[str, Any]:
    return {
        "number": one.number,
        "asks": one.asks,
        "starts_on": one.window.start,
        "due_on": one.due_on,
        "count": one.count,
        "behind_after": one.behind_after,
    }


def cycle(summary: Summary, snapshots: dict[int, str], endorsements: dict[int, str]) -> shapes.CycleShown:
    row = summary.cycle
    return shapes.CycleShown(
        code=row.code,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        due_on=row.due_on,
        grace_until=row.grace_until,
        state=CycleState(row.state),
        opened_at=row.opened_at,
        closed_at=row.closed_at,
        submissions=summary.submissions,
        handed_in=summary.handed_in,
        on_time=summary.on_time,
        expected=summary.expected,
        reported=summary.reported,
        snapshot=snapshots.get(row.pk),
        endorsement=endorsements.get(row.pk),
    )


def breakdown(whole: Breakdown) -> dict[str, Any]:
    pieces = [shapes.PieceShown(group=p.group, count=p.count, unverified=p.unverified) for p in whole.pieces]
    return {"pieces": pieces, "good": share(whole.good), "coverage": share(whole.reported)}


def card(one: Card, within: Cycle) -> shapes.CardShown:
    return shapes.CardShown(
        institution=one.institution.code,
        label=one.institution.title,
        status=Status(one.submission.status),
        expected=one.expected,
        reported=one.reported,
        verified=one.verified,
        completeness=share(one.completeness),
        days_late=one.days_late,
        waits_at=turn(one.submission, within),
    )


def part(one: Part) -> dict[str, Any]:
    return {"code": one.of.code, "label": one.of.label, **breakdown(one.breakdown)}


def turn(row: Submission, within: Cycle) -> Party | None:
    """Nobody waits for anything in a cycle that is not open."""
    return OWNERS[Status(row.status)] if within.state == CycleState.OPEN else None


# --- Submissions ---------------------------------------------------------------------------------------------------


def submission(row: Submission) -> dict[str, Any]:
    """Needs cycle, plan and institution."""
    return {
        "plan": row.cycle.plan.code,
        "cycle": row.cycle.code,
        "institution": row.institution.code,
        "status": row.status,
        "waits_at": turn(row, row.cycle),
        "due_on": row.cycle.due_on,
        "prepared_at": row.prepared_at,
        "handed_in_at": row.handed_in_at,
        "changed_at": row.changed_at,
    }


def step(row: Step) -> shapes.StepShown:
    return shapes.StepShown(
        before=Status(row.before),
        after=Status(row.after),
        at=row.at,
        by=row.by.name if row.by else "",
        institution=row.by.institution.code if row.by else "",
        comment=row.comment,
    )


def ahead(row: Submission, by: Any) -> list[shapes.StepAhead]:
    steps = [to for to, party in TRANSITIONS[Status(row.status)].items() if party is not Party.CYCLE]
    return [shapes.StepAhead(to=to, why_not=actions.why_not_step(row, to, by)) for to in steps]


def comment(row: Comment) -> shapes.CommentShown:
    return shapes.CommentShown(text=row.text, by=row.by.name, institution=row.by.institution.code, at=row.at)


def judgement(row: Judgement | None) -> shapes.JudgementShown | None:
    return shapes.JudgementShown(state=State(row.state), reason=row.reason, at=row.at) if row else None


def _told(status: Told | None) -> dict[str, str]:
    if status is None:
        return {"rule": "", "why": "", "greener": ""}
    return {"rule": status.rule, "why": words.why(status), "greener": words.greener(status)}


def item(row: ReportRow) -> dict[str, Any]:
    own = row.item
    return {
        "activity": row.activity.code,
        "scope": own.scope,
        "label": row.activity.label,
        "asked": [shapes.PointShown(**point(one)) for one in row.asked],
        "is_joint": row.is_joint,
        "revision": own.revision,
        "answer": given(storing.answer_of(own)),
        "verdict": own.verdict or None,
        "edited_at": own.edited_at,
        "corrected_at": own.corrected_at,
        "state": row.state,
        "light": row.light,
        **_told(row.status),
        "contradiction": row.contradiction,
        "judgement": judgement(row.judgement),
        "comments": [comment(one) for one in row.comments],
    }


def item_in_full(row: ReportRow, sheet: Sheet) -> shapes.ItemInFull:
    measures = [
        shapes.MeasureAsked(
            key=one.key,
            label=one.label,
            type=one.type,
            rolls_up=sheet.rolls_up[one.key],
            target=sheet.hints[one.key].target,
            last=sheet.hints[one.key].last,
        )
        for one in sheet.counted
    ]
    return shapes.ItemInFull(
        **item(row),
        measures=measures,
        due=[shapes.DueNumbered(number=number, due_on=day) for number, day in sheet.names.dues.items()],
        planned=dict(sheet.planned),
        before=given(sheet.before) if sheet.before else None,
    )


# --- How things stand ----------------------------------------------------------------------------------------------


def standing(row: Standing) -> shapes.StandingShown:
    """Needs pillar, programme and who is responsible."""
    activity, status = row.activity, row.status
    return shapes.StandingShown(
        activity=activity.code,
        label=activity.label,
        pillar=activity.programme.pillar.code,
        programme=activity.programme.code,
        institutions=[one.institution.code for one in activity.responsibilities.all()],
        state=row.state,
        light=row.light,
        computed=status.state if status else None,
        inputs=dict(status.inputs) if status else {},
        **_told(status),
        verified=bool(row.told and row.told.verified),
        judgement=judgement(row.judgement),
        corrected=row.corrected,
    )


def measure(one: Measured) -> shapes.MeasureShown:
    return shapes.MeasureShown(
        activity=one.activity.code,
        key=one.key,
        label=one.measure.label or one.measure.indicator.label,
        type=one.type,
        accumulates=one.accumulates,
        direction=one.direction,
        common=one.common.code if one.common else None,
        baseline=one.baseline.value if one.baseline else None,
        targets={str(year): row.value for year, row in sorted(one.targets.items())},
        values=[shapes.SaidShown(cycle=said.cycle.code, value=said.value, verified=said.verified) for said in one.said],
        to_date=one.to_date,
        target_to_date=one.target_to_date,
        against=one.against,
    )


def matrix(code: str, whole: Matrix, as_of: date) -> shapes.MatrixShown:
    return shapes.MatrixShown(
        strategy=code,
        as_of=as_of,
        governments=[
            shapes.ColumnShown(code=one.code, label=one.name, plan=one.plan.code if one.plan else None)
            for one in whole.columns
        ],
        measures=[_matrix_row(row) for row in whole.rows],
    )


def _matrix_row(row: Row) -> shapes.RowShown:
    return shapes.RowShown(
        measure=row.common.code,
        label=row.common.label,
        rolls_up=row.rule,
        total=row.total,
        planned=row.planned,
        reported=row.reported,
        cells=[_cell(cell) for cell in row.cells],
    )


def _cell(cell: Cell) -> shapes.CellShown:
    return shapes.CellShown(
        kind=cell.kind,
        activities=[one.activity.code for one in cell.standings],
        values=[one.to_date for one in cell.values if one.to_date is not None],
    )
