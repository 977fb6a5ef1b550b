from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language

from okrilje.accounts.access import granted
from okrilje.accounts.models import User
from okrilje.monitoring.queries import tasks

#: BCP 47 tags for the lang attribute; Django calls Serbian Cyrillic plain "sr".
HTML_LANG = {"sr": "sr-Cyrl", "sr-latn": "sr-Latn"}


def _open_tasks(request: HttpRequest) -> int:
    return tasks.count(request.user) if isinstance(request.user, User) else 0


def site(request: HttpRequest) -> dict[str, Any]:
    """What base.html needs on every page, errors included."""
    code = get_language() or settings.LANGUAGE_CODE
    theme = request.COOKIES.get("theme", "")
    return {
        "demonstration": settings.DEMONSTRATION,
        "mfa_waived": settings.MFA_WAIVED,
        "theme": theme if theme in ("light", "dark") else "",
        "html_lang": HTML_LANG.get(code, code),
        "languages": [(c, name, HTML_LANG.get(c, c)) for c, name in settings.LANGUAGES],
        "version": settings.VERSION,
        # Lazy, so that an error page needs no database. In templates: {% if "read_audit" in may %}
        "open_tasks": SimpleLazyObject(lambda: _open_tasks(request)),
        "may": SimpleLazyObject(lambda: granted(request.user)),
    }
