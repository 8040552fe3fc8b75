from flask import Blueprint
from flask.typing import ResponseReturnValue

from app.extensions import db
from app.health import services

bp = Blueprint("health", __name__)


@bp.get("/healthz")
def alive() -> ResponseReturnValue:
    """The process answers. It asks nobody else, so that a slow database does not get it restarted."""
    return {"status": "ok"}


@bp.get("/readyz")
def ready() -> ResponseReturnValue:
    """The process can do its work."""
    services.check_readiness(db.session)
    return {"status": "ok"}
