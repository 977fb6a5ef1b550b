from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "okrilje.files"
    label = "files"
