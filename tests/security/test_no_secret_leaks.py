"""What is secret is told once to whom it is meant for, and is nowhere else: in no table, log, page,
trail, mail or `repr`."""

from __future__ import annotations

import logging
import re
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client

from accounts import trail
from accounts.models import Account, User
from accounts.operations import (
    access_keys,
    hardware_tokens,
    login_profiles,
    mfa_devices,
    outbound_federation,
    passwords,
    recovery_codes,
    saml_providers,
    server_certificates,
    service_specific_credentials,
    sts,
)
from iamconsole import fields
from iamconsole.caller import Caller
from iamconsole.errors import Refused
from iamconsole.gate import operations
from iamconsole.jobs import jobs
from iamconsole.logs import JsonLines
from iamconsole.sealed_columns import columns
from iamconsole.sealing import open_sealed
from tests import certificates, people, providers
from tests.contracts.doors import doors
from tests.contracts.test_query_counts import its_caller
from tests.contracts.world import World, askable, populate, sample, undone
from tests.security.leaks import clothes_of, dump, hidden_in, leaked
from tests.signin.browsers import try_root, try_user

CANARY = "canary-{}-tweets-at-dawn"
# Whoever sends a list of tokens is told which serial numbers, a line's first word, were of no use.
TELLS_LINES = {"ImportHardwareMFADevices"}


@pytest.fixture
def world(account: Account, alice: User) -> World:
    return populate(account)


def secrets_given(op: Any, params: dict[str, Any]) -> dict[str, str]:
    return {
        name: value
        for name, value in params.items()
        if isinstance(op.members[name].field, fields.Secret) and len(str(value)) >= 12
    }


def test_what_operations_take_and_give_in_secret_is_in_no_table_and_no_repr(
    world: World, alice: User, root: User, subtests: Any
) -> None:
    seen = 0
    for op in askable():
        params = sample(op, world)
        with undone():
            result = op.perform(its_caller(op, alice, root), params)
            trail.flush()
            told = {f"result {n}": text for n, text in enumerate(hidden_in(result))}
            secrets = secrets_given(op, params) | told
            if secrets:
                seen += 1
                with subtests.test(op.name):
                    assert leaked(secrets, dump()) == []
                    assert leaked(secrets, repr(result)) == []
    assert seen > 15, "or nothing was looked for"


@pytest.mark.timeout(600)
def test_what_operations_refuse_is_not_repeated_in_the_refusal(
    world: World, alice: User, root: User, subtests: Any
) -> None:
    """A secret that is too long, or beside an unknown name, is told to no trail and no error."""
    for op in operations:
        for name in sorted(op.secrets):
            canary = CANARY.format(name)
            for wrong in (canary, f"{canary}-{'x' * 200_000}", [canary], {"a": canary}):
                params = sample(op, world) | {name: wrong, "user_name": "nobody"}
                params = {n: v for n, v in params.items() if n in op.members}
                with subtests.test(op.name, member=name, kind=type(wrong)), undone():
                    told = ending(op, its_caller(op, alice, root), params)
                    assert op.name in TELLS_LINES or canary not in told
                    assert canary not in dump()


def ending(op: Any, caller: Caller, params: dict[str, Any]) -> str:
    """What a call comes to, in words."""
    try:
        return repr(op.perform(caller, params))
    except Refused as refusal:
        return f"{refusal} {refusal.message} {refusal!r}"


