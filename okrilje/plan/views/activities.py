from __future__ import annotations

import csv
from functools import partial
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.formats import get_format
from django.utils.translation import gettext as _

from okrilje.accounts.access import require, sees
from okrilje.accounts.models import Institution
from okrilje.accounts.permissions import Permission
from okrilje.lib.scripts import fold
from okrilje.plan import wording
from okrilje.plan.change_words import Told, told
from okrilje.plan.checker import RULES
from okrilje.plan.filters import ActivityFilter, without_blanks
from okrilje.plan.models import ActionPlan, Activity, Change, Dependency, DueDate, Finding, Responsibility
from okrilje.plan.queries import findings as findings_of
from okrilje.plan.queries.activities import counted, in_full, listed, neighbours
from okrilje.plan.views.lookup import breadcrumbs, find_plan, in_order, page_or_part, paged

#: What the table is sorted by; by title in the language of the page, which no database knows.
SORTS: dict[str, Any] = {
    "code": F("order"),
    "deadline": Subquery(DueDate.objects.filter(activity=OuterRef("pk")).order_by("due_on").values("due_on")[:1]),
    "institutions": Coalesce(Subquery(counted(Responsibility)), 0),
    "indicators": F("indicator_count"),
}


@require(Permission.READ_PLAN)
def activities(request: HttpRequest, plan: str) -> HttpResponse:
    """The table of activities, filtered and sorted as the address says; ``?format=csv`` is the same as a file."""
    found = find_plan(request, plan)
    request.GET = without_blanks(request.GET)  # type: ignore[assignment]
    form = ActivityFilter(request, found)
    sort = request.GET.get("sort", "")
    rows = form.narrow(listed(found))
    if request.GET.get("format") == "csv":
        return _as_csv(found, in_order(rows, _sorted(rows, sort)))
    page = paged(request, _sorted(rows, sort), partial(in_order, rows))
    context = {
        "plan": found,
        "form": form,
        "page": page,
        "rows": page.object_list,
        "total": found.activities.filter(is_withdrawn=False).count(),
        "sort": sort or "code",
        "breadcrumbs": breadcrumbs(found, ("", _("Activities"))),
    }
    return page_or_part(request, "plan/activities.html", "plan/_activity_results.html", context)


def _sorted(rows: QuerySet[Activity], sort: str) -> list[int]:
    """The keys of the rows in order, read without what a row shows: of a large plan only one page is shown.

    ``sort`` is one of SORTS, with a minus for the other way round; without a date comes last either way.
    """
    name = sort.removeprefix("-")
    order = SORTS.get(name, SORTS["code"])
    down = sort.startswith("-")
    plain = rows.prefetch_related(None).select_related(None)
    if name == "title":
        words = [(fold(row.label), row.pk) for row in plain.only("title", "labels")]
        return [pk for _words, pk in sorted(words, key=lambda pair: pair[0], reverse=down)]
    ends = order.desc(nulls_last=True) if down else order.asc(nulls_last=True)
    return list(plain.order_by(ends, "order").values_list("pk", flat=True))


def _as_csv(plan: ActionPlan, rows: list[Activity]) -> HttpResponse:
    """With the separator that spreadsheets expect where the comma is the decimal sign; UTF-8 with a mark."""
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{plan.code}.csv"'
    table = csv.writer(response, delimiter=";" if get_format("DECIMAL_SEPARATOR") == "," else ",")
    table.writerow(
        [_("Code"), _("Programme"), _("Activity"), _("Official wording"), _("Deadline"), _("Due dates"),
         _("Institutions"), _("Indicators")]
    )  # fmt: skip
    for row in rows:
        cells = [
            row.code,
            f"{row.programme.code} {row.programme.label}",
            row.label,
            row.official,
            wording.deadline(row),
            ", ".join(due.due_on.isoformat() for due in row.due_dates.all()),
            ", ".join(part.institution.title for part in row.responsibilities.all()),
            row.indicator_count,  # type: ignore[attr-defined]
        ]
        table.writerow([_harmless(cell) for cell in cells])
    return response


def _harmless(cell: object) -> object:
    """A text that a spreadsheet would take for a formula gets an apostrophe in front."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell


@require(Permission.READ_PLAN)
def activity(request: HttpRequest, plan: str, code: str) -> HttpResponse:
    """Everything that is known about one activity."""
    found = find_plan(request, plan)
    row: Activity = get_object_or_404(in_full(found), code=code)
    previous, following = neighbours(found, row)
    indicators = list(row.indicators.all())
    questioned = findings_of.of_plan(found)
    orders = {tuple(f.codes): f for f in questioned if f.rule.startswith("order-")}
    context = {
        "plan": found,
        "activity": row,
        "indicators": indicators,
        "measure_count": sum(len(i.measures.all()) for i in indicators),
        "before": [_edge(d, d.before, orders.get((d.before.code, code))) for d in row.depends_on.all()],
        "after": [_edge(d, d.after, orders.get((code, d.after.code))) for d in row.enables.all()],
        "previous": previous,
        "next": following,
        "changes": _changes(found, code),
        "findings": _shown(questioned, code) if sees(request.user, Permission.READ_INTERNAL) else None,
        "breadcrumbs": _way_to(found, row),
    }
    return render(request, "plan/activity.html", context)


def _edge(dependency: Dependency, other: Activity, doubt: Finding | None) -> dict[str, Any]:
    """A dependency with the activity at its other end; ``doubt`` says how the dates contradict it, if they do."""
    words = RULES[doubt.rule].title if doubt else ""
    return {"activity": other, "reason": dependency.reason, "doubt": words, "severity": doubt and doubt.severity}


def _way_to(plan: ActionPlan, row: Activity) -> list[tuple[str, str]]:
    structure = reverse("plan:tree", args=[plan.code])
    programme, pillar = row.programme, row.programme.pillar
    return breadcrumbs(
        plan,
        (f"{structure}#p-{pillar.code}", f"{pillar.code} {pillar.label}"),
        (f"{structure}#p-{programme.code}", f"{programme.code} {programme.label}"),
        ("", row.code),
    )


def _changes(plan: ActionPlan, code: str) -> list[dict[str, Any]]:
    """What versions changed in this activity or in what it depends on, latest first; old and new beside each other."""
    here = Q(kind="activity", code=code)
    edges = Q(kind="dependency") & (Q(code__startswith=f"{code}>") | Q(code__endswith=f">{code}"))
    rows = (
        Change.objects.filter(here | edges, version__plan=plan)
        .select_related("version")
        .defer("version__content")
        .order_by("-version__number", "id")
    )
    names = {institution.code: institution.title for institution in Institution.objects.all()}
    return [{"row": row, "told": _told(row, names)} for row in rows]


def _told(row: Change, names: dict[str, str]) -> Told | None:
    """A changed field with its old and new value; None for what came or went as a whole."""
    return told(row.field, row.before, row.after, names) if row.field and row.kind == "activity" else None


def _shown(rows: list[Finding], code: str) -> list[findings_of.Group]:
    """The findings that name this activity, by rule."""
    mine = [row for row in rows if code in row.codes]
    return findings_of.by_rule(mine, findings_of.institution_names()) if mine else []
