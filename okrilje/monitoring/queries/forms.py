"""The form of a cycle for one institution, as it is written into a workbook, and as it is needed to read one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from okrilje.accounts.models import Institution
from okrilje.lib.scripts import fold
from okrilje.monitoring import answer_words, rules, storing, words
from okrilje.monitoring.models import Item, Submission
from okrilje.monitoring.queries import reports, sheets
from okrilje.monitoring.queries.reports import Row
from okrilje.monitoring.queries.sheets import Earlier, Sheet
from okrilje.monitoring.rules import CycleState, Party, Status
from okrilje.monitoring.workbook import Entry, Form, Measured
from okrilje.monitoring.workbook.form import Told
from okrilje.plan import wording
from okrilje.plan.models import MeasureType


def form(submission: Submission, today: date) -> Form:
    """With everything that is told about the activities, in the order of the report's page. Needs
    ``submission.cycle.plan`` and ``submission.institution``.
    """
    rows = reports.rows(submission, today)
    told = {row.item.pk: _told(row) for row in rows}
    return _form(submission, [row.item for row in rows], told, rows[0].earlier if rows else None)


def codes(submission: Submission) -> dict[int, str]:
    """Item id -> code of its activity."""
    return dict(submission.items.values_list("pk", "activity__code"))


def bare_form(submission: Submission) -> Form:
    """Without what is only told: enough to read a workbook."""
    items = Item.objects.filter(submission=submission).select_related("activity")
    rows = storing.with_answers(items.defer("activity__search", "activity__notes"))
    return _form(submission, list(rows.prefetch_related("activity__due_dates")), {})


def _form(
    submission: Submission,
    items: Sequence[Item],
    told: Mapping[int, Told],
    earlier: Earlier | None = None,
) -> Form:
    for item in items:
        item.submission = submission
    cycle, institutions = submission.cycle, Institution.objects.all()
    first, last = cycle.plan.starts_on.year, max(cycle.plan.ends_on.year, cycle.ends_on.year)
    reason = rules.why_not_write(
        Status(submission.status), held={Party.PREPARER}, cycle=CycleState(submission.cycle.state)
    )
    return Form(
        plan=cycle.plan.code,
        cycle=cycle.code,
        institution=submission.institution.code,
        entries=[_entry(sheet, told.get(sheet.item.pk), is_open=not reason) for sheet in sheets.sheets(items, earlier)],
        sources={row.code: row.title for row in institutions if row.is_active},
        spellings={row.code: {fold(row.name), *map(fold, row.labels.values())} for row in institutions},
        years=range(first, last + 1),
        title=submission.institution.title,
        facts=[
            (_("Report for the cycle"), f"{cycle.code}: {words.period(cycle.period, cycle.length)}"),
            (_("Plan"), cycle.plan.label),
            (_("Due:"), date_format(cycle.due_on, "DATE_FORMAT")),
        ],
    )


def _entry(sheet: Sheet, told: Told | None, *, is_open: bool) -> Entry:
    item = sheet.item
    hints = sheet.hints if told else {}
    return Entry(
        pk=item.pk,
        code=item.activity.code,
        scope=item.scope,
        revision=item.revision,
        answer=sheet.answer,
        is_open=is_open and item.verdict != Item.Verdict.ACCEPTED,
        dues=sheet.names.dues,
        measures=[
            Measured(
                key=one.key,
                label=one.label,
                unit=str(MeasureType(one.type).label),
                is_milestone=one.is_milestone,
                target=hints[one.key].target if hints else None,
                last=hints[one.key].last if hints else None,
                counted=sheet.computed.get(one.key) if told else None,
            )
            for one in sheet.counted
        ],
        planned=sheet.planned,
        told=told or Told(),
    )


def _told(row: Row) -> Told:
    comment = row.returned_with
    return Told(
        title=row.activity.label,
        asked="\n".join(map(answer_words.point, row.asked)),
        deadline=wording.deadline(row.activity),
        last=": ".join(filter(None, answer_words.short(row.before, 600))) if row.before else "",
        comment=comment.text if comment and row.item.verdict == Item.Verdict.RETURNED else "",
    )
