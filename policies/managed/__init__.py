"""The policies AWS manages, as a data file, and the way from there into the directory.

`policies.json.xz` holds them all: where they were read, when, and each one's name, path, version,
dates and document. `manage.py refresh_managed_policies` makes the file anew.
"""

from __future__ import annotations

import base64
import hashlib
import json
import lzma
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from policies.models import Policy, PolicyVersion

DATA_FILE = Path(__file__).with_name("policies.json.xz")


@dataclass(frozen=True)
class ManagedPolicy:
    """One of AWS's policies, as the data file holds it; dates in ISO 8601."""

    name: str
    path: str
    version: int
    created: str
    updated: str
    document: str

    @property
    def arn(self) -> str:
        return f"arn:aws:iam::aws:policy{self.path}{self.name}"

    @property
    def policy_id(self) -> str:
        """An id that is the same in every directory: AWS's own ids are not public."""
        digest = base64.b32encode(hashlib.sha256(self.arn.encode()).digest()).decode()
        return f"ANPA{digest[:17]}"


@dataclass(frozen=True)
class Collection:
    """Every policy of the data file; `source` and `read` say where from and when."""

    source: str
    read: str
    policies: tuple[ManagedPolicy, ...]

    def save(self) -> None:
        text = json.dumps(asdict(self), ensure_ascii=False)
        DATA_FILE.write_bytes(lzma.compress(text.encode(), preset=9))


def collection() -> Collection:
    """What the data file holds."""
    content: dict[str, Any] = json.loads(lzma.decompress(DATA_FILE.read_bytes()))
    policies = tuple(ManagedPolicy(**policy) for policy in content["policies"])
    return Collection(content["source"], content["read"], policies)


@dataclass(frozen=True)
class Loaded:
    """What loading changed: how many policies came, changed version, or are no longer AWS's."""

    created: int
    changed: int
    deprecated: int


def load() -> Loaded:
    """Bring the directory's copies of AWS's policies up to the data file. Twice changes nothing."""
    wanted = {policy.name: policy for policy in collection().policies}
    present = {row.name: row for row in Policy.objects.filter(account_id=None)}
    new = [wanted[name] for name in wanted.keys() - present.keys()]
    changed = [
        (present[name], wanted[name])
        for name in wanted.keys() & present.keys()
        if (present[name].default_number, present[name].is_deprecated)
        != (wanted[name].version, False)
    ]
    gone = [row.pk for name, row in present.items() if name not in wanted]
    with transaction.atomic():
        _create(new)
        for row, policy in changed:
            _change(row, policy)
        deprecated = Policy.objects.filter(pk__in=gone, is_deprecated=False)
        return Loaded(len(new), len(changed), deprecated.update(is_deprecated=True))


def _create(policies: list[ManagedPolicy]) -> None:
    rows = [_row(policy) for policy in sorted(policies, key=lambda policy: policy.name)]
    Policy.objects.bulk_create(rows, batch_size=500)
    texts = {policy.name: policy for policy in policies}
    PolicyVersion.objects.bulk_create(
        [_version(row, texts[row.name]) for row in rows], batch_size=500
    )


def _row(policy: ManagedPolicy) -> Policy:
    return Policy(
        policy_id=policy.policy_id,
        name=policy.name,
        path=policy.path,
        created=datetime.fromisoformat(policy.created),
        updated=datetime.fromisoformat(policy.updated),
        default_number=policy.version,
        latest_number=policy.version,
    )


def _version(row: Policy, policy: ManagedPolicy) -> PolicyVersion:
    return PolicyVersion(
        policy=row,
        number=policy.version,
        document=policy.document,
        digest=PolicyVersion.digest_of(policy.document),
        created=datetime.fromisoformat(policy.updated),
    )


def _change(row: Policy, policy: ManagedPolicy) -> None:
    PolicyVersion.objects.update_or_create(
        policy=row,
        number=policy.version,
        defaults={
            "document": policy.document,
            "digest": PolicyVersion.digest_of(policy.document),
            "created": datetime.fromisoformat(policy.updated),
        },
    )
    row.default_number = row.latest_number = policy.version
    row.updated = datetime.fromisoformat(policy.updated)
    row.is_deprecated = False
    row.save(update_fields=["default_number", "latest_number", "updated", "is_deprecated"])
