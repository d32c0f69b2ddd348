"""Policies in addresses: `aws/ReadOnlyAccess` is written for an ARN, so no page needs a lookup."""

from __future__ import annotations

from django.urls import register_converter, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

_PREFIX = "arn:aws:iam::"
_KIND = ":policy/"


class PolicyConverter:
    """A policy's ARN without what is the same in all of them: its owner, its path and its name.

    Everything below a policy is one more segment with a name of its own, so that a policy whose
    path ends like one of those is not mistaken for it.
    """

    regex = r"(?:aws|[0-9]{12})(?:/[^/]+)+"

    def to_python(self, value: str) -> str:
        owner, _, resource = value.partition("/")
        return f"{_PREFIX}{owner}{_KIND}{resource}"

    def to_url(self, value: str) -> str:
        return value.removeprefix(_PREFIX).replace(_KIND, "/", 1)


register_converter(PolicyConverter, "policy")


def name_in(arn: str) -> str:
    """A policy's name, which is the end of its ARN."""
    return arn.rpartition("/")[2]


def is_aws_managed(arn: str) -> bool:
    return arn.startswith(f"{_PREFIX}aws{_KIND}")


def policy_link(arn: str) -> SafeString:
    """A policy's name as a link, with its path beside it."""
    path = arn.partition(_KIND)[2].removesuffix(name_in(arn))
    link = format_html('<a href="{}">{}</a>', reverse("console-policy", args=[arn]), name_in(arn))
    return format_html('{} <span class="beside">/{}</span>', link, path) if path else link
