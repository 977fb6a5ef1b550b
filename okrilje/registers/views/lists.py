"""All registers, and the records of one."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from okrilje.accounts.access import granted, person
from okrilje.accounts.permissions import Permission
from okrilje.registers import queries
from okrilje.registers.forms import RecordFilter
from okrilje.registers.kind import Kind, kinds
from okrilje.registers.views.lookup import READS, ROWS, find_kind, way


@READS
@require_GET
def registers(request: HttpRequest) -> HttpResponse:
    """All registers with what they hold and how much of it."""
    counts = queries.counts(list(kinds().values()), person(request))
    rows = [(kind, *counts[slug]) for slug, kind in kinds().items()]
    return render(request, "registers/registers.html", {"rows": rows})


@READS
@require_GET
def records(request: HttpRequest, kind: str) -> HttpResponse:
    """The records of a kind, narrowed by what the address says."""
    found = find_kind(kind)
    form = RecordFilter(request, found)
    rows = form.narrow(queries.seen(found, person(request)))
    order = _order(request, found)
    page = Paginator(queries.with_parts(found, rows.order_by(*order)), ROWS).get_page(request.GET.get("page"))
    context = {
        "kind": found,
        "form": form,
        "page": page,
        "rows": page.object_list,
        "columns": [found.field(name) for name in found.columns],
        "totals": queries.totals(found, rows),
        "keeps": Permission.KEEP_RECORDS in granted(request.user),
        "query": request.GET.urlencode(),
        "breadcrumbs": way(("", str(found.many))),
    }
    return render(request, "registers/records.html", context)


def _order(request: HttpRequest, kind: Kind) -> list[str]:
    wanted = request.GET.get("sort", "")
    known = {"happened_on", "title", *kind.columns}
    return [wanted, "-pk"] if wanted.removeprefix("-") in known else ["-happened_on", "-pk"]
