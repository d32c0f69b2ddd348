"""People who hold one of every credential there is, and the requests that each of them makes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from botocore.auth import SigV4Auth, SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from django.test import Client

from accounts.models import Account, Group, Role, User
from accounts.operations.enrolment_links import create_enrolment_link
from accounts.operations.passwords import create_password_link
from accounts.signin import sessions
from policies.models import Policy
from tests import federated, people, providers
from tests.authenticators import Authenticator, enrol
from tests.faces.wire.conftest import client_with
from tests.security.elsewhere import Asked
from tests.signin.browsers import try_user

LISTING = "Action=ListUsers&Version=2010-05-08"
WHO_AM_I = "Action=GetCallerIdentity&Version=2011-06-15"
SITE = "http://127.0.0.1"
Keys = Mapping[str, str]
"""AWS's name for what a client signs with: AccessKeyId, SecretAccessKey, SessionToken."""


@dataclass
class Holder:
    """A user, the roles around it, and what it was given. All its rights come from its group."""

    account: Account
    name: str
    user: User = field(init=False)
    crew: Group = field(init=False)
    listing: Policy = field(init=False)
    phone: Authenticator = field(init=False)
    key: Keys = field(init=False)
    roles: dict[str, Role] = field(default_factory=dict)
    requests: dict[str, Callable[[], Asked]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.user = people.make_user(self.account, self.name)
        people.give_password(self.user)
        self.crew = people.make_group(self.account, f"crew-{self.name}", self.user)
        rights = people.allow("iam:ListUsers"), people.allow("sts:*")
        self.listing = people.make_policy(self.account, f"listing-{self.name}", *rights)
        people.attach(self.crew, self.listing)
        key_id, secret = people.access_key(self.user)
        self.key = {"AccessKeyId": key_id, "SecretAccessKey": secret}
        self.phone = enrol(self.user, f"phone-{self.name}")
        self._make_roles()
        self._at_browsers()
        self._at_shells()
        self._by_link()

    def _make_roles(self) -> None:
        account, name = self.account, self.name
        first = people.make_role(account, f"first-{name}", self.user.arn)
        second = people.make_role(account, f"second-{name}", first.arn)
        web = providers.make_federated_role(account, f"web-{name}", self._issuer, federated.WEB)
        saml = providers.make_federated_role(account, f"saml-{name}", self._idp, federated.SAML)
        self.roles = {"first": first, "second": second, "web": web, "saml": saml}
        for role in self.roles.values():
            people.grant(role, people.allow("iam:ListUsers"), people.allow("sts:*"))

    @property
    def _issuer(self) -> str:
        return f"arn:aws:iam::{self.account.id}:oidc-provider/{federated.URL}"

    @property
    def _idp(self) -> str:
        return f"arn:aws:iam::{self.account.id}:saml-provider/idp"

    def _at_browsers(self) -> None:
        """One that is signed in, one that acts as a role, and one yet to show the second factor."""
        browser, acting, waiting = self._signed_in(-1), self._signed_in(0), Client()
        taken = acting.post("/switch-role", {"role_arn": self.roles["first"].arn})
        assert taken.status_code == 302
        assert try_user(waiting, self.account.id, self.name).status_code == 302
        self.requests |= {
            "browser": _with_cookie("/api/v1/users", browser),
            "browser's own page": _with_cookie("/console/me", browser),
            "browser acting as a role": _with_cookie("/api/v1/users", acting),
            "browser without its factor": _with_cookie("/signin/factor", waiting),
        }

    def _signed_in(self, step: int) -> Client:
        client = Client()
        assert try_user(client, self.account.id, self.name).status_code == 302
        shown = {"choice": self.phone.serial_number, "code": self.phone.code(step)}
        assert client.post("/signin/factor", shown).status_code == 302
        return client

    def _at_shells(self) -> None:
        sts = client_with("sts", self.key["AccessKeyId"], self.key["SecretAccessKey"])
        shown = {"SerialNumber": self.phone.serial_number, "TokenCode": self.phone.code(1)}
        session = sts.get_session_token(**shown)["Credentials"]
        federation = sts.get_federation_token(Name="sam")["Credentials"]
        first = self.taken(sts, "first")
        second = self.taken(federated.session_client("sts", first), "second")
        self.requests |= {
            "key": lambda: signed(self.key, LISTING),
            "presigned address": _once(presigned(self.key)),
            "session token": lambda: signed(session, LISTING),
            "federation token": lambda: signed(federation, WHO_AM_I, "sts"),
            "role": lambda: signed(first, LISTING),
            "chained role": lambda: signed(second, LISTING),
            "role by web identity": _signing(self._by_web_identity()),
            "role by SAML": _signing(self._by_saml()),
            "taking on a role": lambda: signed(self.key, self._assuming("first"), "sts"),
        }

    def taken(self, sts: Any, role: str) -> Keys:
        given = {"RoleArn": self.roles[role].arn, "RoleSessionName": "mine"}
        keys: Keys = sts.assume_role(**given)["Credentials"]
        return keys

    def _assuming(self, role: str) -> str:
        asked = {"Action": "AssumeRole", "Version": "2011-06-15", "RoleSessionName": "again"}
        return urlencode(asked | {"RoleArn": self.roles[role].arn})

    def _by_web_identity(self) -> Keys:
        answer = federated.taken(_nobodys_sts(), self.roles["web"], providers.token())
        keys: Keys = answer["Credentials"]
        return keys

    def _by_saml(self) -> Keys:
        role, idp = self.roles["saml"], _Named(self._idp)
        response = providers.response(federated.words(role, idp))
        keys: Keys = federated.redeemed(_nobodys_sts(), role, idp, response)["Credentials"]
        return keys

    def _by_link(self) -> None:
        admin = people.calling(User.objects.get(account=self.account, is_root=True))
        password = create_password_link(admin, user_name=self.name).link_token
        factor = create_enrolment_link(admin, user_name=self.name).link_token
        self.requests |= {
            "link to set a password": _once(Asked("GET", f"/signin/reset/{password}")),
            "link to set up a factor": _once(Asked("GET", f"/signin/enrol/{factor}")),
        }


class Newcomer(Holder):
    """A user whose account asks for a second factor, and who has none yet."""

    enrolling: Asked
    anything_else: Asked

    def __post_init__(self) -> None:
        Account.objects.filter(id=self.account.id).update(is_mfa_required=True)
        self.user = people.make_user(self.account, self.name)
        people.give_password(self.user)
        browser = Client()
        assert try_user(browser, self.account.id, self.name).status_code == 302
        self.enrolling = _with_cookie("/console/me/mfa", browser)()
        self.anything_else = _with_cookie("/console/me", browser)()


@dataclass(frozen=True)
class _Named:
    arn: str


def _nobodys_sts() -> Any:
    return client_with("sts", "AKIAAAAAAAAAAAAAAAAA", "no secret at all")


def _once(asked: Asked) -> Callable[[], Asked]:
    return lambda: asked


def _signing(keys: Keys) -> Callable[[], Asked]:
    return lambda: signed(keys, LISTING)


def _with_cookie(path: str, browser: Client) -> Callable[[], Asked]:
    cookie = browser.cookies[sessions.COOKIE].value
    return _once(Asked("GET", path, {"Cookie": f"{sessions.COOKIE}={cookie}"}))


def signed(keys: Keys, body: str, service: str = "iam") -> Asked:
    """A request of the AWS protocol, signed now."""
    headers = {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"}
    request = AWSRequest("POST", f"{SITE}/", headers=headers, data=body)
    SigV4Auth(_credentials(keys), service, "us-east-1").add_auth(request)
    return Asked("POST", "/", dict(request.headers), body)


def presigned(keys: Keys) -> Asked:
    """An address that tells who signed it, for a quarter of an hour."""
    request = AWSRequest("GET", f"{SITE}/?{WHO_AM_I}")
    SigV4QueryAuth(_credentials(keys), "sts", "us-east-1", expires=900).add_auth(request)
    return Asked("GET", request.url.removeprefix(SITE))


def _credentials(keys: Keys) -> Credentials:
    return Credentials(keys["AccessKeyId"], keys["SecretAccessKey"], keys.get("SessionToken"))
