from __future__ import annotations

from django.db.models import Q

from accounts import queries, rules, statistics, targets
from accounts.closing import raze_account
from accounts.models import AccessKey, Account, Group, GroupMembership, MFADevice, PasswordPolicy
from accounts.names import (
    AccountAlias,
    AccountId,
    KeyLifetimeDays,
    Marker,
    MaxItems,
    YesOrNo,
)
from accounts.shapes import (
    AccountAliasesResult,
    AccountSettingsResult,
    AccountStatisticsResult,
    AccountSummaryResult,
    RecommendationsResult,
)
from iamconsole.caller import Call
from iamconsole.errors import EntityAlreadyExists, InvalidInput, NoSuchEntity, ValidationError
from iamconsole.gate import operation
from iamconsole.paging import computed_page
from policies.models import Attachment, Policy, PolicyVersion

_ADMINISTRATOR = "AdministratorAccess"
_NO_QUOTA = 2_147_483_647


@operation(on=targets.account, is_decisive=False)
def create_account_alias(call: Call[Account], *, account_alias: AccountAlias) -> None:
    """Give the account a name to sign in with. A former alias stops working at once."""
    if queries.is_account_id(account_alias):
        raise ValidationError("An account alias cannot be a number of 12 digits.")
    clash = EntityAlreadyExists(f"The account alias {account_alias} already exists.")
    with rules.refusing_a_clash(clash):
        Account.objects.filter(id=call.account_id).update(alias=account_alias)


@operation(on=targets.account, is_decisive=False)
def delete_account_alias(call: Call[Account], *, account_alias: AccountAlias) -> None:
    """Take the account's alias away. Its number still works."""
    account = Account.objects.filter(id=call.account_id, alias=account_alias)
    if not account.update(alias=None):
        raise NoSuchEntity(f"The account alias {account_alias} cannot be found.")


@operation(on=targets.account)
def list_account_aliases(
    call: Call[Account], *, marker: Marker | None = None, max_items: MaxItems = 100
) -> AccountAliasesResult:
    """List the account's alias, if it has one."""
    account = Account.objects.get(id=call.account_id)
    found = computed_page(call, (account.alias,) if account.alias else ())
    return AccountAliasesResult(
        account_aliases=found.items, is_truncated=found.is_truncated, marker=found.marker
    )


@operation(on=targets.account, service="iamconsole", action="iam:GetAccountSummary")
def get_account_settings(call: Call[Account]) -> AccountSettingsResult:
    """Tell the account's number, name and switches."""
    return AccountSettingsResult.of(Account.objects.get(id=call.account_id))


@operation(on=targets.account, service="iamconsole", action="iam:GetAccountSummary")
def get_account_recommendations(call: Call[Account]) -> RecommendationsResult:
    """Tell what of a safe account this one has."""
    account_id = call.account_id
    administrator = Attachment.objects.filter(
        Q(user__isnull=False) | Q(group__memberships__isnull=False),
        account_id=account_id,
        policy__account_id=None,
        policy__name=_ADMINISTRATOR,
    )
    keys = AccessKey.objects.filter(user__is_root=True, account_id=account_id)
    return RecommendationsResult(
        root_has_mfa=MFADevice.objects.filter(user__is_root=True, account_id=account_id).exists(),
        root_has_no_access_keys=not keys.exists(),
        administrator_exists=administrator.exists(),
        groups_are_used=GroupMembership.objects.filter(account_id=account_id).exists(),
        alias_is_set=Account.objects.get(id=account_id).alias is not None,
        password_policy_is_set=PasswordPolicy.objects.filter(account_id=account_id).exists(),
    )


@operation(on=targets.account, service="iamconsole", action="iam:GetAccountSummary")
def get_account_statistics(call: Call[Account]) -> AccountStatisticsResult:
    """Count the sign-ins of each of the last 30 days, and active access keys by their age.

    Of sign-ins the last 10,000 are counted: where there were more, the first days are left out.
    """
    return AccountStatisticsResult(
        sign_ins=tuple(statistics.sign_ins(call.account_id)),
        key_ages=tuple(statistics.key_ages(call.account_id)),
    )


