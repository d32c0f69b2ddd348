"""Two clocks and two workers: what is due is done once, also where no bell was heard."""

from __future__ import annotations

import contextlib
import json
import shutil
import subprocess
import sys
import time

import pytest

from tests.faults.under_fire import BEGINNING, Redis
from tests.mail_server import mail_server
from tests.platform.test_serve import ROOT, Site, free_port
from tests.platform.test_supervisor import eventually

UNHEARD = """
from math import inf
from django.utils.timezone import now
from accounts import mails
from accounts.models import Account, JobState
from iamconsole import jobs
jobs.silence.until = inf
account = Account.objects.get()
for number in range(5):
    facts = {"minutes": number, "source_ip": "192.0.2.1"}
    mails.post(account.id, "root@example.com", "recovery", event=f"e:{number}", facts=facts)
JobState.objects.update(next_run=now())
"""


@pytest.mark.timeout(300)
def test_two_clocks_do_no_harm_where_messages_are_files(tmp_path):
    run_twice(tmp_path, "clock")


@pytest.mark.deep
@pytest.mark.timeout(300)
@pytest.mark.skipif(
    not shutil.which("redis-server"), reason="redis-server (Debian: apt-get install redis-server)"
)
def test_two_clocks_and_two_workers_do_no_harm_on_redis(tmp_path):
    redis = Redis(tmp_path / "redis")
    try:
        run_twice(tmp_path, "clock", "worker", REDIS_URL=redis.url)
    finally:
        redis.kill()


def run_twice(folder, *programs, **variables):
    """Serve, with more of these programs beside; mail is left that nobody rings for."""
    port = free_port()
    site = Site(folder, EMAIL_URL=f"smtp://127.0.0.1:{port}", **variables)
    site.manage("shell", "-v", "0", "-c", BEGINNING)
    with mail_server(port) as box, contextlib.ExitStack() as stack:
        stack.callback(site.end)
        site.serve()
        for program in programs:
            command = [sys.executable, "manage.py", program]
            beside = subprocess.Popen(
                command, cwd=ROOT, env=site.environment, stderr=subprocess.DEVNULL
            )
            stack.callback(beside.kill)
        site.manage("shell", "-v", "0", "-c", UNHEARD)
        eventually(lambda: len(box.ids()) >= 5)
        time.sleep(6)  # both clocks call once more
        (job,) = [
            one
            for one in json.loads(site.manage("jobs", "--json"))
            if one["name"] == "accounts.send_mail"
        ]
    assert len(box.ids()) == len(set(box.ids())) == 5
    assert (job["state"], job["backlog"]) == ("Ok", 0)
