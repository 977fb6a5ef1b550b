"""All settings, read from the environment once. Every variable is described in docs/reference/settings.md.

A wrong value stops the program with a sentence that names the variable, what it holds and what is allowed.
"""

from __future__ import annotations

import os
import re
import secrets
from datetime import date
from importlib import metadata
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

PACKAGE = Path(__file__).resolve().parent
CHECKOUT = PACKAGE.parent


def _text(name: str, default: str = "") -> str:
    """The variable, or the content of the file named by ``<name>_FILE`` (how secrets reach a container)."""
    if path := os.environ.get(f"{name}_FILE"):
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise ImproperlyConfigured(f"{name}_FILE names {path}, which cannot be read: {error.strerror}.") from error
    return os.environ.get(name, default)


def _yes(name: str, default: bool) -> bool:
    value = os.environ.get(name, "")
    if value == "":
        return default
    if value not in ("0", "1"):
        raise ImproperlyConfigured(f"{name} is {value!r}; write 1 for yes or 0 for no.")
    return value == "1"


def _number(name: str, default: int, *, at_least: int, at_most: int) -> int:
    value = os.environ.get(name, str(default))
    if not value.isdigit() or not at_least <= int(value) <= at_most:
        raise ImproperlyConfigured(f"{name} is {value!r}; write a whole number from {at_least} to {at_most}.")
    return int(value)


def _choice(name: str, *allowed: str) -> str:
    value = os.environ.get(name, allowed[0])
    if value not in allowed:
        raise ImproperlyConfigured(f"{name} is {value!r}; write one of: {', '.join(allowed)}.")
    return value


def _day(name: str) -> date | None:
    value = os.environ.get(name, "")
    try:
        return date.fromisoformat(value) if value else None
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} is {value!r}; write a day, as in 2022-01-20.") from error


def _folder(name: str, default: Path) -> Path:
    """A folder that holds database and keys: where it is made here, for its owner alone."""
    path = Path(os.environ.get(name) or default).resolve()
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise ImproperlyConfigured(f"{name}: the folder {path} cannot be made: {error.strerror}.") from error
    if not os.access(path, os.R_OK | os.W_OK | os.X_OK):
        raise ImproperlyConfigured(f"{name}: the folder {path} is not writable for the user who runs Okrilje.")
    return path


# --- What this installation is -------------------------------------------------------------------------------

#: "demonstration": made-up users with known passwords and a banner; "production": everything locked.
MODE = _choice("OKRILJE_MODE", "demonstration", "production")
DEMONSTRATION = MODE == "demonstration"
_countries = sorted(path.parent.name for path in PACKAGE.glob("countries/*/index.json"))
COUNTRY = _choice("OKRILJE_COUNTRY", *dict.fromkeys(["bih", *_countries]))
DATA_DIR = _folder("OKRILJE_DATA", CHECKOUT / "var")
VERSION = metadata.version("okrilje")
DEBUG = _yes("OKRILJE_DEBUG", False)


def _weak(key: str) -> bool:
    return len(key) < 50 or len(set(key)) < 5


def _secret_key() -> str:
    """In production it must be given; elsewhere one is made and kept in the data folder, readable by its owner."""
    if key := _text("OKRILJE_SECRET_KEY"):
        if _weak(key):
            raise ImproperlyConfigured("OKRILJE_SECRET_KEY is too weak: use at least 50 random characters.")
        return key
    if not DEMONSTRATION:
        raise ImproperlyConfigured(
            "OKRILJE_SECRET_KEY (or OKRILJE_SECRET_KEY_FILE) is missing. In production it must be at least 50 random "
            "characters that stay the same; make one with: okrilje secret-key"
        )
    return _kept_key("secret-key")


def _kept_key(name: str) -> str:
    """A key in the data folder, beside the database and not in it; made where there is none."""
    path = DATA_DIR / name
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="utf-8").strip()
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        key = secrets.token_urlsafe(64)
        file.write(key)
    return key


