"""Puts the parts of the application together; nothing is built on import."""

import logging
from typing import Any, cast

from flask import Flask
from flask.json.provider import DefaultJSONProvider

from app import current, extensions, problems, protection
from app.commands import create_admin, seed
from app.db import engine_options
from app.features import add_features
from app.health import views as health
from app.logs import configure_logs
from app.protection import SecurityHeaders, TrustedProxies, security_headers
from app.request_log import LoggedFlask, RequestLog, hide_requests
from app.sessions import NoSessions
from app.settings import Settings, load_settings


def create_app(settings: Settings | None = None) -> Flask:
    """Build the application from the settings given, or from the environment (`flask run`, gunicorn)."""
    if settings is None:
        settings = load_settings()
        configure_logs(settings)
        logging.getLogger("gunicorn.error").addFilter(hide_requests)
    app = LoggedFlask("app", static_folder=None)
    if settings.in_production and app.debug:
        raise ValueError("refusing to start in production: FLASK_DEBUG lets visitors run code")
    app.config.from_mapping(_flask_config(settings))
    app.session_interface = NoSessions()
    # JSON keeps the order of its schema.
    cast("DefaultJSONProvider", app.json).sort_keys = False
    # A path has one spelling.
    app.url_map.merge_slashes = False
    current.init_app(app, settings)
    protection.init_app(app, settings)
    problems.init_app(app)
    # What is done after a request is done in the reverse order: the commit comes before the tasks that wait
    # for it.
    extensions.later.init_app(app)
    extensions.db.init_app(app)
    health.init_app(app)
    add_features(app, settings)
    app.cli.add_command(create_admin)
    app.cli.add_command(seed)
    # The last one sees a request first.
    app.wsgi_app = RequestLog(app.wsgi_app)  # type: ignore[method-assign]
    app.wsgi_app = SecurityHeaders(app.wsgi_app, security_headers(settings))  # type: ignore[method-assign]
    app.wsgi_app = TrustedProxies(app.wsgi_app, settings.trusted_proxies)  # type: ignore[method-assign]
    return app


def _flask_config(settings: Settings) -> dict[str, Any]:
    return {
        "SECRET_KEY": settings.secret_key.get_secret_value(),
        "SQLALCHEMY_ENGINES": {"default": engine_options(settings.database_url)},
        "MAX_CONTENT_LENGTH": settings.max_body_bytes,
        "MAX_FORM_MEMORY_SIZE": settings.max_body_bytes,
    }
