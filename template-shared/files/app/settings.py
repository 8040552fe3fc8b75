"""Settings come from the environment, and in development from `.env`."""

from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

SECRET_KEY_MIN_BYTES = 32
# Words of secrets that examples and tutorials print, and so everybody knows.
WELL_KNOWN_SECRETS = ("changeme", "change-me", "secret", "password", "insecure", "example", "default")


def _split(value: object) -> object:
    return [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value


def _lower(value: object) -> object:
    return value.lower() if isinstance(value, str) else value


CommaSeparated = Annotated[list[str], NoDecode, BeforeValidator(_split)]
LogLevel = Annotated[Literal["debug", "info", "warning", "error", "critical"], BeforeValidator(_lower)]


class Environment(StrEnum):
    DEVELOPMENT = "development"
    TEST = "test"
    PRODUCTION = "production"


class Settings(BaseSettings):
    """All that can be set from outside. Names are those of the environment variables, in lower case."""

    model_config = SettingsConfigDict(
        env_file=".env",
        env_file_encoding="utf-8",
        # `NAME=` means the same as leaving the line out.
        env_ignore_empty=True,
        extra="ignore",
        # An error message would print the secret key among the input.
        hide_input_in_errors=True,
    )

    app_env: Environment = Environment.DEVELOPMENT
    secret_key: SecretStr
    database_url: str = "sqlite:///./var/app.db"
    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=1, le=65535)] = 8000
    web_concurrency: Annotated[int, Field(ge=1)] | None = None
    allowed_hosts: CommaSeparated = ["localhost", "127.0.0.1"]
    cors_origins: CommaSeparated = []
    access_token_minutes: Annotated[int, Field(ge=1, le=60)] = 15
    refresh_token_days: Annotated[int, Field(ge=1, le=365)] = 14
    password_min_length: Annotated[int, Field(ge=8, le=64)] = 15
    argon2_memory_kib: Annotated[int, Field(ge=8)] = 19456
    argon2_time_cost: Annotated[int, Field(ge=1)] = 2
    max_body_bytes: Annotated[int, Field(ge=1024)] = 1_048_576
    docs_enabled: bool | None = None
    log_level: LogLevel = "info"

    @property
    def in_production(self) -> bool:
        return self.app_env is Environment.PRODUCTION

    @property
    def show_docs(self) -> bool:
        """The API's documentation is public everywhere but in production, unless it is set."""
        return not self.in_production if self.docs_enabled is None else self.docs_enabled

    @model_validator(mode="after")
    def _refuse_unsafe_production(self) -> Self:
        if self.in_production:
            problems = list(_unsafe(self))
            if problems:
                raise ValueError("refusing to start in production: " + "; ".join(problems))
        return self


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
    if "*" in settings.cors_origins:
        problems.append("CORS_ORIGINS allows every site")
    return problems
