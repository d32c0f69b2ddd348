"""Every setting, read once from the environment. docs/configuration.md explains each of them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from iamconsole import env, keyfiles

BASE_DIR = Path(__file__).resolve().parent.parent

# ---- Where it runs ----------------------------------------------------------------------------

VAR_DIR = env.folder("VAR_DIR", BASE_DIR / "var")
VAR_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)

DEBUG = env.flag("DEBUG", False)
HOST = env.text("HOST", "127.0.0.1", accepts="the address to listen on")
PORT = env.number("PORT", 8000, at_least=1, at_most=65535)
WEB_WORKERS = env.number("WEB_WORKERS", 2, at_least=1, at_most=64)
WEB_THREADS = env.number("WEB_THREADS", 4, at_least=1, at_most=64)
JOB_WORKERS = env.number("JOB_WORKERS", 1, at_least=1, at_most=64)

PUBLIC_URL = env.origin("PUBLIC_URL", f"http://127.0.0.1:{PORT}")
PUBLIC_HOST = urlsplit(PUBLIC_URL).hostname or ""
IS_HTTPS = PUBLIC_URL.startswith("https://")
IS_LOOPBACK = PUBLIC_HOST in {"127.0.0.1", "localhost", "::1"}

LOOPBACK_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
ALLOWED_HOSTS = env.words(
    "ALLOWED_HOSTS",
    LOOPBACK_HOSTS if IS_LOOPBACK else [PUBLIC_HOST],
    accepts="host names",
)
TRUSTED_PROXIES = env.networks("TRUSTED_PROXIES")

# ---- Secrets ----------------------------------------------------------------------------------

SECRET_KEY_FILE = VAR_DIR / "secret_key"
ENCRYPTION_KEYS_FILE = VAR_DIR / "encryption_keys"
TRAIL_KEYS_FILE = VAR_DIR / "trail_keys"
HAS_GENERATED_KEYS = not all(map(env.is_given, ("SECRET_KEY", "ENCRYPTION_KEYS", "TRAIL_KEYS")))

SECRET_KEY = env.secret("SECRET_KEY", "at least 50 characters nobody can guess", at_least=50)
if not SECRET_KEY:
    SECRET_KEY = keyfiles.kept(SECRET_KEY_FILE, keyfiles.new_secret_key)

# The first key seals; every key opens.
ENCRYPTION_KEYS = env.encryption_keys("ENCRYPTION_KEYS", {})
if not ENCRYPTION_KEYS:
    ENCRYPTION_KEYS = env.kept_keys(
        ENCRYPTION_KEYS_FILE, keyfiles.kept(ENCRYPTION_KEYS_FILE, keyfiles.new_encryption_keys)
    )

# The first marks and signs what the trail says; every key checks.
TRAIL_KEYS = env.encryption_keys("TRAIL_KEYS", {})
if not TRAIL_KEYS:
    TRAIL_KEYS = env.kept_keys(
        TRAIL_KEYS_FILE, keyfiles.kept(TRAIL_KEYS_FILE, keyfiles.new_encryption_keys)
    )

# Where the trail's checkpoints are kept, apart from the database; 0 days keeps events for ever.
TRAIL_DIR = VAR_DIR / "trail"
TRAIL_KEEP_DAYS = env.number("TRAIL_KEEP_DAYS", 0, at_least=0, at_most=36_500)

# What is reached in clear beyond this machine on purpose, over a network that is trusted.
CLEAR_TEXT_TO = env.choices("CLEAR_TEXT_TO", ("database", "redis", "mail", "syslog"))

# ---- Signing in -------------------------------------------------------------------------------

SESSION_IDLE_MINUTES = env.number("SESSION_IDLE_MINUTES", 60, at_least=1, at_most=1440)
SESSION_HOURS = env.number("SESSION_HOURS", 12, at_least=1, at_most=24)

# Identity providers in networks of ours; no others there are ever connected to.
PRIVATE_ISSUER_HOSTS = env.words("PRIVATE_ISSUER_HOSTS", [], accepts="host names")

# How much work a password's hash is; `manage.py calibrate_passwords` finds what a machine can bear.
PASSWORD_MEMORY_MIB = env.number("PASSWORD_MEMORY_MIB", 19, at_least=19, at_most=1024)
PASSWORD_PASSES = env.number("PASSWORD_PASSES", 2, at_least=2, at_most=64)
# In each web process. More than there are cores make each slower, and hold memory meanwhile.
PASSWORD_CHECKS_AT_ONCE = env.number(
    "PASSWORD_CHECKS_AT_ONCE",
    max(1, (os.cpu_count() or 1) // WEB_WORKERS),
    at_least=1,
    at_most=64,
)

# Of programs with access keys, in each web process; 0 is as many as they like.
KEY_REQUESTS_A_SECOND = env.number("KEY_REQUESTS_A_SECOND", 1000, at_least=0, at_most=10**6)
ACCOUNT_REQUESTS_A_SECOND = env.number("ACCOUNT_REQUESTS_A_SECOND", 5000, at_least=0, at_most=10**6)

# ---- Applications -----------------------------------------------------------------------------

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "rest_framework",
    "template_partials",
    "iamconsole",
    "accounts",
    "policies",
]
MIDDLEWARE = [
    "iamconsole.http.KnownProxiesMiddleware",
    "iamconsole.http.NoClearTextMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "iamconsole.http.ResponseHeadersMiddleware",
    "iamconsole.http.KnownHostsMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "iamconsole.wire.lane.WireLaneMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "accounts.signin.middleware.SignInMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "iamconsole.console.problems.ProblemPagesMiddleware",
]
ROOT_URLCONF = "iamconsole.urls"
WSGI_APPLICATION = "iamconsole.wsgi.application"
AUTH_USER_MODEL = "accounts.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": [],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "UNAUTHENTICATED_USER": None,
}

LANGUAGE_CODE = "en"
USE_TZ = True
TIME_ZONE = "UTC"

# ---- Database ---------------------------------------------------------------------------------

# FULL: what was answered as done is still done after a power cut.
SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA temp_store=MEMORY; "
    "PRAGMA cache_size=-32000; PRAGMA mmap_size=268435456; PRAGMA journal_size_limit=67108864;"
)
DATABASE_POOL_SIZE = env.number("DATABASE_POOL_SIZE", 10, at_least=1, at_most=500)


def _with_options(database: dict[str, Any]) -> dict[str, Any]:
    """The engine's own way of being durable, and of never waiting for ever."""
    options = database.get("OPTIONS", {})
    if database["ENGINE"].endswith("sqlite3"):
        defaults = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": SQLITE_PRAGMAS,
        }
        ours = {"ENGINE": "iamconsole.sqlite", "CONN_MAX_AGE": None}
        return database | ours | {"OPTIONS": defaults | options}
    defaults = {
        "pool": {"min_size": 1, "max_size": DATABASE_POOL_SIZE, "timeout": 5},
        # PostgreSQL keeps its plan of what a connection asks often, and is sent values apart.
        "server_side_binding": True,
        "prepare_threshold": 5,
        "connect_timeout": 5,
        "tcp_user_timeout": 10_000,
    }
    return database | {"OPTIONS": defaults | options, "CONN_HEALTH_CHECKS": True}


