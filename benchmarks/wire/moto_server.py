"""moto's server with so many users: the peer. It checks no signature and keeps nothing.

python -m benchmarks.wire.moto_server PORT USERS
"""

from __future__ import annotations

import json
import sys

from moto.core import DEFAULT_ACCOUNT_ID
from moto.iam.models import iam_backends
from moto.server import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import WSGIRequestHandler, run_simple

from benchmarks.wire.workloads import POLICY, ROLE

LOOK = {"Effect": "Allow", "Action": "iam:Get*", "Resource": "*"}
TRUST = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": "*"}}


def main(port: int, users: int) -> None:
    backend = iam_backends[DEFAULT_ACCOUNT_ID]["aws"]
    for number in range(users):
        backend.create_user("us-east-1", f"user-{number:06}", path="/many/")
    backend.create_policy("", "/", document(LOOK), POLICY.rpartition("/")[2], [])
    backend.create_role(ROLE.rpartition("/")[2], document(TRUST), "/", None, "", [], "3600")
    WSGIRequestHandler.protocol_version = "HTTP/1.1"
    application = DomainDispatcherApplication(create_backend_app)
    run_simple("127.0.0.1", port, application, threaded=True)


def document(statement: dict[str, object]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
