from django.apps import AppConfig


class ActsConfig(AppConfig):
    name = "relais.acts"
    label = "acts"
