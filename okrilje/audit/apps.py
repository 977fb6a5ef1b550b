from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "okrilje.audit"
    label = "audit"
