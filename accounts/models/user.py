from __future__ import annotations

from functools import partial
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower

from accounts.models.base import CodePoints, NamedRow, NameKey, new_unique_id


class UserManager(BaseUserManager["User"]):
    """Finds users for Django's own machinery."""


class User(AbstractBaseUser, NamedRow):
    """An IAM user, or the account's root user, which has an e-mail address instead of a name."""

    password = None  # type: ignore[assignment]  # kept in LoginProfile
    last_login = None
    user_id = models.CharField(max_length=32, unique=True, default=partial(new_unique_id, "AIDA"))
    is_root = models.BooleanField(default=False)
    email = models.EmailField(blank=True, default="")
    is_enabled = models.BooleanField(default=True)
    epoch = models.BigIntegerField(default=0)  # counts changes to what it alone may do

    objects: ClassVar[UserManager] = UserManager()
    USERNAME_FIELD = "user_id"
    EMAIL_FIELD = "email"

    class Meta:
        indexes = (
            models.Index(fields=("account", "created", "id"), name="user_by_creation"),
            models.Index("account", CodePoints("path"), NameKey("name"), name="user_by_path"),
        )
        constraints = (
            models.UniqueConstraint("account", NameKey("name"), name="user_name_is_unique"),
            models.UniqueConstraint(
                fields=("account",),
                condition=models.Q(is_root=True),
                name="user_one_root_an_account",
            ),
            models.UniqueConstraint(
                Lower("email"),
                condition=models.Q(is_root=True),
                name="user_root_email_is_unique",
            ),
            models.CheckConstraint(
                condition=models.Q(is_root=True, name="", email__gt="")
                | models.Q(is_root=False, name__gt=""),
                name="user_has_name_or_is_root",
            ),
        )

    def __str__(self) -> str:
        return self.email if self.is_root else self.name

    @property
    def arn(self) -> str:
        if self.is_root:
            return f"arn:aws:iam::{self.account_id}:root"
        return f"arn:aws:iam::{self.account_id}:user{self.path}{self.name}"
