"""Settings come from the environment, and what it leaves open from `.env`."""

from collections.abc import Container
from email.utils import parseaddr
from enum import StrEnum
from importlib.util import find_spec
from ipaddress import IPv4Network, IPv6Network, ip_network
{% if cookiecutter.use_ml %}
from pathlib import Path
{% endif %}
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
{% if cookiecutter.use_api %}
    AnyHttpUrl,
{% endif %}
    BeforeValidator,
    Field,
    SecretStr,
    ValidationError,
    model_validator,
)
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from app.drivers import DRIVERS, PACKAGES

SECRET_KEY_MIN_BYTES = 32
ALL_NETWORKS = ("0.0.0.0/0", "::/0")
PERCENT = "special characters of the password are percent-encoded"
# Words of secrets that examples and tutorials print, and so everybody knows.
WELL_KNOWN_SECRETS = ("changeme", "change-me", "secret", "password", "insecure", "example", "default")


def _split(value: object) -> object:
    if not isinstance(value, str):
        return value
    # An origin is often written like an address, with a slash at its end.
    return [part.strip().removesuffix("/") for part in value.split(",") if part.strip()]


def _networks(value: object) -> object:
    parts = _split(value)
    if not isinstance(parts, list):
        return parts
    addresses = [network for part in parts for network in (ALL_NETWORKS if part == "*" else (part,))]
    return [ip_network(address, strict=False) for address in addresses]


def _lower(value: object) -> object:
    return value.lower() if isinstance(value, str) else value


Network = IPv4Network | IPv6Network
Networks = Annotated[list[Network], NoDecode, BeforeValidator(_networks)]


def _names_server(url: str, schemes: Container[str]) -> bool:
    try:
        parts = urlsplit(url)
        # To ask for the port raises where a password with a slash has ended what comes before it.
        port = parts.port
    except ValueError:
        return False
    return parts.scheme in schemes and port != 0


def _site(url: str) -> str:
    if not _names_server(url, {"http", "https"}) or not urlsplit(url).hostname or set(url) & set("?#"):
        raise ValueError("write the address of the site, such as https://example.com")
    return url.rstrip("/")


def _redis(url: str) -> str:
    if not _names_server(url, {"redis", "rediss", "unix"}):
        raise ValueError(f"write the address of a Redis server, such as redis://host:6379/0; {PERCENT}")
    return url


def _database(url: str) -> str:
    scheme = url.partition(":")[0]
    if scheme.partition("+")[0] not in DRIVERS or not _names_server(url, {scheme}):
        raise ValueError(
            f"write the address of a database, such as postgresql://user:password@host/name; {PERCENT}"
        )
    driver = DRIVERS.get(scheme, "").partition("+")[2]
    if driver in PACKAGES and find_spec(driver) is None:
        raise ValueError(f"the driver for {scheme} is not installed: uv add {PACKAGES[driver]}")
    return url


def _mail_server(url: SecretStr) -> SecretStr:
    text = url.get_secret_value()
    if not _names_server(text, {"smtp", "smtps"}) or not urlsplit(text).hostname:
        raise ValueError(
            f"write the address of a mail server, such as smtp://user:password@host:587; {PERCENT}"
        )
    return url


def _sender(text: str) -> str:
    name, at, host = parseaddr(text)[1].rpartition("@")
    if not (name and at and host) or not text.isprintable():
        raise ValueError("write an address, such as shop@example.com or Shop <shop@example.com>")
    return text


CommaSeparated = Annotated[list[str], NoDecode, BeforeValidator(_split)]
LogLevel = Annotated[Literal["debug", "info", "warning", "error", "critical"], BeforeValidator(_lower)]


class Environment(StrEnum):
    DEVELOPMENT = "development"
    TEST = "test"
    PRODUCTION = "production"


