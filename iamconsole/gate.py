"""The gate: the one step every call goes through.

clean the input -> find the target -> authorize -> do it -> write it down

A call that changes something runs in one transaction with its event, so that a change which cannot
be written down does not happen. A call that only reads needs none.

What a caller gives as proof (a password, a code) is checked once the call is authorized and before
that transaction begins: a wrong try stays counted, and a code stays used up, whatever becomes of
the call. What takes long, as hashing a password does, is worked out there too, so that nobody waits
for it to write. Inside the transaction everything else is asked again.
"""

from __future__ import annotations

import inspect
import logging
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar
from dataclasses import MISSING
from datetime import timedelta
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar, get_type_hints

from django.db import DatabaseError, OperationalError, transaction
from django.utils.timezone import now

from accounts import trail, usage
from iamconsole.caller import Call, Caller, Found
from iamconsole.errors import (
    AccessDenied,
    ConfirmationNeeded,
    InvalidAction,
    InvalidInput,
    InvalidParameterValue,
    Refused,
    ServiceUnavailable,
    Violation,
)
from iamconsole.fields import Member, field_of, read_members, refuse
from iamconsole.spelling import wire_name, wire_path
from policies import authorizer

P = ParamSpec("P")
R = TypeVar("R")
T = TypeVar("T")

log = logging.getLogger(__name__)
_registry: dict[str, Operation[Any, Any]] = {}
_inside: ContextVar[str] = ContextVar("operation under way", default="")
CONFIRMED_FOR = timedelta(minutes=15)
_READING_VERBS = ("Get", "List", "Lookup", "Search", "Simulate", "Validate")


