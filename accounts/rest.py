"""The identities in the REST API: a line an address."""

from __future__ import annotations

from accounts.operations.access_keys import (
    create_access_key,
    delete_access_key,
    get_access_key_last_used,
    issue_access_key,
    list_access_key_details,
    list_access_keys,
    put_access_key_details,
    update_access_key,
)
from accounts.operations.account import (
    close_account,
    create_account_alias,
    delete_account_alias,
    get_account_recommendations,
    get_account_settings,
    get_account_statistics,
    get_account_summary,
    list_account_aliases,
    update_billing_access,
    update_key_lifetime,
    update_mfa_requirement,
)
from accounts.operations.assumable_roles import list_assumable_roles
from accounts.operations.assume_role import assume_role
from accounts.operations.checks import (
    list_lockouts,
    list_snoozed_account_checks,
    snooze_account_check,
    wake_account_check,
)
from accounts.operations.console_sessions import (
    end_console_session,
    end_console_sessions,
    list_console_sessions,
)
from accounts.operations.credential_reports import (
    generate_credential_report,
    get_credential_report,
    search_credentials,
)
from accounts.operations.delegated_access import get_delegated_access_token
from accounts.operations.delegations import (
    accept_delegation_request,
    associate_delegation_request,
    create_delegation_request,
    get_delegation_request,
    get_human_readable_summary,
    list_delegation_requests,
    reject_delegation_request,
    send_delegation_token,
    update_delegation_request,
)
from accounts.operations.enrolment_links import create_enrolment_link
from accounts.operations.events import export_events, lookup_events
from accounts.operations.groups import (
    add_user_to_group,
    create_group,
    delete_group,
    get_group,
    list_groups,
    list_groups_for_user,
    remove_user_from_group,
    search_groups,
    update_group,
)
from accounts.operations.hardware_tokens import (
    forget_hardware_mfa_device,
    import_hardware_mfa_device,
    import_hardware_mfa_devices,
    list_hardware_mfa_devices,
)
from accounts.operations.instance_profiles import (
    add_role_to_instance_profile,
    create_instance_profile,
    delete_instance_profile,
    get_instance_profile,
    list_instance_profile_tags,
    list_instance_profiles,
    list_instance_profiles_for_role,
    remove_role_from_instance_profile,
    tag_instance_profile,
    untag_instance_profile,
)
from accounts.operations.jobs import list_jobs
from accounts.operations.login_profiles import (
    create_login_profile,
    delete_login_profile,
    get_login_profile,
    update_login_profile,
)
from accounts.operations.mfa_devices import (
    create_virtual_mfa_device,
    deactivate_mfa_device,
    delete_virtual_mfa_device,
    enable_mfa_device,
    get_mfa_device,
    get_virtual_mfa_seed,
    list_mfa_device_tags,
    list_mfa_devices,
    list_virtual_mfa_devices,
    resync_mfa_device,
    tag_mfa_device,
    untag_mfa_device,
)
from accounts.operations.oidc_providers import (
    add_client_id_to_open_id_connect_provider,
    create_open_id_connect_provider,
    delete_open_id_connect_provider,
    get_open_id_connect_provider,
    list_open_id_connect_provider_tags,
    list_open_id_connect_providers,
    put_open_id_connect_provider_keys,
    remove_client_id_from_open_id_connect_provider,
    tag_open_id_connect_provider,
    untag_open_id_connect_provider,
    update_open_id_connect_provider_thumbprint,
)
from accounts.operations.organizations import (
    disable_organizations_root_credentials_management,
    disable_organizations_root_sessions,
    enable_organizations_root_credentials_management,
    enable_organizations_root_sessions,
    generate_organizations_access_report,
    get_organizations_access_report,
    list_organizations_features,
)
from accounts.operations.outbound_federation import (
    disable_outbound_web_identity_federation,
    enable_outbound_web_identity_federation,
    get_outbound_web_identity_federation_info,
    get_web_identity_token,
)
from accounts.operations.password_policy import (
    delete_account_password_policy,
    get_account_password_policy,
    simulate_account_password_policy,
    update_account_password_policy,
)
from accounts.operations.passwords import (
    change_password,
    change_root_password,
    create_password_link,
)
from accounts.operations.preferences import (
    get_account_properties,
    put_account_properties,
    set_security_token_service_preferences,
)
from accounts.operations.recovery_codes import create_recovery_codes, get_recovery_code_count
from accounts.operations.reminders import (
    get_reminder_policy,
    list_account_notices,
    list_user_notices,
    update_reminder_policy,
)
from accounts.operations.role_templates import acquire_role, get_role_template_version
from accounts.operations.roles import (
    create_role,
    delete_role,
    get_role,
    list_role_tags,
    list_roles,
    search_roles,
    tag_role,
    untag_role,
    update_assume_role_policy,
    update_role,
    update_role_description,
)
from accounts.operations.saml_providers import (
    create_saml_provider,
    delete_saml_provider,
    get_saml_provider,
    list_saml_provider_tags,
    list_saml_providers,
    tag_saml_provider,
    untag_saml_provider,
    update_saml_provider,
)
from accounts.operations.security_keys import enable_security_key, get_security_key_options
from accounts.operations.server_certificates import (
    delete_server_certificate,
    get_server_certificate,
    list_server_certificate_tags,
    list_server_certificates,
    tag_server_certificate,
    untag_server_certificate,
    update_server_certificate,
    upload_server_certificate,
)
from accounts.operations.service_linked_roles import (
    create_service_linked_role,
    delete_service_linked_role,
    get_service_linked_role_deletion_status,
)
from accounts.operations.service_specific_credentials import (
    create_service_specific_credential,
    delete_service_specific_credential,
    list_service_specific_credentials,
    reset_service_specific_credential,
    update_service_specific_credential,
)
from accounts.operations.signing_certificates import (
    delete_signing_certificate,
    list_signing_certificates,
    update_signing_certificate,
    upload_signing_certificate,
)
from accounts.operations.ssh_public_keys import (
    delete_ssh_public_key,
    get_ssh_public_key,
    list_ssh_public_keys,
    update_ssh_public_key,
    upload_ssh_public_key,
)
from accounts.operations.sts import (
    assume_root,
    decode_authorization_message,
    get_access_key_info,
    get_caller_identity,
    get_federation_token,
    get_session_token,
)
from accounts.operations.users import (
    create_user,
    delete_user,
    disable_user,
    enable_user,
    get_user,
    list_user_tags,
    list_users,
    search_users,
    tag_user,
    untag_user,
    update_user,
)
from iamconsole.rest import route

