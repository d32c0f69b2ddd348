"""Requests no AWS client would send, and how they are told so. Nothing is done by any of them."""

from __future__ import annotations

import random
import string
from functools import cache
from urllib.parse import quote, urlencode
from xml.etree import ElementTree

import botocore.session
import pytest
from django.test import Client

from accounts.models import Event, User
from accounts.operations import users
from iamconsole.fields import Choice, Count, Flag, ListOf, Structure, declared_members
from iamconsole.gate import operations
from iamconsole.spelling import wire_name
from tests.faces.wire.conftest import site
from tests.people import access_key
from tests.signing import signed

IAM = {"Version": "2010-05-08"}
MODEL = botocore.session.get_session().get_service_model("iam")
XML = {"iam": "{https://iam.amazonaws.com/doc/2010-05-08/}"}


class Answer:
    """An answer, read as XML."""

    def __init__(self, response):
        self.response = response
        self.status = response.status_code
        self.tree = ElementTree.fromstring(response.content)  # noqa: S314  # our own answer

    def text(self, tag):
        found = self.tree.find(f".//{XML['iam']}{tag}")
        return None if found is None else found.text or ""

    @property
    def refusal(self):
        return self.status, self.text("Code")


@pytest.fixture
def key(alice):
    return access_key(alice)


def send(key, body, *, address="/", method="POST", **more):
    """The answer to a body, signed whatever it says."""
    body = urlencode(body) if isinstance(body, dict) else body
    body = body.encode() if isinstance(body, str) else body
    request = signed(key, method=method, address=address, body=body, service="iam", **more)
    return Answer(deliver(request))


def deliver(request, client=None):
    environ = {
        name: value
        for name, value in request.environ.items()
        if name.startswith(("HTTP_", "CONTENT_", "REQUEST_", "QUERY_", "PATH_"))
    }
    return (client or site()).request(**environ, **{"wsgi.input": request.environ["wsgi.input"]})


def test_an_answer_is_written_as_aws_writes_it(key, alice):
    answer = send(key, IAM | {"Action": "GetUser", "UserName": "alice"})
    request_id = answer.response.headers["x-amzn-RequestId"]
    assert answer.response.headers["Content-Type"] == "text/xml"
    assert answer.response.content.decode() == (
        '<GetUserResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><GetUserResult><User>'
        f"<Path>/staff/</Path><UserName>alice</UserName><UserId>{alice.user_id}</UserId>"
        f"<Arn>{alice.arn}</Arn><CreateDate>{alice.created:%Y-%m-%dT%H:%M:%SZ}</CreateDate>"
        "</User></GetUserResult><ResponseMetadata>"
        f"<RequestId>{request_id}</RequestId></ResponseMetadata></GetUserResponse>\n"
    )


def test_nothing_to_say_has_no_result_and_an_empty_list_is_an_element(key):
    done = send(key, IAM | {"Action": "TagUser", "UserName": "alice", "Tags": ""})
    assert (done.status, done.text("TagUserResult")) == (200, None)
    listed = send(key, IAM | {"Action": "ListGroups"})
    assert (listed.text("Groups"), listed.text("IsTruncated")) == ("", "false")


def test_a_refusal_is_written_as_aws_writes_it(key):
    answer = send(key, IAM | {"Action": "GetUser", "UserName": "nobody"})
    request_id = answer.response.headers["x-amzn-RequestId"]
    assert answer.status == 404
    assert answer.response.content.decode() == (
        '<ErrorResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><Error>'
        "<Type>Sender</Type><Code>NoSuchEntity</Code>"
        "<Message>The user with name nobody cannot be found.</Message></Error>"
        f"<RequestId>{request_id}</RequestId></ErrorResponse>\n"
    )
    assert Event.objects.get().request_id == request_id


