"""An event as one of CloudTrail's records, and back to the very bytes that were sealed.

Field names and their meaning: CloudTrail record contents, version 1.11. What CloudTrail has no
name for is in `additionalEventData`. Nothing an event says is lost on the way, so that an export
proves itself.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from accounts.chain.bodies import FIELDS, SEPARATOR, VERSION, fields_of
from accounts.models.event import written

EVENT_VERSION = "1.11"
_TYPES = {
    "": "Unknown",
    "Account": "Root",
    "User": "IAMUser",
    "AssumedRole": "AssumedRole",
    "FederatedUser": "FederatedUser",
    "Service": "AWSService",
    "Anonymous": "WebIdentityUser",
}
_KINDS = {told: kind for kind, told in _TYPES.items()}
_SIGN_IN = "signin:"

Line = dict[str, Any]


class Unreadable(Exception):
    """The line is none that we write."""


def line_of(body: bytes, sequence: int) -> Line:
    """An event's line in an export; 0 is the sequence of one that is in no seal yet."""
    said = fields_of(body)
    service, _, name = said["action"].partition(":")
    line: Line = {
        "eventVersion": EVENT_VERSION,
        "userIdentity": _identity(said),
        "eventTime": said["time"][:19].replace(" ", "T") + "Z",
        "eventSource": f"{service}.amazonaws.com",
        "eventName": name,
        "awsRegion": said["region"],
        "sourceIPAddress": said["source_ip"],
        "userAgent": said["user_agent"],
    }
    if said["error"]:
        line["errorCode"] = said["error"]
    if said["message"]:
        line["errorMessage"] = said["message"]
    return line | {
        "requestParameters": _camel(json.loads(said["params"])) or None,
        "responseElements": None,
        "additionalEventData": {
            "sequence": sequence,
            "time": said["time"],
            "face": said["face"],
            "decision": json.loads(said["decision"]) or None,
            "durationMicroseconds": int(said["duration_us"]),
        },
        "requestID": said["request_id"],
        "eventID": _dashed(said["event_id"]),
        "readOnly": said["is_read"] == "1",
        "resources": [{"ARN": said["target_arn"]}] if said["target_arn"] else [],
        "eventType": "AwsConsoleSignIn" if said["action"].startswith(_SIGN_IN) else "AwsApiCall",
        "managementEvent": True,
        "recipientAccountId": said["account_id"],
        "eventCategory": "Management",
    }


def body_of(line: Mapping[str, Any]) -> bytes:
    """The bytes that a line stands for. Raises Unreadable where it is not as we write lines."""
    try:
        body = _body_of(line)
        is_ours = line_of(body, line["additionalEventData"]["sequence"]) == line
    except (KeyError, TypeError, ValueError, AttributeError, IndexError):
        raise Unreadable from None
    if not is_ours:
        raise Unreadable
    return body


def _body_of(line: Mapping[str, Any]) -> bytes:
    more, identity = line["additionalEventData"], line["userIdentity"]
    service = line["eventSource"].removesuffix(".amazonaws.com")
    said = {
        "version": VERSION,
        "event_id": line["eventID"].replace("-", ""),
        "time": more["time"],
        "is_read": "1" if line["readOnly"] else "0",
        "duration_us": str(more["durationMicroseconds"]),
        "account_id": line["recipientAccountId"],
        "request_id": line["requestID"],
        "face": more["face"],
        "region": line["awsRegion"],
        "source_ip": line["sourceIPAddress"],
        "user_agent": line["userAgent"],
        "caller_kind": _KINDS[identity["type"]],
        "caller_arn": identity.get("arn", ""),
        "caller_id": identity.get("principalId", ""),
        "access_key_id": identity.get("accessKeyId", ""),
        "action": f"{service}:{line['eventName']}",
        "target_arn": line["resources"][0]["ARN"] if line["resources"] else "",
        "error": line.get("errorCode", ""),
        "message": line.get("errorMessage", ""),
        "session": written(_session(identity)),
        "params": written(_snake(line["requestParameters"] or {})),
        "decision": written(more["decision"] or {}),
    }
    return SEPARATOR.join(said[name] for name in FIELDS).encode()


def _identity(said: Mapping[str, str]) -> Line:
    arn, session = said["caller_arn"], json.loads(said["session"])
    identity = {
        "type": _TYPES[said["caller_kind"]],
        "principalId": said["caller_id"],
        "arn": arn,
        "accountId": arn.split(":")[4] if arn.count(":") >= 5 else "",
        "accessKeyId": said["access_key_id"],
        "userName": arn.rpartition("/")[2] if ":user/" in arn else "",
    }
    context = _session_context(session) if session else None
    found = {name: value for name, value in identity.items() if value}
    return found | ({"sessionContext": context} if context else {})


def _session_context(session: Mapping[str, Any]) -> Line:
    context: Line = {}
    if "issuer_arn" in session:
        context["sessionIssuer"] = {
            "arn": session["issuer_arn"],
            "principalId": session["issuer_id"],
        }
    if "source_identity" in session:
        context["sourceIdentity"] = session["source_identity"]
    if "provider" in session:
        context["webIdFederationData"] = {"federatedProvider": session["provider"]}
    attributes = {}
    if "issued" in session:
        attributes["creationDate"] = session["issued"]
    if "mfa" in session:
        attributes["mfaAuthenticated"] = "true" if session["mfa"] else "false"
    return context | {"attributes": attributes}


def _session(identity: Mapping[str, Any]) -> dict[str, Any]:
    """What a session said of itself, in the order it is written in."""
    context = identity.get("sessionContext")
    if context is None:
        return {}
    said: dict[str, Any] = {}
    if issuer := context.get("sessionIssuer"):
        said |= {"issuer_arn": issuer["arn"], "issuer_id": issuer["principalId"]}
    if "sourceIdentity" in context:
        said["source_identity"] = context["sourceIdentity"]
    if "webIdFederationData" in context:
        said["provider"] = context["webIdFederationData"]["federatedProvider"]
    attributes = context["attributes"]
    if "creationDate" in attributes:
        said["issued"] = attributes["creationDate"]
    if "mfaAuthenticated" in attributes:
        said["mfa"] = attributes["mfaAuthenticated"] == "true"
    return said


def _camel(params: Mapping[str, Any]) -> Line:
    return {_told(name): value for name, value in params.items()}


def _snake(params: Mapping[str, Any]) -> Line:
    return {_ours(name): value for name, value in params.items()}


@cache
def _told(name: str) -> str:
    """`user_name` as CloudTrail writes it: `userName`; a name that could not come back stays."""
    first, *more = name.split("_")
    told = first + "".join(word.title() for word in more)
    return told if _ours(told) == name else name


def _ours(told: str) -> str:
    return re.sub("[A-Z]", lambda capital: f"_{capital.group().lower()}", told)


def _dashed(event_id: str) -> str:
    return "-".join((event_id[:8], event_id[8:12], event_id[12:16], event_id[16:20], event_id[20:]))