def _former_secret_keys() -> list[str]:
    """Keys from before a change: what was signed with them is still believed, nothing is signed with them any more."""
    keys = _text("OKRILJE_SECRET_KEY_FALLBACKS").split()
    if any(map(_weak, keys)):
        raise ImproperlyConfigured(
            "OKRILJE_SECRET_KEY_FALLBACKS holds a key that is too weak: write whole former keys, each of at least 50 "
            "random characters, with a blank or a line end between them."
        )
    if SECRET_KEY in keys:
        raise ImproperlyConfigured(
            "OKRILJE_SECRET_KEY_FALLBACKS holds the key of OKRILJE_SECRET_KEY: write former keys only, or make a new "
            "key with: okrilje secret-key"
        )
    return keys


SECRET_KEY = _secret_key()
SECRET_KEY_FALLBACKS = _former_secret_keys()
#: With it a trained person becomes a key that says nothing about them; a new one would count everybody anew.
PERSON_KEY = _text("OKRILJE_PERSON_KEY") or _kept_key("person-key")
if _weak(PERSON_KEY):
    raise ImproperlyConfigured("OKRILJE_PERSON_KEY is too weak: use at least 50 random characters.")
ADDRESS = os.environ.get("OKRILJE_ADDRESS", "http://127.0.0.1:8000")
if not re.fullmatch(r"https?://[^/\s]+", ADDRESS):
    raise ImproperlyConfigured(f"OKRILJE_ADDRESS is {ADDRESS!r}; write scheme and host, as in https://plan.gov.example")
_HOST = re.sub(r":\d+$", "", ADDRESS.split("://", 1)[1])
ALLOWED_HOSTS = [_HOST] if not DEMONSTRATION else [_HOST, "127.0.0.1", "localhost", "[::1]", "testserver"]
CSRF_TRUSTED_ORIGINS = [ADDRESS]
TIME_ZONE = os.environ.get("OKRILJE_TIME_ZONE", "Europe/Sarajevo")
try:
    ZoneInfo(TIME_ZONE)
except (KeyError, ValueError, OSError) as error:
    raise ImproperlyConfigured(f"OKRILJE_TIME_ZONE is {TIME_ZONE!r}; write a name such as Europe/Sarajevo.") from error
#: The day that the pages of a demonstration take for today; None for the real one.
TODAY = _day("OKRILJE_TODAY")
if TODAY and not DEMONSTRATION:
    raise ImproperlyConfigured("OKRILJE_TODAY is for demonstrations: production always tells the real day.")

# --- The house -----------------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    # Before allauth, because our templates take the place of its own.
    "okrilje.audit",
    "okrilje.accounts",
    "okrilje.files",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "csp",
    "okrilje.plan",
    "okrilje.registers",
    "okrilje.monitoring",
    "okrilje.web",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "okrilje.web.programs.middleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "okrilje.web.middleware.language",
    "django.contrib.messages.middleware.MessageMiddleware",
    "okrilje.accounts.middleware.session_limits",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "okrilje.web.middleware.privacy_headers",
]

#: Modules whose COUNTABLES say which records the formulas of plans can be answered from.
MEASURE_SOURCES = ["okrilje.registers.measures"]

ROOT_URLCONF = "okrilje.web.urls"
WSGI_APPLICATION = "okrilje.web.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "web" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "okrilje.web.context.site",
            ],
            "builtins": ["okrilje.web.templatetags.okrilje"],
        },
    }
]

# --- Data ----------------------------------------------------------------------------------------------------


