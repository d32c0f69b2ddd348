"""AssumeRoot: refused, for want of an organization."""

from __future__ import annotations

import pytest

from accounts.models import Event, User
from accounts.operations.sts import assume_root
from iamconsole.errors import AccessDenied
from tests import people
from tests.people import calling

TASK = {"descriptor_arn": "arn:aws:iam::aws:policy/root-task/IAMAuditRootUserCredentials"}


def test_no_account_here_has_members_whose_root_one_could_be(alice: User) -> None:
    root = f"arn:aws:iam::{people.ELSEWHERE}:root"
    for target in (people.ELSEWHERE, root):
        with pytest.raises(AccessDenied, match=f"sts:AssumeRoot on resource: {root}$"):
            assume_root(calling(alice), target_principal=target, task_policy_arn=TASK)
    assert Event.objects.filter(action="sts:AssumeRoot", error="AccessDenied").count() == 2
