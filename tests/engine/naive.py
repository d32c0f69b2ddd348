"""The rules of the policy language once more: slow, plain, and nothing of the engine in it.

It reads the same questions as `python -m policies.engine evaluate` and gives the decision alone.
Whoever changes the engine does not change this file along with it: the two are compared.
"""

import base64
import binascii
import json
from datetime import UTC, datetime
from fractions import Fraction
from ipaddress import ip_address, ip_network
from typing import Any

ALLOWED, IMPLICIT, EXPLICIT = "Allowed", "ImplicitlyDenied", "ExplicitlyDenied"
Json = Any


# Wildcards (A-2, R-4, C-12) and variables (VAR-1 to VAR-8)


def fits(pattern: list[str], text: str) -> bool:
    """A pattern is a list of characters; the wildcards are the entries ANY and ONE."""
    reachable = {0}
    for element in pattern:
        if element == "ANY":
            reachable = {place for start in reachable for place in range(start, len(text) + 1)}
        else:
            reachable = {
                place + 1
                for place in reachable
                if place < len(text) and (element == "ONE" or text[place] == element)
            }
    return len(text) in reachable


def wild(text: str) -> list[str]:
    return [{"*": "ANY", "?": "ONE"}.get(character, character) for character in text]


def filled(text: str, case: "Case", has_variables: bool, has_wildcards: bool) -> list[str] | None:
    """The characters of a policy's text with its variables replaced; None without a value."""
    characters: list[str] = []
    while has_variables and "${" in text and "}" in text.split("${", 1)[1]:
        before, rest = text.split("${", 1)
        name, rest = rest.split("}", 1)
        characters += wild(before) if has_wildcards else list(before)
        if name == "":
            characters += list("${}")
        elif name in ("*", "?", "$"):
            characters += [name]
        else:
            key, comma, default = name.partition(", '")
            value = case.context.get(key.lower(), default[:-1] if comma else None)
            if not isinstance(value, str):
                return None
            characters += list(value)
        text = rest
    return characters + (wild(text) if has_wildcards else list(text))


# Actions (section 3)


def about_action(statement: Json, action: str) -> bool:
    if "Action" in statement:
        return any(action_fits(entry, action) for entry in listed(statement["Action"]))
    entries = listed(statement["NotAction"])
    return not any(action_fits(entry, action) for entry in entries)


def action_fits(entry: str, action: str) -> bool:
    if entry == "*":
        return True
    name = entry.split(":", 1)[1] if ":" in entry else ""
    if name == "" or any(character.isspace() for character in name):
        return False
    return fits(wild(entry.lower()), action.lower())


# Resources (section 4)


def about_resource(statement: Json, case: "Case", kind: str, has_variables: bool) -> bool:
    is_deny = statement["Effect"] == "Deny"
    if "Resource" not in statement and "NotResource" not in statement:
        return is_deny or kind in ("resource", "trust")
    if "Resource" in statement:
        entries = listed(statement["Resource"])
        return any(resource_fits(entry, case, kind, has_variables) is True for entry in entries)
    entries = listed(statement["NotResource"])
    answers = [resource_fits(entry, case, kind, has_variables) for entry in entries]
    if True in answers:
        return False
    return is_deny or (None not in answers and answers != [])


def resource_fits(entry: str, case: "Case", kind: str, has_variables: bool) -> bool | None:
    """None means that the entry says nothing: a variable without a value, a short ARN (R-7)."""
    if entry != "" and set(entry) == {"*"}:
        return True
    fields = entry.split(":", 5)
    if len(fields) < 6:
        if not entry.endswith("*") and kind not in ("identity", "session", "boundary"):
            return None
        fields += ["*"] * (6 - len(fields))
        has_variables = False
    last = filled(fields[5], case, has_variables, has_wildcards=True)
    if last is None:
        return None
    if case.takes_no_resource:
        return False
    wanted = [*map(wild, fields[:5]), last]
    found = case.resource.split(":", 5)
    by_field = len(found) == 6 and all(map(fits, wanted, found))
    crosses = any(field.endswith("*") for field in fields[1:5])
    whole = [element for field in wanted for element in (":", *field)][1:]
    return by_field or (crosses and fits(whole, case.resource))


