"""A crash in an operation that changes something leaves no change, and one event."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.core import serializers

from accounts.models import Event, LastUse, SignInAttempt
from tests.contracts.world import open_to_root, sample, undone
from tests.people import calling


class Crash(Exception):
    """What no code of ours raises or expects."""


def everything():
    """All rows of the directory but its history, and what tries count: those are meant to stay."""
    models = [
        model
        for app in ("accounts", "policies")
        for model in apps.get_app_config(app).get_models()
        if model not in (Event, LastUse, SignInAttempt)
    ]
    return {
        f"{model.__name__} {row['pk']}": row["fields"]
        for model in models
        for row in serializers.serialize("python", _own(model))
    }


def _own(model):
    """AWS's 1,500 policies are left out: they never change."""
    names = {field.name for field in model._meta.get_fields()}
    if "account" in names:
        return model._default_manager.filter(account__isnull=False)
    if model.__name__ == "PolicyVersion":
        return model._default_manager.filter(policy__account__isnull=False)
    return model._default_manager.all()


def crashing_after(body):
    def crashing(*args, **kwargs):
        body(*args, **kwargs)
        raise Crash

    return crashing


def test_a_crash_leaves_no_change_and_one_event(world, root, monkeypatch, subtests):
    before, events = everything(), Event.objects.count()
    for op in open_to_root():
        if not op.is_read:
            with subtests.test(op.name), undone(), monkeypatch.context() as patch:
                patch.setattr(op, "_body", crashing_after(op._body))
                with pytest.raises(Crash):
                    op.perform(calling(root), sample(op, world))
                assert everything() == before
                assert Event.objects.count() == events + 1
                event = Event.objects.latest("id")
                assert (event.action, event.error) == (op.action, "ServiceFailure")
                assert event.message == ""


# Written down at once though they change no row: what they give is in no table.
_GIVES_CREDENTIALS = {"AssumeRole", "GetFederationToken", "GetSessionToken", "GetWebIdentityToken"}


def test_without_a_crash_the_same_calls_do_change_something(world, root, subtests):
    """Or the test above would prove nothing."""
    before = everything()
    for op in open_to_root():
        if not op.is_read and op.name not in _GIVES_CREDENTIALS:
            with subtests.test(op.name), undone():
                op.perform(calling(root), sample(op, world))
                assert everything() != before
