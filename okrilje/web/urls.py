from django.urls import include, path

from okrilje.web import views
from okrilje.web.api import api, api_reference, openapi_json

urlpatterns = [
    path("language/", views.set_language, name="set_language"),
    path("theme/", views.set_theme, name="set_theme"),
    path("health/", views.health, name="health"),
    path("login/", include("okrilje.accounts.login_urls")),
    path("accounts/", include("okrilje.accounts.urls")),
    path("api/", api_reference, name="api_reference"),
    path("api/v1/openapi.json", openapi_json, name="openapi"),
    path("api/v1/", api.urls),
    path("audit/", include("okrilje.accounts.audit_urls")),
    path("", include("okrilje.monitoring.urls")),
    path("", include("okrilje.registers.urls")),
    path("", include("okrilje.plan.urls")),
]
handler400 = "okrilje.web.views.bad_request"
handler403 = "okrilje.web.views.permission_denied"
handler404 = "okrilje.web.views.not_found"
handler500 = "okrilje.web.views.server_error"
