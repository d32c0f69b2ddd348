"""Every address there is. Faces add theirs; tests walk all of them."""

from django.conf import settings
from django.urls import include, path

from accounts.federation import published
from iamconsole import health
from iamconsole.wire import views as wire

urlpatterns = [
    path("", wire.query, name="wire"),
    path("", include("accounts.console.signin")),
    path("", include("accounts.console.factor")),
    path("", include("accounts.console.enrolment_link")),
    path("", include("accounts.console.forgotten")),
    path("", include("accounts.console.switch_role")),
    path("console/", include("accounts.console.urls")),
    path("console/", include("accounts.console.user_urls")),
    path("console/", include("accounts.console.credential_urls")),
    path("console/", include("accounts.console.hardware_tokens")),
    path("console/", include("accounts.console.group_urls")),
    path("console/", include("accounts.console.role_urls")),
    path("console/", include("policies.console.urls")),
    path("catalog/", include("policies.console.catalogue_urls")),
    path("api/v1/", include("iamconsole.api")),
    path("oidc/<str:issuer_id>/.well-known/openid-configuration", published.configuration),
    path("oidc/<str:issuer_id>/.well-known/jwks.json", published.key_set),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]

handler400 = "iamconsole.console.problems.bad_request"
handler403 = "iamconsole.console.problems.forbidden"
handler404 = "iamconsole.console.problems.not_found"
handler500 = "iamconsole.console.problems.server_error"

if settings.METRICS:
    from iamconsole import metrics

    urlpatterns.append(path("metrics", metrics.metrics, name="metrics"))
