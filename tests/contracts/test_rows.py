"""What always holds of rows is kept by the database: each constraint is broken once, and each row
of an account carries it."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction
from django.utils.timezone import now

from accounts.models import (
    AccessReport,
    Account,
    CheckSnooze,
    ConsoleSession,
    CredentialReport,
    DelegationRequest,
    Draft,
    Event,
    ForgottenPassword,
    IssuerKey,
    JobState,
    LastUse,
    Mail,
    MFADevice,
    OpenIDConnectProvider,
    RecoveryCode,
    Reminder,
    Role,
    SAMLPrivateKey,
    SAMLProvider,
    ServerCertificate,
    SignInAttempt,
    TableView,
    TokenIssuer,
    TrailSeal,
    TrailStart,
    UsedAssertion,
    User,
)
from policies.models import Policy, PolicyVersion
from tests.people import ELSEWHERE, make_account

MODELS = [
    model for app in ("accounts", "policies") for model in apps.get_app_config(app).get_models()
]
WITHOUT_ACCOUNT = {
    Account: "is one",
    JobState: "is the whole site's",
    ForgottenPassword: "is an address somebody typed, which may be nobody's",
    Event: "holds text, so that history outlives what it tells of",
    PolicyVersion: "is found through its policy, and AWS's belong to no account",
    SignInAttempt: "is counted before anybody knows which account is meant",
    TrailSeal: "holds text, as the events it seals do",
    TrailStart: "holds text, as the events it tells of did",
}


def again(row, **changes):
    """Save a copy of a row under a key of its own."""
    copy = type(row).objects.get(pk=row.pk)
    copy.pk = None
    copy._state.adding = True
    for field in copy._meta.fields:
        if field.unique and not field.primary_key and field.has_default():
            setattr(copy, field.attname, field.get_default())
    for name, value in changes.items():
        setattr(copy, name, value)
    copy.save(force_insert=True)


def change(row, **changes):
    type(row).objects.filter(pk=row.pk).update(**changes)


def session(user, **more):
    moments = dict.fromkeys(("created", "last_seen", "expires"), now())
    return ConsoleSession.objects.create(account_id=user.account_id, user=user, **moments, **more)


def root_of(world):
    return User.objects.get(account=world.account, is_root=True)


def pilot_of(world):
    return Role.objects.get(account=world.account, name="pilot-dave")


def profile_of(world):
    return pilot_of(world).instance_profiles.get()


def server_certificate(world):
    return ServerCertificate.objects.get(account=world.account)


def device(world):
    return world.dave.mfa_devices.get()


def attempts(subject):
    for _ in range(2):
        SignInAttempt.objects.create(subject=subject, window=now().replace(microsecond=0))


def seal_twice():
    numbers = dict.fromkeys(("number", "first_sequence", "count", "high_id", "swept_to"), 1)
    moments = dict.fromkeys(("time", "last_event_time"), now())
    for _ in range(2):
        TrailSeal.objects.create(account_id="1", entries=b"", **numbers, **moments)


def begin_twice():
    numbers = dict.fromkeys(("number", "sequence", "kept_days"), 1)
    for _ in range(2):
        TrailStart.objects.create(account_id="1", time=now(), **numbers)


def second_root(world):
    elsewhere = make_account(ELSEWHERE, "elsewhere")
    change(User.objects.get(account=elsewhere), email="ROOT@example.EXAMPLE")


def delegation(world):
    return DelegationRequest.objects.get(account=world.account, state="ASSIGNED")


BROKEN = {
    "access_report_kind_is_known": lambda w: change(AccessReport.objects.get(), kind="WEEKLY"),
    "access_key_status_is_known": lambda w: change(w.key, status="Expired"),
    "account_alias_is_unique": lambda w: make_account(ELSEWHERE, "EXAMPLE"),
    "assertion_is_used_once": lambda w: [
        UsedAssertion.objects.create(account=w.account, digest="d", expires=now()) for _ in range(2)
    ],
    "attachment_has_one_holder": lambda w: change(w.dave.attachments.get(), group=w.crew),
    "attachment_once_a_group": lambda w: again(w.crew.attachments.get()),
    "attachment_once_a_role": lambda w: again(pilot_of(w).attachments.get()),
    "attachment_once_a_user": lambda w: again(w.dave.attachments.get()),
    "boundary_has_one_holder": lambda w: change(w.dave.boundary, user=None),
    "check_snoozed_once": lambda w: again(CheckSnooze.objects.get()),
    "delegation_request_state_is_known": lambda w: change(delegation(w), state="LOST"),
    "delegation_request_workflow_is_unique": lambda w: again(delegation(w)),
    "group_name_is_unique": lambda w: again(w.crew, name=w.crew.name.upper()),
    "inline_policy_has_one_holder": lambda w: change(w.dave.inline_policies.get(), user=None),
    "inline_policy_once_a_group": lambda w: again(w.crew.inline_policies.get(), name="INLINE"),
    "inline_policy_once_a_role": lambda w: again(pilot_of(w).inline_policies.get(), name="INLINE"),
    "inline_policy_once_a_user": lambda w: again(w.dave.inline_policies.get(), name="INLINE"),
    "instance_profile_name_is_unique": lambda w: again(profile_of(w), name="MACHINES-DAVE"),
    "issuer_key_once_an_algorithm": lambda w: again(IssuerKey.objects.first(), key_id="k"),
    "known_network_is_unique": lambda w: again(w.dave.known_networks.get()),
    "last_use_is_unique": lambda w: again(LastUse.objects.get(service="s3")),
    "mail_once_an_event": lambda w: again(Mail.objects.get()),
    "mail_state_is_known": lambda w: change(Mail.objects.get(), state="lost"),
    "membership_is_unique": lambda w: again(w.dave.memberships.get()),
    "password_policy_length_is_within_limits": lambda w: change(
        w.account.password_policy, minimum_length=5
    ),
    "mfa_device_is_enabled_for_somebody": lambda w: change(device(w), user=None),
    "mfa_device_kind_is_known": lambda w: change(device(w), kind="abacus"),
    "mfa_serial_number_is_unique": lambda w: again(
        device(w), serial_number=device(w).serial_number.upper()
    ),
    "oidc_provider_url_is_unique": lambda w: again(OpenIDConnectProvider.objects.get()),
    "policy_aws_name_is_unique": lambda w: again(
        Policy.objects.get(account=None, name="ReadOnlyAccess"), name="readonlyaccess"
    ),
    "policy_default_version_exists": lambda w: change(w.deploy, default_number=9),
    "policy_name_is_unique": lambda w: again(w.deploy, name="DEPLOY"),
    "policy_version_is_unique": lambda w: again(w.deploy.versions.get(number=2)),
    "reminder_kind_is_known": lambda w: change(Reminder.objects.get(), kind="a poke"),
    "reminder_once": lambda w: again(Reminder.objects.get()),
    "reminder_policy_repeats_in_days": lambda w: change(w.account.reminders, repeat_days=0),
    "recent_role_is_unique": lambda w: again(w.dave.recent_roles.get()),
    "role_name_is_unique": lambda w: again(pilot_of(w), name="PILOT-DAVE"),
    "server_certificate_name_is_unique": lambda w: again(server_certificate(w), name="SERVER-DAVE"),
    "service_specific_credential_status_is_known": lambda w: change(
        w.dave.service_specific_credentials.get(), status="Expired"
    ),
    "service_user_name_is_unique": lambda w: again(w.dave.service_specific_credentials.get()),
    "recovery_code_is_unique": lambda w: [
        RecoveryCode.objects.create(account=w.account, user=w.dave, digest="d") for _ in range(2)
    ],
    "saml_provider_name_is_unique": lambda w: again(
        SAMLProvider.objects.get(), name=SAMLProvider.objects.get().name.upper()
    ),
    "sign_in_attempt_is_unique": lambda w: attempts("somebody"),
    "signing_certificate_once_an_account": lambda w: again(w.dave.signing_certificates.get()),
    "signing_certificate_status_is_known": lambda w: change(
        w.dave.signing_certificates.get(), status="Expired"
    ),
    "ssh_public_key_once_a_user": lambda w: again(w.dave.ssh_public_keys.get()),
    "ssh_public_key_status_is_known": lambda w: change(
        w.dave.ssh_public_keys.get(), status="Expired"
    ),
    "trail_seal_is_numbered": lambda w: seal_twice(),
    "trail_start_is_said_once": lambda w: begin_twice(),
    "user_has_name_or_is_root": lambda w: change(w.dave, name=""),
    "table_view_is_unique": lambda w: [
        TableView.objects.create(account=w.account, owner_id="A", table="t") for _ in range(2)
    ],
    "user_name_is_unique": lambda w: again(w.dave, name="DAVE"),
    "user_one_root_an_account": lambda w: again(root_of(w), email="another@example.com"),
    "user_root_email_is_unique": second_root,
}
# A second root has no name either, and that may be noticed first.
HELPED_BY = {"user_one_root_an_account": "user_name_is_unique"}
BROKEN_FIELDS = {
    "AccessKey.key_id": lambda w: again(w.key, key_id=w.key.key_id),
    "AccessReport.job_id": lambda w: again(
        AccessReport.objects.get(), job_id=AccessReport.objects.get().job_id
    ),
    "Boundary.user": lambda w: again(w.dave.boundary),
    "Boundary.role": lambda w: again(pilot_of(w).boundary),
    "ConsoleSession.public_id": lambda w: [session(w.dave, digest=d, public_id="p") for d in "ab"],
    "CredentialReport.account": lambda w: again(CredentialReport.objects.get()),
    "DelegationRequest.request_id": lambda w: again(
        delegation(w), workflow_id="other", request_id=delegation(w).request_id
    ),
    "Draft.token": lambda w: [
        Draft.objects.create(account=w.account, token="t", updated=now(), expires=now())
        for _ in range(2)
    ],
    "EnrolmentLink.user": lambda w: again(w.dave.enrolment_link, digest="another"),
    "Event.event_id": lambda w: [
        Event.objects.create(
            event_id="00000000-0000-0000-0000-000000000000", account_id="1", time=now()
        )
        for _ in range(2)
    ],
    "IssuerKey.key_id": lambda w: again(
        IssuerKey.objects.first(), algorithm="other", key_id=IssuerKey.objects.first().key_id
    ),
    "SAMLPrivateKey.key_id": lambda w: again(
        SAMLPrivateKey.objects.get(), key_id=SAMLPrivateKey.objects.get().key_id
    ),
    "SAMLProvider.provider_id": lambda w: again(
        SAMLProvider.objects.get(), name="other", provider_id=SAMLProvider.objects.get().provider_id
    ),
    "TokenIssuer.issuer_id": lambda w: [
        TokenIssuer.objects.create(account=account, issuer_id="i", created=now())
        for account in (make_account("1", "one"), make_account("2", "two"))
    ],
    "Group.group_id": lambda w: again(w.crew, name="other", group_id=w.crew.group_id),
    "InstanceProfile.profile_id": lambda w: again(
        profile_of(w), name="other", profile_id=profile_of(w).profile_id
    ),
    "LoginProfile.user": lambda w: again(w.dave.login_profile),
    "PasswordLink.user": lambda w: again(w.dave.password_link, digest="another"),
    "PasswordPolicy.account": lambda w: again(w.account.password_policy),
    "MFADevice.credential_id": lambda w: MFADevice.objects.update(credential_id="c"),
    "Mail.message_id": lambda w: again(
        Mail.objects.get(), event="other", message_id=Mail.objects.get().message_id
    ),
    "ReminderPolicy.account": lambda w: again(w.account.reminders),
    "Policy.policy_id": lambda w: again(w.deploy, name="other", policy_id=w.deploy.policy_id),
    "Role.role_id": lambda w: again(pilot_of(w), name="other", role_id=pilot_of(w).role_id),
    "SSHPublicKey.key_id": lambda w: again(
        w.dave.ssh_public_keys.get(), digest="other", key_id=w.dave.ssh_public_keys.get().key_id
    ),
    "ServerCertificate.certificate_id": lambda w: again(
        server_certificate(w), name="other", certificate_id=server_certificate(w).certificate_id
    ),
    "ServiceSpecificCredential.credential_id": lambda w: again(
        w.dave.service_specific_credentials.get(),
        service_user_name="other",
        credential_id=w.dave.service_specific_credentials.get().credential_id,
    ),
    "SigningCertificate.certificate_id": lambda w: again(
        w.dave.signing_certificates.get(),
        digest="other",
        certificate_id=w.dave.signing_certificates.get().certificate_id,
    ),
    "User.user_id": lambda w: again(w.dave, name="other", user_id=w.dave.user_id),
}


def test_every_constraint_has_a_name_and_is_broken_below():
    named = {constraint.name for model in MODELS for constraint in model._meta.constraints}
    assert named == BROKEN.keys()
    unique = {
        f"{model.__name__}.{field.name}"
        for model in MODELS
        for field in model._meta.fields
        if field.unique and not field.primary_key
    }
    assert unique == BROKEN_FIELDS.keys()


@pytest.mark.parametrize("name", BROKEN)
def test_the_database_keeps_the_constraint(world, name):
    with pytest.raises(IntegrityError) as failure, transaction.atomic():
        BROKEN[name](world)
    if connection.vendor == "postgresql":
        assert any(f'"{kept}"' in str(failure.value) for kept in (name, HELPED_BY.get(name)))


@pytest.mark.parametrize("field", BROKEN_FIELDS)
def test_the_database_keeps_the_field_unique(world, field):
    with pytest.raises(IntegrityError), transaction.atomic():
        BROKEN_FIELDS[field](world)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_row_carries_its_account(model):
    if model in WITHOUT_ACCOUNT:
        return
    account = model._meta.get_field("account")
    assert isinstance(account, models.ForeignKey)
    assert account.related_model is Account


def test_whatever_points_at_an_account_calls_it_account():
    pointing = {
        (model.__name__, field.name)
        for model in MODELS
        for field in model._meta.fields
        if field.related_model is Account
    }
    assert {name for _, name in pointing} == {"account"}
