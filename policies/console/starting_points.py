"""Statements to start from, each with the blanks that somebody fills in."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from iamconsole.console.cells import Words
from policies.engine import Kind

Statement = dict[str, Any]


@dataclass(frozen=True)
class Blank:
    """A part that varies: `{name}` in the statements, its label, and what an entry looks like."""

    name: str
    label: Words
    example: str


@dataclass(frozen=True)
class StartingPoint:
    """What it is for, its statements as JSON, and its blanks."""

    title: Words
    statements: str
    blanks: tuple[Blank, ...] = ()


def _point(title: Words, *statements: Statement, blanks: tuple[Blank, ...] = ()) -> StartingPoint:
    return StartingPoint(title, json.dumps(statements), blanks)


def _allow(actions: list[str] | str, resources: list[str] | str, **tests: Any) -> Statement:
    condition = {"Condition": tests} if tests else {}
    return {"Effect": "Allow", "Action": actions, "Resource": resources} | condition


def _let_in(action: str, principal: dict[str, str], **tests: Any) -> Statement:
    condition = {"Condition": tests} if tests else {}
    return {"Effect": "Allow", "Principal": principal, "Action": action} | condition


_BUCKET = Blank("bucket", _("Bucket"), "example-bucket")
_ROLE = Blank("role", _("Role"), "arn:aws:iam::111122223333:role/example")
_ACCOUNT = Blank("account", _("Account ID"), "111122223333")
_OBJECTS = "arn:aws:s3:::{bucket}/*"
_LISTING = _allow(["s3:GetBucketLocation", "s3:ListBucket"], "arn:aws:s3:::{bucket}")

IDENTITY = (
    _point(
        _("Read one bucket, and no more"),
        _LISTING,
        _allow("s3:GetObject", _OBJECTS),
        blanks=(_BUCKET,),
    ),
    _point(
        _("Read and write one bucket"),
        _LISTING,
        _allow(["s3:GetObject", "s3:PutObject", "s3:DeleteObject"], _OBJECTS),
        blanks=(_BUCKET,),
    ),
    _point(
        _("Require MFA for everything else"),
        {
            "Sid": "RequireMFA",
            "Effect": "Deny",
            "NotAction": [
                "iam:CreateVirtualMFADevice",
                "iam:EnableMFADevice",
                "iam:GetUser",
                "iam:ListMFADevices",
                "iam:ListVirtualMFADevices",
                "iam:ResyncMFADevice",
                "sts:GetSessionToken",
            ],
            "Resource": "*",
            "Condition": {"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}},
        },
    ),
    _point(
        _("Only from these addresses"),
        {
            "Sid": "OnlyFromHere",
            "Effect": "Deny",
            "Action": "*",
            "Resource": "*",
            "Condition": {
                "NotIpAddress": {"aws:SourceIp": "{network}"},
                "Bool": {"aws:ViaAWSService": "false"},
            },
        },
        blanks=(Blank("network", _("Addresses"), "192.0.2.0/24"),),
    ),
    _point(
        _("Only in one region"),
        {
            "Sid": "OnlyInRegion",
            "Effect": "Deny",
            "NotAction": ["iam:*", "sts:*", "organizations:*", "support:*"],
            "Resource": "*",
            "Condition": {"StringNotEquals": {"aws:RequestedRegion": "{region}"}},
        },
        blanks=(Blank("region", _("Region"), "eu-central-1"),),
    ),
    _point(
        _("Look at users, groups, roles and policies"),
        _allow(["iam:Get*", "iam:List*"], "*"),
    ),
    _point(_("Take on a role"), _allow("sts:AssumeRole", "{role}"), blanks=(_ROLE,)),
    _point(
        _("Hand a role to one service"),
        _allow("iam:PassRole", "{role}", StringEquals={"iam:PassedToService": "{service}"}),
        blanks=(_ROLE, Blank("service", _("Service"), "lambda.amazonaws.com")),
    ),
)
TRUST = (
    _point(
        _("A service"),
        _let_in("sts:AssumeRole", {"Service": "{service}"}),
        blanks=(Blank("service", _("Service"), "ec2.amazonaws.com"),),
    ),
    _point(
        _("Another account, with an external ID"),
        _let_in(
            "sts:AssumeRole",
            {"AWS": "arn:aws:iam::{account}:root"},
            StringEquals={"sts:ExternalId": "{external}"},
        ),
        blanks=(_ACCOUNT, Blank("external", _("External ID"), "a-long-random-text")),
    ),
    _point(
        _("An account, with MFA only"),
        _let_in(
            "sts:AssumeRole",
            {"AWS": "arn:aws:iam::{account}:root"},
            Bool={"aws:MultiFactorAuthPresent": "true"},
        ),
        blanks=(_ACCOUNT,),
    ),
)


def starting_points(kind: str) -> tuple[StartingPoint, ...]:
    """What suits a kind of document."""
    return TRUST if kind == Kind.TRUST.value else IDENTITY