class Operation(Generic[P, R]):
    """A named thing a caller may ask for. Calling it is the only way to run it.

    `name` is AWS's name of it, `action` what policies call it (`iam:CreateUser`), `members` its
    declared parameters, `result` the shape it gives back.
    """

    def __init__(
        self,
        body: Callable[..., R],
        on: Callable[..., Found[Any]],
        *,
        service: str,
        action: str,
        context: Mapping[str, str],
        is_decisive: bool,
        decides_for_target: bool,
        is_for_root: bool,
        is_for_providers: bool,
        is_grave: bool,
        proof: Callable[[Call[Any]], Any] | None,
        proven_by: str,
        is_read: bool | None,
    ) -> None:
        self._body = body
        self._on = on
        self._proof = proof
        self._proven_by = proven_by
        self.context = context
        self.service = service
        self.noun = body.__module__.rpartition(".")[2]
        self.name = wire_name(body.__name__)
        self.action = action or f"{service}:{self.name}"
        self.is_read = self.name.startswith(_READING_VERBS) if is_read is None else is_read
        self.is_decisive = is_decisive and not self.is_read
        self.decides_for_target = decides_for_target
        self.is_for_root = is_for_root
        self.is_for_providers = is_for_providers
        self.is_grave = is_grave
        doc = inspect.getdoc(body) or ""
        self.summary, _, self.description = (part.strip() for part in doc.partition("\n"))
        self.members, self.result = _declaration(body)
        self.secrets = frozenset(n for n, m in self.members.items() if m.field.is_secret)

    def __call__(self, caller: Caller, /, *_: P.args, **kwargs: P.kwargs) -> R:
        return self.perform(caller, kwargs)

    def __repr__(self) -> str:
        return f"<Operation {self.action}>"

    def perform(self, caller: Caller, given: Mapping[str, Any]) -> R:
        """Run the call. Faces that hold a plain mapping use this form.

        Raises Refused when the call ends without doing anything; every other exception is a fault
        of ours, undone and written down as well.
        """
        started = time.perf_counter_ns()
        call: Call[Any] = Call(caller=caller, operation=self.name, action=self.action)

        def admit() -> None:
            nonlocal call
            call = call.at(params=self.clean(given))
            call = call.at(found=self._on(caller, **call.params))
            call = call.at(context=self._context(call))
            decided = authorizer.require(
                call, is_for_root=self.is_for_root, is_for_providers=self.is_for_providers
            )
            call = call.at(decided=decided)
            self.refuse_unconfirmed(caller)
            if call.found and call.found.missing:
                raise call.found.missing

        try:
            with _alone(self.name):
                if self._proof is not None and self._is_proven(given):
                    admit()
                    call = call.at(proven=self._proof(call))
                with self._transaction():
                    admit()
                    result = self._body(call, **call.params)
                    self._outdate_decisions(call)
                    self._record(call, started)
                    return result
        except OperationalError as failure:
            log.exception("the database did not answer")
            raise ServiceUnavailable("The directory cannot answer now. Try again.") from failure
        except Exception as failure:
            self._record(call, started, failure)
            raise

    def _outdate_decisions(self, call: Call[Any]) -> None:
        if self.decides_for_target:
            authorizer.decisions_changed_for(call.target)
        elif self.is_decisive:
            authorizer.decisions_changed(call.caller.account_id)

    def is_open_to(self, caller: Caller, **given: Any) -> bool:
        """Whether the call would be let through. Nothing is done, and nothing written down."""
        call: Call[Any] = Call(caller=caller, operation=self.name, action=self.action)
        try:
            call = call.at(params=self.clean(given))
            call = call.at(found=self._on(caller, **call.params))
            authorizer.require(
                call.at(context=self._context(call)),
                is_for_root=self.is_for_root,
                is_for_providers=self.is_for_providers,
            )
        except Refused:
            return False
        return call.found is not None and call.found.missing is None

    def refuse_unconfirmed(self, caller: Caller) -> None:
        """Who sits at a browser must have proven lately to be there, for acts that want it.

        Credentials of programs are used for themselves, so that they prove it with each call.
        """
        is_grave = self.is_grave or (caller.is_root and not self.is_read)
        if not is_grave or not caller.session_id:
            return
        if caller.confirmed is None or now() - caller.confirmed >= CONFIRMED_FOR:
            raise ConfirmationNeeded(
                "Confirm that it is you at /signin/confirm, then ask again. "
                "Your last proof is older than 15 minutes."
            )

    def clean(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """Values for every declared parameter. Raises ValidationError naming every broken limit."""
        violations: list[Violation] = []
        values = read_members(self.members, given, (), violations)
        refuse(violations, wire_path)
        return values

    def _is_proven(self, given: Mapping[str, Any]) -> bool:
        return not self._proven_by or given.get(self._proven_by) is not None

    def _transaction(self) -> AbstractContextManager[None]:
        return nullcontext() if self.is_read else transaction.atomic(durable=True)

    def _context(self, call: Call[Any]) -> dict[str, str | tuple[str, ...]]:
        """The condition keys this call brings along, beside those every call has."""
        context = {key: _said(call.params[name]) for key, name in self.context.items()}
        if tags := call.params.get("tags"):
            self._refuse_twins([tag.key for tag in tags])
            context |= {f"aws:RequestTag/{tag.key}": tag.value for tag in tags}
            context["aws:TagKeys"] = tuple(tag.key for tag in tags)
        if tag_keys := call.params.get("tag_keys"):
            context["aws:TagKeys"] = tuple(tag_keys)
        return {key: value for key, value in context.items() if value is not None}

    def _refuse_twins(self, tag_keys: list[str]) -> None:
        """Conditions cannot tell keys apart that differ only by case, so no call may bring two."""
        if len({key.lower() for key in tag_keys}) < len(tag_keys):
            refusal = InvalidParameterValue if self.service == "sts" else InvalidInput
            raise refusal(
                "Duplicate tag keys found. Please note that Tag keys are case insensitive."
            )

    def _record(self, call: Call[Any], started: int, failure: Exception | None = None) -> None:
        params = {
            name: "***" if name in self.secrets else value
            for name, value in call.params.items()
            if value is not None and value != self.members[name].default
        }
        took_us = (time.perf_counter_ns() - started) // 1000
        decided = getattr(failure, "decision", None) or call.decided
        try:
            trail.record(
                call,
                params,
                failure=failure,
                is_read=self.is_read,
                duration_us=took_us,
                decision=_grounds(call, decided, failure),
            )
        except DatabaseError as trouble:
            log.exception("an event could not be stored")
            raise ServiceUnavailable(
                "This cannot be written down now, so it was not done. Try again."
            ) from trouble
        if call.found:
            is_refused = isinstance(failure, AccessDenied)
            usage.action_used(call.caller, call.action, is_refused=is_refused)
            for action in () if is_refused else call.found.further_actions:
                usage.action_used(call.caller, action, is_refused=False)


def operation(
    *,
    on: Callable[..., Found[T]],
    service: str = "iam",
    action: str = "",
    context: Mapping[str, str] | None = None,
    is_decisive: bool = True,
    decides_for_target: bool = False,
    is_for_root: bool = False,
    is_for_providers: bool = False,
    is_grave: bool = False,
    proof: Callable[[Call[Any]], Any] | None = None,
    proven_by: str = "",
    is_read: bool | None = None,
) -> Callable[[Callable[Concatenate[Call[T], P], R]], Operation[P, R]]:
    """Make a function an operation: authorized, recorded, and open to every face.

    `context` maps condition keys to the parameters they are read from. `action` is what policies
    are asked, where that is not the operation's own name. `is_decisive=False` says that the call
    cannot change any decision, so that policies read before it still hold; `decides_for_target`
    that it changes what its target may do, a user or role, and nobody else. `is_for_root` keeps it
    to the root user, whatever policies say; `is_for_providers` keeps it to those who come with an
    identity provider's word instead of a signature, to whom no other is open. `is_grave` says that
    it can lock somebody out or in, so that a browser must have shown a factor in the last 15
    minutes; what root changes always is. `proof` checks a password or code among the parameters
    and raises a refusal; what it writes stays, however the call ends, and what it gives back is the
    call's `proven`. `proven_by` names the parameter that is checked, where a call may go without.
    `is_read=False` has a call that changes no row written down at once and for good, `True` says
    that another verb only reads.
    """

    def make(body: Callable[Concatenate[Call[T], P], R]) -> Operation[P, R]:
        op: Operation[P, R] = Operation(
            body,
            on,
            service=service,
            action=action,
            context=context or {},
            is_decisive=is_decisive,
            decides_for_target=decides_for_target,
            is_for_root=is_for_root,
            is_for_providers=is_for_providers,
            is_grave=is_grave,
            proof=proof,
            proven_by=proven_by,
            is_read=is_read,
        )
        if op.name in _registry:
            raise TypeError(f"{op.name} is declared twice")
        _registry[op.name] = op
        return op

    return make


class Operations:
    """Every operation there is, by its AWS name."""

    def __getitem__(self, name: str) -> Operation[Any, Any]:
        try:
            return _registry[name]
        except KeyError:
            raise InvalidAction(f"Could not find operation {name}.") from None

    def __contains__(self, name: str) -> bool:
        return name in _registry

    def __iter__(self) -> Iterator[Operation[Any, Any]]:
        return iter(_registry.values())

    def __len__(self) -> int:
        return len(_registry)


operations = Operations()


def _grounds(call: Call[Any], decided: Any, failure: Exception | None) -> dict[str, Any]:
    """What policies said of a call and why, and what else they were asked for it to go on."""
    said = authorizer.reasons(decided) if decided else {}
    if call.found and call.found.also and failure is None:
        said["also"] = [
            {"action": further.action or call.action, "resource": further.arn}
            for further in call.found.also
        ]
    return said


def _said(value: Any) -> Any:
    """A parameter as conditions see it: text, or several of it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int) else value


@contextmanager
def _alone(name: str) -> Iterator[None]:
    """Keeps one operation from running inside another: rules are shared, calls are not."""
    if outer := _inside.get():
        raise RuntimeError(f"{name} was called inside {outer}")
    token = _inside.set(name)
    try:
        yield
    finally:
        _inside.reset(token)


def _declaration(body: Callable[..., Any]) -> tuple[dict[str, Member], Any]:
    """Read the parameters and the result off a signature. Fails at import, not at run time."""
    hints = get_type_hints(body, include_extras=True)
    members = {
        p.name: Member(field_of(hints[p.name]), MISSING if p.default is p.empty else p.default)
        for p in inspect.signature(body).parameters.values()
        if p.kind is p.KEYWORD_ONLY
    }
    return members, hints["return"]
