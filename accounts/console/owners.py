"""Whose credentials a page is about: a named user's, or those of whoever is signed in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from iamconsole.caller import Caller, CallerKind
from iamconsole.console.frame import name_of
from iamconsole.doors import ConsoleRequest

View = Callable[..., HttpResponse]


def own(view: View) -> View:
    """A page about what users have of their own. Who acts as a role has nothing of the kind."""

    @wraps(view)
    def page(request: ConsoleRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.caller.kind is CallerKind.ROLE_SESSION:
            return redirect("console-me")
        return view(request, *args, **kwargs)

    return page


@dataclass(frozen=True)
class Owner:
    """Whose credentials a page is about, in words, parameters and addresses."""

    caller: Caller
    user_name: str = ""

    @property
    def is_caller(self) -> bool:
        return not self.user_name

    @property
    def name(self) -> str:
        return self.user_name or name_of(self.caller)

    @property
    def params(self) -> dict[str, Any]:
        return {} if self.is_caller else {"user_name": self.user_name}

    def url(self, page: str, *parts: str) -> str:
        if self.is_caller:
            return reverse(f"console-me-{page}", args=parts)
        return reverse(f"console-user-{page}", args=[self.user_name, *parts])

    @property
    def address(self) -> str:
        return self.url("credentials")

    @property
    def new_key_address(self) -> str:
        return self.url("key-create")
