"""How identities read on a page: names as links, ARNs by their ends."""

from __future__ import annotations

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from accounts.shapes import UserShape
from iamconsole.console import cells


def user_link(user: UserShape) -> SafeString:
    """A user's name as a link, with the path beside it where there is one."""
    name = user.user_name or ""
    return cells.link(name, user_address(name), "" if user.path == "/" else user.path)


def user_address(user_name: str) -> str:
    return reverse("console-user", args=[user_name])


def short(arn: str) -> str:
    """The end of an ARN that tells things of one account apart."""
    return arn.rpartition(":")[2]


def who(arn: str) -> str:
    """What people call the principal behind an ARN."""
    return short(arn).rpartition("/")[2] or _("Somebody unknown")


def what(arn: str) -> SafeString:
    """A thing as a link to its page; plain where it has none."""
    if arn in ("", "*"):
        return cells.none(_("the account"))
    kind, _slash, rest = short(arn).partition("/")
    name = rest.rpartition("/")[2]
    if kind == "policy" and name:
        return cells.link(short(arn), reverse("console-policy", args=[arn]))
    if kind in _PAGES and name and "*" not in rest:
        return cells.link(short(arn), reverse(_PAGES[kind], args=[name]))
    return cells.code(short(arn))


_PAGES = {"user": "console-user", "group": "console-group", "role": "console-role"}
