"""What the OpenAPI document says of errors: each is a problem (RFC 9457), whatever went wrong."""

from typing import Any

from pydantic import BaseModel

from app.errors import PROBLEM_JSON, FieldError, problem

SCHEMA_REFERENCE = "#/components/schemas/{model}"
RETRY_LATER = frozenset({429, 503})
RETRY_AFTER = {
    "headers": {"Retry-After": {"description": "How many seconds to wait.", "schema": {"type": "integer"}}}
}


class Problem(BaseModel):
    """What every error answers."""

    type: str
    title: str
    status: int
    detail: str = ""
    errors: list[FieldError] = []


def documented(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The errors that a path operation may answer, for its `responses`."""
    # By reference, as a framework would give a model the media type of the answer that is no error.
    content = {PROBLEM_JSON: {"schema": {"$ref": SCHEMA_REFERENCE.format(model=Problem.__name__)}}}
    described: dict[int | str, dict[str, Any]] = {
        status: {"description": problem(status)["title"], "content": content} for status in statuses
    }
    return described | {status: described[status] | RETRY_AFTER for status in RETRY_LATER & described.keys()}


def schemas() -> dict[str, Any]:
    """What those references refer to, for the components of the OpenAPI document."""
    schema = Problem.model_json_schema(ref_template=SCHEMA_REFERENCE)
    return {**schema.pop("$defs"), Problem.__name__: schema}
