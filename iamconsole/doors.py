"""Which doors stand open: every address asks who comes in, unless its view says why not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.http import HttpRequest

from iamconsole.caller import Caller, Face

View = TypeVar("View", bound=Callable[..., Any])


class ConsoleRequest(HttpRequest):
    """A request past sign-in."""

    caller: Caller
    account_alias: str
    role_look: Any


def public(reason: str) -> Callable[[View], View]:
    """Let anybody in, for this reason. The outermost decorator of a view."""

    def mark(view: View) -> View:
        vars(view)["public_because"] = reason
        return view

    return mark


def reason_to_be_public(view: Callable[..., Any]) -> str:
    """Why a view is open to anybody; empty where it is not."""
    return str(getattr(view, "public_because", ""))


def for_enrolling(view: View) -> View:
    """Let those in too who have to set up a second factor before anything else."""
    vars(view)["is_for_enrolling"] = True
    return view


def is_for_enrolling(view: Callable[..., Any]) -> bool:
    return bool(getattr(view, "is_for_enrolling", False))


def for_oneself(view: View) -> View:
    """Let users in as themselves, also while they act as a role elsewhere."""
    vars(view)["is_for_oneself"] = True
    return view


def is_for_oneself(view: Callable[..., Any]) -> bool:
    return bool(getattr(view, "is_for_oneself", False))


def speaks(face: Face) -> Callable[[View], View]:
    """Say for whom a view is, where that is not people at the console."""

    def mark(view: View) -> View:
        vars(view)["face"] = face
        return view

    return mark


def face_of(view: Callable[..., Any]) -> Face:
    return getattr(view, "face", Face.CONSOLE)
