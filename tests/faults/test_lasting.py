"""What is noted in passing is kept: all of it at a proper end, all but seconds of it at a kill."""

from __future__ import annotations

import os
import signal
import time
from datetime import datetime, timedelta

import pytest
import time_machine
from django.utils.timezone import now

from accounts import usage
from accounts.models import AccessKey, LastUse, Role
from tests.people import access_key, calling, make_role
from tests.platform.test_serve import Site, account_key, sts

SECONDS = 2
LAST_USED = "from accounts.models import *; print(AccessKey.objects.get().last_used or '')"


@pytest.fixture
def site(tmp_path):
    site = Site(tmp_path, "--no-worker", BATCH_SECONDS=str(SECONDS))
    try:
        yield site
    finally:
        site.end()


def last_used(site):
    written = site.manage("shell", "-v", "0", "-c", LAST_USED).strip()
    return datetime.fromisoformat(written) if written else None


def test_a_kill_loses_no_more_than_a_batch(site):
    key = account_key(site)
    client = sts(site.serve(), key)
    client.get_caller_identity()
    noted = now()
    time.sleep(SECONDS + 1.5)
    client.get_caller_identity()
    for victim in site.children().values():
        os.kill(victim, signal.SIGKILL)
    site.process.kill()
    kept = last_used(site)
    assert kept is not None
    assert kept >= noted - timedelta(seconds=1)


def test_a_proper_end_loses_nothing(site):
    site.environment["BATCH_SECONDS"] = "60"
    key = account_key(site)
    client = sts(site.serve(), key)
    before = now()
    client.get_caller_identity()
    assert site.stop() == 0
    kept = last_used(site)
    assert kept is not None
    assert kept >= before


def test_the_later_time_wins_whatever_comes_first(account, carol):
    key_id = access_key(carol)[0]
    role = make_role(account, "pilot", carol.arn)
    early, late = now() - timedelta(minutes=5), now()
    for moment in (late, early):
        usage.key_used(key_id, moment, "s3" if moment == late else "ec2", "eu-west-1")
        usage.role_used(role.role_id, moment, "eu-west-1" if moment == late else "us-east-1")
    usage.flush()
    key = AccessKey.objects.get(key_id=key_id)
    assert (key.last_used, key.last_used_service) == (late, "s3")
    kept = Role.objects.get(pk=role.pk)
    assert (kept.last_used, kept.last_used_region) == (late, "eu-west-1")


def test_storing_the_same_notes_again_in_any_order_changes_nothing(account, carol):
    caller = calling(carol)

    def note(*seconds):
        for ago in seconds:
            with time_machine.travel(moment - timedelta(seconds=ago), tick=False):
                usage.action_used(caller, "s3:GetObject", is_refused=False)
        usage.flush()
        return list(LastUse.objects.values())

    moment = now()
    once = note(3, 1, 2)
    assert [row["time"] for row in once] == [moment - timedelta(seconds=1)]
    assert note(3, 1, 2) == once
    assert note(2) == once
