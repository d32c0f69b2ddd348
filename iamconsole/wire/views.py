"""The one door of the AWS Query protocol, for IAM and STS alike: read, perform, answer."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts.signin.federated import caller_vouched_for
from accounts.signin.keys import message_of, verified
from accounts.signin.signatures import signature_of
from iamconsole.caller import Caller, Face
from iamconsole.doors import public
from iamconsole.errors import InvalidAction, MissingAction, Refused
from iamconsole.gate import Operation, operations
from iamconsole.wire import params, xml

log = logging.getLogger(__name__)
CONSOLE = "/console/"


@dataclass
class Exchange:
    """A request on its way to an answer: which service it asks, and who, once that is proven."""

    service: str = "iam"
    caller: Caller | None = None

    @cached_property
    def request_id(self) -> str:
        return self.caller.origin.request_id if self.caller else str(uuid.uuid4())

    def answer(self, content: str, status: int = 200) -> HttpResponse:
        headers = {"x-amzn-RequestId": self.request_id}
        return HttpResponse(content, status=status, content_type="text/xml", headers=headers)

    def refusal(self, refusal: Refused) -> HttpResponse:
        kind = "Receiver" if refusal.is_receiver_fault else "Sender"
        content = xml.error(self.service, kind, refusal.code, refusal.message, self.request_id)
        return self.answer(content, refusal.status)

    def fault(self) -> HttpResponse:
        message = "The request processing has failed because of an unknown error."
        content = xml.error(self.service, "Receiver", "ServiceFailure", message, self.request_id)
        return self.answer(content, 500)


@public("Every request proves itself, with a signature or with an identity provider's word.")
@csrf_exempt
@require_http_methods(["GET", "POST"])
def query(request: HttpRequest) -> HttpResponse:
    """Answer a signed request. A browser that strays here is sent to the console."""
    if request.method == "GET" and "Action=" not in request.META.get("QUERY_STRING", ""):
        return redirect(CONSOLE)
    exchange = Exchange()
    try:
        return exchange.answer(_perform(request, exchange))
    except Refused as refusal:
        return exchange.refusal(refusal)
    except Exception:  # the client learns that it failed, the log why
        log.exception("request %s failed", exchange.request_id)
        return exchange.fault()


def _perform(request: HttpRequest, exchange: Exchange) -> str:
    message = message_of(request)
    said = params.given(message.query, message.body, message.headers.get("content-type", ""))
    exchange.service = _service(said)
    if (operation := _unsigned(said)) is not None:
        given = params.read(operation, said)
        exchange.caller = caller_vouched_for(request, operation, given)
        return _answer(exchange, operation, given)
    signature = signature_of(message)
    exchange.caller = verified(request, message, signature, Face.WIRE)
    exchange.service = signature.service
    operation = _operation(said, signature.service)
    return _answer(exchange, operation, params.read(operation, said))


def _answer(exchange: Exchange, operation: Operation[Any, Any], given: Mapping[str, Any]) -> str:
    if exchange.caller is None:
        raise RuntimeError("an operation is performed for somebody")
    result = operation.perform(exchange.caller, given)
    return xml.response(operation.service, operation.name, result, exchange.request_id)


def _unsigned(said: Mapping[str, str]) -> Operation[Any, Any] | None:
    """The operation asked for, if it takes an identity provider's word for a signature (S-9)."""
    if (action := said.get("Action", "")) not in operations:
        return None
    operation = operations[action]
    return _operation(said, operation.service) if operation.is_for_providers else None


def _service(said: Mapping[str, str]) -> str:
    """Which service a request means that has not said so with a signature yet."""
    return "sts" if said.get("Version") == xml.VERSIONS["sts"] else "iam"


def _operation(said: Mapping[str, str], service: str) -> Operation[Any, Any]:
    """The operation that is asked for, of the service the request was signed for."""
    if not (action := said.get("Action")):
        raise MissingAction("The request must name its operation in the parameter Action.")
    version = said.get("Version", "NO_VERSION_SPECIFIED")
    if version == xml.VERSIONS[service] and action in operations:
        operation = operations[action]
        if operation.service == service:
            return operation
    raise InvalidAction(f"Could not find operation {action} for version {version}")
