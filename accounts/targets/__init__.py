"""How an operation's parameters name the thing it acts on."""

from accounts.targets.account import account, anything
from accounts.targets.certificates import (
    new_server_certificate,
    server_certificate,
    server_certificate_to_rename,
    server_certificates_under,
)
from accounts.targets.credentials import (
    new_service_specific_credential,
    owner_of_key,
    service_specific_credential,
    service_specific_credentials,
)
from accounts.targets.groups import group, group_to_rename, groups_under, membership, new_group
from accounts.targets.mfa_devices import (
    mfa_device,
    new_virtual_device,
    no_such_device,
    owner_of_device,
    user_or_root,
    virtual_devices,
)
from accounts.targets.roles import (
    instance_profile,
    instance_profiles_under,
    new_instance_profile,
    new_role,
    new_service_linked_role,
    own_role,
    role,
    role_for_profile,
    role_in_profile,
    roles_under,
    service_linked_role,
)
from accounts.targets.sts import federated_user, role_in, role_to_assume
from accounts.targets.users import (
    calling_user,
    new_user,
    user,
    user_for_a_link,
    user_or_caller,
    user_or_calling_user,
    user_to_rename,
    users_under,
)

__all__ = [
    "account",
    "anything",
    "calling_user",
    "federated_user",
    "group",
    "group_to_rename",
    "groups_under",
    "instance_profile",
    "instance_profiles_under",
    "membership",
    "mfa_device",
    "new_group",
    "new_instance_profile",
    "new_role",
    "new_server_certificate",
    "new_service_linked_role",
    "new_service_specific_credential",
    "new_user",
    "new_virtual_device",
    "no_such_device",
    "own_role",
    "owner_of_device",
    "owner_of_key",
    "role",
    "role_for_profile",
    "role_in",
    "role_in_profile",
    "role_to_assume",
    "roles_under",
    "server_certificate",
    "server_certificate_to_rename",
    "server_certificates_under",
    "service_linked_role",
    "service_specific_credential",
    "service_specific_credentials",
    "user",
    "user_for_a_link",
    "user_or_caller",
    "user_or_calling_user",
    "user_or_root",
    "user_to_rename",
    "users_under",
    "virtual_devices",
]
