from flask import Flask

from app import problems
from app.api import auth, cors, docs, items, me, resources, users, weather
from app.settings import Settings


def add_api(app: Flask, settings: Settings) -> None:
    """Add the operations, their documentation unless it is switched off, and the sites that may call them."""
    # APIFlask looks for it with each answer; an application of its own class would have it.
    app.config["BASE_RESPONSE_SCHEMA"] = None
    resources.init_app(app, settings)
    problems.answer_below(app, "/api/", problems.as_json)
    for part in (auth, items, me, users, weather):
        app.register_blueprint(part.bp)
    if settings.show_docs:
        docs.add_docs(app)
    if settings.cors_origins:
        cors.init_app(app, settings.cors_origins)