class Settings(BaseSettings):
    """All that can be set from outside. A field is set by the variable of the same name in capitals."""

    model_config = SettingsConfigDict(
        env_file=".env",
        env_file_encoding="utf-8",
        # `NAME=` means the same as leaving the line out.
        env_ignore_empty=True,
        extra="ignore",
        # An error names the variable that is wrong, and does not print the input with the secret key in it.
        alias_generator=str.upper,
        populate_by_name=True,
        hide_input_in_errors=True,
    )

    app_env: Environment = Environment.DEVELOPMENT
    secret_key: SecretStr
    database_url: Annotated[str, AfterValidator(_database)] = "sqlite:///./var/app.db"
    redis_url: Annotated[str, AfterValidator(_redis)] | None = None
    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=1, le=65535)] = 8000
    public_url: Annotated[str, AfterValidator(_site)] = "http://127.0.0.1:8000"
    web_concurrency: Annotated[int, Field(ge=1)] | None = None
    allowed_hosts: CommaSeparated = ["localhost", "127.0.0.1"]
    trusted_proxies: Networks = []
    refresh_token_days: Annotated[int, Field(ge=1, le=365)] = 14
    password_min_length: Annotated[int, Field(ge=8, le=64)] = 15
    argon2_memory_kib: Annotated[int, Field(ge=8)] = 19456
    argon2_time_cost: Annotated[int, Field(ge=1)] = 2
    rate_limit_enabled: bool = True
    require_verified_email: bool = False
    mail_url: Annotated[SecretStr, AfterValidator(_mail_server)] | None = None
    mail_from: Annotated[str, AfterValidator(_sender)] | None = None
    max_body_bytes: Annotated[int, Field(ge=1024)] = 1_048_576
    log_level: LogLevel = "info"
{% if cookiecutter.use_ml %}
    # Found from whatever folder the server is started in.
    model_dir: str = str(Path(__file__).parent / "inference" / "model")
{% endif %}
{% if cookiecutter.use_api %}
    cors_origins: CommaSeparated = []
    access_token_minutes: Annotated[int, Field(ge=1, le=60)] = 15
    docs_enabled: bool | None = None
    weather_url: AnyHttpUrl | None = None

    @property
    def show_docs(self) -> bool:
        """The API's documentation is public everywhere but in production, unless it is set."""
        return not self.in_production if self.docs_enabled is None else self.docs_enabled
{% endif %}

    @property
    def in_production(self) -> bool:
        return self.app_env is Environment.PRODUCTION

    @model_validator(mode="after")
    def _lead_links_here(self) -> Self:
        """Where nothing else is said, the site is where `poe dev` serves it."""
        if "public_url" not in self.model_fields_set:
            self.public_url = f"http://127.0.0.1:{self.port}"
        return self

    @model_validator(mode="after")
    def _refuse_unsafe_production(self) -> Self:
        if self.in_production:
            problems = list(_unsafe(self))
            if problems:
                raise ValueError("refusing to start in production: " + "; ".join(problems))
        return self


def load_settings() -> Settings:
    """The settings of this process. Without good ones it ends, with a line for each that is wrong."""
    try:
        return Settings()
    except ValidationError as error:
        lines = [
            ": ".join([*map(str, found["loc"]), found["msg"].removeprefix("Value error, ")])
            for found in error.errors()
        ]
        # Without the traceback, which would hide them.
        raise SystemExit("\n".join(["These settings cannot be used.", *lines])) from None


def _unsafe(settings: Settings) -> list[str]:
    """What must not be so in production, each as a sentence that names the variable."""
    problems = []
    secret = settings.secret_key.get_secret_value()
    if len(secret.encode()) < SECRET_KEY_MIN_BYTES:
        problems.append(f"SECRET_KEY is shorter than {SECRET_KEY_MIN_BYTES} bytes")
    if len(set(secret)) < 8 or any(word in secret.lower() for word in WELL_KNOWN_SECRETS):
        problems.append("SECRET_KEY is not a random value")
    if "*" in settings.allowed_hosts:
        problems.append("ALLOWED_HOSTS allows every host")
    if any(network.prefixlen == 0 for network in settings.trusted_proxies):
        problems.append("TRUSTED_PROXIES trusts everybody")
{% if cookiecutter.use_api %}
    if "*" in settings.cors_origins:
        problems.append("CORS_ORIGINS allows every site")
{% endif %}
    if settings.mail_url is None:
        problems.append("MAIL_URL is missing, without which nobody can reset a password")
    return problems