def _database() -> dict[str, Any]:
    url = _text("DATABASE_URL")
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": DATA_DIR / "okrilje.sqlite3",
            "OPTIONS": {
                # Writers queue instead of failing, readers never wait, and a killed process loses nothing written.
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
            },
        }
    if not re.match(r"postgres(ql)?://", url):
        raise ImproperlyConfigured(
            "DATABASE_URL must begin with postgres:// (or be left out, for the embedded SQLite database)."
        )
    try:
        config = environ.Env.db_url_config(url)
    except ValueError as error:
        raise ImproperlyConfigured(
            "DATABASE_URL cannot be read; write postgres://user:password@host:5432/name, special characters as %xx."
        ) from error
    # Our questions join many small tables: compiling each of them first takes PostgreSQL longer than answering it.
    options = {"options": "-c jit=off", **config.get("OPTIONS", {})}
    return {**config, "OPTIONS": options, "CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}


DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": DATA_DIR / "cache",
        "OPTIONS": {"MAX_ENTRIES": 2000},
    }
}
IMPORT_MAX_BYTES = _number("OKRILJE_IMPORT_MAX_MB", 20, at_least=1, at_most=200) * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = IMPORT_MAX_BYTES
# A review of several hundred activities sends a box and a comment for each of them.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 3000
FILE_UPLOAD_PERMISSIONS = 0o600
EVIDENCE_MAX_BYTES = _number("OKRILJE_EVIDENCE_MAX_MB", 15, at_least=1, at_most=50) * 1024 * 1024
#: What may be kept never touches the disk before it was looked at: uploads stay in memory until then.
FILE_UPLOAD_MAX_MEMORY_SIZE = max(IMPORT_MAX_BYTES, EVIDENCE_MAX_BYTES) + 1024 * 1024
#: The scanner that files are checked with: unix:/run/clamav/clamd.ctl, or host:port; empty for none.
CLAMAV = os.environ.get("OKRILJE_CLAMAV", "")
if CLAMAV and not re.fullmatch(r"unix:/\S+|(?:\[[0-9a-fA-F:]+\]|[^\s:/]+):\d{1,5}", CLAMAV):
    raise ImproperlyConfigured(
        f"OKRILJE_CLAMAV is {CLAMAV!r}; write unix:/run/clamav/clamd.ctl, or a host and port as in 127.0.0.1:3310."
    )

# --- People --------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["okrilje.accounts.backend.Backend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
#: Where people who report, approve or review begin their day; everybody else begins above.
TASKS_URL = "monitoring:tasks"
LOGOUT_REDIRECT_URL = "/"
#: Demonstration users may work without a second factor; the banner says so. Never in production.
MFA_WAIVED = DEMONSTRATION and _yes("OKRILJE_WAIVE_MFA", True)

ACCOUNT_ADAPTER = "okrilje.accounts.adapter.AccountAdapter"
SOCIALACCOUNT_ADAPTER = "okrilje.accounts.adapter.SocialAccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_CHANGE_EMAIL = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
ACCOUNT_EMAIL_SUBJECT_PREFIX = "[Okrilje] "
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_FORMS = {
    "login": "okrilje.accounts.sign_in_forms.LoginForm",
    "reauthenticate": "okrilje.accounts.sign_in_forms.ReauthenticateForm",
    "change_password": "okrilje.accounts.sign_in_forms.ChangePasswordForm",
    "reset_password": "okrilje.accounts.sign_in_forms.ResetPasswordForm",
    "reset_password_from_key": "okrilje.accounts.sign_in_forms.ResetPasswordKeyForm",
}
#: "key" is the account together with the address it is tried from (accounts/adapter.py): nobody can lock somebody
#: else out. "ip" is generous, for a whole ministry may sit behind one address.
ACCOUNT_RATE_LIMITS = {
    "login": "120/m/ip",
    "login_failed": "60/m/ip,5/5m/key",
    "reset_password": "20/m/ip,3/10m/key",
    "accept_invitation": "20/m/ip",
    "invite": "60/h/user",
    "make_token": "60/h/user",
}
MFA_ADAPTER = "okrilje.accounts.adapter.MFAAdapter"
MFA_FORMS = {
    "authenticate": "okrilje.accounts.sign_in_forms.AuthenticateForm",
    "reauthenticate": "okrilje.accounts.sign_in_forms.SecondStepReauthenticateForm",
    "activate_totp": "okrilje.accounts.sign_in_forms.ActivateTOTPForm",
    "add_webauthn": "okrilje.accounts.sign_in_forms.AddWebAuthnForm",
    "edit_webauthn": "okrilje.accounts.sign_in_forms.EditWebAuthnForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Okrilje"
#: Clocks of telephones are rarely exact: the code before and after count too.
MFA_TOTP_TOLERANCE = 1
USERSESSIONS_TRACK_ACTIVITY = False
SOCIALACCOUNT_ONLY = False
SOCIALACCOUNT_AUTO_SIGNUP = False
#: Whoever the ministry's own sign-in vouches for comes in, if there is an account with this verified address.
SOCIALACCOUNT_EMAIL_AUTHENTICATION = True
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_PROVIDERS: dict[str, object] = {}
_OIDC_ORIGIN: list[str] = []
if oidc_server := _text("OKRILJE_OIDC_SERVER"):
    if not re.match(r"https?://[^/\s]+", oidc_server):
        raise ImproperlyConfigured(f"OKRILJE_OIDC_SERVER is {oidc_server!r}; write the address of the server.")
    if not (_text("OKRILJE_OIDC_CLIENT_ID") and _text("OKRILJE_OIDC_CLIENT_SECRET")):
        raise ImproperlyConfigured("OKRILJE_OIDC_SERVER needs OKRILJE_OIDC_CLIENT_ID and OKRILJE_OIDC_CLIENT_SECRET.")
    #: The button leads there, and browsers hold even redirects of a form against the content-security policy.
    _OIDC_ORIGIN = ["/".join(oidc_server.split("/")[:3])]
    SOCIALACCOUNT_PROVIDERS["openid_connect"] = {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "oidc",
                "name": os.environ.get("OKRILJE_OIDC_NAME", "OpenID Connect"),
                "client_id": _text("OKRILJE_OIDC_CLIENT_ID"),
                "secret": _text("OKRILJE_OIDC_CLIENT_SECRET"),
                "settings": {"server_url": oidc_server},
            }
        ],
    }

