"""What is told of a policy's versions beside what IAM tells."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from policies.engine import size
from policies.models import Policy, PolicyVersion


@dataclass(frozen=True, kw_only=True)
class PolicyVersionFactsShape:
    """What is known of a version beside what IAM tells: how long it is, why, and who wrote it.

    The size is counted as AWS counts, without white space. An author is told to those who may get
    that user or role.
    """

    version_id: str
    is_default_version: bool
    create_date: datetime
    size: int
    note: str | None = None
    author_arn: str | None = None

    @classmethod
    def of(
        cls, version: PolicyVersion, policy: Policy, *, is_author_told: bool
    ) -> PolicyVersionFactsShape:
        return cls(
            version_id=version.version_id,
            is_default_version=version.number == policy.default_number,
            create_date=version.created,
            size=size(version.document),
            note=version.note or None,
            author_arn=version.author_arn if is_author_told else None,
        )


@dataclass(frozen=True, kw_only=True)
class PolicyHistoryResult:
    """A policy's versions, the newest first, and who let which of them hold at last."""

    update_date: datetime
    editor_arn: str | None = None
    versions: tuple[PolicyVersionFactsShape, ...]
