"""People at a shell, with a key and the address of a site that is really served."""

from __future__ import annotations

import contextlib
import io
import json
import os
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from unittest import mock

import boto3
import pytest
from awscli.clidriver import create_clidriver
from django.conf import settings

from tests.settings import SETTINGS_OF_A_SHELL

SECONDS_TO_START = 60


@dataclass(frozen=True)
class Keyholder:
    """Somebody at a shell, with a key and the address of the site."""

    address: str
    key_id: str
    secret: str

    def aws(self, *words):
        """What aws-cli prints, as data. Raises Complaint with what it prints otherwise."""
        environment = {
            "AWS_ACCESS_KEY_ID": self.key_id,
            "AWS_SECRET_ACCESS_KEY": self.secret,
            "AWS_DEFAULT_REGION": "eu-west-1",
            "AWS_CONFIG_FILE": "/nonexistent",
            "AWS_MAX_ATTEMPTS": "1",
        }
        printed = io.TextIOWrapper(io.BytesIO())
        complained = io.StringIO()
        # The program itself, without the second it takes to start.
        with (
            mock.patch.dict(os.environ, environment),
            contextlib.redirect_stdout(printed),
            contextlib.redirect_stderr(complained),
        ):
            status = create_clidriver().main(["--endpoint-url", self.address, *words])
        if status:
            raise Complaint(complained.getvalue())
        printed.seek(0)
        return json.loads(printed.read() or "null")

    def boto3(self, service):
        return boto3.client(
            service,
            endpoint_url=self.address,
            region_name="eu-west-1",
            aws_access_key_id=self.key_id,
            aws_secret_access_key=self.secret,
        )

    def curl(self, *words):
        signing = ["--aws-sigv4", "aws:amz:eu-west-1:iam", "--user", f"{self.key_id}:{self.secret}"]
        command = ["curl", "--silent", "--show-error", *signing, *words]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout


class Complaint(Exception):
    """aws-cli ended with an error."""


@contextlib.contextmanager
def serving(folder, *, has_worker=False, **more):
    """Root of an account on a site of its own in this folder, set up and served as people do it.

    With `has_worker` it does background jobs as well. `more` are further settings.
    """
    port = free_port()
    inherited = {k: v for k, v in os.environ.items() if k not in SETTINGS_OF_A_SHELL}
    environment = inherited | {
        "DJANGO_SETTINGS_MODULE": "iamconsole.settings",
        "VAR_DIR": str(folder),
        "PORT": str(port),
        "WEB_WORKERS": "2",
        **more,
    }
    manage(environment, "migrate", "--verbosity", "0")
    manage(environment, "load_managed_policies")
    names = ["--alias", "example", "--email", "root@example.com"]
    told = json.loads(manage(environment, "create_account", *names, "--access-key", "--json"))
    server = subprocess.Popen(
        [sys.executable, "manage.py", "serve", *([] if has_worker else ["--no-worker"])],
        cwd=settings.BASE_DIR,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_for(port)
        yield Keyholder(
            f"http://127.0.0.1:{port}", told["access_key_id"], told["secret_access_key"]
        )
    finally:
        server.terminate()
        server.wait()


def manage(environment, *words):
    done = subprocess.run(
        [sys.executable, "manage.py", *words],
        cwd=settings.BASE_DIR,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return done.stdout


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(port):
    deadline = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < deadline:
        try:
            return socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.1)
    return pytest.fail("the site did not start")


def key_of(root, user_name, *granted):
    """A new user with these policies, at a shell with a key."""
    iam = root.boto3("iam")
    iam.create_user(UserName=user_name)
    for policy in granted:
        iam.attach_user_policy(UserName=user_name, PolicyArn=policy)
    key = iam.create_access_key(UserName=user_name)["AccessKey"]
    return Keyholder(root.address, key["AccessKeyId"], key["SecretAccessKey"])
