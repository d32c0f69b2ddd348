from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.closing import raze_account
from accounts.founding import found_account, new_password
from accounts.models import Account
from accounts.names import Tag
from accounts.operations.access_keys import create_access_key
from accounts.operations.groups import add_user_to_group, create_group
from accounts.operations.instance_profiles import (
    add_role_to_instance_profile,
    create_instance_profile,
)
from accounts.operations.login_profiles import create_login_profile
from accounts.operations.roles import create_role
from accounts.operations.users import create_user
from accounts.signin.shell import root_caller
from iamconsole.caller import Caller
from iamconsole.errors import Refused
from policies.models import Policy
from policies.operations.attachments import (
    attach_group_policy,
    attach_role_policy,
    attach_user_policy,
)
from policies.operations.inline import put_user_policy

ALIAS = "demo"
EMAIL = "root@demo.example"
GROUPS = {
    "Administrators": ("AdministratorAccess",),
    "Developers": ("AmazonS3FullAccess", "AmazonEC2FullAccess"),
}
MEMBERS = {"Administrators": ("Bob", "Carl"), "Developers": ("Dana", "Erik", "Mia")}
# Helena has her policy directly; Mia is on leave, and a deny wins over whatever her group allows.
DIRECTLY = {
    "Helena": ("AmazonS3FullAccess",),
    "Sam": ("AmazonS3ReadOnlyAccess",),
    "EC2-admin": ("AmazonEC2FullAccess",),
    "Mia": ("AWSDenyAll",),
}
WITH_PASSWORD = ("Bob", "Carl", "Dana", "Erik", "Helena", "EC2-admin", "Mia")
WITH_ACCESS_KEY = ("Sam",)
NOT_IN_US_EAST_1 = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": "NotInUsEast1",
                "Effect": "Deny",
                "Action": "ec2:*",
                "Resource": "*",
                "Condition": {"StringEquals": {"aws:RequestedRegion": "us-east-1"}},
            }
        ],
    },
    indent=2,
)
# What runs on a machine reads S3 under this role, and holds nobody's keys.
MACHINES = "EC2-reads-S3"
FOR_MACHINES = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"Service": "ec2.amazonaws.com"},
                "Action": "sts:AssumeRole",
            }
        ],
    },
    indent=2,
)


class Command(BaseCommand):
    """Make a demonstration account: the people every lesson about IAM tells of."""

    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--force", action="store_true", help="make it beside the accounts there are"
        )
        parser.add_argument("--json", action="store_true", help="tell it as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        if Account.objects.exists() and not options["force"]:
            raise CommandError("There are accounts already. Add --force to make one more.")
        if not Policy.objects.filter(account=None).exists():
            call_command("load_managed_policies", stdout=self.stderr)
        password = new_password()
        try:
            account = found_account(alias=ALIAS, email=EMAIL, password=password, is_demo=True)
        except Refused as refusal:
            raise CommandError(refusal.message) from None
        try:
            passwords, keys = _people(root_caller(account))
        except BaseException:
            raze_account(account)
            raise
        told = {
            "account_id": account.id,
            "sign_in_url": f"{settings.PUBLIC_URL}/a/{ALIAS}",
            "root": {"email": EMAIL, "password": password},
            "passwords": passwords,
            "access_keys": keys,
        }
        self.stdout.write(json.dumps(told, indent=2) if options["json"] else _page(told))


def _people(root: Caller) -> tuple[dict[str, str], dict[str, dict[str, str]]]:
    """Everybody with what they may do; their passwords and access keys by name."""
    for name, policies in GROUPS.items():
        create_group(root, group_name=name)
        for policy in policies:
            attach_group_policy(root, group_name=name, policy_arn=_arn(policy))
    for name in dict.fromkeys((*WITH_PASSWORD, *WITH_ACCESS_KEY)):
        create_user(root, user_name=name, tags=(Tag("demo", "yes"),))
    for group, names in MEMBERS.items():
        for name in names:
            add_user_to_group(root, group_name=group, user_name=name)
    for name, policies in DIRECTLY.items():
        for policy in policies:
            attach_user_policy(root, user_name=name, policy_arn=_arn(policy))
    put_user_policy(
        root,
        user_name="EC2-admin",
        policy_name="not-in-us-east-1",
        policy_document=NOT_IN_US_EAST_1,
    )
    _machines(root)
    return {name: _password(root, name) for name in WITH_PASSWORD}, {
        name: _access_key(root, name) for name in WITH_ACCESS_KEY
    }


def _machines(root: Caller) -> None:
    create_role(root, role_name=MACHINES, assume_role_policy_document=FOR_MACHINES)
    attach_role_policy(root, role_name=MACHINES, policy_arn=_arn("AmazonS3ReadOnlyAccess"))
    create_instance_profile(root, instance_profile_name=MACHINES)
    add_role_to_instance_profile(root, instance_profile_name=MACHINES, role_name=MACHINES)


def _password(root: Caller, user_name: str) -> str:
    password = new_password()
    create_login_profile(root, user_name=user_name, password=password)
    return password


def _access_key(root: Caller, user_name: str) -> dict[str, str]:
    key = create_access_key(root, user_name=user_name).access_key
    return {"access_key_id": key.access_key_id, "secret_access_key": key.secret_access_key}


def _arn(policy_name: str) -> str:
    return Policy.objects.get(account=None, name=policy_name).arn


def _page(told: dict[str, Any]) -> str:
    """What was made, for people to read."""
    lines = [
        "",
        f"A demonstration account: {told['account_id']} ({ALIAS})",
        f"  Sign in at  {told['sign_in_url']}",
        "",
        "  User name     Password",
        *(f"  {name:12}  {password}" for name, password in told["passwords"].items()),
        f"  {'root':12}  {told['root']['password']}   (as {EMAIL})",
    ]
    for name, key in told["access_keys"].items():
        lines += ["", f"  {name} is a program, with an access key only:"]
        lines += [f"    {part.upper()}={value}" for part, value in _for_shells(key).items()]
    return "\n".join([*lines, "", "  These are shown this once. Keep them.", ""])


def _for_shells(key: dict[str, str]) -> dict[str, str]:
    return {f"aws_{name}": value for name, value in key.items()}
