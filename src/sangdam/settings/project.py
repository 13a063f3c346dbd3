"""Django's settings, derived from the typed environment (`environment.py`); nothing else reads variables."""

from pathlib import Path
from typing import Any

import dj_database_url
from django.utils.translation import gettext_lazy as _

from sangdam.settings.environment import environment
from sangdam.settings.secret_files import read_or_make_secret_key

ENVIRONMENT = environment()
PACKAGE = Path(__file__).resolve().parent.parent

SECRET_KEY = ENVIRONMENT.secret_key or read_or_make_secret_key(ENVIRONMENT.data)
DEBUG = ENVIRONMENT.debug

# The bare host and every {domain}.<host>; loopback addresses are the bare host too, for health checks and API clients.
ALLOWED_HOSTS = [ENVIRONMENT.host, f".{ENVIRONMENT.host}", "localhost", ".localhost", "127.0.0.1", "[::1]"]
if ENVIRONMENT.bind not in {"0.0.0.0", "::"}:  # noqa: S104 - compared, not bound
    ALLOWED_HOSTS.append(ENVIRONMENT.bind)

INSTALLED_APPS = [
    # Ours first: their templates stand before those of the libraries.
    "sangdam.foundation.events",
    "sangdam.foundation.jobs",
    "sangdam.organizations",
    "sangdam.accounts",
    "sangdam.agents",
    "sangdam.customers",
    "sangdam.categories",
    "sangdam.fields",
    "sangdam.tickets",
    "sangdam.answer_mails",
    "sangdam.deliveries",
    "sangdam.security",
    "sangdam.doors.console",
    "sangdam.doors.open_api",
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "django_htmx",
    "django_vite",
    "procrastinate.contrib.django",
    "ninja",
]

MIDDLEWARE = [
    "sangdam.doors.hosts.Doors",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "sangdam.doors.console.compression.CompressedPages",
    "csp.middleware.CSPMiddleware",
    "sangdam.accounts.own_cookies.OwnCookiesOnly",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "sangdam.accounts.middleware.MemberLanguage",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "sangdam.doors.urls"
WSGI_APPLICATION = "sangdam.doors.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
            ],
        },
    }
]

# --- database ---------------------------------------------------------------------------------------------------------

