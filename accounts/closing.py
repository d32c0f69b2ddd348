"""How an account ends: everything in it is deleted, and nothing of another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from graphlib import TopologicalSorter
from typing import Any

from django.apps import apps
from django.db import models, transaction
from django.utils.timezone import now

from accounts.chain import checkpoints
from accounts.models import Account, Event, TrailSeal, TrailStart


@transaction.atomic
def raze_account(account: Account, *, keeps_history: bool = False) -> Mapping[str, int]:
    """Delete an account and everything in it; how many rows there were of each kind."""
    gone = {model.__name__: rows.delete()[0] for model, rows in _rows_of(account)}
    if not keeps_history:
        for model in (Event, TrailSeal, TrailStart):
            gone[model.__name__] = model.objects.filter(account_id=account.id).delete()[0]
        transaction.on_commit(partial(checkpoints.end, account.id, now()))
    account.delete()
    return {name: count for name, count in gone.items() if count}


def _rows_of(account: Account) -> Iterator[tuple[type[models.Model], models.QuerySet[Any]]]:
    """The account's rows by kind, those that point at others before those they point at."""
    owned = {model for model in apps.get_models() if _is_owned(model)}
    order = TopologicalSorter({model: _points_at(model) & owned for model in owned})
    for model in reversed(list(order.static_order())):
        yield model, model._base_manager.filter(account=account)


def _is_owned(model: type[models.Model]) -> bool:
    return any(
        field.name == "account" and field.related_model is Account for field in model._meta.fields
    )


def _points_at(model: type[models.Model]) -> set[Any]:
    return {field.related_model for field in model._meta.fields if field.related_model} - {model}
