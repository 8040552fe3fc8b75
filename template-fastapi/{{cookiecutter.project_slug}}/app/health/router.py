from typing import Literal

from fastapi import APIRouter
from pydantic import BaseModel

from app.dependencies import SessionDep
from app.health import services
from app.problems import documented

PATHS = frozenset({"/healthz", "/readyz"})

router = APIRouter(tags=["health"])


class Health(BaseModel):
    status: Literal["ok"] = "ok"


@router.get("/healthz")
async def alive() -> Health:
    """The process answers. It asks nobody else, so that a slow database does not get it restarted."""
    return Health()


@router.get("/readyz", responses=documented(503))
async def ready(session: SessionDep) -> Health:
    """The process can do its work."""
    await services.check_readiness(session)
    return Health()
