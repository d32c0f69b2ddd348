"""The policies in the REST API: a line an address. An ARN is always the end of its address."""

from __future__ import annotations

from iamconsole.rest import route
from policies.operations.access_advisor import (
    generate_service_last_accessed_details,
    get_service_last_accessed_details,
    get_service_last_accessed_details_with_entities,
    list_policies_granting_service_access,
    search_last_accessed,
)
from policies.operations.attachments import (
    attach_group_policy,
    attach_role_policy,
    attach_user_policy,
    detach_group_policy,
    detach_role_policy,
    detach_user_policy,
    list_attached_group_policies,
    list_attached_role_policies,
    list_attached_user_policies,
    list_entities_for_policy,
)
from policies.operations.authorization_details import get_account_authorization_details
from policies.operations.boundaries import (
    delete_role_permissions_boundary,
    delete_user_permissions_boundary,
    put_role_permissions_boundary,
    put_user_permissions_boundary,
)
from policies.operations.effective_access import (
    get_effective_access,
    get_own_access,
    simulate_access_change,
    simulate_new_access,
)
from policies.operations.group_access import compare_group_access, list_group_dependents
from policies.operations.inline import (
    delete_group_policy,
    delete_role_policy,
    delete_user_policy,
    get_group_policy,
    get_role_policy,
    get_user_policy,
    list_group_policies,
    list_role_policies,
    list_user_policies,
    put_group_policy,
    put_role_policy,
    put_user_policy,
)
from policies.operations.least_privilege import get_policy_from_activity, get_trimmed_policy
from policies.operations.managed import (
    create_policy,
    delete_policy,
    get_policy,
    list_policies,
    list_policy_tags,
    search_policies,
    tag_policy,
    untag_policy,
)
from policies.operations.simulated_limits import simulate_limited_access
from policies.operations.simulated_trust import simulate_role_trust
from policies.operations.simulation import (
    get_context_keys_for_custom_policy,
    get_context_keys_for_principal_policy,
    simulate_custom_policy,
    simulate_principal_policy,
)
from policies.operations.takers import get_role_takers
from policies.operations.validation import validate_policy
from policies.operations.versions import (
    create_policy_version,
    delete_policy_version,
    get_policy_history,
    get_policy_version,
    list_policy_versions,
    save_policy_version,
    set_default_policy_version,
)

_USER = "users/<str:user_name>"
_GROUP = "groups/<str:group_name>"
_ROLE = "roles/<str:role_name>"
_POLICY = "<arn:policy_arn>"

urlpatterns = [
    route("account/authorization-details", GET=get_account_authorization_details),
    route("policies", GET=list_policies, POST=create_policy),
    route(f"policies/{_POLICY}", GET=get_policy, DELETE=delete_policy),
    route(f"policies/versions/{_POLICY}", GET=list_policy_versions, POST=create_policy_version),
    route(
        f"policies/versions/<str:version_id>/{_POLICY}",
        GET=get_policy_version,
        DELETE=delete_policy_version,
    ),
    route(f"policies/history/{_POLICY}", GET=get_policy_history, POST=save_policy_version),
    route(f"policies/default-version/{_POLICY}", PUT=set_default_policy_version),
    route(f"policies/entities/{_POLICY}", GET=list_entities_for_policy),
    route(f"policies/tags/{_POLICY}", GET=list_policy_tags, POST=tag_policy, DELETE=untag_policy),
    route("search/policies", GET=search_policies),
    route("search/last-accessed/<arn:arn>", GET=search_last_accessed),
    route("last-accessed/<arn:arn>", POST=generate_service_last_accessed_details),
    route("trimmed-policy/<arn:arn>", POST=get_trimmed_policy),
    route("policy-from-activity/<arn:arn>", GET=get_policy_from_activity),
    route("last-accessed/jobs/<str:job_id>", GET=get_service_last_accessed_details),
    route(
        "last-accessed/jobs/<str:job_id>/services/<str:service_namespace>/entities",
        GET=get_service_last_accessed_details_with_entities,
    ),
    route("granting-policies/<arn:arn>", GET=list_policies_granting_service_access),
    route("policies/validate", POST=validate_policy),
    route("simulate/custom-policy", POST=simulate_custom_policy),
    route("simulate/principal-policy", POST=simulate_principal_policy),
    route("simulate/limited-access", POST=simulate_limited_access),
    route("simulate/role-trust", POST=simulate_role_trust),
    route("simulate/access-change", POST=simulate_access_change),
    route("simulate/new-access", POST=simulate_new_access),
    route("effective-access/<arn:policy_source_arn>", GET=get_effective_access),
    route("groups/<str:group_name>/dependents", GET=list_group_dependents),
    route("groups/<str:group_name>/comparison/<str:other_group_name>", GET=compare_group_access),
    route("own-access", GET=get_own_access),
    route("context-keys/custom-policy", POST=get_context_keys_for_custom_policy),
    route("context-keys/principal-policy", POST=get_context_keys_for_principal_policy),
    route(f"{_USER}/attached-policies", GET=list_attached_user_policies),
    route(
        f"{_USER}/attached-policies/{_POLICY}", PUT=attach_user_policy, DELETE=detach_user_policy
    ),
    route(f"{_USER}/inline-policies", GET=list_user_policies),
    route(
        f"{_USER}/inline-policies/<str:policy_name>",
        GET=get_user_policy,
        PUT=put_user_policy,
        DELETE=delete_user_policy,
    ),
    route(
        f"{_USER}/permissions-boundary",
        PUT=put_user_permissions_boundary,
        DELETE=delete_user_permissions_boundary,
    ),
    route(f"{_GROUP}/attached-policies", GET=list_attached_group_policies),
    route(
        f"{_GROUP}/attached-policies/{_POLICY}",
        PUT=attach_group_policy,
        DELETE=detach_group_policy,
    ),
    route(f"{_GROUP}/inline-policies", GET=list_group_policies),
    route(
        f"{_GROUP}/inline-policies/<str:policy_name>",
        GET=get_group_policy,
        PUT=put_group_policy,
        DELETE=delete_group_policy,
    ),
    route(f"{_ROLE}/attached-policies", GET=list_attached_role_policies),
    route(
        f"{_ROLE}/attached-policies/{_POLICY}", PUT=attach_role_policy, DELETE=detach_role_policy
    ),
    route(f"{_ROLE}/inline-policies", GET=list_role_policies),
    route(f"{_ROLE}/takers", GET=get_role_takers),
    route(
        f"{_ROLE}/inline-policies/<str:policy_name>",
        GET=get_role_policy,
        PUT=put_role_policy,
        DELETE=delete_role_policy,
    ),
    route(
        f"{_ROLE}/permissions-boundary",
        PUT=put_role_permissions_boundary,
        DELETE=delete_role_permissions_boundary,
    ),
]