# `sangdam up` hands the embedded server's address to its children as DATABASE_URL.
_database: dict[str, Any] = {**dj_database_url.parse(ENVIRONMENT.database_url or "postgresql:///sangdam")}
_options: dict[str, Any] = _database.get("OPTIONS", {})
_server_settings = [
    *_options.get("options", "").split(),
    f"-c statement_timeout={ENVIRONMENT.statement_timeout * 1000}",
    "-c idle_in_transaction_session_timeout=60000",
    "-c timezone=UTC",
]
DATABASES = {
    "default": {
        **_database,
        "ENGINE": "sangdam.foundation.database",
        # One connection per thread, kept: a connection costs PostgreSQL a process and us a round trip.
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        # Parameters bound by the server: statements that come with every inquiry are planned once (`Prepared`).
        "OPTIONS": {**_options, "server_side_binding": True, "options": " ".join(_server_settings)},
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Sign-in limits are counted here: shared by all web processes because it is the database.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "sangdam_cache",
        # Names of entries quote addresses: none of them stands in the table as it is, nor as a digest anybody can make.
        "KEY_FUNCTION": "sangdam.foundation.crypto.cache_key",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

# --- people -----------------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.Member"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "sangdam.accounts.passwords.MaximumLength"},
]
ACCOUNT_ADAPTER = "sangdam.accounts.adapter.MembersOnly"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_MODEL_EMAIL_FIELD = "email"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_LOGOUT_ON_GET = False
# Attempts are counted by `accounts.sign_in_limits`; these would let one address shut out a whole office.
ACCOUNT_RATE_LIMITS = {"login": None, "login_failed": None}
ACCOUNT_SESSION_REMEMBER = None
ACCOUNT_LOGOUT_REDIRECT_URL = "/accounts/login/"
LOGIN_URL = "/accounts/login/"
LOGIN_REDIRECT_URL = "/console/"
ALLAUTH_TRUSTED_PROXY_COUNT = 0  # addresses come from sangdam.doors.addresses, see the adapter

# No page of another host can set a cookie with this prefix; browsers demand https for it.
_own = "__Host-" if ENVIRONMENT.scheme == "https" else ""
SESSION_COOKIE_NAME = f"{_own}sangdam_console"
SESSION_ENGINE = "sangdam.accounts.sessions"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = ENVIRONMENT.scheme == "https"
SESSION_COOKIE_AGE = 14 * 24 * 3600
CSRF_COOKIE_NAME = f"{_own}sangdam_csrf"
CSRF_COOKIE_SECURE = ENVIRONMENT.scheme == "https"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "sangdam.doors.console.errors.csrf_failure"
CSRF_TRUSTED_ORIGINS = [ENVIRONMENT.console_url] if ENVIRONMENT.scheme == "https" else []
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# --- languages --------------------------------------------------------------------------------------------------------

USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Seoul"
LANGUAGE_CODE = "ko"
LANGUAGES = [("ko", _("Korean")), ("en", _("English"))]
LANGUAGE_COOKIE_NAME = f"{_own}sangdam_language"
LANGUAGE_COOKIE_SECURE = ENVIRONMENT.scheme == "https"
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
KNOWN_BROWSER_COOKIE_NAME = f"{_own}sangdam_known_browser"
OWN_COOKIE_NAMES = [SESSION_COOKIE_NAME, CSRF_COOKIE_NAME, LANGUAGE_COOKIE_NAME, KNOWN_BROWSER_COOKIE_NAME]
LOCALE_PATHS = [PACKAGE / "locale"]

# --- static files -----------------------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATICFILES_DIRS = [PACKAGE / "static"]
STATIC_ROOT = None
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_IMMUTABLE_FILE_TEST = r"^.+[.-][0-9A-Za-z_-]{8,}\.\w+$"
DJANGO_VITE = {
    "default": {
        "dev_mode": False,
        "static_url_prefix": "dist",
        "manifest_path": PACKAGE / "static" / "dist" / ".vite" / "manifest.json",
    }
}

# --- what browsers may do on the console (doors of other origins set their own) ---

_csp_self = "'self'"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [_csp_self],
        "script-src": [_csp_self],
        "style-src": [_csp_self],
        "img-src": [_csp_self, "data:", "blob:"],
        "font-src": [_csp_self, "data:"],
        "connect-src": [_csp_self, ENVIRONMENT.live_base_url],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": [_csp_self],
        "frame-ancestors": ["'none'"],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if ENVIRONMENT.scheme == "https" else 0
X_FRAME_OPTIONS = "DENY"

# --- bodies and uploads -----------------------------------------------------------------------------------------------

DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
DATA_UPLOAD_MAX_NUMBER_FILES = 10
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o600
STORAGES = {
    "default": {
        "BACKEND": "sangdam.foundation.storage.durable.DurableFolder",
        "OPTIONS": {
            "location": ENVIRONMENT.data / "files",
            "base_url": None,
            "file_permissions_mode": 0o600,
            "directory_permissions_mode": 0o700,
        },
    },
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

# --- jobs and events --------------------------------------------------------------------------------------------------

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"
# Whether a commit with events wakes dispatchers and live processes; they poll every second anyway.
EVENTS_WAKE_READERS = True

# --- mail -------------------------------------------------------------------------------------------------------------

EMAIL_BACKEND = "sangdam.foundation.outbound.backend.OutboundBackend"
DEFAULT_FROM_EMAIL = f"noreply@{ENVIRONMENT.mail_domain}"

# --- logs: never a personal field; ids and codes only ---

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "sangdam.settings.log_lines.LinesWithoutMessages",
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
            "datefmt": "%Y-%m-%d %H:%M:%S %z",
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {
        "django.request": {"level": "ERROR"},
        "django.security": {"level": "WARNING"},
        "procrastinate": {"level": "WARNING"},
    },
}
