from __future__ import annotations

import json
from importlib.metadata import version
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.timezone import now

from policies.managed import DATA_FILE, Collection, ManagedPolicy

_ORDER = (
    *("Version", "Id", "Statement", "Sid", "Effect", "Principal", "NotPrincipal"),
    *("Action", "NotAction", "Resource", "NotResource", "Condition"),
)


class Command(BaseCommand):
    """Make the data file of AWS's managed policies anew, from those the moto package ships."""

    help = __doc__ or ""

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            from moto.iam.aws_managed_policies import aws_managed_policies_data
        except ImportError:
            raise CommandError(
                "This needs moto, a development dependency: make test installs it."
            ) from None
        policies = json.loads(aws_managed_policies_data)
        made = Collection(
            source=f"moto {version('moto')}",
            read=now().date().isoformat(),
            policies=tuple(_policy(name, policies[name]) for name in sorted(policies)),
        )
        made.save()
        size_kb = DATA_FILE.stat().st_size // 1024
        self.stdout.write(f"{len(made.policies)} policies from {made.source}: {size_kb} kB")


def _policy(name: str, data: dict[str, Any]) -> ManagedPolicy:
    return ManagedPolicy(
        name=name,
        path=data.get("Path", "/"),
        version=int(data["DefaultVersionId"].removeprefix("v")),
        created=data["CreateDate"],
        updated=data.get("UpdateDate", data["CreateDate"]),
        document=json.dumps(_in_reading_order(data["Document"]), indent=4),
    )


def _in_reading_order(value: Any) -> Any:
    """The same document with its elements as AWS prints them: Version first, Condition last."""
    if isinstance(value, list):
        return [_in_reading_order(item) for item in value]
    if not isinstance(value, dict):
        return value
    known = [key for key in _ORDER if key in value]
    rest = [key for key in value if key not in known]
    return {key: _in_reading_order(value[key]) for key in (*known, *rest)}
