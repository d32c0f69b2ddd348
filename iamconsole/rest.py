"""The REST API's one view: a route is a table from HTTP method to operation.

GET and DELETE take their parameters from the query, the others from a JSON object; what the address
names is named nowhere else. Policy documents go in as text or as objects and come out as objects.
"""

from __future__ import annotations

import base64
import json
import logging
from collections.abc import Mapping
from dataclasses import is_dataclass
from datetime import UTC, datetime
from typing import Any, cast

from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, path, register_converter
from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.views import APIView

from iamconsole.caller import Face
from iamconsole.documents import document_value
from iamconsole.doors import ConsoleRequest, speaks
from iamconsole.errors import Refused, RequestTooLarge, Violation
from iamconsole.fields import (
    DocumentText,
    Field,
    ListOf,
    Member,
    Structure,
    declared_members,
    refuse,
)
from iamconsole.gate import Operation
from iamconsole.problems import problem
from iamconsole.spelling import members_told

log = logging.getLogger(__name__)
DOCUMENTS = ("policy_document", "policy_input_list", "resource_policy")
QUERY_METHODS = ("GET", "HEAD", "DELETE")
_MOST_DIGITS = 4_300  # Python reads no longer number


class MalformedBody(Refused):
    """The body cannot be read as one JSON object, in one way only."""


class NotFound(Refused):
    """The API has nothing at this address."""

    status = 404


class MethodNotAllowed(Refused):
    """The thing at this address knows no such method."""

    status = 405


class UnsupportedMediaType(Refused):
    """The body is not JSON."""

    status = 415


class InternalFailure(Refused):
    """A fault of ours."""

    status = 500


class ArnConverter:
    """An ARN stands at the end of an address as it is, slashes included."""

    regex = "arn:.+"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(ArnConverter, "arn")


def route(pattern: str, **methods: Operation[Any, Any]) -> URLPattern:
    """An address of the API, and what each HTTP method asks for there."""
    allowed = [method.lower() for method in methods] + ["head"] * ("GET" in methods)
    view = OperationView.as_view(methods=methods, http_method_names=allowed)
    return path(pattern, speaks(Face.REST)(view))


class OperationView(APIView):
    """Reads a request, asks its operation, and answers in JSON."""

    authentication_classes = ()
    permission_classes = ()
    methods: Mapping[str, Operation[Any, Any]] = {}

    def answer(self, request: Request, **named: str) -> HttpResponse:
        asked = cast(ConsoleRequest, request._request)
        method = asked.method or ""
        operation = self.methods["GET" if method == "HEAD" else method]
        given = from_query(asked, operation) if method in QUERY_METHODS else from_body(asked)
        refuse_twice_named(given, named)
        result = operation.perform(asked.caller, as_declared(operation.members, given | named))
        headers = {"X-Amzn-RequestId": asked.caller.origin.request_id}
        if result is None:
            return HttpResponse(status=204, headers=headers)
        return JsonResponse(plain(result), status=made_status(operation, method), headers=headers)

    get = post = put = patch = delete = answer

    def perform_content_negotiation(self, request: Request, force: bool = True) -> Any:
        """JSON whatever was asked for, as RFC 9110 (12.5.1) allows."""
        return super().perform_content_negotiation(request, force=force)

    def handle_exception(  # type: ignore[override]  # problems are no DRF responses
        self, failure: Exception
    ) -> HttpResponse:
        caller = getattr(self.request._request, "caller", None)
        return problem(refusal_of(failure), caller.origin.request_id if caller else "")


def made_status(operation: Operation[Any, Any], method: str) -> int:
    """201 where something was made. What only reads may be a POST, for its question is long."""
    return 201 if method == "POST" and not operation.is_read else 200


def refusal_of(failure: Exception) -> Refused:
    """What a program is told. A fault is told in the log alone."""
    if isinstance(failure, Refused):
        return failure
    if isinstance(failure, exceptions.MethodNotAllowed):
        return MethodNotAllowed("This address does not take that method. Allow says which it does.")
    if isinstance(failure, RequestDataTooBig):
        return RequestTooLarge("The request is too large.")
    if isinstance(failure, (BadRequest, SuspiciousOperation, UnicodeError)):
        return MalformedBody("The request cannot be read.")
    log.error("a request could not be answered", exc_info=failure)
    return InternalFailure("This is a fault of ours. The request has been undone.")


@speaks(Face.REST)
def not_found(request: HttpRequest, **_: str) -> HttpResponse:
    """What every address of the API answers that leads nowhere."""
    return problem(NotFound("There is nothing at this address. The schema lists what there is."))


