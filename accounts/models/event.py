from __future__ import annotations

import json
import uuid
from typing import TYPE_CHECKING, Any

from django.db import models

if TYPE_CHECKING:
    TextField = models.TextField[Any, Any]
else:
    TextField = models.TextField

_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
_CHANGE = models.Q(is_read=False, error="")
_REFUSAL = ~models.Q(error="")


def written(value: Any) -> str:
    """A value as the trail's columns hold it, the same on every database."""
    return _JSON.encode(value)


class JSONText(TextField):
    """JSON kept as the text it was written as: what is read back is, to the byte, what was proven.

    A column of the databases' own JSON types comes back with its members in another order.
    """

    _pyi_private_set_type: Any
    _pyi_private_get_type: Any

    def from_db_value(self, value: Any, *_: Any) -> Any:
        return value if value is None else json.loads(value)

    def get_prep_value(self, value: Any) -> Any:
        return value if value is None else written(value)


def _newest(name: str, *by: str, then: str = "", only: models.Q | None = None) -> models.Index:
    """Of an account's events, by what they are narrowed by, the newest first.

    What they are narrowed by `then` is read in the index, too, without the rows.
    """
    fields = ("account_id", *by, "-time", "-id", *filter(None, [then]))
    return models.Index(fields=fields, name=name, condition=only)


class Event(models.Model):
    """One call, as it ended. Text, not foreign keys: history outlives the people in it.

    `session` is what a temporary credential says of itself, `decision` what policies said and why.
    `mark` proves to the sealer that the row is as it was written.
    """

    event_id = models.UUIDField(unique=True, default=uuid.uuid4)
    account_id = models.CharField(max_length=12)
    time = models.DateTimeField()
    request_id = models.CharField(max_length=64)
    face = models.CharField(max_length=16)
    region = models.CharField(max_length=32, default="")
    source_ip = models.CharField(max_length=64, default="")
    user_agent = models.CharField(max_length=256, default="")
    caller_kind = models.CharField(max_length=16, default="")
    caller_arn = models.CharField(max_length=2048)
    caller_id = models.CharField(max_length=256, default="")
    access_key_id = models.CharField(max_length=128, default="")
    session = JSONText(default=dict)
    action = models.CharField(max_length=128)
    is_read = models.BooleanField(default=False)
    target_arn = models.CharField(max_length=2048, default="")
    params = JSONText(default=dict)
    error = models.CharField(max_length=64, default="")
    message = models.TextField(default="")
    decision = JSONText(default=dict)
    duration_us = models.PositiveIntegerField(default=0)
    mark = models.CharField(max_length=40, default="")

    class Meta:
        indexes = (
            models.Index(fields=("account_id", "id"), name="event_of_account"),
            _newest("event_by_time"),
            _newest("event_by_caller", "caller_arn", then="action"),
            _newest("event_on_target", "target_arn", then="action"),
            _newest("event_by_action", "action"),
            _newest("event_changing", only=_CHANGE),
            _newest("event_changing_by_caller", "caller_arn", only=_CHANGE),
            _newest("event_changing_target", "target_arn", only=_CHANGE),
            _newest("event_refused", then="action", only=_REFUSAL),
            _newest("event_refused_to_caller", "caller_arn", only=_REFUSAL),
            _newest("event_refused_on_target", "target_arn", only=_REFUSAL),
        )

    def __str__(self) -> str:
        return f"{self.action} by {self.caller_arn}"
