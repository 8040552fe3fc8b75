"""Errors as answers: RFC 9457 problem details, whatever went wrong."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from sqlalchemy.exc import SQLAlchemyError
from starlette.exceptions import HTTPException
from starlette.routing import Match

from app.connections import is_away
from app.errors import (
    PROBLEM_JSON,
    AppError,
    DatabaseAway,
    FieldError,
    InvalidInput,
    pointer,
    problem,
    problem_of,
)

logger = structlog.stdlib.get_logger("app.problems")

METHODS = ("DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT")


class ProblemResponse(JSONResponse):
    media_type = PROBLEM_JSON

    def __init__(self, document: dict[str, Any], headers: Mapping[str, str] | None = None) -> None:
        super().__init__(document, status_code=document["status"], headers=headers)


def install(app: FastAPI) -> None:
    """Answer every error of this application with a problem, but for those that nobody expected.

    These are answered where they are logged, in `app/request_log.py`.
    """

    @app.exception_handler(AppError)
    async def answer_own(_request: Request, error: AppError) -> ProblemResponse:
        return ProblemResponse(problem_of(error), error.headers)

    @app.exception_handler(RequestValidationError)
    async def answer_invalid(_request: Request, error: RequestValidationError) -> ProblemResponse:
        errors = [_field_error(found) for found in error.errors()]
        return ProblemResponse(problem_of(InvalidInput(errors=errors)))

    @app.exception_handler(SQLAlchemyError)
    async def answer_database(_request: Request, error: SQLAlchemyError) -> ProblemResponse:
        if not is_away(error):
            raise error
        logger.error("database away", error=str(error.__cause__ or error))
        away = DatabaseAway()
        return ProblemResponse(problem_of(away), away.headers)

    @app.exception_handler(HTTPException)
    async def answer_http(request: Request, error: HTTPException) -> ProblemResponse:
        answer_headers = dict(error.headers or {})
        if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            answer_headers["Allow"] = ", ".join(_allowed_methods(request))
        detail = None if error.detail == HTTPStatus(error.status_code).phrase else error.detail
        return ProblemResponse(problem(error.status_code, detail), answer_headers)


def _field_error(found: Mapping[str, Any]) -> FieldError:
    """One of Pydantic's errors, without the value: it may be a password."""
    if found["type"] == "json_invalid":
        return FieldError("/body", "This is not valid JSON.")
    return FieldError(pointer(*found["loc"]), found["msg"])


def _allowed_methods(request: Request) -> list[str]:
    """Those of all routes with this path; the router's own answer names the methods of the first one only."""
    routes = request.app.routes
    return [
        method
        for method in METHODS
        if any(route.matches({**request.scope, "method": method})[0] is Match.FULL for route in routes)
    ]