DATABASES = {
    "default": _with_options(
        env.database(
            "DATABASE_URL",
            {"ENGINE": "django.db.backends.sqlite3", "NAME": VAR_DIR / "iamconsole.sqlite3"},
        )
    )
}

# Notes about reads are stored together; a process that is killed loses at most this much of them.
BATCH_SECONDS = env.number("BATCH_SECONDS", 2, at_least=0, at_most=60)

# ---- Cache and jobs ---------------------------------------------------------------------------

REDIS_URL = env.url("REDIS_URL", "", schemes=("redis", "rediss"))
REDIS_TIMEOUT_SECONDS = 2

CACHES: dict[str, dict[str, Any]] = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "iamconsole",
        "OPTIONS": {
            "socket_connect_timeout": REDIS_TIMEOUT_SECONDS,
            "socket_timeout": REDIS_TIMEOUT_SECONDS,
        },
    }
    if REDIS_URL
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
}

# A message only says "look": what is due lives in the database, so a lost one loses nothing.
BROKER_DIR = VAR_DIR / "broker"
CELERY_BROKER_URL = REDIS_URL or "filesystem://localhost"
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any] = (
    {
        "socket_connect_timeout": REDIS_TIMEOUT_SECONDS,
        # Whoever rings tries once more and no longer; the worker goes on trying by itself.
        "max_retries": 1,
        "interval_start": 0.1,
        "global_keyprefix": "iamconsole:",
    }
    if REDIS_URL
    else {
        "data_folder_in": str(BROKER_DIR / "messages"),
        "data_folder_out": str(BROKER_DIR / "messages"),
        "control_folder": str(BROKER_DIR / "control"),
        "polling_interval": 0.25,
    }
)
if not REDIS_URL:
    for name in ("messages", "control"):
        (BROKER_DIR / name).mkdir(mode=0o700, parents=True, exist_ok=True)
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TIMEZONE = "UTC"
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_CONCURRENCY = JOB_WORKERS
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
# When what is due is in rows: a clock remembers nothing, and there may be several.
CELERY_BEAT_SCHEDULER = "celery.beat:Scheduler"
CELERY_BEAT_SCHEDULE: dict[str, dict[str, Any]] = {
    "sweep": {"task": "iamconsole.sweep", "schedule": 5.0, "options": {"expires": 30}},
}

