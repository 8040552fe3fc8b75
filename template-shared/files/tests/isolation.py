from typing import Any

from pydantic_settings import BaseSettings, PydanticBaseSettingsSource

from app.settings import Settings


class IsolatedSettings(Settings):
    """Settings that know neither the environment nor `.env`: what a test does not say has its default."""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return (init_settings,)


def make_settings(**given: Any) -> Settings:
    """Settings for a test: hashing is cheap, and nobody uses the database or answers for the mail server."""
    values: dict[str, Any] = {
        "app_env": "test",
        "secret_key": "uF4tR-yWk2qNdE8xVbGj7sZcLmHpTaQo",
        "database_url": "sqlite:///:memory:",
        "mail_url": "smtp://127.0.0.1:1",
        "argon2_memory_kib": 8,
        "argon2_time_cost": 1,
        # What tests go beyond, wherever the defaults go.
        "max_body_bytes": 1_048_576,
        "refresh_token_days": 14,
    }
    return IsolatedSettings(_env_file=None, **(values | given))
