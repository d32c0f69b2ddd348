"""What the directory needs is away or full: what can go on does, the rest is refused clearly."""

from __future__ import annotations

import contextlib
import json
import resource
import shutil
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
from http.cookiejar import CookieJar

import boto3
import pytest
from botocore.exceptions import ClientError

from tests.faults.under_fire import IMPATIENT, Redis
from tests.platform.test_serve import ROOT, Site
from tests.platform.test_supervisor import eventually

PASSWORD = "a password nobody else has"  # of a made-up account
SETTING_UP = f"""
import json
from django.core.management import call_command
from accounts.models import User
from tests import people
call_command("migrate", verbosity=0)
account = people.make_account("111122223333", "example")
user = people.make_user(account, "carol")
people.give_password(user, {PASSWORD!r})
people.grant(user, people.allow("iam:GetUser"))
root = User.objects.get(is_root=True)
print(json.dumps([people.access_key(root), people.access_key(user)]))
"""


class Outage:
    """A site with a root user and carol, who may look at herself and nothing else."""

    def __init__(self, folder, *options, **variables):
        self.site = Site(folder, *options, **variables)
        self.site.environment["PYTHONPATH"] = str(ROOT)
        made = self.site.manage("shell", "-v", "0", "-c", SETTING_UP)
        self.keys = dict(zip(("root", "carol"), json.loads(made), strict=True))

    def iam(self, who):
        key_id, secret = self.keys[who]
        return boto3.session.Session().client(
            "iam",
            endpoint_url=f"http://127.0.0.1:{self.site.port}",
            region_name="us-east-1",
            aws_access_key_id=key_id,
            aws_secret_access_key=secret,
            config=IMPATIENT,
        )

    def signs_in(self, password=PASSWORD):
        """The status of the page behind the sign-in form, or of the form's answer."""
        browser = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(jar := CookieJar())
        )
        page = f"http://127.0.0.1:{self.site.port}/signin"
        browser.open(page, timeout=30).read()
        token = next(cookie.value for cookie in jar if cookie.name == "csrf")
        typed = {
            "account": "example",
            "user_name": "carol",
            "password": password,
            "csrfmiddlewaretoken": token,
        }
        try:
            with browser.open(page, urllib.parse.urlencode(typed).encode(), timeout=30) as answer:
                return answer.status, answer.url
        except urllib.error.HTTPError as refusal:
            return refusal.code, refusal.url


def refusal(ask, **params):
    with pytest.raises(ClientError) as caught:
        ask(**params)
    error = caught.value.response
    return error["ResponseMetadata"]["HTTPStatusCode"], error["Error"]["Code"]


@pytest.mark.deep
@pytest.mark.timeout(300)
@pytest.mark.skipif(
    not shutil.which("redis-server"), reason="redis-server (Debian: apt-get install redis-server)"
)
def test_without_redis_people_sign_in_and_programs_are_answered(tmp_path):
    redis = Redis(tmp_path / "redis")
    outage = Outage(tmp_path, REDIS_URL=redis.url)
    try:
        outage.site.serve()
        redis.kill()
        outage.iam("root").create_user(UserName="made-without")
        assert outage.iam("carol").get_user()["User"]["UserName"] == "carol"
        assert refusal(outage.iam("carol").list_users) == (403, "AccessDenied")
        assert outage.signs_in()[1].endswith("/console/")
        status, where = outage.signs_in("a guess")
        assert (status, where.endswith("/signin")) == (422, True)
        assert json.loads(outage.site.get("/healthz")[1]) == {"process": "ok"}
        redis.start()
        eventually(lambda: outage.site.get("/readyz")[0] == 200)
        outage.iam("root").get_user(UserName="made-without")
    finally:
        outage.site.end()
        redis.kill()


@pytest.mark.timeout(300)
@pytest.mark.skipif(
    sys.platform != "linux", reason="Linux, where a process can be kept from writing"
)
def test_on_a_full_disk_writes_are_refused_and_nothing_more_is_allowed(tmp_path):
    outage = Outage(tmp_path, "--no-worker", METRICS="false")
    try:
        outage.site.serve()
        root, carol = outage.iam("root"), outage.iam("carol")
        root.create_user(UserName="before")
        carol.get_user()
        with full_disk(outage.site):
            assert refusal(root.create_user, UserName="meanwhile") == (503, "ServiceUnavailable")
            assert root.get_user(UserName="before")["User"]["UserName"] == "before"
            assert carol.get_user()["User"]["UserName"] == "carol"
            assert refusal(carol.list_users)[0] in (403, 503)
            for password in (PASSWORD, "a guess"):
                status, where = outage.signs_in(password)
                assert status >= 400
                assert where.endswith("/signin")
        root.create_user(UserName="afterwards")
        assert refusal(root.get_user, UserName="meanwhile") == (404, "NoSuchEntity")
        assert refusal(carol.list_users) == (403, "AccessDenied")
        assert outage.signs_in()[1].endswith("/console/")
        assert outage.site.stop() == 0
    finally:
        outage.site.end()


@contextlib.contextmanager
def full_disk(site):
    """Meanwhile nothing the web server writes to any file finds room there."""
    web = site.children()["web"]
    for size in (1024, resource.RLIM_INFINITY):
        for process in (web, *children_of(web)):
            resource.prlimit(process, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
        if size == 1024:
            yield


def children_of(process):
    listed = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(process)], capture_output=True, text=True, check=False
    ).stdout
    return [int(line) for line in listed.split()]
