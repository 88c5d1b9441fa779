"""Django's settings for the web application: the store's, and what accounts, pages and safe answers need."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.apps import apps
from django.conf import settings

import aneatlas.workflows.place  # noqa: F401  the store, which gives Django its first settings

APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "aneatlas.store",
    "aneatlas.web.accounts",
]
TEMPLATES = Path(str(files("aneatlas") / "templates"))
LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
HOURS = 3600
LARGEST_FORM = 2_000_000  # bytes of a form without its files
LANGUAGES = [("en", "English"), ("de", "Deutsch")]
VALIDATORS = "django.contrib.auth.password_validation"


LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"errors": {"class": "logging.StreamHandler", "formatter": "line"}},
    "loggers": {
        "django": {"handlers": ["errors"], "level": "ERROR", "propagate": False},
        "django.security": {"handlers": ["errors"], "level": "WARNING", "propagate": False},
    },
}


@dataclass(frozen=True, slots=True)
class Serving:
    """How the application is reached.

    secret: signs cookies and links. address: 'https://host' where others reach it through a proxy with TLS, ''
    for one machine alone. second_factor: whether every account must have one.
    """

    secret: str
    address: str = ""
    second_factor: bool = False

    @property
    def secure(self) -> bool:
        """Tell whether the browser reaches the application through TLS."""
        return self.address.startswith("https://")

    @property
    def hosts(self) -> list[str]:
        """Return the names under which the application answers; others are refused (DNS rebinding)."""
        return [urlsplit(self.address).hostname or ""] if self.address else list(LOOPBACK)


def values(serving: Serving) -> Mapping[str, Any]:
    """Return the settings as a table."""
    prefix = "__Host-" if serving.secure else ""
    return {
        "SECRET_KEY": serving.secret,
        "DEBUG": False,
        "SECOND_FACTOR_REQUIRED": serving.second_factor,
        "ALLOWED_HOSTS": serving.hosts,
        "CSRF_TRUSTED_ORIGINS": [serving.address] if serving.address else [],
        "INSTALLED_APPS": APPS,
        "ROOT_URLCONF": "aneatlas.web.urls",
        "APPEND_SLASH": False,
        "MIDDLEWARE": [
            "aneatlas.web.timing.Timing",
            "aneatlas.web.answers.Headers",
            "django.middleware.security.SecurityMiddleware",
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.locale.LocaleMiddleware",
            "django.middleware.common.CommonMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware",
            "aneatlas.web.answers.Failures",
            "aneatlas.web.access.Access",
        ],
        "TEMPLATES": [
            {
                "BACKEND": "django.template.backends.jinja2.Jinja2",
                "DIRS": [str(TEMPLATES / "web"), str(TEMPLATES)],
                "OPTIONS": {"environment": "aneatlas.web.rendering.environment"},
            }
        ],
        "MESSAGE_STORAGE": "django.contrib.messages.storage.session.SessionStorage",
        "DEFAULT_AUTO_FIELD": "django.db.models.BigAutoField",
        "USE_TZ": True,
        "TIME_ZONE": "UTC",
        "USE_I18N": True,
        "LANGUAGE_CODE": "en",
        "LANGUAGES": LANGUAGES,
        "LOCALE_PATHS": [str(TEMPLATES / "web" / "locale")],
        "LANGUAGE_COOKIE_NAME": "language",
        "LANGUAGE_COOKIE_HTTPONLY": True,
        "LANGUAGE_COOKIE_SAMESITE": "Lax",
        "LANGUAGE_COOKIE_SECURE": serving.secure,
        "AUTH_USER_MODEL": "accounts.Account",
        "AUTHENTICATION_BACKENDS": ["django.contrib.auth.backends.ModelBackend"],
        "AUTH_PASSWORD_VALIDATORS": [
            {
                "NAME": f"{VALIDATORS}.UserAttributeSimilarityValidator",
                "OPTIONS": {"user_attributes": ["name"]},
            },
            {"NAME": f"{VALIDATORS}.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
            {"NAME": f"{VALIDATORS}.CommonPasswordValidator"},
        ],
        "SESSION_COOKIE_NAME": f"{prefix}session",
        "SESSION_COOKIE_AGE": 12 * HOURS,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": serving.secure,
        "SESSION_EXPIRE_AT_BROWSER_CLOSE": True,
        "CSRF_COOKIE_NAME": f"{prefix}csrf",
        "CSRF_COOKIE_HTTPONLY": True,
        "CSRF_COOKIE_SAMESITE": "Lax",
        "CSRF_COOKIE_SECURE": serving.secure,
        "CSRF_FAILURE_VIEW": "aneatlas.web.answers.csrf_refused",
        "SECURE_CONTENT_TYPE_NOSNIFF": True,
        "SECURE_REFERRER_POLICY": "same-origin",
        "SECURE_CROSS_ORIGIN_OPENER_POLICY": "same-origin",
        "SECURE_HSTS_SECONDS": 365 * 24 * HOURS if serving.secure else 0,
        "DATA_UPLOAD_MAX_MEMORY_SIZE": LARGEST_FORM,
        "DATA_UPLOAD_MAX_NUMBER_FIELDS": 2000,
        "DATA_UPLOAD_MAX_NUMBER_FILES": 20,
        "LOGGING": LOGGING,
    }


def prepare(serving: Serving) -> None:
    """Widen the settings that the store has given to Django by those of the web application.

    The store cannot be imported before Django has settings, so its own are always there first; they are widened in
    the way that Django has for a changed set of applications. The database stays what it is.
    """
    for name, value in values(serving).items():
        setattr(settings, name, value)
    if [entry.name for entry in apps.get_app_configs()] != APPS:
        apps.set_installed_apps(APPS)
