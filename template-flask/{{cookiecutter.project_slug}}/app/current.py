"""What the running application was given, for the code that answers a request."""

from flask import Flask, current_app

from app.auth.passwords import PasswordHasher
from app.settings import Settings


def init_app(app: Flask, settings: Settings) -> None:
    app.extensions["settings"] = settings
    app.extensions["password_hasher"] = PasswordHasher(settings)


def current_settings() -> Settings:
    settings: Settings = current_app.extensions["settings"]
    return settings


def current_hasher() -> PasswordHasher:
    hasher: PasswordHasher = current_app.extensions["password_hasher"]
    return hasher
