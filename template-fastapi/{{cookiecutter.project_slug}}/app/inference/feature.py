from fastapi import FastAPI

from app.api.dependencies import PREFIX
from app.documented import documented
from app.inference.router import router
from app.settings import Settings


def add_inference(app: FastAPI, _settings: Settings) -> None:
    """Add the routes, and with them the model, which is loaded when the application starts."""
    app.include_router(router, prefix=PREFIX, responses=documented(500, 503))
