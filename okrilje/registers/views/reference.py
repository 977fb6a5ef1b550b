"""The reference lists: to look at, and as files."""

from __future__ import annotations

import csv
import io
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from okrilje.registers import reference
from okrilje.registers.reference import ReferenceList
from okrilje.registers.views.lookup import READS, way

#: A longer list is folded up.
_LONG = 40


@READS
@require_GET
def reference_lists(request: HttpRequest) -> HttpResponse:
    """Every list with its version, its sources and its codes."""
    context = {"lists": reference.lists(), "long": _LONG, "breadcrumbs": way(("", _("Reference lists")))}
    return render(request, "registers/reference_lists.html", context)


@READS
@require_GET
def reference_list_file(request: HttpRequest, name: str, extension: str) -> HttpResponse:
    """One list, for programs (JSON, as it is kept) or for spreadsheets (CSV)."""
    found = next((one for one in reference.lists() if one.name == name), None)
    if found is None or extension not in ("csv", "json"):
        raise Http404
    response: HttpResponse
    if extension == "json":
        value = found.model_dump(mode="json", by_alias=True, exclude_none=True)
        response = JsonResponse(value, json_dumps_params={"ensure_ascii": False, "indent": 1})
    else:
        response = HttpResponse("\ufeff" + _csv(found), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="okrilje-{name}.{extension}"'
    return response


def _csv(found: ReferenceList) -> str:
    """A row for each code, with its words in every language of the pages; the same whoever asks."""
    languages = [code for code, _name in settings.LANGUAGES]
    properties = list(dict.fromkeys(name for item in found.items for name in item.properties))
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["code", *languages, "from", "until", *properties])
    for item in found.items:
        words: list[Any] = []
        for language in languages:
            with translation.override(language):
                words.append(item.label)
        told = [item.properties.get(name, "") for name in properties]
        writer.writerow([item.code, *words, item.since or "", item.until or "", *told])
    return out.getvalue()
