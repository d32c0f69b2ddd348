"""A site that is written to and mailed from while its programs are killed, and what is left of it.

Whoever writes keeps a journal of what was acknowledged. Afterwards the directory must hold all of
that, nothing by halves, and every mail must have arrived.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import boto3
import redis
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from botocore.parsers import ResponseParserError

from tests import people
from tests.mail_server import Box
from tests.platform.test_serve import ROOT, Site, free_port
from tests.platform.test_supervisor import eventually

WRITERS = 4
WRITES_A_SECOND = 20
IMPATIENT = Config(retries={"max_attempts": 1}, connect_timeout=2, read_timeout=15)
POSTING = """
import itertools, sys, time
import django
django.setup()
from accounts import mails
for number in itertools.count(int(sys.argv[2])):
    facts = {"minutes": number, "source_ip": "192.0.2.1"}
    mails.post(sys.argv[1], "root@example.com", "recovery", event=f"e:{number}", facts=facts)
    print(number, flush=True)
    time.sleep(0.4)
"""
BEGINNING = """
from django.core.management import call_command
call_command("migrate", verbosity=0)
call_command("create_account", alias="a1b", email="a@b.example", access_key=True, json=True)
"""
LOOKING = """
import json, sys
from io import StringIO
from django.core.management import call_command
from django.utils.timezone import now
from accounts.models import Event, Mail, User
Mail.objects.filter(state="due").update(due=now())
for job in ("accounts.send_mail", "accounts.seal_trail"):
    call_command("jobs", run=job, stdout=StringIO())
