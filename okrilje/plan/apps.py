from django.apps import AppConfig


class PlanConfig(AppConfig):
    name = "okrilje.plan"
    label = "plan"