# ---- Mail -------------------------------------------------------------------------------------

_email = env.email(
    "EMAIL_URL",
    {
        "EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
        "EMAIL_FILE_PATH": str(VAR_DIR / "mail"),
    },
)
EMAIL_BACKEND = _email["EMAIL_BACKEND"]
EMAIL_FILE_PATH = _email.get("EMAIL_FILE_PATH")
EMAIL_HOST = _email.get("EMAIL_HOST") or "localhost"
EMAIL_PORT = _email.get("EMAIL_PORT") or 25
EMAIL_HOST_USER = _email.get("EMAIL_HOST_USER") or ""
EMAIL_HOST_PASSWORD = _email.get("EMAIL_HOST_PASSWORD") or ""
EMAIL_USE_TLS = _email.get("EMAIL_USE_TLS", False)
EMAIL_USE_SSL = _email.get("EMAIL_USE_SSL", False)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.text(
    "EMAIL_FROM", f"IAM Console <no-reply@{PUBLIC_HOST}>", accepts="the address mail is sent from"
)

# ---- What a browser is told -------------------------------------------------------------------

SECURE_SSL_REDIRECT = IS_HTTPS
SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz|metrics)$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if IS_HTTPS else 0
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
# One host does not promise HTTPS for the hosts beneath or beside it.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
X_FRAME_OPTIONS = "DENY"

SECURE_CSP = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    "base-uri": "'none'",
}
PERMISSIONS_POLICY = (
    "camera=(), microphone=(), geolocation=(), payment=(), usb=(), "
    "publickey-credentials-get=(self), publickey-credentials-create=(self), "
    "clipboard-write=(self)"
)

COOKIE_PREFIX = "__Host-" if IS_HTTPS else ""
CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}csrf"
CSRF_COOKIE_SECURE = IS_HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "iamconsole.console.problems.csrf_failure"
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
# Messages follow the session cookie's rules; there are no Django sessions.
SESSION_COOKIE_SECURE = IS_HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"

DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

PASSWORD_HASHERS = [
    "accounts.signin.hashers.Argon2idHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]

# ---- Static files -----------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
# What browsers get: images, and what was built from the sources beside them. Where nothing could
# be built, the style sheet's sources do as well, and pages work without scripts.
_BUILT = "dist" if (BASE_DIR / "static" / "dist").is_dir() else "css"
STATICFILES_DIRS = [(name, BASE_DIR / "static" / name) for name in (_BUILT, "img")]
STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "iamconsole.staticfiles.HashedStaticFiles"},
}

# ---- Watching it ------------------------------------------------------------------------------

METRICS = env.flag("METRICS", False)
METRICS_DIR = VAR_DIR / "metrics"
if METRICS:
    MIDDLEWARE.insert(0, "iamconsole.metrics.MetricsMiddleware")
    # Several processes answer, so each keeps its numbers where the one asked can add them up.
    METRICS_DIR.mkdir(mode=0o700, exist_ok=True)
    os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", str(METRICS_DIR))

LOG_LEVEL = env.choice("LOG_LEVEL", "INFO", ("DEBUG", "INFO", "WARNING", "ERROR"))
LOG_FORMAT = env.choice("LOG_FORMAT", "plain", ("plain", "json"))
SYSLOG = env.syslog("SYSLOG_URL")
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {"()": "iamconsole.logs.PlainLines"},
        "json": {"()": "iamconsole.logs.JsonLines"},
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": LOG_FORMAT}},
    "root": {"handlers": ["stderr"], "level": LOG_LEVEL},
    "loggers": {
        "django": {"handlers": [], "level": LOG_LEVEL},
        # Addresses may hold one-time tokens: only a failure of ours is worth one in a log.
        "django.request": {"level": "ERROR"},
        "django.security.DisallowedHost": {"level": "CRITICAL"},
        "django.server": {"handlers": [], "level": LOG_LEVEL},
    },
}
if SYSLOG:
    LOGGING["handlers"]["syslog"] = {
        "class": "iamconsole.logs.PromptSyslog",
        "address": SYSLOG,
        "formatter": LOG_FORMAT,
    }
    LOGGING["root"]["handlers"].append("syslog")
