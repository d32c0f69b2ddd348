from importlib import import_module

from django.apps import AppConfig


class PoliciesConfig(AppConfig):
    name = "policies"

    def ready(self) -> None:
        import_module("policies.operations")
        # The last of the applications: every operation is declared by now.
        import_module("policies.own_actions").register()
