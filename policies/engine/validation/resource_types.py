"""Policies of one kind of resource: what they may say of other things."""

from collections.abc import Iterator

from .. import catalog
from ..problems import Problem
from .clauses import Clause, problem

_SERVICES = {
    "AWS::DynamoDB::Table": "dynamodb",
    "AWS::S3::AccessPoint": "s3",
    "AWS::S3::Bucket": "s3",
    "AWS::S3::MultiRegionAccessPoint": "s3",
    "AWS::S3ObjectLambda::AccessPoint": "s3-object-lambda",
}


def foreign_actions(clause: Clause) -> Iterator[Problem]:
    """The policy of a bucket speaks of a bucket's actions."""
    service = _SERVICES.get(clause.resource_type or "")
    for entry in clause.actions if service else ():
        prefix = entry.text.partition(":")[0].lower()
        if prefix not in (service, "*") and catalog.service(prefix):
            message = f"the action `{entry.text}` is not for {clause.resource_type}"
            help = f"use actions of `{service}`"
            code = "UNSUPPORTED_ACTION_IN_POLICY"
            yield problem(code, message, entry.node, entry.path, help)


def foreign_resources(clause: Clause) -> Iterator[Problem]:
    """The policy of a bucket speaks of that bucket."""
    service = _SERVICES.get(clause.resource_type or "")
    for entry in clause.resources if service else ():
        fields = entry.text.split(":", 3)
        if len(fields) > 2 and fields[2] not in (service, "*"):
            message = f"the resource `{entry.text}` is not a {clause.resource_type}"
            help = f"name the resource the policy belongs to, `arn:aws:{service}:…`"
            code = "UNSUPPORTED_RESOURCE_ARN_IN_POLICY"
            yield problem(code, message, entry.node, entry.path, help)
