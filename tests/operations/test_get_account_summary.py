from __future__ import annotations

from accounts.operations.account import get_account_summary
from tests.authenticators import device_row, enrol
from tests.certificates import server_certificate, signing_certificate
from tests.people import access_key, calling, make_policy, make_role, make_user


def summary_of(caller):
    return get_account_summary(caller).summary_map


def test_it_counts_what_this_account_holds(admin, account, root, crew, dave, mallory):
    make_policy(account, "deploy")
    make_policy(mallory.account, "theirs")
    access_key(root)
    summary = summary_of(admin)
    counts = {name: summary[name] for name in ("Users", "Groups", "Policies")}
    assert counts == {"Users": 2, "Groups": 1, "Policies": 1}
    assert summary["PolicyVersionsInUse"] == 1
    assert summary["AccountAccessKeysPresent"] == summary["AccountPasswordPresent"] == 1


def test_it_counts_roles_and_instance_profiles(admin, machines, mallory):
    make_role(mallory.account, "theirs")
    summary = summary_of(admin)
    assert (summary["Roles"], summary["InstanceProfiles"]) == (1, 1)


def test_root_is_told_the_same(admin, root):
    assert summary_of(admin) == summary_of(calling(root))


def test_it_counts_certificates(admin, account, root, alice):
    server_certificate(account, "www")
    signing_certificate(alice)
    assert summary_of(admin)["ServerCertificates"] == 1
    assert summary_of(admin)["AccountSigningCertificatesPresent"] == 0
    signing_certificate(root)
    assert summary_of(admin)["AccountSigningCertificatesPresent"] == 1


def test_it_counts_mfa_devices(admin, root, dave, mallory):
    device_row(root.account_id, "free")
    enrol(dave)
    enrol(mallory, "theirs")
    summary = summary_of(admin)
    assert (summary["MFADevices"], summary["MFADevicesInUse"]) == (2, 1)
    assert summary["AccountMFAEnabled"] == 0
    enrol(root, "roots")
    assert summary_of(admin)["AccountMFAEnabled"] == 1


def test_it_tells_quotas(admin):
    summary = summary_of(admin)
    assert summary["AccessKeysPerUserQuota"] == 2
    assert summary["GroupsPerUserQuota"] == 10
    assert summary["VersionsPerPolicyQuota"] == 5
    assert summary["AttachedPoliciesPerUserQuota"] == 10


def test_every_number_counts_as_it_grows(admin, account):
    before = summary_of(admin)["Users"]
    make_user(account, "erin")
    assert summary_of(admin)["Users"] == before + 1