def from_query(request: HttpRequest, operation: Operation[Any, Any]) -> dict[str, Any]:
    """Parameters out of the query: one value each, more for those that are lists."""
    if int(request.META.get("CONTENT_LENGTH") or 0):
        raise MalformedBody(f"{request.method} takes its parameters from the query, and no body.")
    given: dict[str, Any] = {}
    violations = []
    for name, values in request.GET.lists():
        is_list = name in operation.members and isinstance(operation.members[name].field, ListOf)
        given[name] = values if is_list else values[0]
        if len(values) > 1 and not is_list:
            violations.append(Violation((name,), "Member must be given once", "Give this once."))
    refuse(violations, dotted)
    return given


def from_body(request: HttpRequest) -> dict[str, Any]:
    """Parameters out of a JSON object; none out of an empty body."""
    if request.META.get("QUERY_STRING"):
        raise MalformedBody(f"{request.method} takes its parameters from its body, and no query.")
    if not int(request.META.get("CONTENT_LENGTH") or 0):
        return {}
    if request.content_type != "application/json":
        raise UnsupportedMediaType("The body must be JSON. Send Content-Type: application/json.")
    return parsed(request.body)


def parsed(body: bytes) -> dict[str, Any]:
    """The one JSON object a body is. Raises MalformedBody where two readers could differ."""
    try:
        text = body.decode("utf-8")
        value = json.loads(
            text, object_pairs_hook=_once_each, parse_constant=_no_constant, parse_int=_whole
        )
        json.dumps(value, ensure_ascii=False).encode("utf-8")
    except (ValueError, RecursionError) as problem:
        raise MalformedBody(f"The body is not sound JSON: {_reason(problem)}.") from None
    if not isinstance(value, dict):
        raise MalformedBody("The body must be a JSON object.")
    return value


def refuse_twice_named(given: Mapping[str, Any], named: Mapping[str, str]) -> None:
    twice = "This is named by the address already."
    refuse(
        [
            Violation((name,), "Member must be given once", twice)
            for name in given.keys() & named.keys()
        ],
        dotted,
    )


def as_declared(members: Mapping[str, Member], given: Mapping[str, Any]) -> dict[str, Any]:
    """Parameters as operations take them: a policy document given as an object becomes its text."""
    return {
        name: _with_texts(name, members[name].field, value) if name in members else value
        for name, value in given.items()
    }


def takes_documents(name: str, field: Field) -> bool:
    """Whether a parameter is a policy document, or a list of them."""
    return name.endswith(DOCUMENTS) and members_within(field) is None


def members_within(field: Field) -> Mapping[str, Member] | None:
    """What each item holds, where a field is a list of structures."""
    if isinstance(field, ListOf) and isinstance(field.item, Structure):
        return declared_members(field.item.shape)
    return None


def _with_texts(name: str, field: Field, value: Any) -> Any:
    if takes_documents(name, field):
        return _as_text(value)
    within = members_within(field)
    if within is None or not isinstance(value, list):
        return value
    return [as_declared(within, item) if isinstance(item, dict) else item for item in value]


def _as_text(value: Any) -> Any:
    return [_text_of(item) for item in value] if isinstance(value, list) else _text_of(value)


def _text_of(document: Any) -> Any:
    is_object = isinstance(document, dict)
    return json.dumps(document, ensure_ascii=False, indent=2) if is_object else document


def plain(value: Any) -> Any:
    """A shape as JSON values. Members that are not there are left out."""
    if isinstance(value, DocumentText):
        return document_value(value)
    if is_dataclass(value):
        shape: type = type(value)
        members = ((field.name, getattr(value, field.name)) for field in members_told(shape))
        return {name: plain(member) for name, member in members if member is not None}
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, tuple | list):
        return [plain(item) for item in value]
    if isinstance(value, Mapping):
        return {name: plain(member) for name, member in value.items()}
    return value


def dotted(where: tuple[str | int, ...]) -> str:
    return ".".join(str(part) for part in where)


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) < len(pairs):
        raise ValueError("a name stands twice in one object")
    return members


def _whole(digits: str) -> int:
    if len(digits) > _MOST_DIGITS:
        raise ValueError(f"a number has more than {_MOST_DIGITS} digits")
    return int(digits)


def _no_constant(word: str) -> Any:
    raise ValueError(f"{word} is no JSON value")


def _reason(failure: Exception) -> str:
    if isinstance(failure, json.JSONDecodeError):
        return f"{failure.msg} at line {failure.lineno}, column {failure.colno}"
    if isinstance(failure, UnicodeError):
        return "it holds what is no Unicode text"
    return str(failure) if type(failure) is ValueError else "it is nested too deeply"