# --- Programs ------------------------------------------------------------------------------------------------

#: Requests that the API answers in a minute: to one token, and to one address that sends none.
API_PER_MINUTE = _number("OKRILJE_API_PER_MINUTE", 300, at_least=1, at_most=100_000)
API_PUBLIC_PER_MINUTE = _number("OKRILJE_API_PUBLIC_PER_MINUTE", 60, at_least=1, at_most=100_000)
#: The largest body that it takes, in bytes: a report on a thousand activities has room.
API_MAX_BYTES = 4 * 1024 * 1024

# --- Mail ----------------------------------------------------------------------------------------------------

if mail_url := _text("OKRILJE_MAIL_URL"):
    try:
        vars().update(environ.Env.email_url_config(mail_url))
    except (ImproperlyConfigured, ValueError) as error:
        raise ImproperlyConfigured(
            "OKRILJE_MAIL_URL cannot be read; write smtp+tls://user:password@mail.gov.example:587"
        ) from error
else:
    EMAIL_BACKEND = "okrilje.lib.mail_folder.EmailBackend"
    EMAIL_FILE_PATH = DATA_DIR / "mail"
#: A mail server that does not answer holds up the letters behind it no longer than this, in seconds.
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = os.environ.get("OKRILJE_MAIL_FROM", f"okrilje@{_HOST}")

# --- Background work ---------------------------------------------------------------------------------------------

#: Whether "okrilje serve" starts a worker beside the site.
WORKER = _yes("OKRILJE_WORKER", True)
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# --- Languages -----------------------------------------------------------------------------------------------

LANGUAGE_CODE = "bs"
LANGUAGES = [
    ("bs", "Bosanski"),
    ("hr", "Hrvatski"),
    ("sr-latn", "Srpski (latinica)"),
    ("sr", "Српски (ћирилица)"),
    ("en", "English"),
]
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
LOCALE_PATHS = [PACKAGE / "locale"]
FORMAT_MODULE_PATH = ["okrilje.web.formats"]
USE_I18N = True
USE_TZ = True
USE_THOUSAND_SEPARATOR = True

# --- The pages -----------------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if not DEBUG
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF, *_OIDC_ORIGIN],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
        "manifest-src": [SELF],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 8 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
#: A session ends after this many minutes without a request, and in any case after SESSION_COOKIE_AGE.
SESSION_IDLE_MINUTES = _number("OKRILJE_IDLE_MINUTES", 30, at_least=5, at_most=480)
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
_HTTPS = ADDRESS.startswith("https://")
if not DEMONSTRATION and not _HTTPS:
    raise ImproperlyConfigured("OKRILJE_ADDRESS must begin with https:// in production.")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = _HTTPS
SECURE_SSL_REDIRECT = _HTTPS
#: Browsers allow passkeys without HTTPS on "localhost" only; there a passkey can be tried.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not _HTTPS
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if _HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = _HTTPS
if _yes("OKRILJE_BEHIND_PROXY", False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    ALLAUTH_TRUSTED_PROXY_COUNT = 1

# --- What the server writes down -----------------------------------------------------------------------------

#: Addresses of pages are logged without their query: a search may hold anything a person typed.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"okrilje": {"level": "INFO"}},
}
