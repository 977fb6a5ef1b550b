from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "okrilje.web"
    label = "web"
