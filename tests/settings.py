"""The project's settings, as the tests want them: nothing from the shell they were started in.

TEST_ENGINE=postgresql runs them on PostgreSQL with Redis; otherwise SQLite, with neither.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile

from tests import servers

SETTINGS_OF_A_SHELL = [
    "ACCOUNT_REQUESTS_A_SECOND",
    "ALLOWED_HOSTS",
    "BATCH_SECONDS",
    "CLEAR_TEXT_TO",
    "DATABASE_POOL_SIZE",
    "DATABASE_URL",
    "DEBUG",
    "EMAIL_FROM",
    "EMAIL_URL",
    "ENCRYPTION_KEYS",
    "HOST",
    "JOB_WORKERS",
    "KEY_REQUESTS_A_SECOND",
    "LOG_FORMAT",
    "LOG_LEVEL",
    "METRICS",
    "PASSWORD_CHECKS_AT_ONCE",
    "PASSWORD_MEMORY_MIB",
    "PASSWORD_PASSES",
    "PORT",
    "PRIVATE_ISSUER_HOSTS",
    "PUBLIC_URL",
    "REDIS_URL",
    "SESSION_HOURS",
    "SESSION_IDLE_MINUTES",
    "SECRET_KEY",
    "SYSLOG_URL",
    "TRAIL_KEEP_DAYS",
    "TRAIL_KEYS",
    "TRUSTED_PROXIES",
    "VAR_DIR",
    "WEB_THREADS",
    "WEB_WORKERS",
]
for name in SETTINGS_OF_A_SHELL:
    os.environ.pop(name, None)
    os.environ.pop(f"{name}_FILE", None)

os.environ["VAR_DIR"] = tempfile.mkdtemp(prefix="iamconsole-tests-")
atexit.register(shutil.rmtree, os.environ["VAR_DIR"], ignore_errors=True)
os.environ["BATCH_SECONDS"] = "0"
if servers.IS_ON_SERVERS:
    os.environ["DATABASE_URL"] = servers.postgresql_url() or ""
    os.environ["REDIS_URL"] = servers.redis_url() or ""

from iamconsole.settings import *  # noqa: E402, F403
from iamconsole.settings import CACHES, DATABASES, SQLITE_PRAGMAS, STATIC_ROOT, VAR_DIR  # noqa: E402

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STATIC_ROOT.mkdir()
CACHES["default"]["KEY_PREFIX"] = f"tests-{os.getpid()}"

database = DATABASES["default"]
if servers.IS_ON_SERVERS:
    # Several runs may share one server.
    run = os.environ.setdefault("TEST_RUN", str(os.getpid()))
    database["TEST"] = {"NAME": f"test_iamconsole_{run}"}
else:
    # A file, as in real life: threads and processes of a test see one database.
    database["TEST"] = {"NAME": str(VAR_DIR / "tests.sqlite3")}
    database["OPTIONS"]["init_command"] = SQLITE_PRAGMAS.replace("=FULL", "=OFF")
