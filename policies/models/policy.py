from __future__ import annotations

from functools import partial
from hashlib import sha256

from django.db import models

from accounts.models import Account, NameKey, new_unique_id


class Policy(models.Model):
    """A managed policy: the account's own, or one of AWS's, which belong to no account.

    `editor_arn` and `editor_id` are whoever made `updated` what it is; empty where it was nobody.
    """

    account = models.ForeignKey(Account, models.CASCADE, null=True, related_name="+")
    policy_id = models.CharField(max_length=32, unique=True, default=partial(new_unique_id, "ANPA"))
    name = models.CharField(max_length=128)
    path = models.CharField(max_length=512, default="/")
    description = models.CharField(max_length=1000, default="")
    created = models.DateTimeField()
    updated = models.DateTimeField()
    editor_arn = models.CharField(max_length=2048, default="")
    editor_id = models.CharField(max_length=128, default="")
    default_number = models.PositiveIntegerField(default=1)
    latest_number = models.PositiveIntegerField(default=1)
    tags = models.JSONField(default=dict)
    is_deprecated = models.BooleanField(default=False)
    versions: models.Manager[PolicyVersion]

    class Meta:
        verbose_name_plural = "policies"
        constraints = (
            models.UniqueConstraint("account", NameKey("name"), name="policy_name_is_unique"),
            models.UniqueConstraint(
                NameKey("name"),
                condition=models.Q(account=None),
                name="policy_aws_name_is_unique",
            ),
            models.CheckConstraint(
                condition=models.Q(default_number__lte=models.F("latest_number")),
                name="policy_default_version_exists",
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def is_aws_managed(self) -> bool:
        return self.account_id is None

    @property
    def arn(self) -> str:
        return f"arn:aws:iam::{self.account_id or 'aws'}:policy{self.path}{self.name}"

    @property
    def default_version_id(self) -> str:
        return f"v{self.default_number}"


class PolicyVersion(models.Model):
    """One text of a managed policy. Numbers are never used again.

    `digest` stands for the text where what is known of it is kept; empty where nobody has told it.
    Its author is kept as text and by unique id, for versions outlive people.
    """

    policy = models.ForeignKey(Policy, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    document = models.TextField()
    digest = models.CharField(max_length=64, default="")
    created = models.DateTimeField()
    author_arn = models.CharField(max_length=2048, default="")
    author_id = models.CharField(max_length=128, default="")
    note = models.CharField(max_length=256, default="")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("policy", "number"), name="policy_version_is_unique"),
        )

    def __str__(self) -> str:
        return f"{self.policy_id} v{self.number}"

    @staticmethod
    def digest_of(document: str) -> str:
        return sha256(document.encode()).hexdigest()

    @property
    def version_id(self) -> str:
        return f"v{self.number}"
