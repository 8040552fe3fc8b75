from fastapi import FastAPI

from app.api.dependencies import PREFIX
from app.documented import documented
from app.realtime import page, router
from app.realtime.bounds import Bounds
from app.settings import Settings


def add_realtime(app: FastAPI, settings: Settings) -> None:
    """Add the connections and what gives tickets for them, and the page unless documentation is off."""
    app.state.realtime_bounds = Bounds()
    app.include_router(router.router, prefix=PREFIX, responses=documented(500, 503))
    if settings.show_docs:
        app.include_router(page.router)
