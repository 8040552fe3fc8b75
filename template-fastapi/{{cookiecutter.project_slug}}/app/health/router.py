from typing import Any, Literal

from fastapi import FastAPI
from pydantic import BaseModel

from app.dependencies import SessionDep
from app.errors import PROBLEM_JSON
from app.health import services

PATHS = frozenset({"/healthz", "/readyz"})
NOT_READY: dict[int | str, dict[str, Any]] = {
    503: {"description": "Not ready", "content": {PROBLEM_JSON: {}}}
}


class Health(BaseModel):
    status: Literal["ok"] = "ok"


async def alive() -> Health:
    """The process answers. It asks nobody else, so that a slow database does not get it restarted."""
    return Health()


async def ready(session: SessionDep) -> Health:
    """The process can do its work."""
    await services.check_readiness(session)
    return Health()


def add_health(app: FastAPI) -> None:
    """Add both to the application itself: going through an included router was a tenth of `/healthz`."""
    app.get("/healthz", tags=["health"])(alive)
    app.get("/readyz", tags=["health"], responses=NOT_READY)(ready)
