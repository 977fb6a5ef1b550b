from django.apps import AppConfig


class MonitoringConfig(AppConfig):
    name = "okrilje.monitoring"
    label = "monitoring"
