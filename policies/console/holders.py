"""Users and groups as what policies hang on: what the pages for both need to know of each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy

from iamconsole.console.cells import Words
from iamconsole.gate import Operation
from policies.operations import attachments, inline
from policies.rules import MAX_GROUP_INLINE_SIZE, MAX_USER_INLINE_SIZE


@dataclass(frozen=True, kw_only=True)
class Holder:
    """A kind of identity: its words, its pages, and the operations on its policies."""

    kind: str
    list_words: Words
    list_url: str
    page_url: str
    inline_limit: int
    inline_words: Words
    attach: Operation[Any, Any]
    detach: Operation[Any, Any]
    list_attached: Operation[Any, Any]
    put_inline: Operation[Any, Any]
    get_inline: Operation[Any, Any]
    delete_inline: Operation[Any, Any]
    list_inline: Operation[Any, Any]

    def named(self, name: str) -> dict[str, str]:
        """The parameter that names one of them."""
        return {f"{self.kind}_name": name}

    def address(self, name: str) -> str:
        """Where the policies of one of them are shown."""
        return reverse(self.page_url, args=[name])

    def url(self, page: str, *parts: str) -> str:
        return reverse(f"console-{self.kind}-{page}", args=parts)


USER = Holder(
    kind="user",
    list_words=gettext_lazy("Users"),
    list_url="console-users",
    page_url="console-user",
    inline_limit=MAX_USER_INLINE_SIZE,
    inline_words=gettext_lazy(
        "All inline policies of a user together may have %(limit)s characters."
    ),
    attach=attachments.attach_user_policy,
    detach=attachments.detach_user_policy,
    list_attached=attachments.list_attached_user_policies,
    put_inline=inline.put_user_policy,
    get_inline=inline.get_user_policy,
    delete_inline=inline.delete_user_policy,
    list_inline=inline.list_user_policies,
)
GROUP = Holder(
    kind="group",
    list_words=gettext_lazy("Groups"),
    list_url="console-groups",
    page_url="console-group-permissions",
    inline_limit=MAX_GROUP_INLINE_SIZE,
    inline_words=gettext_lazy(
        "All inline policies of a group together may have %(limit)s characters."
    ),
    attach=attachments.attach_group_policy,
    detach=attachments.detach_group_policy,
    list_attached=attachments.list_attached_group_policies,
    put_inline=inline.put_group_policy,
    get_inline=inline.get_group_policy,
    delete_inline=inline.delete_group_policy,
    list_inline=inline.list_group_policies,
)
