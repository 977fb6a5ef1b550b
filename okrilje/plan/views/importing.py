"""Importing a plan on the page: upload, preview with questions, confirm. Nothing changes before the last step."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from okrilje.accounts.access import granted, may, require
from okrilje.accounts.models import Institution
from okrilje.accounts.permissions import Permission
from okrilje.plan import importing, rules
from okrilje.plan.answers_form import AnswersForm, read_answers
from okrilje.plan.forms import UploadForm
from okrilje.plan.models import ActionPlan, Upload, pick
from okrilje.plan.views.history import changed_parts

#: A document waits this long between upload and confirmation; forgotten ones are removed with the next upload.
KEPT_DAYS = 14


@require(Permission.MANAGE_PLAN)
def import_upload(request: HttpRequest) -> HttpResponse:
    form = UploadForm(
        request.POST or None, request.FILES or None, user=request.user, initial={"plan": request.GET.get("plan", "")}
    )
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        Upload.objects.filter(at__lt=now - timedelta(days=KEPT_DAYS)).delete()
        upload = form.make_upload(by=request.user, at=now)
        try:
            _preview(upload, request)
        except importing.ImportRefused as error:
            form.add_error("file", list(error.sentences))
        else:
            upload.save()
            return redirect("plan:import_preview", upload.pk)
    return render(request, "plan/import_upload.html", {"form": form, "breadcrumbs": _way()})


def _way(*steps: tuple[str, str]) -> list[tuple[str, str]]:
    upload = reverse("plan:import_upload") if steps else ""
    return [(reverse("plan:plans"), _("Plans")), (upload, _("Import a plan")), *steps]


def _find(request: HttpRequest, pk: int) -> Upload:
    """An upload of one's own, as long as one may still change the plan that it is meant for."""
    upload = get_object_or_404(Upload.objects.filter(by=request.user.pk), pk=pk)
    _check_owner(request, upload.plan_code)
    return upload


def _check_owner(request: HttpRequest, code: str) -> None:
    plan = ActionPlan.objects.select_related("owner").filter(code=code).first()
    institution: Institution = request.user.institution  # type: ignore[union-attr]
    reason = rules.why_not_manage(
        granted=granted(request.user), institution=institution.code, owner=plan.owner.code if plan else None
    )
    if reason:
        raise PermissionDenied(reason)


def _preview(upload: Upload, request: HttpRequest) -> importing.Preview:
    institution: Institution = request.user.institution  # type: ignore[union-attr]
    return importing.from_bytes(
        bytes(upload.document),
        upload.file_name,
        upload.plan_code,
        columns={int(index): role for index, role in upload.columns.items()},
        answers=read_answers(upload.answers),
        owner=institution.code,
        level=institution.level if institution.level != Institution.Level.NONE else None,
        period=(upload.starts_on, upload.ends_on),
    )


@require(Permission.MANAGE_PLAN)
def import_preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The preview; sending the form keeps the answers and shows what they lead to."""
    upload = _find(request, pk)
    preview = _preview(upload, request)
    form = _answers_form(request, upload, preview, request.POST or None)
    if request.method == "POST" and form.is_valid():
        upload.columns, upload.answers = form.columns(), form.answers()
        upload.save(update_fields=["columns", "answers"])
        return redirect("plan:import_preview", pk)
    return render(request, "plan/import_preview.html", _context(request, upload, preview, form))


def _answers_form(request: HttpRequest, upload: Upload, preview: importing.Preview, data: Any = None) -> AnswersForm:
    may_add = may(request.user, Permission.ADD_INSTITUTION)
    return AnswersForm(data, preview=preview, upload=upload, may_add=may_add)


def _context(request: HttpRequest, upload: Upload, preview: importing.Preview, form: AnswersForm) -> dict[str, Any]:
    plan = ActionPlan.objects.filter(code=upload.plan_code).first()
    return {
        "upload": upload,
        "preview": preview,
        "form": form,
        "plan": plan,
        "plan_label": pick(preview.after.labels) or preview.after.title or upload.plan_code,
        "breadcrumbs": _way(("", upload.file_name)),
        "edition": _edition(plan),
        "changed": changed_parts(request, plan, preview.changes, preview.newcomers),
    }


def _edition(plan: ActionPlan | None) -> int:
    """The number of the version that the preview is compared with; 0 where the plan is new."""
    return plan.versions.count() if plan else 0


@require(Permission.MANAGE_PLAN)
@require_POST
def import_apply(request: HttpRequest, pk: int) -> HttpResponse:
    upload = _find(request, pk)
    preview = _preview(upload, request)
    form = _answers_form(request, upload, preview)
    if request.POST.get("edition") != str(_edition(ActionPlan.objects.filter(code=upload.plan_code).first())):
        problem = _("The plan was changed by somebody else since this preview. Look at it again, then confirm.")
    else:
        try:
            importing.apply(
                preview,
                by=request.user,
                at=timezone.now(),
                reason=request.POST.get("reason", "")[:2000],
                public=request.POST.get("shown_to") == "everybody",
            )
        except importing.ImportRefused as error:
            problem = str(error)
        else:
            upload.delete()
            return redirect("plan:history", preview.after.code)
    return render(
        request, "plan/import_preview.html", _context(request, upload, preview, form) | {"problem": problem}, status=409
    )


@require(Permission.MANAGE_PLAN)
@require_POST
def import_discard(request: HttpRequest, pk: int) -> HttpResponse:
    _find(request, pk).delete()
    return redirect("plan:import_upload")
