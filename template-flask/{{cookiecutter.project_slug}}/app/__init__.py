"""The application, which `create_app` builds."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from app.settings import Settings


def create_app(settings: "Settings | None" = None) -> "Flask":
    """Build the application from the settings given, or from the environment (`flask run`, gunicorn)."""
    # Imported here: else whoever needs a part, as a migration or gunicorn's main process does, loads it all.
    from app.application import create_app as create  # noqa: PLC0415

    return create(settings)
