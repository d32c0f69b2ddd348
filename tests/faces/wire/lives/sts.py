"""The Security Token Service, from beginning to end, as boto3 asks."""

from __future__ import annotations

import json
from typing import Any

from tests import people
from tests.sessions import message_for


def live(iam: Any, sts: Any) -> None:
    """Ask for every operation, as an administrator."""
    account = sts.get_caller_identity()["Account"]
    session = sts.get_session_token(DurationSeconds=900)["Credentials"]
    assert session["AccessKeyId"].startswith("ASIA")
    assert sts.get_access_key_info(AccessKeyId=session["AccessKeyId"])["Account"] == account
    home, everybody = people.account_of(account), f"arn:aws:iam::{account}:root"
    role = people.make_role(home, "wired", everybody, actions=["sts:*"])
    taken = sts.assume_role(
        RoleArn=role.arn,
        RoleSessionName="mine",
        Policy=people.document(people.allow("s3:*")),
        PolicyArns=[{"arn": "arn:aws:iam::aws:policy/ReadOnlyAccess"}],
        Tags=[{"Key": "team", "Value": "blue"}],
        TransitiveTagKeys=["team"],
        SourceIdentity="alice",
    )
    assert taken["AssumedRoleUser"]["Arn"] == f"arn:aws:sts::{account}:assumed-role/wired/mine"
    assert taken["SourceIdentity"] == "alice"
    assert 0 < taken["PackedPolicySize"] <= 100  # per cent
    federated = sts.get_federation_token(Name="sam")
    assert federated["FederatedUser"]["FederatedUserId"] == f"{account}:sam"
    message = message_for(account, "hello")
    decoded = sts.decode_authorization_message(EncodedMessage=message)
    assert json.loads(decoded["DecodedMessage"])["context"]["action"] == "s3:hello"
