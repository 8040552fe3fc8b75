"""Describes the probes. What serves them does so without an API too, and knows of no document."""

from typing import Any, Literal

from apiflask import APIBlueprint
from pydantic import BaseModel

from app.errors import PROBLEM_JSON
from app.health import views

bp = APIBlueprint("api_probes", __name__, tag="health")


class Health(BaseModel):
    status: Literal["ok"] = "ok"


NOT_READY: dict[int | str, Any] = {503: {"description": "Not ready", "content": {PROBLEM_JSON: {}}}}

bp.get("/healthz")(bp.doc(operation_id="alive")(bp.output(Health)(views.alive)))
bp.get("/readyz")(bp.doc(operation_id="ready", responses=NOT_READY)(bp.output(Health)(views.ready)))
