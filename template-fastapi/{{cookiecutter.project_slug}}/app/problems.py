"""Errors as answers: RFC 9457 problem details, whatever went wrong."""

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.routing import Match

from app.errors import PROBLEM_JSON, TITLES, AppError, FieldError, InvalidInput, problem, problem_of

SCHEMA_REFERENCE = "#/components/schemas/{model}"
METHODS = ("DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT")


class Problem(BaseModel):
    """What every error answers."""

    type: str
    title: str
    status: int
    detail: str = ""
    errors: list[FieldError] = []


class ProblemResponse(JSONResponse):
    media_type = PROBLEM_JSON

    def __init__(self, document: dict[str, Any], headers: Mapping[str, str] | None = None) -> None:
        super().__init__(document, status_code=document["status"], headers=headers)

    def render(self, content: Any) -> bytes:
        # In ASCII: the name of an unknown field may hold what UTF-8 cannot encode.
        return json.dumps(content).encode()


def documented(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The errors that a path operation may answer, for its `responses`."""
    # By reference, as FastAPI would give a model the media type of the answer that is no error.
    content = {PROBLEM_JSON: {"schema": {"$ref": SCHEMA_REFERENCE.format(model=Problem.__name__)}}}
    return {status: {"description": _title(status), "content": content} for status in statuses}


def schemas() -> dict[str, Any]:
    """What those references refer to, for the components of the OpenAPI document."""
    schema = Problem.model_json_schema(ref_template=SCHEMA_REFERENCE)
    return {**schema.pop("$defs"), Problem.__name__: schema}


def install(app: FastAPI, headers: Mapping[str, str]) -> None:
    """Answer every error of this application with a problem.

    The headers are for those nobody expected: they are answered outside of all middleware.
    """

    @app.exception_handler(AppError)
    async def answer_own(_request: Request, error: AppError) -> ProblemResponse:
        return ProblemResponse(problem_of(error), error.headers)

    @app.exception_handler(RequestValidationError)
    async def answer_invalid(_request: Request, error: RequestValidationError) -> ProblemResponse:
        errors = [_field_error(found) for found in error.errors()]
        return ProblemResponse(problem_of(InvalidInput(errors=errors)))

    @app.exception_handler(HTTPException)
    async def answer_http(request: Request, error: HTTPException) -> ProblemResponse:
        answer_headers = dict(error.headers or {})
        if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            answer_headers["Allow"] = ", ".join(_allowed_methods(request))
        detail = None if error.detail == HTTPStatus(error.status_code).phrase else error.detail
        return ProblemResponse(problem(error.status_code, detail), answer_headers)

    @app.exception_handler(Exception)
    async def answer_unexpected(_request: Request, _error: Exception) -> ProblemResponse:
        return ProblemResponse(problem_of(AppError()), headers)


def _title(status: int) -> str:
    return TITLES.get(status) or HTTPStatus(status).phrase


def _field_error(found: Mapping[str, Any]) -> FieldError:
    """One of Pydantic's errors, without the value: it may be a password."""
    if found["type"] == "json_invalid":
        return FieldError("/body", "This is not valid JSON.")
    return FieldError("/" + "/".join(_escaped(part) for part in found["loc"]), found["msg"])


def _escaped(part: object) -> str:
    """One step of a JSON pointer (RFC 6901)."""
    return str(part).replace("~", "~0").replace("/", "~1")


def _allowed_methods(request: Request) -> list[str]:
    """Those of all routes with this path; the router's own answer names the methods of the first one only."""
    routes = request.app.routes
    return [
        method
        for method in METHODS
        if any(route.matches({**request.scope, "method": method})[0] is Match.FULL for route in routes)
    ]
