from django.apps import AppConfig


class RegistersConfig(AppConfig):
    name = "okrilje.registers"
    label = "registers"
