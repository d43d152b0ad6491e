"""Settings, from a handful of environment variables; everything has a working default on one machine.

RELAIS_DATA   folder for the database, files and the secret key (default ./data)
DATABASE_URL  postgresql://user:password@host/name instead of the SQLite file
RELAIS_URL    the public address, https://relais.example.org (links in mail, secure cookies, allowed host)
RELAIS_MAIL   smtp://user:password@host:587?tls=1&from=relais@example.org (without it, notices go to the console and a page)
RELAIS_PROXIES  how many reverse proxies stand before the server (default 0), to know who asks from X-Forwarded-For
RELAIS_API_RATE  requests a minute of one API token, per server process (default 600; 0: no limit)
RELAIS_CALENDAR_NETWORKS  networks of one's own whose calendars may be fetched ("10.0.0.0/8,192.168.1.20"; default: none)
RELAIS_DEBUG  1 while developing
"""

from __future__ import annotations

import os
from ipaddress import ip_network
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from .environment import database_of, mail_of, secret_key_of

PACKAGE = Path(__file__).resolve().parent.parent
DATA = Path(os.environ.get("RELAIS_DATA", "data")).absolute()
DEBUG = os.environ.get("RELAIS_DEBUG") == "1"
SECRET_KEY = secret_key_of(DATA)

PUBLIC_URL = os.environ.get("RELAIS_URL", "").rstrip("/")
_public = urlsplit(PUBLIC_URL)
SECURE = _public.scheme == "https"
ALLOWED_HOSTS = [_public.hostname] if _public.hostname else ["localhost", "127.0.0.1", "[::1]"]
if _extra := os.environ.get("RELAIS_HOSTS"):
    ALLOWED_HOSTS += _extra.split(",")
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL] if PUBLIC_URL else []

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "relais.acts",
    "relais.people",
    "relais.log",
    "relais.activities",
    "relais.procedures",
    "relais.funds",
    "relais.delegations",
    "relais.planning",
    "relais.deciding",
    "relais.web",
    "relais.api",
    # After ours, so that our templates and texts stand in for theirs.
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "relais.web.middleware.assets",
    "relais.web.middleware.headers",
    "relais.web.middleware.compress",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "relais.people.middleware.language_and_zone",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "relais.web.middleware.refusals",
]

ROOT_URLCONF = "relais.config.urls"
WSGI_APPLICATION = "relais.config.wsgi.application"

WHERE_TEMPLATES_ARE = (
    "django.template.loaders.filesystem.Loader",
    "django.template.loaders.app_directories.Loader",
)
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "web" / "templates"],
        "OPTIONS": {
            "loaders": [("relais.web.quick.Loader", list(WHERE_TEMPLATES_ARE))],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "relais.web.context.shell",
            ],
            "builtins": ["relais.web.templatetags.relais"],
        },
    }
]

FORM_RENDERER = "relais.web.rendering.Renderer"

DATABASES = {"default": database_of(os.environ.get("DATABASE_URL", ""), DATA)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "people:sign-in"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "people:sign-in"

# django-allauth: passwords, passkeys and devices. Sign-in links and invitations are ours (docs/decisions.md).
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = [
    "email*",
    "password1*",
]  # nobody signs up; without password1, signing in asks for none
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "relais.people.allauth_adapter.Adapter"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_FORMS = {
    "login": "relais.people.forms.PasswordSignInForm",
    "change_password": "relais.people.forms.PasswordChangeForm",
    "set_password": "relais.people.forms.PasswordSetForm",
    "reauthenticate": "relais.people.forms.ConfirmForm",
}
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("RELAIS_PROXIES", "0"))
MFA_ADAPTER = "relais.people.allauth_adapter.PasskeyAdapter"
MFA_FORMS = {
    "add_webauthn": "relais.people.forms_passkeys.PasskeyForm",
    "edit_webauthn": "relais.people.forms_passkeys.PasskeyNameForm",
}
MFA_ALLOW_UNVERIFIED_EMAIL = True  # an address is proven by its links; allauth keeps none of its own
MFA_SUPPORTED_TYPES = ["webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SECURE
USERSESSIONS_TRACK_ACTIVITY = False

CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "relais_cache"}}
SESSION_ENGINE = "relais.people.session_store"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 30
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "relais.web.views.csrf_failure"
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if SECURE else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE else None
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
        "manifest-src": ["'self'"],
    }
}

# What “open the example business” calls: (owner, now, language) -> Business.
EXAMPLE_BUSINESS = "relais.cli.example.build"

LANGUAGE_CODE = "en"
LANGUAGES = [("fr", "Français"), ("en", "English")]
FORMAT_MODULE_PATH = ["relais.config.formats"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": DATA / "files"},
    },
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
MEDIA_ROOT = DATA / "files"

# Uploads: a file past FILE_LIMIT is refused while it streams by, what was typed beside it is kept (log/uploads.py).
FILE_LIMIT = 25 * 1024 * 1024
FILE_UPLOAD_HANDLERS = ["relais.log.uploads.Streaming"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 3 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 256 * 1024
DATA_UPLOAD_MAX_NUMBER_FILES = 20
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000  # the editor of a procedure of 2,000 steps, seven inputs each

# Requests a minute that one token may make of the API, in each server process; 0: as many as it likes.
API_RATE = int(os.environ.get("RELAIS_API_RATE", "600"))

# Networks that may be visited for a member's calendar besides the internet.
CALENDAR_NETWORKS = tuple(
    ip_network(network.strip(), strict=False)
    for network in os.environ.get("RELAIS_CALENDAR_NETWORKS", "").split(",")
    if network.strip()
)

MAIL = mail_of(os.environ.get("RELAIS_MAIL", ""))
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if MAIL
    else "django.core.mail.backends.console.EmailBackend"
)
EMAIL_HOST, EMAIL_PORT = MAIL.get("host", "localhost"), MAIL.get("port", 25)
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = MAIL.get("user", ""), MAIL.get("password", "")
EMAIL_USE_TLS, EMAIL_USE_SSL = MAIL.get("tls", False), MAIL.get("ssl", False)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = MAIL.get("from", "relais@localhost")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(number)s %(message)s"}},
    "filters": {
        "number": {"()": "relais.web.tracing.RequestNumber"},
        "secrets": {"()": "relais.config.masking.WithoutSecrets"},
    },
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["number", "secrets"]}
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"relais": {"level": "INFO"}, "django.request": {"level": "ERROR"}},
}
