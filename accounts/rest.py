"""The identities in the REST API: a line an address."""

from __future__ import annotations

from accounts.operations.access_keys import (
    create_access_key,
    delete_access_key,
    get_access_key_last_used,
    list_access_keys,
    update_access_key,
)
from accounts.operations.account import (
    close_account,
    create_account_alias,
    delete_account_alias,
    get_account_recommendations,
    get_account_settings,
    get_account_summary,
    list_account_aliases,
    update_billing_access,
)
from accounts.operations.events import lookup_events
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
from accounts.operations.login_profiles import (
    create_login_profile,
    delete_login_profile,
    get_login_profile,
    update_login_profile,
)
from accounts.operations.sts import get_caller_identity
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

_USER = "users/<str:user_name>"
_KEY = "access-keys/<str:access_key_id>"
_GROUP = "groups/<str:group_name>"

urlpatterns = [
    route("caller-identity", GET=get_caller_identity),
    route("account/summary", GET=get_account_summary),
    route("account/aliases", GET=list_account_aliases, POST=create_account_alias),
    route("account/aliases/<str:account_alias>", DELETE=delete_account_alias),
    route("account/settings", GET=get_account_settings),
    route("account/recommendations", GET=get_account_recommendations),
    route("account/billing-access", PUT=update_billing_access),
    route("account/closing", POST=close_account),
    route("events", GET=lookup_events),
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
    route(f"{_USER}/access-keys", GET=list_access_keys, POST=create_access_key),
    route(f"{_USER}/{_KEY}", PATCH=update_access_key, DELETE=delete_access_key),
    route(f"{_KEY}/last-used", GET=get_access_key_last_used),
    route("groups", GET=list_groups, POST=create_group),
    route(_GROUP, GET=get_group, PATCH=update_group, DELETE=delete_group),
    route(
        f"{_GROUP}/members/<str:user_name>", PUT=add_user_to_group, DELETE=remove_user_from_group
    ),
    route("search/users", GET=search_users),
    route("search/groups", GET=search_groups),
]