# Conditions (section 6)


def conditions_hold(statement: Json, case: "Case", has_variables: bool) -> bool:
    tests = [
        (operator, key, listed(values))
        for operator, keys in statement.get("Condition", {}).items()
        for key, values in keys.items()
    ]
    if any(base_of(operator) not in BASES for operator, _, _ in tests):
        return bool(statement["Effect"] == "Deny")
    return all(
        condition_holds(operator, case.context.get(key.lower()), values, case, has_variables)
        for operator, key, values in tests
    )


def base_of(operator: str) -> str:
    for prefix in ("ForAllValues:", "ForAnyValue:"):
        operator = operator.removeprefix(prefix)
    return operator.removesuffix("IfExists")


def condition_holds(
    operator: str, seen: Json, values: list[Json], case: "Case", has_variables: bool
) -> bool:
    base, if_exists = base_of(operator), operator.endswith("IfExists")
    texts = [text_of(value) for value in values]
    if base == "Null":
        is_absent = seen is None or seen == []
        return ("true" if is_absent else "false") in [text.lower() for text in texts]
    given = [] if seen is None else [seen] if isinstance(seen, str) else seen
    if not texts and (if_exists or operator.startswith("ForAllValues:")):
        return given == []
    if operator.startswith("ForAllValues:"):
        return all(value_meets(base, value, texts, case, has_variables) for value in given)
    if operator.startswith("ForAnyValue:"):
        if seen is None:
            return if_exists
        return texts != [] and any(
            value_meets(base, value, texts, case, has_variables) for value in given
        )
    if seen is None:
        return if_exists or "Not" in base
    return isinstance(seen, str) and value_meets(base, seen, texts, case, has_variables)


def value_meets(base: str, given: str, texts: list[str], case: "Case", has_variables: bool) -> bool:
    test, is_negated, is_strict = BASES[base]
    answers = [test(given, text, case, has_variables) for text in texts]
    if not is_negated:
        return True in answers
    if is_strict and (None in answers or test(given, given, case, False) is None):
        return False
    return True not in answers


def text_of(value: Json) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else json.dumps(value)


def string_equals(given: str, text: str, case: "Case", has_variables: bool) -> bool:
    return filled(text, case, has_variables, has_wildcards=False) == list(given)


def string_equals_ignoring_case(given: str, text: str, case: "Case", has_variables: bool) -> bool:
    wanted = filled(text, case, has_variables, has_wildcards=False)
    return wanted is not None and "".join(wanted).lower() == given.lower()


def string_like(given: str, text: str, case: "Case", has_variables: bool) -> bool:
    pattern = filled(text, case, has_variables, has_wildcards=True)
    return pattern is not None and fits(pattern, given)


def arn_like(given: str, text: str, case: "Case", has_variables: bool) -> bool:
    fields, inside, current = [], False, ""
    for place, character in enumerate(text):
        inside = has_variables and (inside or text.startswith("${", place)) and character != "}"
        if character == ":" and not inside and len(fields) < 5:
            fields.append(current)
            current = ""
        else:
            current += character
    fields.append(current)
    found = given.split(":", 5)
    if len(fields) < 6 or len(found) < 6 or found[0] != "arn":
        return False
    patterns = [filled(field, case, has_variables, has_wildcards=True) for field in fields]
    return None not in patterns and all(
        pattern is not None and fits(pattern, field)
        for pattern, field in zip(patterns, found, strict=True)
    )


def boolean(given: str, text: str, case: "Case", has_variables: bool) -> bool:
    wanted = filled(text, case, has_variables, has_wildcards=False)
    return wanted is not None and "".join(wanted).lower() == given.lower() in ("true", "false")


def binary(given: str, text: str, case: "Case", has_variables: bool) -> bool:
    try:
        return base64.b64decode(text, validate=True) == given.encode()
    except binascii.Error:
        return False


def address(given: str, text: str, case: "Case", has_variables: bool) -> bool | None:
    try:
        ip, network = ip_address(given), ip_network(text, strict=False)
    except ValueError:
        return None
    return ip.version == network.version and ip in network


