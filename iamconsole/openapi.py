"""The REST API described: an OpenAPI 3.1 document made from its routes and their operations."""

from __future__ import annotations

import re
import types
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, is_dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Union, get_args, get_origin, get_type_hints

from django.urls import URLPattern

from iamconsole.fields import DocumentText, Member, Schema
from iamconsole.gate import Operation
from iamconsole.problems import CONTENT_TYPE
from iamconsole.rest import QUERY_METHODS, made_status, members_within, takes_documents
from iamconsole.spelling import members_told

ROOT = "/api/v1"
_PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")
_JSON = "application/json"
_DOCUMENT: Schema = {"type": "object", "description": "A policy document."}
_PLAIN: dict[Any, Schema] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    bool: {"type": "boolean"},
    float: {"type": "number"},
    datetime: {"type": "string", "format": "date-time"},
    bytes: {"type": "string", "contentEncoding": "base64"},
    DocumentText: _DOCUMENT,
    object: {},
}

PROBLEM: Schema = {
    "type": "object",
    "description": "A refusal (RFC 9457). `code` is the AWS error code; `errors` names each value "
    "that is wrong by a JSON Pointer into the body, or by the parameter.",
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "code": {"type": "string"},
        "request_id": {"type": "string"},
        "encoded_message": {
            "type": "string",
            "description": "Why a call was refused, for DecodeAuthorizationMessage to read.",
        },
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"pointer": {"type": "string"}, "detail": {"type": "string"}},
                "required": ["pointer", "detail"],
            },
        },
    },
    "required": ["type", "title", "status", "detail", "code", "request_id"],
}
SECURITY: Mapping[str, Schema] = {
    "signature": {
        "type": "apiKey",
        "in": "header",
        "name": "Authorization",
        "description": "AWS Signature Version 4 with an access key, for the service `iam`. "
        'With curl: `--aws-sigv4 "aws:amz:us-east-1:iam" --user "$KEY:$SECRET"`.',
        "x-amazon-apigateway-authtype": "awsSigv4",
    },
    "session": {
        "type": "apiKey",
        "in": "cookie",
        "name": "session",
        "description": "The console's session. Methods other than GET also need the header "
        "`X-CSRFToken`, and an `Origin` that is this site's.",
    },
}


@dataclass(frozen=True)
class Door:
    """One method at one address, and the operation behind it."""

    method: str
    address: str
    operation: Operation[Any, Any]

    @property
    def noun(self) -> str:
        return self.operation.noun

    @property
    def action(self) -> str:
        """What policies are asked."""
        return self.operation.action

    @property
    def steps(self) -> list[str]:
        """The parts of the address, between which a line may end."""
        return self.address.lstrip("/").split("/")

    @property
    def summary(self) -> str:
        return self.operation.summary

    @property
    def named(self) -> tuple[str, ...]:
        """The parameters the address names."""
        return tuple(re.findall(r"{(\w+)}", self.address))

    @property
    def asked(self) -> Mapping[str, Member]:
        """The parameters the query or the body gives."""
        members = self.operation.members
        return {name: member for name, member in members.items() if name not in self.named}

    @property
    def is_asked_in_query(self) -> bool:
        return self.method in QUERY_METHODS


def doors(routes: Sequence[Any]) -> Iterator[Door]:
    """Every method of every route, in their order."""
    for pattern in routes:
        if not isinstance(pattern, URLPattern):
            continue
        methods = getattr(pattern.callback, "view_initkwargs", {}).get("methods", {})
        address = f"{ROOT}/" + _PARAMETER.sub(r"{\1}", str(pattern.pattern))
        for method, operation in methods.items():
            yield Door(method, address, operation)


def document(routes: Sequence[Any]) -> Schema:
    """The whole description."""
    shapes: dict[str, Schema] = {"Problem": PROBLEM}
    paths: dict[str, Schema] = {}
    for door in doors(routes):
        paths.setdefault(door.address, {})[door.method.lower()] = _described(door, shapes)
    return {
        "openapi": "3.1.0",
        "info": {"title": "IAM Console", "version": "1", "description": _ABOUT},
        "servers": [{"url": "/"}],
        "security": [{"signature": []}, {"session": []}],
        "paths": paths,
        "components": {"schemas": dict(sorted(shapes.items())), "securitySchemes": SECURITY},
    }


_ABOUT = (
    "Every operation of the directory, under the policies it stores. An ARN is always the end of "
    "its address, written as it is, slashes and colons included; in a query, whatever is no letter "
    "or digit is percent-encoded, or a signature does not match. Members that are not there are "
    "left out. Lists come in pages: pass `marker` on while `is_truncated`. Policy documents are "
    "taken as text or as objects, and given as objects."
)