_DELEGATION = "delegation-requests/<str:delegation_request_id>"
_USER = "users/<str:user_name>"
_KEY = "access-keys/<str:access_key_id>"
_DEVICE = "<path:serial_number>"
_GROUP = "groups/<str:group_name>"
_SERVER_CERTIFICATE = "server-certificates/<str:server_certificate_name>"
_SIGNING_CERTIFICATE = "signing-certificates/<str:certificate_id>"
_SSH_KEY = "ssh-public-keys/<str:ssh_public_key_id>"
_SERVICE_CREDENTIAL = "service-specific-credentials/<str:service_specific_credential_id>"
_ROLE = "roles/<str:role_name>"
_PROFILE = "instance-profiles/<str:instance_profile_name>"
_ISSUER = "<arn:open_id_connect_provider_arn>"
_SAML = "<arn:saml_provider_arn>"

urlpatterns = [
    route("caller-identity", GET=get_caller_identity),
    route("sessions/roles", GET=list_assumable_roles, POST=assume_role),
    route("sessions/own", POST=get_session_token),
    route("sessions/roots", POST=assume_root),
    route("sessions/browsers", GET=list_console_sessions, DELETE=end_console_sessions),
    route("sessions/browsers/<str:session_id>", DELETE=end_console_session),
    route("sessions/federated", POST=get_federation_token),
    route("authorization-messages/decoding", POST=decode_authorization_message),
    route("account/summary", GET=get_account_summary),
    route("account/aliases", GET=list_account_aliases, POST=create_account_alias),
    route("account/aliases/<str:account_alias>", DELETE=delete_account_alias),
    route("account/settings", GET=get_account_settings),
    route("account/statistics", GET=get_account_statistics),
    route("account/recommendations", GET=get_account_recommendations),
    route("account/billing-access", PUT=update_billing_access),
    route("account/mfa-requirement", PUT=update_mfa_requirement),
    route("account/key-lifetime", PUT=update_key_lifetime),
    route("account/closing", POST=close_account),
    route("account/properties", GET=get_account_properties, PATCH=put_account_properties),
    route("account/token-preferences", PUT=set_security_token_service_preferences),
    route("organization/features", GET=list_organizations_features),
    route(
        "organization/features/root-credentials-management",
        PUT=enable_organizations_root_credentials_management,
        DELETE=disable_organizations_root_credentials_management,
    ),
    route(
        "organization/features/root-sessions",
        PUT=enable_organizations_root_sessions,
        DELETE=disable_organizations_root_sessions,
    ),
    route("organization/access-reports", POST=generate_organizations_access_report),
    route("organization/access-reports/<str:job_id>", GET=get_organizations_access_report),
    route("role-templates/<arn:template_arn>", GET=get_role_template_version, POST=acquire_role),
    route("credential-report", GET=get_credential_report, POST=generate_credential_report),
    route(
        "account/password-policy",
        GET=get_account_password_policy,
        PUT=update_account_password_policy,
        DELETE=delete_account_password_policy,
    ),
    route("account/password-policy/simulation", GET=simulate_account_password_policy),
    route("account/reminders", GET=get_reminder_policy, PUT=update_reminder_policy),
    route("account/notices", GET=list_account_notices),
    route("account/snoozed-checks", GET=list_snoozed_account_checks),
    route(
        "account/snoozed-checks/<str:check_name>",
        PUT=snooze_account_check,
        DELETE=wake_account_check,
    ),
    route("account/lockouts", GET=list_lockouts),
    route("account/root-password", PUT=change_root_password),
    route("me/password", PUT=change_password),
    route("delegation-requests", GET=list_delegation_requests, POST=create_delegation_request),
    route(_DELEGATION, GET=get_delegation_request, PATCH=update_delegation_request),
    route(f"{_DELEGATION}/owner", PUT=associate_delegation_request),
    route(f"{_DELEGATION}/acceptance", PUT=accept_delegation_request),
    route(f"{_DELEGATION}/rejection", PUT=reject_delegation_request),
    route(f"{_DELEGATION}/token", POST=send_delegation_token),
    route("summaries/<arn:entity_arn>", GET=get_human_readable_summary),
    route("sessions/delegated", POST=get_delegated_access_token),
    route("events", GET=lookup_events),
    route("events/export", GET=export_events),
    route("jobs", GET=list_jobs),
    route("users", GET=list_users, POST=create_user),
    route(_USER, GET=get_user, PATCH=update_user, DELETE=delete_user),
    route(f"{_USER}/enable", POST=enable_user),
    route(f"{_USER}/disable", POST=disable_user),
    route(f"{_USER}/tags", GET=list_user_tags, POST=tag_user, DELETE=untag_user),
    route(f"{_USER}/groups", GET=list_groups_for_user),
    route(
        f"{_USER}/login-profile",
        GET=get_login_profile,
        POST=create_login_profile,
        PATCH=update_login_profile,
        DELETE=delete_login_profile,
    ),
    route(f"{_USER}/password-link", POST=create_password_link),
    route(f"{_USER}/enrolment-link", POST=create_enrolment_link),
    route(f"{_USER}/notices", GET=list_user_notices),
    route(f"{_USER}/access-keys", GET=list_access_keys, POST=create_access_key),
    route(f"{_USER}/{_KEY}", PATCH=update_access_key, DELETE=delete_access_key),
    route(f"{_USER}/{_KEY}/details", PUT=put_access_key_details),
    route(f"{_USER}/access-key-details", GET=list_access_key_details, POST=issue_access_key),
    route(f"{_KEY}/last-used", GET=get_access_key_last_used),
    route(f"{_KEY}/account", GET=get_access_key_info),
    route(f"{_USER}/mfa-devices", GET=list_mfa_devices),
    route(f"{_USER}/mfa-devices/resync/{_DEVICE}", POST=resync_mfa_device),
    route(
        f"{_USER}/mfa-devices/{_DEVICE}",
        GET=get_mfa_device,
        PUT=enable_mfa_device,
        DELETE=deactivate_mfa_device,
    ),
    route("mfa-devices", GET=list_virtual_mfa_devices, POST=create_virtual_mfa_device),
    route(
        f"mfa-devices/tags/{_DEVICE}",
        GET=list_mfa_device_tags,
        POST=tag_mfa_device,
        DELETE=untag_mfa_device,
    ),
    route(f"mfa-devices/seed/{_DEVICE}", GET=get_virtual_mfa_seed),
    route(f"mfa-devices/{_DEVICE}", DELETE=delete_virtual_mfa_device),
    route(
        f"{_USER}/signing-certificates",
        GET=list_signing_certificates,
        POST=upload_signing_certificate,
    ),
    route(
        f"{_USER}/{_SIGNING_CERTIFICATE}",
        PATCH=update_signing_certificate,
        DELETE=delete_signing_certificate,
    ),
    route(f"{_USER}/ssh-public-keys", GET=list_ssh_public_keys, POST=upload_ssh_public_key),
    route(
        f"{_USER}/{_SSH_KEY}",
        GET=get_ssh_public_key,
        PATCH=update_ssh_public_key,
        DELETE=delete_ssh_public_key,
    ),
    route("service-specific-credentials", GET=list_service_specific_credentials),
    route(f"{_USER}/service-specific-credentials", POST=create_service_specific_credential),
    route(
        f"{_USER}/{_SERVICE_CREDENTIAL}",
        PATCH=update_service_specific_credential,
        DELETE=delete_service_specific_credential,
    ),
    route(f"{_USER}/{_SERVICE_CREDENTIAL}/reset", POST=reset_service_specific_credential),
    route("server-certificates", GET=list_server_certificates, POST=upload_server_certificate),
    route(
        _SERVER_CERTIFICATE,
        GET=get_server_certificate,
        PATCH=update_server_certificate,
        DELETE=delete_server_certificate,
    ),
    route(
        f"{_SERVER_CERTIFICATE}/tags",
        GET=list_server_certificate_tags,
        POST=tag_server_certificate,
        DELETE=untag_server_certificate,
    ),
    route("hardware-tokens", GET=list_hardware_mfa_devices, POST=import_hardware_mfa_devices),
    route(
        f"hardware-tokens/{_DEVICE}",
        PUT=import_hardware_mfa_device,
        DELETE=forget_hardware_mfa_device,
    ),
    route("security-keys", POST=enable_security_key),
    route("security-keys/options", GET=get_security_key_options),
    route("recovery-codes", GET=get_recovery_code_count, POST=create_recovery_codes),
    route("groups", GET=list_groups, POST=create_group),
    route(_GROUP, GET=get_group, PATCH=update_group, DELETE=delete_group),
    route(
        f"{_GROUP}/members/<str:user_name>", PUT=add_user_to_group, DELETE=remove_user_from_group
    ),
    route("roles", GET=list_roles, POST=create_role),
    route(_ROLE, GET=get_role, PATCH=update_role, DELETE=delete_role),
    route(f"{_ROLE}/description", PUT=update_role_description),
    route(f"{_ROLE}/trust-policy", PUT=update_assume_role_policy),
    route(f"{_ROLE}/tags", GET=list_role_tags, POST=tag_role, DELETE=untag_role),
    route(f"{_ROLE}/instance-profiles", GET=list_instance_profiles_for_role),
    route("service-linked-roles", POST=create_service_linked_role),
    route("service-linked-roles/<str:role_name>", DELETE=delete_service_linked_role),
    route(
        "service-linked-role-deletions/<path:deletion_task_id>",
        GET=get_service_linked_role_deletion_status,
    ),
    route("instance-profiles", GET=list_instance_profiles, POST=create_instance_profile),
    route(_PROFILE, GET=get_instance_profile, DELETE=delete_instance_profile),
    route(
        f"{_PROFILE}/roles/<str:role_name>",
        PUT=add_role_to_instance_profile,
        DELETE=remove_role_from_instance_profile,
    ),
    route(
        f"{_PROFILE}/tags",
        GET=list_instance_profile_tags,
        POST=tag_instance_profile,
        DELETE=untag_instance_profile,
    ),
    route(
        "oidc-providers",
        GET=list_open_id_connect_providers,
        POST=create_open_id_connect_provider,
    ),
    route(f"oidc-providers/thumbprints/{_ISSUER}", PUT=update_open_id_connect_provider_thumbprint),
    route(f"oidc-providers/keys/{_ISSUER}", PUT=put_open_id_connect_provider_keys),
    route(
        f"oidc-providers/client-ids/{_ISSUER}",
        POST=add_client_id_to_open_id_connect_provider,
        DELETE=remove_client_id_from_open_id_connect_provider,
    ),
    route(
        f"oidc-providers/tags/{_ISSUER}",
        GET=list_open_id_connect_provider_tags,
        POST=tag_open_id_connect_provider,
        DELETE=untag_open_id_connect_provider,
    ),
    route(
        f"oidc-providers/{_ISSUER}",
        GET=get_open_id_connect_provider,
        DELETE=delete_open_id_connect_provider,
    ),
    route(
        "account/token-issuer",
        GET=get_outbound_web_identity_federation_info,
        POST=enable_outbound_web_identity_federation,
        DELETE=disable_outbound_web_identity_federation,
    ),
    route("identity-tokens", POST=get_web_identity_token),
    route("saml-providers", GET=list_saml_providers, POST=create_saml_provider),
    route(
        f"saml-providers/tags/{_SAML}",
        GET=list_saml_provider_tags,
        POST=tag_saml_provider,
        DELETE=untag_saml_provider,
    ),
    route(
        f"saml-providers/{_SAML}",
        GET=get_saml_provider,
        PATCH=update_saml_provider,
        DELETE=delete_saml_provider,
    ),
    route("search/users", GET=search_users),
    route("search/credentials", GET=search_credentials),
    route("search/roles", GET=search_roles),
    route("search/groups", GET=search_groups),
]
