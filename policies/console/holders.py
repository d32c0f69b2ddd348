"""Users, groups and roles as what policies hang on: what the pages for all need to know of each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy

from iamconsole.console.cells import Words
from iamconsole.gate import Operation
from policies.operations import attachments, inline
from policies.rules import MAX_GROUP_INLINE_SIZE, MAX_ROLE_INLINE_SIZE, MAX_USER_INLINE_SIZE


@dataclass(frozen=True, kw_only=True)
class Holder:
    """A kind of identity: its words, its pages, and the operations on its policies."""

    kind: str
    list_words: Words
    list_url: str
    page_url: str
    inline_limit: int
    inline_words: Words
    inline_purpose: Words
    attach_words: Words
    attach_purpose: Words
    detach_purpose: Words
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
    inline_purpose=gettext_lazy(
        "Written into the user %(name)s: it holds for nobody else, and goes with the user."
    ),
    attach_words=gettext_lazy("Attach to users"),
    attach_purpose=gettext_lazy(
        "They hold at once for the user %(name)s. A user can have ten; a group suits several users "
        "better."
    ),
    detach_purpose=gettext_lazy(
        "Only the user %(name)s is concerned. What comes through groups stays."
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
    inline_purpose=gettext_lazy(
        "Written into the group %(name)s: it holds for its members, and goes with the group."
    ),
    attach_words=gettext_lazy("Attach to groups"),
    attach_purpose=gettext_lazy(
        "They hold at once for every member of the group %(name)s. A group can have ten."
    ),
    detach_purpose=gettext_lazy("Every member of the group %(name)s is concerned."),
    attach=attachments.attach_group_policy,
    detach=attachments.detach_group_policy,
    list_attached=attachments.list_attached_group_policies,
    put_inline=inline.put_group_policy,
    get_inline=inline.get_group_policy,
    delete_inline=inline.delete_group_policy,
    list_inline=inline.list_group_policies,
)
ROLE = Holder(
    kind="role",
    list_words=gettext_lazy("Roles"),
    list_url="console-roles",
    page_url="console-role",
    inline_limit=MAX_ROLE_INLINE_SIZE,
    inline_words=gettext_lazy(
        "All inline policies of a role together may have %(limit)s characters."
    ),
    inline_purpose=gettext_lazy(
        "Written into the role %(name)s: it holds for whoever takes the role on, and goes with it."
    ),
    attach_words=gettext_lazy("Attach to roles"),
    attach_purpose=gettext_lazy(
        "They hold at once for every session of the role %(name)s. A role can have ten."
    ),
    detach_purpose=gettext_lazy("Every session of the role %(name)s is concerned."),
    attach=attachments.attach_role_policy,
    detach=attachments.detach_role_policy,
    list_attached=attachments.list_attached_role_policies,
    put_inline=inline.put_role_policy,
    get_inline=inline.get_role_policy,
    delete_inline=inline.delete_role_policy,
    list_inline=inline.list_role_policies,
)
