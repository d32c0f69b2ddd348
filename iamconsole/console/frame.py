"""What stands around every page: who is signed in, and to which account."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest

from iamconsole.caller import Caller, CallerKind


@dataclass(frozen=True)
class Frame:
    """The signed-in principal as the bar shows it."""

    account_id: str
    account_alias: str
    who: str
    arn: str
    is_root: bool
    role_name: str = ""
    role_label: str = ""
    role_colour: str = "blue"

    @property
    def account_name(self) -> str:
        return self.account_alias or self.account_id


def frame_of(request: HttpRequest) -> Frame | None:
    """The frame of a request past sign-in; None for anybody else, who sees no frame."""
    caller: Caller | None = getattr(request, "caller", None)
    if caller is None:
        return None
    look = getattr(request, "role_look", None)
    is_role = caller.kind is CallerKind.ROLE_SESSION
    return Frame(
        account_id=caller.account_id,
        account_alias=getattr(request, "account_alias", ""),
        who=name_of(caller),
        arn=caller.arn,
        is_root=caller.is_root,
        role_name=name_of(caller).partition("/")[0] if is_role else "",
        role_label=look.label if look and is_role else "",
        role_colour=(look.colour if look else "") or "blue",
    )


def name_of(caller: Caller) -> str:
    """What people call this principal: the user's name, or the end of its ARN."""
    return caller.user_name or caller.arn.split(":")[-1].partition("/")[2] or "root"
