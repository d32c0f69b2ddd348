"""Nothing of another account shows in anything an administrator of this one can ask.

The other account has the same names, and further ones; wherever it can hold text it holds a canary.
"""

from __future__ import annotations

import json
import re

import pytest

from accounts.models import (
    AccessKey,
    AccessReport,
    DelegationRequest,
    Event,
    Group,
    InstanceProfile,
    LoginProfile,
    OpenIDConnectProvider,
    Role,
    SAMLPrivateKey,
    SAMLProvider,
    ServerCertificate,
    ServiceSpecificCredential,
    SigningCertificate,
    SSHPublicKey,
    TokenIssuer,
    User,
)
from iamconsole.errors import Refused
from iamconsole.gate import operations
from policies.models import InlinePolicy, Policy, PolicyVersion
from tests.contracts.world import askable, populate, sample, undone
from tests.people import calling

CANARY = "canary"
THEIR_NAMES = {"user": "canary-u", "group": "canary-g", "policy": "canary-p", "inline": "canary-i"}


@pytest.fixture
def twin(mallory):
    """The other account: what this one has, with canaries, and things only it has."""
    User.objects.filter(account=mallory.account, is_root=True).update(email="canary@canary.example")
    twin = populate(mallory.account, CANARY)
    populate(mallory.account, f"{CANARY}-2", **THEIR_NAMES)
    calling_mallory = calling(mallory)
    for op in askable():
        if op.is_read:
            op.perform(calling_mallory, sample(op, twin))
    return twin


def outcome(op, caller, params, hide=""):
    """How a call ends, as text, without the values that tell two calls apart."""
    with undone():
        try:
            result = op.perform(caller, params)
        except Refused as refusal:
            result = (type(refusal).__name__, refusal.message)
    return repr(result).replace(hide, "HIDDEN") if hide else repr(result)


def secrets_of(account):
    """What only the other account knows: unique ids, key ids, and the canaries."""
    ids = [
        *User.objects.filter(account=account, is_root=False).values_list("user_id", flat=True),
        *Group.objects.filter(account=account).values_list("group_id", flat=True),
        *Role.objects.filter(account=account).values_list("role_id", flat=True),
        *InstanceProfile.objects.filter(account=account).values_list("profile_id", flat=True),
        *Policy.objects.filter(account=account).values_list("policy_id", flat=True),
        *AccessKey.objects.filter(account=account).values_list("key_id", flat=True),
        *ServerCertificate.objects.filter(account=account).values_list("certificate_id", flat=True),
        *SigningCertificate.objects.filter(account=account).values_list(
            "certificate_id", flat=True
        ),
        *SSHPublicKey.objects.filter(account=account).values_list("key_id", flat=True),
        *SAMLProvider.objects.filter(account=account).values_list("provider_id", flat=True),
        *SAMLPrivateKey.objects.filter(account=account).values_list("key_id", flat=True),
        *TokenIssuer.objects.filter(account=account).values_list("issuer_id", flat=True),
        *ServiceSpecificCredential.objects.filter(account=account).values_list(
            "credential_id", flat=True
        ),
    ]
    return [CANARY, account.id, "mallory", *ids]


def test_the_canaries_are_where_text_can_stand(twin):
    """Or the tests below would prove nothing."""
    theirs = {"account": twin.account}
    texts = [
        User.objects.get(name="dave", **theirs).path,
        json.dumps(User.objects.get(name="dave", **theirs).tags),
        Group.objects.get(name="crew", **theirs).path,
        Policy.objects.get(name="deploy", **theirs).description,
        *PolicyVersion.objects.filter(policy__name="deploy").values_list("document", flat=True),
        *InlinePolicy.objects.filter(**theirs).values_list("document", flat=True),
    ]
    assert all(CANARY in text for text in texts)
    assert LoginProfile.objects.filter(**theirs).count() == 3
    assert Event.objects.filter(account_id=twin.account.id).count() > 30


def test_calls_with_names_that_both_accounts_have_show_only_ones_own(world, twin, alice, subtests):
    hidden = secrets_of(twin.account)
    for op in operations:
        with subtests.test(op.name):
            ended = outcome(op, calling(alice), sample(op, world))
            assert [word for word in hidden if word in ended] == []