def number_of(text: str) -> Fraction | None:
    digits = text[1:] if text[:1] in ("-", "+") else text
    whole, _, part = digits.partition(".")
    if not (whole + part).isdecimal() or not digits.isascii():
        return None
    return Fraction(text)


def instant_of(text: str) -> Fraction | None:
    epoch = number_of(text)
    if epoch is not None:
        return epoch
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return Fraction((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())


def numeric(order: Any) -> Any:
    return compared(number_of, order)


def dated(order: Any) -> Any:
    return compared(instant_of, order)


def compared(read: Any, holds: Any) -> Any:
    def test(given: str, text: str, case: "Case", has_variables: bool) -> bool | None:
        left, right = read(given), read(text)
        return None if left is None or right is None else holds(left, right)

    return test


ORDERS = {
    "Equals": lambda given, wanted: given == wanted,
    "LessThan": lambda given, wanted: given < wanted,
    "LessThanEquals": lambda given, wanted: given <= wanted,
    "GreaterThan": lambda given, wanted: given > wanted,
    "GreaterThanEquals": lambda given, wanted: given >= wanted,
}
# Operator: its test of one value, whether it is negated, and whether unreadable text fails it.
BASES: dict[str, tuple[Any, bool, bool]] = {
    "StringEquals": (string_equals, False, False),
    "StringNotEquals": (string_equals, True, False),
    "StringEqualsIgnoreCase": (string_equals_ignoring_case, False, False),
    "StringNotEqualsIgnoreCase": (string_equals_ignoring_case, True, False),
    "StringLike": (string_like, False, False),
    "StringNotLike": (string_like, True, False),
    "ArnEquals": (arn_like, False, False),
    "ArnLike": (arn_like, False, False),
    "ArnNotEquals": (arn_like, True, False),
    "ArnNotLike": (arn_like, True, False),
    "Bool": (boolean, False, False),
    "BinaryEquals": (binary, False, False),
    "IpAddress": (address, False, False),
    "NotIpAddress": (address, True, True),
    "NumericNotEquals": (compared(number_of, ORDERS["Equals"]), True, True),
    "DateNotEquals": (compared(instant_of, ORDERS["Equals"]), True, True),
    "Null": (None, False, False),
    **{f"Numeric{name}": (numeric(order), False, False) for name, order in ORDERS.items()},
    **{f"Date{name}": (dated(order), False, False) for name, order in ORDERS.items()},
}


# Principals (section 5)


def how_named(statement: Json, case: "Case", kind: str) -> str | None:
    """How a statement names the caller: session, user, role, everyone, provider, account …"""
    if kind in ("identity", "boundary", "session", "scp"):
        has_principal = "Principal" in statement or "NotPrincipal" in statement
        return "everyone" if not has_principal or statement["Effect"] == "Deny" else None
    if "Principal" in statement:
        ways = [case.way_named(*entry) for entry in principal_entries(statement["Principal"])]
        return next((way for way in STRONGEST_FIRST if way in ways), None)
    if "NotPrincipal" in statement:
        return how_unlisted(statement, case, kind)
    return "everyone" if kind == "rcp" else None


STRONGEST_FIRST = ("session", "user", "role", "provider", "service", "everyone", "account")


def how_unlisted(statement: Json, case: "Case", kind: str) -> str | None:
    is_deny = statement["Effect"] == "Deny"
    if kind == "trust" and not is_deny:
        return None
    if is_deny and case.has_account and case.has_boundary:
        return "everyone"
    entries = principal_entries(statement["NotPrincipal"])
    ways = {
        case.way_named(*entry)
        for entry in entries
        if entry[0] != "Federated" or case.kind == "provider"
    } - {None}
    is_exempt = bool(ways - {"account"}) or (case.kind == "root" and "account" in ways)
    return None if is_exempt else "everyone"


def principal_entries(principal: Json) -> list[tuple[str, str]]:
    if isinstance(principal, str):
        return [("AWS", "*")] if principal == "*" else []
    return [(type_, entry) for type_, entries in principal.items() for entry in listed(entries)]


class Case:
    """A question with its caller taken apart."""

    def __init__(self, case: Json) -> None:
        request = case["request"]
        self.action = request["action"]
        self.resource = request["resource"]["arn"]
        self.takes_no_resource = self.resource == "*" or bool(request.get("wildcardOnlyAction"))
        self.owner = request["resource"]["accountId"]
        self.principal = request["principal"]
        self.has_boundary = bool(case["permission_boundaries"])
        given = {key.lower(): value for key, value in request["context"].items()}
        self.read_principal(given)
        self.context = {**self.known(given), **given}

    def read_principal(self, given: Json) -> None:
        self.account = self.role = self.user = self.provider = None
        self.kind = "anonymous"
        if self.principal is None:
            return
        if not self.principal.startswith("arn:"):
            self.kind = "service" if self.principal.endswith(".amazonaws.com") else "provider"
            self.provider = self.principal
            return
        *_, account, resource = self.principal.split(":", 5)
        name = resource.split("/")
        self.kind = {
            "root": "root",
            "user": "user",
            "role": "role",
            "assumed-role": "session",
            "federated-user": "federated",
            "saml-provider": "provider",
        }[name[0]]
        if self.kind == "provider":
            self.provider = self.principal
            return
        self.account = account
        if self.kind == "role":
            self.role = self.principal
        if self.kind == "session":
            known = given.get("aws:principalarn", "")
            is_own = known.startswith(f"arn:aws:iam::{account}:role/") and known.endswith(
                f"/{name[1]}"
            )
            self.role = known if is_own else None
            self.role_name = name[1]
            self.provider = given.get("aws:federatedprovider")
        if self.kind == "federated":
            self.user = f"arn:aws:iam::{account}:user/{name[1]}"

    def known(self, given: Json) -> Json:
        types = {"root": "Account", "user": "User", "federated": "FederatedUser"}
        types |= {"role": "AssumedRole", "session": "AssumedRole", "anonymous": "Anonymous"}
        known = {"aws:resourceaccount": self.owner, "aws:principaltype": types.get(self.kind)}
        if self.kind not in ("anonymous", "provider"):
            known["aws:principalisawsservice"] = "true" if self.kind == "service" else "false"
        if self.account:
            own = self.principal
            if self.kind == "session":
                own = self.role or f"arn:aws:iam::{self.account}:role/{self.role_name}"
            known |= {"aws:principalaccount": self.account, "aws:principalarn": own}
        if self.kind == "anonymous":
            known["aws:userid"] = "anonymous"
        if self.kind == "user":
            known["aws:username"] = self.principal.split("/")[-1]
        return {key: value for key, value in known.items() if value is not None}

    @property
    def has_account(self) -> bool:
        return self.account is not None

    @property
    def is_service_linked(self) -> bool:
        return self.role is not None and "role/aws-service-role/" in self.role

    def way_named(self, type_: str, entry: str) -> str | None:
        if type_ == "Service":
            return "service" if self.kind == "service" and entry == self.principal else None
        if type_ == "Federated":
            if self.kind == "service" or self.provider != entry:
                return None
            return "provider" if self.kind == "provider" else "role"
        if type_ != "AWS":
            return None
        if entry == "*":
            return "everyone"
        if self.account and entry in (self.account, f"arn:aws:iam::{self.account}:root"):
            return "account"
        return self.way_named_by_arn(entry)

    def way_named_by_arn(self, entry: str) -> str | None:
        if entry == self.principal and self.kind in ("session", "federated"):
            return "session"
        if entry == self.principal and self.kind == "user":
            return "user"
        if self.user is not None and entry == self.user:
            return "user"
        if self.role is not None:
            return "role" if entry == self.role else None
        if self.kind == "session" and entry.startswith(f"arn:aws:iam::{self.account}:role/"):
            return "role" if entry.split("/")[-1] == self.role_name else None
        return None


# Decisions (section 7)


def judge(documents: list[Json], kind: str, case: Case) -> tuple[str, set[str]]:
    """What the documents of one type say, and the ways in which their Allows name the caller."""
    ways: set[str] = set()
    for statement, has_variables in statements_of(documents):
        way = how_named(statement, case, kind)
        applies = (
            way is not None
            and about_action(statement, case.action)
            and about_resource(statement, case, kind, has_variables)
            and conditions_hold(statement, case, has_variables)
        )
        if applies and statement["Effect"] == "Deny":
            return EXPLICIT, set()
        if applies and way is not None:
            ways.add(way)
    # A Deny further on still beats what was found (D-2).
    return (ALLOWED, ways) if ways else (IMPLICIT, ways)


def statements_of(documents: list[Json]) -> list[tuple[Json, bool]]:
    found = []
    for document in documents:
        whole = json.loads(document) if isinstance(document, str) else document
        has_variables = whole.get("Version") == "2012-10-17"
        found += [(statement, has_variables) for statement in listed(whole["Statement"])]
    return found


def decision(question: Json) -> str:
    """The decision, by the letter of the rules."""
    case = Case(question)
    action = case.action.lower()
    is_free = action in ("sts:getcalleridentity", "sts:getsessiontoken")
    if is_free and case.kind not in ("anonymous", "provider"):
        return ALLOWED
    needs_trust = trust_kind(action, case.resource)
    policy, session_policy = question["resource_policy"], question["session_policy"]
    kind = "trust" if needs_trust == "role" else "resource"
    resource, ways = judge([policy] if policy else [], kind, case)
    own = [("identity", question["identity_policies"])]
    own += [("boundary", question["permission_boundaries"])]
    own += [("session", [session_policy] if session_policy else [])]
    sides = {
        name: judge(found, name, case)[0] if case.has_account else IMPLICIT for name, found in own
    }
    gates = organization(question, case)
    if EXPLICIT in (*gates, resource, *sides.values()):
        return EXPLICIT
    if set(gates) - {ALLOWED}:
        return IMPLICIT
    if action == "sts:assumerole" and case.role is not None and case.role == case.resource:
        ways = ways & {"role", "session"}
    if not case.has_account:
        return ALLOWED if ways & {"everyone", "service", "provider"} else IMPLICIT
    if case.kind == "federated" and action.startswith(("iam:", "sts:")):
        return IMPLICIT
    return with_account(question, case, ways, sides, needs_trust)


def trust_kind(action: str, arn: str) -> str | None:
    if action.startswith("sts:") and is_arn_of(arn, "iam", "role/"):
        return "role"
    return "key" if action.startswith("kms:") and is_arn_of(arn, "kms", "key/") else None


def organization(question: Json, case: Case) -> list[str]:
    """What each level of the organizations says, of those that bind (D-24)."""
    if case.is_service_linked:
        return []
    rcps = [judge(level["policies"], "rcp", case)[0] for level in question["rcps"]]
    scps = [judge(level["policies"], "scp", case)[0] for level in question["scps"]]
    return [*rcps, *scps] if case.has_account else rcps


def with_account(
    question: Json, case: Case, ways: set[str], sides: dict[str, str], needs_trust: str | None
) -> str:
    """7.2 and 7.3, for callers with policies of their own."""
    is_root, is_federated = case.kind == "root", case.kind == "federated"
    allows = is_root or sides["identity"] == ALLOWED
    named = False
    if case.account == case.owner:
        direct = ways & {"session", "everyone"} or ("user" in ways and case.kind == "user")
        if direct or (is_root and "account" in ways):
            return ALLOWED
        named = "role" in ways or ("user" in ways and is_federated)
        base = named or (allows and (needs_trust is None or "account" in ways))
    else:
        base = bool(ways) and allows
    if not base:
        return IMPLICIT
    if question["permission_boundaries"] and sides["boundary"] != ALLOWED:
        return IMPLICIT
    if question["session_policy"]:
        return ALLOWED if sides["session"] == ALLOWED else IMPLICIT
    return IMPLICIT if is_federated and not named else ALLOWED


def is_arn_of(arn: str, service: str, start: str) -> bool:
    fields = arn.split(":", 5)
    return len(fields) == 6 and fields[2] == service and fields[5].startswith(start)


def listed(value: Json) -> list[Json]:
    return [one for one in value if one is not None] if isinstance(value, list) else [value]