call_command("verify_trail", stdout=sys.stderr)
made = Event.objects.filter(action="iam:CreateUser", error="")
named = {user.name: user for user in User.objects.filter(is_root=False)}
print(json.dumps({
    "users": {name: user.tags.get("turn") for name, user in named.items()},
    "bounded": list(User.objects.exclude(boundary=None).values_list("name", flat=True)),
    "told": [arn.rpartition("/")[2] for arn in made.values_list("target_arn", flat=True)],
    "mail": {f"<{mail.message_id}@127.0.0.1>": mail.state for mail in Mail.objects.all()},
}))
"""


@dataclass
class Journal:
    """What the directory said yes to: users, and the last turn each was tagged with."""

    made: set[str] = field(default_factory=set)
    turns: dict[str, int] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)


class UnderFire:
    """A site, those who write to it, and whoever has it send mail."""

    def __init__(self, folder: Path, mail_port: int, **variables: str) -> None:
        url = f"smtp://127.0.0.1:{mail_port}"
        self.site = Site(folder, EMAIL_URL=url, **variables)
        self.key = json.loads(self.site.manage("shell", "-v", "0", "-c", BEGINNING))
        self.journal = Journal()
        self._over = threading.Event()
        self._posted = 0

    def client(self) -> Any:
        return boto3.session.Session().client(
            "iam",
            endpoint_url=f"http://127.0.0.1:{self.site.port}",
            region_name="us-east-1",
            aws_access_key_id=self.key["access_key_id"],
            aws_secret_access_key=self.key["secret_access_key"],
            config=IMPATIENT,
        )

    # ---- Writing ----------------------------------------------------------------------------

    @contextlib.contextmanager
    def written_to(self) -> Iterator[None]:
        """Meanwhile several write, each as fast as it is answered and no faster than its share."""
        document = people.document(people.allow("s3:*"))
        made = self.client().create_policy(PolicyName="box", PolicyDocument=document)
        arn = made["Policy"]["Arn"]
        threads = [threading.Thread(target=self._write, args=(n, arn)) for n in range(WRITERS)]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self._over.set()
            for thread in threads:
                thread.join()

    def _write(self, number: int, boundary: str) -> None:
        client, step = self.client(), 0
        while not self._over.wait(WRITERS / WRITES_A_SECOND):
            name, step = f"user-{number}-{step}", step + 1
            if not _is_done(client.create_user, UserName=name, PermissionsBoundary=boundary):
                continue
            with self.journal.lock:
                self.journal.made.add(name)
            self._tag(client, name, step)

    def _tag(self, client: Any, name: str, turn: int) -> None:
        tags = [{"Key": "turn", "Value": str(turn)}]
        is_done = _is_done(client.tag_user, UserName=name, Tags=tags)
        with self.journal.lock:
            if is_done:
                self.journal.turns[name] = turn

    # ---- Mail -------------------------------------------------------------------------------

    @contextlib.contextmanager
    def mailed_from(self) -> Iterator[None]:
        """Meanwhile a process of its own leaves mail to be sent."""
        command = [sys.executable, "-c", POSTING, self.key["account_id"], "0"]
        environment = self.site.environment | {"DJANGO_SETTINGS_MODULE": "iamconsole.settings"}
        with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE) as poster:
            said = poster.stdout or io.BytesIO()
            first = said.readline()
            try:
                yield
            finally:
                poster.terminate()
                self._posted = len((first + said.read()).split())

    # ---- Faults -----------------------------------------------------------------------------

    def kill(self, names: Sequence[str]) -> None:
        """End programs at once, as a power cut would, and wait until they are back."""
        children = self.site.children()
        victims = [children[name] for name in names if name in children]
        for victim in victims:
            with contextlib.suppress(ProcessLookupError):
                os.kill(victim, signal.SIGKILL)
        eventually(lambda: self._is_whole(victims))

    def _is_whole(self, without: Sequence[int]) -> bool:
        running = self.site.children()
        is_back = running.keys() >= {"web", "worker", "clock"}
        return is_back and not set(without) & set(running.values()) and self.site.is_up()

    def cut_the_power(self) -> None:
        """End every program and what keeps them, and begin again."""
        for process in (self.site.process.pid, *self.site.children().values()):
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        self.site.process.wait()
        eventually(lambda: self.site.get("/healthz")[0] == 0)
        self.site.serve()

    # ---- What is left -----------------------------------------------------------------------

    def check(self, box: Box, kills: int) -> str:
        """Whether all is there that was promised; in figures, how much that was."""
        left = json.loads(self.site.manage("shell", "-v", "0", "-c", LOOKING))
        self._check_writes(left)
        copies = self._check_mail(left["mail"], box.ids(), kills)
        return (
            f"{kills} kills, {len(self.journal.made)} users and {len(self.journal.turns)} tags "
            f"acknowledged and there, {len(left['mail'])} mails sent, {copies} of them twice"
        )

    def _check_writes(self, left: dict[str, Any]) -> None:
        users, journal = left["users"], self.journal
        assert journal.made <= users.keys(), "an acknowledged user is gone"
        lost = {name for name, turn in journal.turns.items() if users[name] != str(turn)}
        assert lost == set(), "an acknowledged tag is gone"
        assert set(left["bounded"]) == users.keys(), "a user was made by halves"
        assert Counter(left["told"]) == Counter(users.keys()), "a user and its event are two things"

    def _check_mail(self, mail: dict[str, str], arrived: Sequence[str], kills: int) -> int:
        assert len(mail) >= self._posted, "mail that was left to be sent is gone"
        assert set(mail.values()) <= {"sent"}, "mail was never sent"
        assert set(arrived) == mail.keys(), "mail did not arrive"
        copies = len(arrived) - len(mail)
        # Who is killed between the server's yes and the row's mark: see accounts/mails.py.
        assert copies <= kills, "mail was sent twice without need"
        return copies


def _is_done(ask: Any, **params: Any) -> bool:
    try:
        ask(**params)
    except (BotoCoreError, ClientError, ResponseParserError):  # refused, or cut off halfway
        return False
    return True


class Redis:
    """A Redis of our own, which can be killed, and started again with what it had or empty."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        folder.mkdir()
        self.start()

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        kept = ["--dir", str(self.folder), "--appendonly", "yes", "--save", ""]
        command = ["redis-server", "--port", str(self.port), "--bind", "127.0.0.1", *kept]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        eventually(self._answers)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def forget(self) -> None:
        """What it kept is gone."""
        shutil.rmtree(self.folder)
        self.folder.mkdir()

    def _answers(self) -> bool:
        with contextlib.suppress(redis.RedisError), redis.Redis(port=self.port) as client:
            return bool(client.ping())
        return False


def moments(count: int, longest: float, seed: int) -> Iterator[float]:
    """Random pauses, which are the same for the same seed."""
    chosen = random.Random(seed)  # moments, not secrets
    for _ in range(count):
        yield chosen.uniform(0.1, longest)
