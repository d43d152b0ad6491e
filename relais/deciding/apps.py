from django.apps import AppConfig


class DecidingConfig(AppConfig):
    name = "relais.deciding"
    label = "deciding"