class Planted:
    """Everything secret there can be, made through the doors people use."""

    def __init__(self, account: Account) -> None:
        self.account = account
        self.secrets: dict[str, str] = {}
        self.reprs: list[str] = []
        self.dumps: list[str] = []
        self.alice = User.objects.get(account=account, name="alice")
        self.root = User.objects.get(account=account, is_root=True)
        people.give_password(self.alice, self.keep("password at first"))

    def keep(self, name: str, secret: str = "") -> str:
        self.secrets[name] = secret or CANARY.format(name.replace(" ", "-"))
        return self.secrets[name]

    def told(self, name: str, result: Any) -> None:
        """Note what a result told in secret."""
        self.reprs.append(repr(result))
        for number, secret in enumerate(hidden_in(result)):
            self.keep(f"{name} {number}", secret)

    def by_operations(self) -> None:
        admin, own = people.calling(self.alice), {"user_name": "alice"}
        people.make_user(self.account, "erin")
        first = self.keep("password of erin")
        login_profiles.create_login_profile(admin, user_name="erin", password=first)
        login_profiles.update_login_profile(
            admin, user_name="erin", password=self.keep("second password of erin")
        )
        self.told("link", passwords.create_password_link(admin, user_name="erin"))
        self.told("key", access_keys.create_access_key(admin, **own))
        device = mfa_devices.create_virtual_mfa_device(admin, virtual_mfa_device_name="app")
        self.told("seed", device)
        seed = self.keep("seed of a token", "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXA")
        hardware_tokens.import_hardware_mfa_device(admin, serial_number="GAHT12345678", seed=seed)
        self.told("recovery", recovery_codes.create_recovery_codes(admin))
        given = own | {"service_name": "codecommit.amazonaws.com"}
        made = service_specific_credentials.create_service_specific_credential(admin, **given)
        self.told("service password", made)
        issued = certificates.issue("leaky")
        server_certificates.upload_server_certificate(
            admin,
            server_certificate_name="leaky",
            certificate_body=issued.body,
            private_key=self.keep("key of a server", issued.key),
        )
        saml_key = self.keep("key of a SAML provider", providers.pem(providers.rsa_key("leaky")))
        saml_providers.create_saml_provider(
            admin,
            name="leaky",
            saml_metadata_document=providers.metadata(),
            assertion_encryption_mode="Allowed",
            add_private_key=saml_key,
        )
        outbound_federation.enable_outbound_web_identity_federation(admin)
        for column in columns():
            if column.model.__name__ == "IssuerKey":
                for row in column.model._base_manager.all():
                    owner = column.field.owner_of(row)
                    self.keep(f"key of the issuer {row.pk}", open_sealed(row.sealed_key, owner))
        asked = {"audience": ["warehouse"], "signing_algorithm": "ES384"}
        self.told("token for others", outbound_federation.get_web_identity_token(admin, **asked))
        by_key = people.calling_with_key(self.alice, people.access_key(self.alice)[0])
        self.told("session", sts.get_session_token(by_key))
        self.told("federated", sts.get_federation_token(by_key, name="sam"))

    def by_browsers(self) -> Client:
        """Sign-ins that fail in every way there is, one that does not, and a forgotten password."""
        stranger = Client(headers={"user-agent": "canary-free"})
        try_user(stranger, "example", "alice", self.keep("wrong password"))
        try_user(stranger, "example", self.keep("password typed as a name"), "x")
        try_user(stranger, self.keep("password typed as an account"), "alice", "x")
        try_root(stranger, self.keep("password typed as an address"), "x")
        try_root(stranger, self.root.email, self.keep("wrong password of root"))
        stranger.get(f"/signin/reset/{self.keep('made-up link')}")
        stranger.handler.enforce_csrf_checks = True
        stranger.post(f"/signin/reset/{self.keep('link in a forged form')}")
        stranger.handler.enforce_csrf_checks = False
        stranger.get("/console/", headers={"cookie": f"session={self.keep('made-up cookie')}"})
        asked = {"password": self.keep("password for a dead link"), "again": "other"}
        stranger.post("/signin/reset/nothing", asked)
        browser = Client(headers={"accept": "text/html"})
        try_user(browser, "example", "alice", self.secrets["password at first"])
        self.keep("cookie at first", browser.cookies["session"].value)
        changed = {
            "old_password": self.secrets["password at first"],
            "new_password": self.keep("password of alice's choice"),
            "again": self.secrets["password of alice's choice"],
        }
        browser.post("/console/me/password", changed)
        self.keep("cookie", browser.cookies["session"].value)
        browser.post("/console/users/erin/password", {"password": self.keep("too $hort" + "!" * 9)})
        return browser

    def by_mail(self) -> str:
        """Has root mailed a link; the link's secret part."""
        Client().post("/signin/forgot", {"email": self.root.email})
        for job in [*jobs().values()] * 2:
            job.work()
            self.dumps.append(dump())
        link = re.findall(r"/signin/reset/([\w-]+)", mail.outbox[-1].body)[0]
        return self.keep("mailed link", link)


def every_page(browser: Client) -> str:
    """What an administrator can read: every page of the console, and every answer of the API."""
    addresses = [door.address for door in doors()]
    answers = [browser.get(address) for address in addresses]
    assert sum(answer.status_code == 200 for answer in answers) > 60
    return "\n".join(
        f"{answer.getvalue().decode(errors='replace')} {dict(answer.headers)}" for answer in answers
    )


def files_of_the_database() -> str:
    """The bytes of SQLite's files, deleted rows included; nothing where there are none."""
    if connection.vendor != "sqlite":
        return ""
    name = connection.settings_dict["NAME"]
    beside = [Path(f"{name}{suffix}") for suffix in ("", "-wal")]
    return "\n".join(file.read_bytes().decode("latin-1") for file in beside if file.exists())


@pytest.mark.timeout(600)
def test_planted_secrets_are_found_nowhere(
    transactional_db: None, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    account = people.make_account(people.ACCOUNT, "example")
    people.attach(people.make_user(account, "alice"), "AdministratorAccess")
    planted = Planted(account)
    planted.by_operations()
    browser = planted.by_browsers()
    mailed = planted.by_mail()
    trail.flush()
    secrets = planted.secrets
    assert len(secrets) > 30
    assert leaked(secrets, "\n".join([*planted.dumps, dump()])) == []
    assert leaked(secrets, files_of_the_database()) == []
    assert leaked(secrets, every_page(browser)) == []
    trail.flush()
    assert leaked(secrets, dump()) == []
    assert leaked(secrets, "\n".join(map(JsonLines().format, caplog.records))) == []
    assert leaked(secrets, "\n".join(planted.reprs)) == []
    mails = "\n".join(str(sent.message()) for sent in mail.outbox).replace("=\n", "")
    assert leaked(secrets, mails.replace(mailed, "")) == []


def test_a_leak_would_be_noticed(db: None) -> None:
    """Or the tests above would prove nothing."""
    secret = CANARY.format("text")
    for text in clothes_of(secret):
        assert leaked({"it": secret}, f"... {text} ...") == ["it"]
    account = people.make_account(people.ACCOUNT, "example")
    people.make_user(account, "alice", tags={"note": secret})
    assert leaked({"it": secret}, dump()) == ["it"]
