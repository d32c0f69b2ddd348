"""The project itself, as an application: it brings system checks and commands."""

from django.apps import AppConfig
from django.conf import settings


class ProjectConfig(AppConfig):
    name = "iamconsole"

    def ready(self) -> None:
        from iamconsole import checks  # noqa: F401

        if settings.METRICS:
            from iamconsole import metrics  # noqa: F401
