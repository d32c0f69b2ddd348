"""What somebody may do who has to set up a second factor first: that, and nothing else.

It is no policy of the account's: it needs none to be written, and none can widen it.
"""

from __future__ import annotations

import json
from functools import lru_cache

from policies.engine import Kind, Layers, Source, compile, parse  # compile: the engine's word

_OWN_DEVICES = (
    "iam:CreateVirtualMFADevice",
    "iam:DeleteVirtualMFADevice",
)
_OWN_SELF = (
    "iam:EnableMFADevice",
    "iam:GetMFADevice",
    "iam:ListMFADevices",
    "iam:ResyncMFADevice",
)
_MEANING_MORE = str.maketrans({sign: f"${{{sign}}}" for sign in "*?$"})


def folder_of(user_name: str) -> str:
    """The path that somebody's own virtual devices have; root has no name."""
    return f"/{user_name or 'root-account'}/"


@lru_cache(maxsize=1000)
def layers_for(account_id: str, arn: str, user_name: str) -> Layers:
    """The rights to enrol, as layers of policies."""
    devices = f"arn:aws:iam::{account_id}:mfa{folder_of(user_name)}*"
    statements = [
        {"Effect": "Allow", "Action": _OWN_DEVICES, "Resource": devices},
        {"Effect": "Allow", "Action": _OWN_SELF, "Resource": arn.translate(_MEANING_MORE)},
    ]
    document = parse(json.dumps({"Version": "2012-10-17", "Statement": statements}))
    source = Source(kind=Kind.IDENTITY, name="setting up a second factor")
    return Layers(identity=compile([(document, source)]))