@pytest.mark.parametrize(
    ("body", "refusal"),
    [
        ({"Version": "2010-05-08"}, (400, "MissingAction")),
        ({"Action": "GetUser"}, (400, "InvalidAction")),
        ({"Action": "GetUser", "Version": "2011-06-15"}, (400, "InvalidAction")),
        ({"Action": "GetCallerIdentity", "Version": "2011-06-15"}, (400, "InvalidAction")),
        ({"Action": "GetCallerIdentity", "Version": "2010-05-08"}, (400, "InvalidAction")),
        ({"Action": "SearchUsers", "Version": "2010-05-08"}, (400, "InvalidAction")),
        ({"Action": "get_user", "Version": "2010-05-08"}, (400, "InvalidAction")),
        ({"Action": "GetUser ", "Version": "2010-05-08"}, (400, "InvalidAction")),
    ],
)
def test_an_operation_is_asked_by_its_name_version_and_service(key, body, refusal):
    answer = send(key, body)
    assert answer.status == refusal[0]
    assert f"<Code>{refusal[1]}</Code>" in answer.response.content.decode()


def test_the_refusal_names_action_and_version(key):
    answer = send(key, {"Action": "MakeTea", "Version": "2010-05-08"})
    assert answer.text("Message") == "Could not find operation MakeTea for version 2010-05-08"


@pytest.mark.parametrize(
    "body",
    [
        "Action=CreateUser&Version=2010-05-08&UserName=dan&UserName=dave",
        "Action=CreateUser&Action=DeleteUser&Version=2010-05-08&UserName=dan",
        "Action=CreateUser&Version=2010-05-08&UserName",
        "Action=CreateUser&Version=2010-05-08&UserName=%FF",
        "Action=CreateUser&Version=2010-05-08&UserName=dän",
        "Action=CreateUser&Version=2010-05-08&UserName=dan" + "&A=1" * 2001,
    ],
)
def test_parameters_that_cannot_be_read_in_one_way_are_refused(key, body):
    assert send(key, body).refusal == (400, "MalformedQueryString")
    assert not User.objects.exclude(name__in=("alice", "")).exists()


def test_what_is_said_in_the_address_is_not_said_again_in_the_body(key):
    body = IAM | {"Action": "CreateUser", "UserName": "dan"}
    assert send(key, body, address="/?UserName=dave").refusal == (400, "MalformedQueryString")


@pytest.mark.parametrize(
    ("members", "named"),
    [
        ({"Nickname": "d"}, "Nickname"),
        ({"username": "d"}, "username"),
        ({"user_name": "d"}, "user_name"),
        ({"UserName.member.1": "d"}, "UserName.member.1"),
        ({"Tags.member.0.Key": "k"}, "Tags.member.0.Key"),
        ({"Tags.member.01.Key": "k"}, "Tags.member.01.Key"),
        ({"Tags.member.x.Key": "k"}, "Tags.member.x.Key"),
        ({"Tags.member.123456.Key": "k"}, "Tags.member.123456.Key"),
        ({"Tags.entry.1.Key": "k"}, "Tags.entry.1.Key"),
        ({"Tags.1.Key": "k"}, "Tags.1.Key"),
        ({"Tags.member.1.Colour": "k"}, "Tags.member.1.Colour"),
        ({"Tags.member.1.Key.member.1": "k"}, "Tags.member.1.Key.member.1"),
        ({"Tags": "", "Tags.member.1.Key": "k"}, "Tags.member.1.Key"),
        ({"Tags" + ".member.1" * 500: "k"}, "Tags.member.1.member"),
    ],
)
def test_members_the_operation_does_not_have_are_refused_by_name(key, members, named):
    answer = send(key, IAM | {"Action": "CreateUser", "UserName": "dan"} | members)
    assert answer.refusal == (400, "ValidationError")
    assert f"'{named}" in answer.text("Message")
    assert not User.objects.filter(name="dan").exists()


