from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "okrilje.accounts"
    label = "accounts"

    def ready(self) -> None:
        from okrilje.accounts import checks, events

        checks.register()
        events.connect()
