"""What rows of the directory share: unique ids, and names that differ by more than case."""

from __future__ import annotations

import base64
import secrets
from datetime import datetime
from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.sql.compiler import SQLCompiler
from django.utils.timezone import now


def new_unique_id(prefix: str, length: int = 21) -> str:
    """An id no other thing ever had: AWS's four-letter prefix and base32 characters."""
    random = base64.b32encode(secrets.token_bytes(length)).decode()
    return prefix + random[: length - len(prefix)]


@models.CharField.register_lookup
class NameKey(models.Transform):
    """A name as the directory compares it: lower case, ordered by code point on every database.

    Also the lookup `name__namekey`.
    """

    function = "LOWER"
    lookup_name = "namekey"

    def as_postgresql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **extra: Any
    ) -> tuple[str, Any]:
        template = '(%(function)s(%(expressions)s) COLLATE "C")'
        return self.as_sql(compiler, connection, template=template, **extra)


@models.CharField.register_lookup
class CodePoints(models.Transform):
    """Text compared by code point, capitals apart, on every database: `path__codepoints`."""

    lookup_name = "codepoints"
    template = "(%(expressions)s)"

    def as_postgresql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **extra: Any
    ) -> tuple[str, Any]:
        return self.as_sql(compiler, connection, template='(%(expressions)s COLLATE "C")', **extra)


def known_status(name: str) -> models.CheckConstraint:
    """A credential is on or off; that it is past its time shows in when it expires."""
    return models.CheckConstraint(condition=models.Q(status__in=("Active", "Inactive")), name=name)


class Credential(models.Model):
    """What a user proves itself with, in an account. It can be switched off and on."""

    class Status(models.TextChoices):
        ACTIVE = "Active"
        INACTIVE = "Inactive"

    account = models.ForeignKey("accounts.Account", models.CASCADE, related_name="+")
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.ACTIVE)
    created = models.DateTimeField()

    class Meta:
        abstract = True

    @property
    def is_active(self) -> bool:
        return self.status == self.Status.ACTIVE


class ExpiringCredential(Credential):
    """A credential that may have an end. What has come to its end is never in force again."""

    expires = models.DateTimeField(null=True)

    class Meta:
        abstract = True

    def status_at(self, moment: datetime) -> str:
        """Its status, which only time makes `Expired`."""
        if self.expires is not None and self.expires <= moment:
            return "Expired"
        return self.status

    @property
    def is_active(self) -> bool:
        return self.status_at(now()) == self.Status.ACTIVE


class NamedRow(models.Model):
    """A named thing with a path, in an account."""

    account = models.ForeignKey("accounts.Account", models.CASCADE, related_name="+")
    name = models.CharField(max_length=128)
    path = models.CharField(max_length=512, default="/")
    created = models.DateTimeField()
    tags = models.JSONField(default=dict)

    class Meta:
        abstract = True