@pytest.mark.parametrize(
    "members",
    [
        {"UserName": "x" * 65},
        {"UserName": ""},
        {"UserName": "dan\0"},
        {"UserName": "dan", "Path": "/a\x01/"},
        {"UserName": "dan", "PermissionsBoundary": "arn:aws:iam::aws:policy/\0"},
        {"UserName": "dan", "Tags": "a list"},
        {"UserName": "dan", "Tags.member.1": "a structure"},
        {"UserName": "dan", "Tags.member.1.Key": "no value"},
        {"UserName": "dan"} | {f"Tags.member.{n}.Key": "k" for n in range(1, 60)},
        {},
    ],
)
def test_values_outside_their_limits_are_refused(key, members):
    answer = send(key, IAM | {"Action": "CreateUser"} | members)
    assert answer.refusal == (400, "ValidationError")
    assert "failed to satisfy constraint" in answer.text("Message")
    assert not User.objects.filter(name__startswith="dan").exists()


def test_gaps_in_a_list_close_and_its_numbers_order_it(key):
    members = {
        "Tags.member.90.Key": "",
        "Tags.member.90.Value": "an empty key, at the end",
        "Tags.member.2.Key": "first",
        "Tags.member.2.Value": "",
        "Tags.member.11.Key": "second",
        "Tags.member.11.Value": "",
    }
    answer = send(key, IAM | {"Action": "CreateUser", "UserName": "dan"} | members)
    assert "'tags.3.member.key' failed" in answer.text("Message")
    assert "tags.1" not in answer.text("Message")


def test_what_goes_beside_the_members_is_let_pass(key):
    beside = {"SignatureVersion": "4", "AUTHPARAMS": "x", "X-Amz-Meta": "x"}
    assert send(key, IAM | {"Action": "GetUser"} | beside).status == 200


@pytest.mark.parametrize(
    "kind", ["application/json", "multipart/form-data; boundary=x", "text/xml"]
)
def test_only_forms_are_read(key, kind):
    body = IAM | {"Action": "GetUser"}
    answer = send(key, body, headers={"Content-Type": kind})
    assert answer.refusal == (400, "MalformedQueryString")


def test_a_body_over_a_mebibyte_is_refused_before_any_work(key, django_assert_num_queries):
    with django_assert_num_queries(0):
        answer = send(key, b"Action=GetUser&Version=2010-05-08&UserName=" + b"x" * 1024 * 1024)
    assert answer.refusal == (413, "RequestTooLarge")