def values_of_theirs(twin):
    """For each parameter, values that mean something there, each with one that means nothing."""
    theirs = User.objects.get(name="canary-u", account=twin.account)
    policy = Policy.objects.get(name="canary-p", account=twin.account)
    key = AccessKey.objects.get(user=theirs).key_id
    signing = theirs.signing_certificates.get()
    service = theirs.service_specific_credentials.get()
    nothing = policy.arn.replace("canary-p", "nothing1")
    job = str(AccessReport.objects.get(asked_by=theirs.user_id))
    lent = str(DelegationRequest.objects.get(workflow_id="ASSIGNED-canary-u"))
    nobodys = "00000000-0000-4000-8000-000000000000"
    issuer = OpenIDConnectProvider.objects.get(url__endswith="canary-u")
    idp = SAMLProvider.objects.get(name__endswith="canary-u")
    roles = f"arn:aws:iam::{twin.account.id}:role"
    return {
        "user_name": [("canary-u", "nobody-u"), ("mallory", "maurice")],
        "group_name": [("canary-g", "nobody-g")],
        "role_name": [("pilot-canary-u", "nobody-u")],
        "role_arn": [(f"{roles}/taken-canary-u", f"{roles}/nobody-u")],
        "instance_profile_name": [("machines-canary-u", "nobody-u")],
        "policy_name": [("canary-i", "nobody-i")],
        "policy_arn": [(policy.arn, nothing)],
        "permissions_boundary": [(policy.arn, nothing)],
        "access_key_id": [(key, "AKIAIOSFODNN7EXAMPLE")],
        "server_certificate_name": [("server-canary-u", "nobody-u")],
        "certificate_id": [(signing.certificate_id, "TA7SMP42TDN5Z26OBPJE7EXAMPLE")],
        "ssh_public_key_id": [(theirs.ssh_public_keys.get().key_id, "APKAEIBAERJR2EXAMPLE")],
        "open_id_connect_provider_arn": [(issuer.arn, issuer.arn.replace("canary-u", "nobody-u"))],
        "saml_provider_arn": [(idp.arn, idp.arn.replace("canary-u", "nobody-u"))],
        "service_specific_credential_id": [(service.credential_id, "ACCAEXAMPLE123EXAMPLE")],
        "arn": [(theirs.arn, theirs.arn.replace("canary-u", "nobody-u"))],
        "job_id": [(job, nobodys)],
        "delegation_request_id": [(lent, nobodys)],
        "trade_in_token": [(f"token-of-{theirs.user_id}", "token-of-nobody")],
        "path_prefix": [("/canary-2/", "/nothing1/")],
        "target_arn": [(theirs.arn, theirs.arn.replace("canary-u", "nobody-u"))],
        "caller_arn": [("arn:aws:iam::444455556666:user/mallory", "arn:aws:iam::1:user/x")],
        "search": [
            ("canary-u", "nobody-u"),
            (theirs.arn, theirs.arn.replace("canary-u", "nobody-u")),
            (theirs.user_id, "AIDAIOSFODNN7EXAMPLE1"),
            (key, "AKIAIOSFODNN7EXAMPLE"),
            ("/canary-2/", "/nothing1/"),
        ],
    }


TELLS_OF_ANY_KEY = {"GetAccessKeyInfo": "AWS tells everybody who may ask whose account a key is of"}
# What differs between any two things made: their ids and when they were made.
_NEW = re.compile(r"A(IDA|GPA|NPA|ROA|IPA|SCA)[A-Z2-7]{17}|datetime\([^)]*\)")


def test_what_is_theirs_is_answered_like_what_is_nobodys(world, twin, alice, subtests):
    caller = calling(alice)
    hidden = [word for word in secrets_of(twin.account) if word != twin.account.id]
    for op in operations:
        if op.name in TELLS_OF_ANY_KEY:
            continue
        for name, pairs in values_of_theirs(twin).items():
            for theirs, nobodys in pairs if name in op.members else ():
                with subtests.test(op.name, member=name, value=theirs):
                    params = sample(op, world)
                    answer = outcome(op, caller, params | {name: theirs}, hide=theirs)
                    other = outcome(op, caller, params | {name: nobodys}, hide=nobodys)
                    assert _NEW.sub("", answer) == _NEW.sub("", other)
                    assert [word for word in hidden if word in answer] == []


def test_an_alias_of_theirs_can_be_neither_taken_nor_removed(world, twin, alice):
    caller = calling(alice)
    for op in (operations["CreateAccountAlias"], operations["DeleteAccountAlias"]):
        ended = outcome(op, caller, {"account_alias": "elsewhere"})
        assert ended.startswith(("('EntityAlreadyExists'", "('NoSuchEntity'"))


def test_their_markers_are_refused_like_made_up_ones(world, twin, alice, mallory, subtests):
    for op in operations:
        if "marker" not in op.members or op.name not in HAS_MARKERS:
            continue
        with subtests.test(op.name):
            params = sample(op, twin)
            marker = op.perform(calling(mallory), params | {"max_items": 1}).marker
            assert marker
            own = sample(op, world)
            answer = outcome(op, calling(alice), own | {"marker": marker}, hide=marker)
            assert answer == "('ValidationError', 'Invalid Marker: HIDDEN')"


# Of what the others list there is never more than one, or all comes on one page.
HAS_MARKERS = {
    "GetAccountAuthorizationDetails",
    "ListGroups",
    "ListInstanceProfiles",
    "ListPolicies",
    "ListPolicyVersions",
    "ListRoles",
    "ListUsers",
}


def test_nothing_of_theirs_is_in_this_accounts_history(world, twin, alice):
    caller = calling(alice)
    for op in operations:
        outcome(op, caller, sample(op, world))
    recorded = str(list(Event.objects.filter(account_id=world.account.id).values()))
    assert [word for word in secrets_of(twin.account) if word in recorded] == []
