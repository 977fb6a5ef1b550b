"""All registers, and the records of one."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from okrilje.accounts.access import granted, person
from okrilje.accounts.permissions import Permission
from okrilje.registers import actions, queries
from okrilje.registers.forms import RecordFilter, SaveViewForm, choosable
from okrilje.registers.kind import Kind, kinds
from okrilje.registers.models import Merging, SavedView
from okrilje.registers.views.lookup import READS, ROWS, find_kind, way


@READS
@require_GET
def registers(request: HttpRequest) -> HttpResponse:
    """All registers with what they hold and how much of it."""
    counts = queries.counts(list(kinds().values()), person(request))
    rows = [(kind, *counts[slug]) for slug, kind in kinds().items()]
    asked = Merging.objects.filter(state=Merging.State.ASKED, asked=person(request).institution_id)
    may_answer = Permission.KEEP_RECORDS in granted(request.user)
    waiting = [kinds()[slug] for slug in sorted(set(asked.values_list("kind", flat=True)))] if may_answer else []
    return render(request, "registers/registers.html", {"rows": rows, "waiting": waiting})


@READS
@require_GET
def records(request: HttpRequest, kind: str) -> HttpResponse:
    """The records of a kind, narrowed by what the address says."""
    found = find_kind(kind)
    form = RecordFilter(request, found, timezone.localdate())
    rows = form.narrow(queries.seen(found, person(request)))
    order = _order(request, found)
    page = Paginator(queries.listed(found, rows.order_by(*order)), ROWS).get_page(request.GET.get("page"))
    actions.listed(found, page.object_list, by=person(request), at=timezone.now())
    context = {
        "kind": found,
        "form": form,
        "page": page,
        "rows": page.object_list,
        "columns": form.columns,
        "views": list(SavedView.objects.filter(kind=found.slug, owner=person(request))),
        "save_form": SaveViewForm(initial={"query": request.GET.urlencode()}, auto_id="v-%s", label_suffix=""),
        "totals": queries.totals(found, rows),
        "keeps": Permission.KEEP_RECORDS in granted(request.user),
        "query": request.GET.urlencode(),
        "breadcrumbs": way(("", str(found.many))),
    }
    return render(request, "registers/records.html", context)


def _order(request: HttpRequest, kind: Kind) -> list[str]:
    wanted = request.GET.get("sort", "")
    known = {"happened_on", "title", *choosable(kind)}
    return [wanted, "-pk"] if wanted.removeprefix("-") in known else ["-happened_on", "-pk"]


@READS
@require_POST
def view_save(request: HttpRequest, kind: str) -> HttpResponse:
    """Keeps the list as it is shown under a name, in place of one of the same name; or forgets one."""
    found, address = find_kind(kind), reverse("registers:records", args=[kind])
    own = SavedView.objects.filter(kind=found.slug, owner=person(request))
    if forgotten := request.POST.get("forget", ""):
        own.filter(name=forgotten).delete()
        return redirect(address)
    form = SaveViewForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Give the view a name."))
        return redirect(address)
    query = QueryDict(form.cleaned_data["query"]).urlencode()
    own.update_or_create(
        name=form.cleaned_data["name"], defaults={"query": query, "kind": found.slug, "owner": person(request)}
    )
    messages.success(request, _("Saved."))
    return redirect(f"{address}?{query}")
