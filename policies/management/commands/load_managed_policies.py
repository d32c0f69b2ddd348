from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from accounts.models import Account
from policies import managed
from policies.authorizer import decisions_changed


class Command(BaseCommand):
    """Bring the directory's copies of AWS's managed policies up to the data file."""

    help = __doc__ or ""

    def handle(self, *args: Any, **options: Any) -> None:
        loaded = managed.load()
        if loaded.changed:
            for account_id in Account.objects.values_list("id", flat=True):
                decisions_changed(account_id)
        self.stdout.write(
            f"AWS-managed policies: {loaded.created} new, {loaded.changed} changed, "
            f"{loaded.deprecated} no longer AWS's."
        )
