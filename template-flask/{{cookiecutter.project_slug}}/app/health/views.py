from flask import Blueprint, Flask
from flask.typing import ResponseReturnValue

from app import problems
from app.extensions import db
from app.health import services

bp = Blueprint("health", __name__)


def init_app(app: Flask) -> None:
    app.register_blueprint(bp)
    # Who asks here is no person, whatever it says that it accepts.
    for path in ("/healthz", "/readyz"):
        problems.answer_below(app, path, problems.as_json)


@bp.get("/healthz")
def alive() -> ResponseReturnValue:
    """The process answers. It asks nobody else, so that a slow database does not get it restarted."""
    return {"status": "ok"}


@bp.get("/readyz")
def ready() -> ResponseReturnValue:
    """The process can do its work."""
    services.check_readiness(db.session)
    return {"status": "ok"}
