"""The settings of config.py, overlaid by CONSULT_… in the environment, as Flask and its extensions want them."""

import os
import re
import runpy
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from limits import parse_many
from limits.errors import ConfigurationError
from limits.storage import storage_from_string

from consult.errors import Invalid

ROOT = Path(__file__).parent.parent


def defaults() -> dict[str, Any]:
    """The upper-case names of config.py, which is read by its path: a module called config would be anybody's."""
    return {name: value for name, value in runpy.run_path(str(ROOT / "config.py")).items() if name.isupper()}


def load(overrides: dict[str, Any] | None = None) -> dict[str, Any]:
    """Every setting with its value. Raises Invalid where the environment gives one that cannot be read."""
    values = defaults()
    for name, default in values.items():
        given = os.environ.get(f"CONSULT_{name}")
        if given is not None:
            values[name] = _read(name, given, default)
    _require_address(str(values["URL"]))
    values.update(overrides or {})
    return values


def _read(name: str, given: str, default: Any) -> Any:
    if isinstance(default, bool):
        if given.lower() in ("1", "true", "yes", "on"):
            return True
        if given.lower() in ("", "0", "false", "no", "off"):
            return False
        raise Invalid(f"CONSULT_{name} must be true or false, not “{given}”.")
    if isinstance(default, int):
        if not re.fullmatch(r"[0-9]{1,18}", given):
            raise Invalid(f"CONSULT_{name} must be a whole number, not “{given}”.")
        return int(given)
    return _limit(name, given) if name.startswith("LIMIT_") else given


def _limit(name: str, given: str) -> str:
    """A limit that cannot be read would be no limit at all, and nobody would notice."""
    try:
        if name == "LIMIT_STORAGE":
            storage_from_string(given)
        else:
            parse_many(given)
    except (ValueError, ConfigurationError) as fault:
        reason = "write it as in “10 per 5 minutes”" if isinstance(fault, ValueError) else str(fault).partition(". ")[0]
        raise Invalid(f"CONSULT_{name} cannot be “{given}”: {reason}.") from None
    return given


def _require_address(url: str) -> None:
    try:
        address = urlsplit(url)
        is_one = address.scheme in ("http", "https") and bool(address.hostname) and address.port != 0
    except ValueError:
        is_one = False
    if not is_one:
        raise Invalid(f"CONSULT_URL must be an address as in https://consult.example.org, not “{url}”.")


def data_folder(values: dict[str, Any]) -> Path:
    folder = Path(values["DATA"])
    return folder if folder.is_absolute() else ROOT / folder


def secret_key(values: dict[str, Any]) -> str:
    """The given key, else one made once and kept in the data folder, readable by its owner alone."""
    if values["SECRET_KEY"]:
        return str(values["SECRET_KEY"])
    path = data_folder(values) / "secret_key"
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text()
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_urlsafe(48))
    return path.read_text()


def database_url(values: dict[str, Any]) -> str:
    url = str(values["DATABASE_URL"])
    if url and not url.startswith(("postgresql://", "postgresql+psycopg://", "postgres://")):
        raise Invalid("CONSULT_DATABASE_URL must be empty or begin with postgresql://")
    if url:
        return "postgresql+psycopg://" + url.partition("://")[2]
    return f"sqlite:///{data_folder(values) / 'consult.db'}"


def flask_config(values: dict[str, Any]) -> dict[str, Any]:
    """What Flask, Flask-Security and the others read, derived from our own settings."""
    address = urlsplit(values["URL"])
    secure = address.scheme == "https"
    return {
        **values,
        "SECRET_KEY": secret_key(values),
        "SQLALCHEMY_DATABASE_URI": database_url(values),
        "SQLALCHEMY_ENGINE_OPTIONS": {"hide_parameters": True, "pool_pre_ping": bool(values["DATABASE_URL"])},
        "SESSION_COOKIE_NAME": "__Host-session" if secure else "session",
        "SESSION_COOKIE_SECURE": secure,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "PREFERRED_URL_SCHEME": address.scheme,
        "MAX_CONTENT_LENGTH": values["MAX_REQUEST"],
        "MAX_FORM_MEMORY_SIZE": values["MAX_REQUEST"],
        "WTF_CSRF_TIME_LIMIT": None,
        "WTF_CSRF_SSL_STRICT": secure,
        "COMPRESS_ALGORITHM": ["zstd", "br", "gzip"],
        "COMPRESS_BR_LEVEL": 4,
        "COMPRESS_ZSTD_LEVEL": 4,
        "COMPRESS_STREAMS": False,
        "RATELIMIT_STORAGE_URI": values["LIMIT_STORAGE"],
        "RATELIMIT_HEADERS_ENABLED": False,
    }
