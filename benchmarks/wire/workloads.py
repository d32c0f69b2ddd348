"""What clients ask for: each operation as signed requests, ready to be sent."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

ACCOUNT = "123456789012"  # the only one moto has without being asked
POLICY = f"arn:aws:iam::{ACCOUNT}:policy/look"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/builder"
VERSIONS = {"iam": "2010-05-08", "sts": "2011-06-15"}
A_PAGE = 100


@dataclass(frozen=True)
class Workload:
    """An operation, and what tells its requests apart.

    `count` is how many different requests each client holds: those of reads go round, those of
    writes are enough for the whole run.
    """

    service: str
    action: str
    params: Callable[[int], dict[str, str]]
    count: int = 500

    def requests(self, port: int, key: tuple[str, str], users: int, client: int) -> list[bytes]:
        """One client's requests, different from every other client's."""
        return [
            self._signed(port, key, self.params(number)) for number in self._numbers(users, client)
        ]

    def _numbers(self, users: int, client: int) -> Iterator[int]:
        if self.action.startswith("Create"):
            yield from range(client * self.count, (client + 1) * self.count)
            return
        chance = random.Random(client)
        for _ in range(self.count):
            yield chance.randrange(max(users, 1))

    def _signed(self, port: int, key: tuple[str, str], params: dict[str, str]) -> bytes:
        said = {"Action": self.action, "Version": VERSIONS[self.service]} | params
        body = urlencode(said)
        request = AWSRequest("POST", f"http://127.0.0.1:{port}/", data=body)
        request.headers["Content-Type"] = "application/x-www-form-urlencoded; charset=utf-8"
        request.headers["User-Agent"] = "Boto3/1.44 md/Botocore#1.44 ua/2.1 os/linux lang/python"
        SigV4Auth(Credentials(*key), self.service, "us-east-1").add_auth(request)
        headers = "".join(f"{name}: {value}\r\n" for name, value in request.headers.items())
        host = f"Host: 127.0.0.1:{port}\r\nContent-Length: {len(body)}\r\n"
        return f"POST / HTTP/1.1\r\n{host}{headers}\r\n{body}".encode()


def _user(number: int) -> str:
    return f"user-{number:06}"


WORKLOADS = {
    workload.action: workload
    for workload in (
        Workload("iam", "GetUser", lambda n: {"UserName": _user(n)}),
        Workload("iam", "ListUsers", lambda _: {"MaxItems": str(A_PAGE)}),
        Workload("iam", "GetAccountAuthorizationDetails", lambda _: {"MaxItems": str(A_PAGE)}),
        Workload("sts", "AssumeRole", lambda n: {"RoleArn": ROLE, "RoleSessionName": _user(n)}),
        Workload(
            "iam",
            "AttachUserPolicy",
            lambda n: {"UserName": _user(n), "PolicyArn": POLICY},
            count=3000,
        ),
        Workload("iam", "CreateUser", lambda n: {"UserName": f"new-{n:08}"}, count=4000),
    )
}
