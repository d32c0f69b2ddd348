"""Every way to shut somebody out, against every credential: what it ends is over at the next
request in a process that has just let it in, and what it does not concern goes on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.utils.timezone import now

from accounts.console.role_sessions import POLICY_NAME, refusing_until_now
from accounts.models import AccessKey, ConsoleSession, PasswordLink, User
from accounts.operations import (
    access_keys,
    account,
    console_sessions,
    enrolment_links,
    groups,
    login_profiles,
    mfa_devices,
    passwords,
    roles,
    users,
)
from iamconsole.caller import Caller
from policies.operations import attachments, boundaries, inline, managed, versions
from tests import people, providers
from tests.people import allow, calling, deny, document
from tests.security.elsewhere import Elsewhere, another_process
from tests.security.holders import Holder, Newcomer

ONE_BROWSER = {"browser", "browser's own page"}
AS_A_ROLE = {"browser acting as a role"}
BROWSERS = ONE_BROWSER | AS_A_ROLE | {"browser without its factor"}
BY_KEY = {
    "key",
    "presigned address",
    "session token",
    "federation token",
    "role",
    "chained role",
    "taking on a role",
}
FEDERATED = {"role by web identity", "role by SAML"}
LINK = {"link to set a password"}
FACTOR_LINK = {"link to set up a factor"}
EVERYTHING = BROWSERS | BY_KEY | FEDERATED | LINK | FACTOR_LINK
# What asks for the right to list users, as the user's own; the others ask who they are.
OWN_RIGHTS = {"browser", "key", "session token"}


@dataclass(frozen=True)
class Kill:
    """A deed, and the credentials that it ends."""

    deed: Callable[[Holder], None]
    ends: frozenset[str]


KILLS: dict[str, Kill] = {}


def ends(*credentials: set[str]) -> Callable[[Callable[[Holder], None]], Callable[[Holder], None]]:
    def declare(deed: Callable[[Holder], None]) -> Callable[[Holder], None]:
        KILLS[deed.__name__] = Kill(deed, frozenset().union(*credentials))
        return deed

    return declare


def admin(holder: Holder) -> Caller:
    return calling(User.objects.get(account=holder.account, is_root=True))


@ends(BROWSERS, BY_KEY, LINK, FACTOR_LINK)
def suspend_the_user(holder: Holder) -> None:
    users.disable_user(admin(holder), user_name=holder.name)


@ends(BROWSERS, BY_KEY, LINK, FACTOR_LINK)
def delete_the_user(holder: Holder) -> None:
    by, named = admin(holder), {"user_name": holder.name}
    login_profiles.delete_login_profile(by, **named)
    access_keys.delete_access_key(by, **named, access_key_id=holder.key["AccessKeyId"])
    mfa_devices.deactivate_mfa_device(by, **named, serial_number=holder.phone.serial_number)
    groups.remove_user_from_group(by, **named, group_name=holder.crew.name)
    users.delete_user(by, **named)


@ends(BROWSERS, BY_KEY, LINK, FACTOR_LINK)
def delete_the_user_and_make_one_of_the_same_name(holder: Holder) -> None:
    delete_the_user(holder)
    again = people.make_user(holder.account, holder.name)
    people.give_password(again)
    people.grant(again, allow("*"))
    people.access_key(again)


@ends(BY_KEY)
def switch_off_the_key(holder: Holder) -> None:
    given = {"user_name": holder.name, "access_key_id": holder.key["AccessKeyId"]}
    access_keys.update_access_key(admin(holder), **given, status="Inactive")


@ends(BY_KEY)
def delete_the_key(holder: Holder) -> None:
    given = {"user_name": holder.name, "access_key_id": holder.key["AccessKeyId"]}
    access_keys.delete_access_key(admin(holder), **given)


@ends(BY_KEY)
def let_the_key_expire(holder: Holder) -> None:
    past = now() - timedelta(seconds=1)
    AccessKey.objects.filter(key_id=holder.key["AccessKeyId"]).update(expires=past)


@ends(BROWSERS, LINK, FACTOR_LINK)
def delete_the_login_profile(holder: Holder) -> None:
    login_profiles.delete_login_profile(admin(holder), user_name=holder.name)


@ends(BROWSERS, LINK)
def set_another_password(holder: Holder) -> None:
    given = {"user_name": holder.name, "password": "another horse entirely"}
    login_profiles.update_login_profile(admin(holder), **given)


@ends(BROWSERS)
def sign_out_everywhere(holder: Holder) -> None:
    console_sessions.end_console_sessions(admin(holder), user_name=holder.name)


@ends(ONE_BROWSER)
def end_one_browser_session(holder: Holder) -> None:
    session = ConsoleSession.objects.get(user=holder.user, awaits_factor=False, role_token="")
    given = {"user_name": holder.name, "session_id": session.public_id}
    console_sessions.end_console_session(admin(holder), **given)


@ends(LINK)
def hand_over_another_link(holder: Holder) -> None:
    passwords.create_password_link(admin(holder), user_name=holder.name)


@ends(FACTOR_LINK)
def hand_over_another_link_for_a_factor(holder: Holder) -> None:
    enrolment_links.create_enrolment_link(admin(holder), user_name=holder.name)


@ends(LINK)
def let_the_link_expire(holder: Holder) -> None:
    PasswordLink.objects.filter(user=holder.user).update(expires=now())


@ends(OWN_RIGHTS, {"taking on a role"})
def remove_the_user_from_the_group(holder: Holder) -> None:
    given = {"user_name": holder.name, "group_name": holder.crew.name}
    # A role that names the user lets it in whatever the user's own policies say.
    people.grant(holder.user, deny("sts:AssumeRole"))
    groups.remove_user_from_group(admin(holder), **given)


@ends(OWN_RIGHTS)
def detach_the_policy_from_the_group(holder: Holder) -> None:
    given = {"group_name": holder.crew.name, "policy_arn": holder.listing.arn}
    attachments.detach_group_policy(admin(holder), **given)


@ends(OWN_RIGHTS)
def write_a_version_that_allows_nothing_of_it(holder: Holder) -> None:
    text = document(allow("s3:*"))
    given = {"policy_arn": holder.listing.arn, "policy_document": text, "set_as_default": True}
    versions.create_policy_version(admin(holder), **given)


@ends(OWN_RIGHTS)
def bound_the_user(holder: Holder) -> None:
    text = document(allow("s3:*"), allow("sts:*"))
    given = {"policy_name": f"boundary-{holder.name}", "policy_document": text}
    arn = managed.create_policy(admin(holder), **given).policy.arn
    bounding = {"user_name": holder.name, "permissions_boundary": arn}
    boundaries.put_user_permissions_boundary(admin(holder), **bounding)


@ends({"role", "taking on a role"}, AS_A_ROLE)
def delete_the_role(holder: Holder) -> None:
    by, named = admin(holder), {"role_name": holder.roles["first"].name}
    inline.delete_role_policy(by, **named, policy_name="granted")
    roles.delete_role(by, **named)


@ends({"role"}, AS_A_ROLE)
def delete_the_role_and_make_one_of_the_same_name(holder: Holder) -> None:
    delete_the_role(holder)
    again = people.make_role(holder.account, holder.roles["first"].name, holder.user.arn)
    people.grant(again, allow("*"))


@ends({"role"}, AS_A_ROLE)
def revoke_the_sessions_of_the_role(holder: Holder) -> None:
    named = {"role_name": holder.roles["first"].name, "policy_name": POLICY_NAME}
    inline.put_role_policy(admin(holder), **named, policy_document=refusing_until_now())


@ends(FEDERATED)
def take_their_policy_from_the_roles_of_strangers(holder: Holder) -> None:
    for name in ("web", "saml"):
        named = {"role_name": holder.roles[name].name, "policy_name": "granted"}
        inline.delete_role_policy(admin(holder), **named)


@ends({"taking on a role"})
def trust_somebody_else(holder: Holder) -> None:
    """Sessions there are go on, as AWS's do: revoking them is another deed."""
    text = people.trusting(Service="ec2.amazonaws.com")
    named = {"role_name": holder.roles["first"].name, "policy_document": text}
    roles.update_assume_role_policy(admin(holder), **named)


