"""Reading the environment: database, mail and secret key, each with one clear error."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit


class EnvironmentRefused(Exception):
    """A setting that cannot work; the message is one line for the person who starts the server.

    `template` is the message in English without its parameters: the command line says it in the person's language.
    """

    def __init__(self, template: str, **params: object) -> None:
        super().__init__(template % params if params else template)
        self.template, self.params = template, params


def database_of(url: str, data: Path) -> dict[str, Any]:
    """Django's DATABASES entry: the SQLite file in the data folder, or the PostgreSQL of DATABASE_URL."""
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": data / "relais.sqlite3",
            "CONN_MAX_AGE": None,
            # A file and not memory: threads of the race tests then meet as processes do, at the file's lock.
            "TEST": {"NAME": data / "test.sqlite3"},
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": (
                    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA busy_timeout=20000;"
                    " PRAGMA temp_store=MEMORY; PRAGMA mmap_size=67108864; PRAGMA cache_size=-500;"
                ),
            },
        }
    parts = urlsplit(url)
    if parts.scheme not in ("postgresql", "postgres"):
        raise EnvironmentRefused("DATABASE_URL must begin with postgresql:// (or be absent, for SQLite).")
    options: dict[str, Any] = {k: v[-1] for k, v in parse_qs(parts.query).items()}
    # Queries asked often are planned once by the server (planning is half of what a short query costs); "none" for a pool
    # between that hands each transaction another connection, where what was prepared is not.
    threshold = options.pop("prepare_threshold", "5")
    if threshold != "none" and not threshold.isdecimal():
        raise EnvironmentRefused("prepare_threshold in DATABASE_URL must be a number, or none.")
    options["server_side_binding"] = threshold != "none"
    options["prepare_threshold"] = int(threshold) if threshold != "none" else None
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }


def mail_of(url: str) -> dict[str, Any]:
    """What smtp://user:password@host:port?tls=1&from=… says; empty when there is no mail server."""
    if not url:
        return {}
    parts = urlsplit(url)
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise EnvironmentRefused(
            "RELAIS_MAIL must look like smtp://user:password@host:587?tls=1&from=relais@example.org"
        )
    query = {k: v[-1] for k, v in parse_qs(parts.query).items()}
    ssl = parts.scheme == "smtps"
    return {
        "host": parts.hostname,
        "port": parts.port or (465 if ssl else 587),
        "user": unquote(parts.username or ""),
        "password": unquote(parts.password or ""),
        "ssl": ssl,
        "tls": query.get("tls", "0") == "1" and not ssl,
        "from": query.get("from", "relais@localhost"),
    }


def secret_key_of(data: Path) -> str:
    """RELAIS_SECRET_KEY, or the one kept in the data folder, made on the first start and readable by its owner only."""
    if key := os.environ.get("RELAIS_SECRET_KEY"):
        return key
    file = data / "secret-key"
    try:
        return file.read_text().strip()
    except FileNotFoundError:
        pass
    except OSError as error:
        raise EnvironmentRefused(
            "The folder %(folder)s cannot be read: %(reason)s.", folder=data, reason=error.strerror
        ) from error
    key = secrets.token_urlsafe(48)
    try:
        data.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as handle:
            handle.write(key)
    except FileExistsError:  # another process made it at the same moment
        return file.read_text().strip()
    except OSError as error:
        raise EnvironmentRefused(
            "The folder %(folder)s cannot be written: %(reason)s.", folder=data, reason=error.strerror
        ) from error
    return key