def test_unsigned_requests_reach_no_operation(key, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = Client().post("/", IAM | {"Action": "ListUsers"})
        answer = Answer(Client().post("/", urlencode(IAM), "application/x-www-form-urlencoded"))
    assert response.status_code == 400
    assert answer.refusal == (403, "MissingAuthenticationToken")


def test_a_signed_address_asks_as_a_body_does(key):
    address = "/?" + urlencode(IAM | {"Action": "GetUser", "UserName": "alice"})
    answer = send(key, b"", address=address, method="GET", expires=60)
    assert (answer.status, answer.text("UserName")) == (200, "alice")


def test_cookies_and_forgery_tokens_count_for_nothing(key):
    browser = Client(enforce_csrf_checks=True)
    browser.cookies["session"] = "whatever"
    request = signed(key, body=urlencode(IAM | {"Action": "GetUser"}).encode(), service="iam")
    response = deliver(request, browser)
    assert response.status_code == 200
    assert not response.cookies


def test_a_browser_that_comes_by_is_shown_the_console():
    response = Client().get("/")
    assert (response.status_code, response.headers["Location"]) == (302, "/console/")


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"])
def test_other_methods_are_not_spoken(method):
    assert Client().generic(method, "/").status_code == 405


def test_a_fault_of_ours_is_told_as_one_without_its_details(key, monkeypatch, caplog):
    def fail(user):
        raise RuntimeError("the secret recipe")

    monkeypatch.setattr(users.UserShape, "whole", fail)
    answer = send(key, IAM | {"Action": "GetUser"})
    assert answer.refusal == (500, "ServiceFailure")
    assert answer.text("Type") == "Receiver"
    assert "recipe" not in answer.response.content.decode()
    assert "recipe" in caplog.text


def test_text_that_xml_cannot_hold_does_not_break_an_answer(key, alice):
    alice.tags = {"odd": "a\x01b\x0b\ufffe\r\n<&>\"'\U0001f600"}
    alice.save(update_fields=["tags"])
    answer = send(key, IAM | {"Action": "GetUser"})
    assert answer.text("Value") == "a\ufffdb\ufffd\ufffd\r\n<&>\"'\U0001f600"


# ---- Two thousand calls -------------------------------------------------------------------------

HOSTILE = [
    "",
    " ",
    "\0",
    "\r\n",
    "../..",
    "%00",
    "${aws:username}",
    "' OR 1=1 --",
    "<x>&",
    "𝕏" * 40,
    "x" * 3000,
    "-1",
    "1e9",
    "9" * 30,
    "null",
    "true",
    "*",
    "alice",
    "ALICE",
    "/staff/",
    "arn:aws:iam::111122223333:user/staff/alice",
    "arn:aws:iam::aws:policy/IAMReadOnlyAccess",
    "arn:aws:iam::444455556666:policy/x",
    "v1",
    "AKIAAAAAAAAAAAAAAAAA",
    '{"Version":"2012-10-17","Statement":[]}',
    '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}',
    "[" * 500,
]
COMMON = {"AccessDenied", "ValidationError", "MalformedQueryString"}


def a_value(field, prefix, chance):
    """Parameters for one member: fit, nearly fit, or hostile."""
    match field:
        case ListOf():
            count = chance.choice([0, 1, 2, 60])
            if not count:
                return {prefix: ""}
            numbers = chance.sample(range(1, 200), count)
            items = [a_value(field.item, f"{prefix}.member.{n}", chance) for n in numbers]
            return {name: value for item in items for name, value in item.items()}
        case Structure():
            return some_members(declared_members(field.shape), f"{prefix}.", chance)
        case Choice():
            fit = chance.choice(field.values)
        case Flag():
            fit = chance.choice(["true", "False", "TRUE"])
        case Count():
            fit = str(chance.randint(field.min - 1, field.max + 1))
        case _:
            fit = "".join(chance.choices(string.ascii_letters, k=chance.choice([1, 16, 24, 64])))
    return {prefix: chance.choice([fit, fit, chance.choice(HOSTILE)])}


def some_members(members, prefix, chance):
    given = {}
    for name, member in members.items():
        if chance.random() < (0.9 if member.is_required else 0.3):
            given |= a_value(member.field, prefix + wire_name(name), chance)
    if chance.random() < 0.05:
        given[chance.choice(["Extra", f"{prefix}Extra", "a.b.c", ".", ""])] = "x"
    return given


def strange_ends(asked, count, root):
    """How odd calls, one operation after another, end that should have ended otherwise."""
    key = access_key(root)
    chance = random.Random(11)
    strange = {}
    for number in range(count):
        op = asked[number % len(asked)]
        body = urlencode(
            IAM | {"Action": op.name} | some_members(op.members, "", chance), quote_via=quote
        )
        answer = send(key, body)
        if answer.status >= 500 or answer.text("Code") not in codes_of(op.name):
            strange[op.name] = (answer.refusal, answer.text("Message"), body)
    return strange


IAMS = sorted((op for op in operations if op.service == "iam"), key=lambda op: op.name)


def test_two_thousand_odd_calls_end_in_an_answer_or_a_refusal_the_model_names(root):
    assert strange_ends(IAMS, 2000, root) == {}


@pytest.mark.deep
@pytest.mark.timeout(1200)
@pytest.mark.parametrize("op", IAMS, ids=lambda op: op.name)
def test_two_thousand_odd_calls_of_one_operation_end_likewise(op, root):
    assert strange_ends([op], 2000, root) == {}


@cache
def codes_of(name):
    """What the model says the operation may be refused with, and what every one may be."""
    shapes = MODEL.operation_model(name).error_shapes
    return {None, *COMMON, *(shape.error_code for shape in shapes)}