def _described(door: Door, shapes: dict[str, Schema]) -> Schema:
    operation = door.operation
    described: Schema = {
        "operationId": operation.name,
        "tags": [operation.noun],
        "summary": operation.summary,
        "x-action": operation.action,
        "parameters": [*_in_address(door), *_in_query(door)],
        "responses": {
            **_answer(door, shapes),
            "default": _content("The call was refused; nothing was done.", "Problem", CONTENT_TYPE),
        },
    }
    if operation.description:
        described["description"] = operation.description
    if door.asked and not door.is_asked_in_query:
        described["requestBody"] = _body(door)
    return described


def _in_address(door: Door) -> Iterator[Schema]:
    for name in door.named:
        schema = door.operation.members[name].field.schema()
        yield {"name": name, "in": "path", "required": True, "schema": schema}


def _in_query(door: Door) -> Iterator[Schema]:
    for name, member in door.asked.items() if door.is_asked_in_query else ():
        schema = _schema_of(door.operation, name, member)
        yield {"name": name, "in": "query", "required": member.is_required, "schema": schema}


def _body(door: Door) -> Schema:
    required = [name for name, member in door.asked.items() if member.is_required]
    schema: Schema = {
        "type": "object",
        "properties": {
            name: _schema_of(door.operation, name, member) for name, member in door.asked.items()
        },
        "additionalProperties": False,
    }
    if required:
        schema["required"] = required
    return {"required": bool(required), "content": {_JSON: {"schema": schema}}}


def _schema_of(operation: Operation[Any, Any], name: str, member: Member) -> Schema:
    schema: Schema = _portable(member.field.schema())
    if takes_documents(name, member.field):
        return _or_object(schema)
    if within := members_within(member.field):
        schema = _with_objects(schema, within)
    if member.is_required or member.default is None or member.default == ():
        return schema
    return schema | {"default": member.default}


def _with_objects(schema: Schema, within: Mapping[str, Member]) -> Schema:
    """A schema of structures, in which objects stand for the text of policy documents, too."""
    told = schema["items"]["properties"]
    properties = {
        name: _or_object(told[name]) if takes_documents(name, member.field) else told[name]
        for name, member in within.items()
    }
    return schema | {"items": schema["items"] | {"properties": properties}}


def _or_object(schema: Schema) -> Schema:
    """A policy document's schema, or a list of them, that lets objects stand for text."""
    if schema["type"] == "array":
        return schema | {"items": _or_object(schema["items"])}
    return {"oneOf": [schema, _DOCUMENT]}


def _portable(schema: Any) -> Any:
    """A schema without the patterns whose Unicode classes not every reader's expressions know."""
    if isinstance(schema, dict):
        parts = {name: _portable(part) for name, part in schema.items()}
        return {k: v for k, v in parts.items() if k != "pattern" or r"\p{" not in str(v)}
    return [_portable(part) for part in schema] if isinstance(schema, list) else schema


def _answer(door: Door, shapes: dict[str, Schema]) -> Schema:
    result = door.operation.result
    if result is type(None):
        return {"204": {"description": "Done."}}
    status = made_status(door.operation, door.method)
    words = "Made." if status == 201 else "Done."
    return {str(status): _content(words, _named(result, shapes), _JSON)}


def _content(words: str, shape: str, content_type: str) -> Schema:
    return {"description": words, "content": {content_type: {"schema": _reference(shape)}}}


def _reference(shape: str) -> Schema:
    return {"$ref": f"#/components/schemas/{shape}"}


def _named(shape: Any, shapes: dict[str, Schema]) -> str:
    """The component that describes a shape, made when it is first met."""
    name = str(shape.__name__)
    if name in shapes:
        return name
    shapes[name] = {}
    hints = get_type_hints(shape)
    described: Schema = {
        "type": "object",
        "description": (shape.__doc__ or "").partition("\n")[0],
        "properties": {f.name: _type(hints[f.name], shapes) for f in members_told(shape)},
    }
    if required := [f.name for f in members_told(shape) if not _may_be_none(hints[f.name])]:
        described["required"] = required
    shapes[name] = described
    return name


def _type(hint: Any, shapes: dict[str, Schema]) -> Schema:
    if hint in _PLAIN:
        return _PLAIN[hint]
    if is_dataclass(hint):
        return _reference(_named(hint, shapes))
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return {"type": "string", "enum": [str(word) for word in hint]}
    kind, inner = get_origin(hint), get_args(hint)
    if kind in (Union, types.UnionType):
        return _type(next(part for part in inner if part is not type(None)), shapes)
    if kind is tuple:
        return {"type": "array", "items": _type(inner[0], shapes)}
    if isinstance(kind, type) and issubclass(kind, Mapping):
        return {"type": "object", "additionalProperties": _type(inner[1], shapes)}
    raise TypeError(f"{hint} has no description yet")


def _may_be_none(hint: Any) -> bool:
    return type(None) in get_args(hint)
