"""A year of legal assistance: requests by state and measure asked for, and how long answers took."""

from __future__ import annotations

import csv
import io
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from okrilje.accounts.access import person
from okrilje.registers import actions, ageing, queries
from okrilje.registers.ageing import Year
from okrilje.registers.kind import Kind
from okrilje.registers.kinds import legal_assistance
from okrilje.registers.views.lookup import READS, find_kind, list_of, way

_SLUG = legal_assistance.KIND.slug


class YearForm(forms.Form):
    """The year, and requests that came, that were sent, or both."""

    use_required_attribute = False
    year = forms.IntegerField(label=gettext_lazy("Year"), min_value=1990, max_value=2100)
    direction = forms.ChoiceField(
        label=gettext_lazy("Direction"), required=False,
        choices=[("", gettext_lazy("all")), *legal_assistance.Request.Direction.choices],
    )  # fmt: skip


@READS
@require_GET
def legal_assistance_yearly(request: HttpRequest) -> HttpResponse:
    """The table on a page."""
    kind, form, found = _of(request)
    measures = {value: label for value, label in _labels(kind, "measure").items() if found and found.measures[value]}
    context = {
        "kind": kind, "form": form, "found": found, "measures": measures,
        "rows": _rows(kind, found, list(measures)) if found else [],
        "outcomes": [(_labels(kind, "outcome")[value], count) for value, count in found.outcomes.most_common()]
        if found else [],
        "query": request.GET.urlencode(), "breadcrumbs": way(list_of(kind), ("", _("Yearly table"))),
    }  # fmt: skip
    return render(request, "registers/legal_assistance_yearly.html", context)


@READS
@require_GET
def legal_assistance_yearly_file(request: HttpRequest) -> HttpResponse:
    """The same table as CSV."""
    kind, _form, found = _of(request)
    if found is None:
        raise Http404
    measures = _labels(kind, "measure")
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([_("Other state"), *measures.values(), _("In all")])
    for state, counts, total in _rows(kind, found, list(measures)):
        writer.writerow([state, *counts, total])
    writer.writerow([_("In all"), *(found.measures[value] for value in measures), found.arrived])
    response = HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="okrilje-{_SLUG}-{found.day.year}.csv"'
    return response


def _of(request: HttpRequest) -> tuple[Kind, YearForm, Year | None]:
    """The figures of the requests that the person may open; that they were counted leaves the same trace as a list."""
    kind, today = find_kind(_SLUG), timezone.localdate()
    rows = queries.seen(kind, person(request))
    latest = rows.order_by("-happened_on").values_list("happened_on", flat=True).first()
    usual = {"year": str((latest or today).year)}
    form = YearForm({**usual, **request.GET.dict()}, auto_id="f-%s", label_suffix="")
    if not form.is_valid():
        return kind, form, None
    if direction := form.cleaned_data["direction"]:
        rows = rows.filter(direction=direction)
    actions.listed(
        kind, rows.filter(happened_on__year=form.cleaned_data["year"]), by=person(request), at=timezone.now()
    )
    return kind, form, ageing.year_of(legal_assistance.requests(rows), form.cleaned_data["year"], today)


def _labels(kind: Kind, name: str) -> dict[str, Any]:
    of: Any = kind.field(name)
    return dict(of.flatchoices)


def _rows(kind: Kind, found: Year, measures: list[str]) -> list[tuple[str, list[int], int]]:
    """Each state with its requests by measure and in all, most of them first."""
    names = _labels(kind, "country")
    return [
        (str(names.get(state, state)), [found.table[state, measure] for measure in measures], total)
        for state, total in sorted(found.states.items(), key=lambda pair: (-pair[1], pair[0]))
    ]
