from __future__ import annotations

from django.http import HttpResponse

from okrilje.files.models import StoredFile
from okrilje.lib.attachments import MEDIA_TYPES, Kind


def handed_out(file: StoredFile, data: bytes, *, name: str) -> HttpResponse:
    """To be saved under ``name`` (without its ending), never to be shown by the browser inside the site."""
    kind = Kind(file.kind)
    response = HttpResponse(data, content_type=MEDIA_TYPES[kind])
    response["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store, private"
    return response
