from flask import Flask

from app.inference import serving, views
from app.settings import Settings


def add_inference(app: Flask, settings: Settings) -> None:
    """Add the operations, and load the model: gunicorn makes an application in each of its workers."""
    serving.init_app(app, settings)
    app.register_blueprint(views.bp)