@ends(BROWSERS)
def remove_the_second_factor(holder: Holder) -> None:
    """Tokens it was shown for stay what they are until they expire, as AWS's do."""
    given = {"user_name": holder.name, "serial_number": holder.phone.serial_number}
    mfa_devices.deactivate_mfa_device(admin(holder), **given)


@ends(EVERYTHING)
def close_the_account(holder: Holder) -> None:
    account.close_account(admin(holder), account_id=holder.account.id)


@pytest.mark.timeout(600)
def test_what_is_over_is_over_at_the_next_request_and_the_rest_goes_on(
    transactional_db: None, subtests: Any
) -> None:
    with another_process() as elsewhere:
        for number, (name, kill) in enumerate(KILLS.items()):
            own = people.make_account(f"{number + 10:012}", f"matrix-{number}")
            providers.make_issuer(own)
            providers.make_saml_provider(own)
            holder = Holder(own, "hana")
            assert holder.requests.keys() == EVERYTHING
            with subtests.test(name):
                before = answers(elsewhere, holder)
                assert set(before.values()) == {200}, before
                kill.deed(holder)
                after = answers(elsewhere, holder)
                over = {credential for credential, status in after.items() if status != 200}
                assert over == kill.ends
                assert {after[credential] for credential in over} <= {302, 401, 403, 410}


def answers(elsewhere: Elsewhere, holder: Holder) -> dict[str, int]:
    return {name: elsewhere.status_of(asked()) for name, asked in holder.requests.items()}


@pytest.mark.timeout(600)
def test_a_session_that_may_only_enrol_ends_like_any_other(
    transactional_db: None, subtests: Any
) -> None:
    deeds = [suspend_the_user, delete_the_login_profile, set_another_password, sign_out_everywhere]
    with another_process() as elsewhere:
        for number, deed in enumerate([*deeds, close_the_account]):
            own = people.make_account(f"{number + 10:012}", f"strict-{number}")
            newcomer = Newcomer(own, "nora")
            with subtests.test(deed.__name__):
                assert elsewhere.status_of(newcomer.enrolling) == 200
                assert elsewhere.status_of(newcomer.anything_else) == 302
                deed(newcomer)
                assert elsewhere.status_of(newcomer.enrolling) == 302
