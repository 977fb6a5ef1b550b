from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse

from okrilje.accounts.access import require
from okrilje.accounts.models import Institution
from okrilje.accounts.permissions import Permission
from okrilje.plan import actions, exporting
from okrilje.plan.views.lookup import find_plan

TYPES = {
    "json": "application/json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@require(Permission.READ_PLAN)
def export(request: HttpRequest, plan: str, extension: str) -> HttpResponse:
    """The whole plan as a file, a workbook in the language of the page; importing that file changes nothing."""
    if extension not in TYPES:
        raise Http404
    code = find_plan(request, plan).code
    current = actions.current(code)
    if current is None:
        raise Http404
    names = {institution.code: institution.title for institution in Institution.objects.all()}
    response = HttpResponse(exporting.write(current, extension, names), content_type=TYPES[extension])
    response["Content-Disposition"] = f'attachment; filename="{code}.{extension}"'
    return response
