"""The auditors' pages. They stand on this floor, because the audit log below knows neither users nor permissions."""

from django.urls import path

from okrilje.accounts.views import audit

app_name = "audit"
urlpatterns = [
    path("", audit.events, name="events"),
    path("export.csv", audit.export, name="export"),
    path("verify/", audit.verify, name="verify"),
]