@operation(on=targets.account, service="iamconsole", is_for_root=True)
def update_billing_access(call: Call[Account], *, is_open: YesOrNo) -> None:
    """Let policies grant users a look at billing data, or let none of them."""
    Account.objects.filter(id=call.account_id).update(is_billing_open=is_open)


@operation(on=targets.account, service="iamconsole", is_decisive=False, is_grave=True)
def update_mfa_requirement(call: Call[Account], *, is_required: YesOrNo) -> None:
    """Ask everybody who signs in to the console for a second factor, or leave it to them.

    Those who have none may do nothing there but set one up, whatever policies say.
    """
    Account.objects.filter(id=call.account_id).update(is_mfa_required=is_required)


@operation(on=targets.account, service="iamconsole", is_decisive=False, is_grave=True)
def update_key_lifetime(call: Call[Account], *, days: KeyLifetimeDays | None = None) -> None:
    """Say how long a new access key lasts that is made without an end; without days, for ever.

    It holds for keys made from now on, in every face. Those there are stay as they are.
    """
    Account.objects.filter(id=call.account_id).update(key_lifetime_days=days)


@operation(on=targets.account, service="account", is_decisive=False, is_for_root=True)
def close_account(call: Call[Account], *, account_id: AccountId) -> None:
    """Delete the account and everything in it for good.

    Its number has to be named, so that nobody closes an account they did not mean. Its history
    stays with whoever runs the directory: closing an account is no way to hide what was done in it.
    """
    if account_id != call.account_id:
        raise InvalidInput(f"{account_id} is not the number of this account.")
    raze_account(Account.objects.get(id=account_id), keeps_history=True)


@operation(on=targets.account)
def get_account_summary(call: Call[Account]) -> AccountSummaryResult:
    """Count what the account holds, and tell its quotas."""
    account_id = call.account_id
    root = queries.root_of(account_id)
    devices = MFADevice.objects.filter(account_id=account_id)
    own = Policy.objects.filter(account_id=account_id)
    counts = {
        "Users": queries.users(account_id).count(),
        "Groups": Group.objects.filter(account_id=account_id).count(),
        "Roles": queries.roles(account_id).count(),
        "Policies": own.count(),
        "PolicyVersionsInUse": PolicyVersion.objects.filter(policy__account_id=account_id).count(),
        "InstanceProfiles": queries.instance_profiles(account_id).count(),
        "ServerCertificates": queries.server_certificates(account_id).count(),
        "Providers": queries.open_id_connect_providers(account_id).count()
        + queries.saml_providers(account_id).count(),
        "MFADevices": devices.count(),
        "MFADevicesInUse": devices.exclude(user=None).count(),
        "AccountMFAEnabled": int(devices.filter(user=root).exists()),
        "AccountAccessKeysPresent": int(AccessKey.objects.filter(user=root).exists()),
        "AccountPasswordPresent": int(hasattr(root, "login_profile")),
        "AccountSigningCertificatesPresent": int(root.signing_certificates.exists()),
        "GlobalEndpointTokenVersion": root.account.endpoint_token_version,
    }
    return AccountSummaryResult(summary_map=counts | _QUOTAS)


_QUOTAS = {
    "UsersQuota": _NO_QUOTA,
    "GroupsQuota": _NO_QUOTA,
    "RolesQuota": _NO_QUOTA,
    "PoliciesQuota": _NO_QUOTA,
    "PolicyVersionsInUseQuota": _NO_QUOTA,
    "InstanceProfilesQuota": _NO_QUOTA,
    "ServerCertificatesQuota": _NO_QUOTA,
    "AccessKeysPerUserQuota": rules.MAX_KEYS_A_USER,
    "GroupsPerUserQuota": rules.MAX_GROUPS_A_USER,
    "AttachedPoliciesPerUserQuota": 10,
    "AttachedPoliciesPerGroupQuota": 10,
    "AttachedPoliciesPerRoleQuota": 10,
    "VersionsPerPolicyQuota": 5,
    "PolicySizeQuota": 6144,
    "UserPolicySizeQuota": 2048,
    "GroupPolicySizeQuota": 5120,
    "RolePolicySizeQuota": 10240,
    "AssumeRolePolicySizeQuota": 2048,
    "SigningCertificatesPerUserQuota": rules.MAX_SIGNING_CERTIFICATES_A_USER,
}
