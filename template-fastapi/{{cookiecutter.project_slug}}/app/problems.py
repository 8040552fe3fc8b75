"""Errors as answers: RFC 9457 problem details, whatever went wrong."""

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any

import structlog
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm.exc import StaleDataError
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection
from starlette.routing import Match

from app.connections import is_away
from app.errors import (
    MOST_ERRORS,
    PROBLEM_JSON,
    AppError,
    DatabaseAway,
    FieldError,
    InvalidInput,
    NotFound,
    pointer,
    problem,
    problem_of,
)

logger = structlog.stdlib.get_logger("app.problems")

METHODS = ("DELETE", "GET", "OPTIONS", "PATCH", "POST", "PUT")


class ProblemResponse(JSONResponse):
    media_type = PROBLEM_JSON

    def __init__(self, document: dict[str, Any], headers: Mapping[str, str] | None = None) -> None:
        super().__init__(document, status_code=document["status"], headers=headers)


# What an error is answered with, by its problem details object and its headers.
AnswerProblem = Callable[[HTTPConnection, dict[str, Any], Mapping[str, str]], Response]


def as_json(_connection: HTTPConnection, document: dict[str, Any], headers: Mapping[str, str]) -> Response:
    return ProblemResponse(document, headers)


def answer(
    connection: HTTPConnection, document: dict[str, Any], headers: Mapping[str, str] | None = None
) -> Response:
    """The answer to an error, in the form that suits who asks."""
    state = connection.app.state
    answer_problem: AnswerProblem = state.answer_problem
    is_for_programs = connection.url.path.startswith(tuple(state.always_as_json))
    if is_for_programs or connection.scope["type"] != "http":
        answer_problem = as_json
    return answer_problem(connection, document, headers or {})


def answer_always_as_json(app: FastAPI, *paths: str) -> None:
    """At what begins with one of these paths, only programs ask."""
    app.state.always_as_json.extend(paths)


def install(app: FastAPI) -> None:
    """Answer every error of this application with a problem, but for those that nobody expected.

    These are answered where they are logged, in `app/request_log.py`. A feature may answer in another way, by
    setting `app.state.answer_problem`.
    """
    app.state.answer_problem = as_json
    app.state.always_as_json = []

    @app.exception_handler(AppError)
    async def answer_own(request: Request, error: AppError) -> Response:
        return answer(request, problem_of(error), error.headers)

    @app.exception_handler(RequestValidationError)
    async def answer_invalid(request: Request, error: RequestValidationError) -> Response:
        errors = [_field_error(found) for found in error.errors()[:MOST_ERRORS]]
        return answer(request, problem_of(InvalidInput(errors=errors)))

    @app.exception_handler(StaleDataError)
    async def answer_gone(request: Request, _error: StaleDataError) -> Response:
        """Somebody else has deleted a row between reading it and writing it."""
        return answer(request, problem_of(NotFound()))

    @app.exception_handler(SQLAlchemyError)
    async def answer_database(request: Request, error: SQLAlchemyError) -> Response:
        if not is_away(error):
            raise error
        logger.error("database away", error=str(error.__cause__ or error))
        away = DatabaseAway()
        return answer(request, problem_of(away), away.headers)

    @app.exception_handler(HTTPException)
    async def answer_http(request: Request, error: HTTPException) -> Response:
        answer_headers = dict(error.headers or {})
        if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            # What is mounted is files, and no route has their paths.
            answer_headers["Allow"] = ", ".join(_allowed_methods(request)) or "GET, HEAD"
        detail = None if error.detail == HTTPStatus(error.status_code).phrase else error.detail
        return answer(request, problem(error.status_code, detail), answer_headers)


def _field_error(found: Mapping[str, Any]) -> FieldError:
    """One of Pydantic's errors, without the value: it may be a password."""
    if found["type"] == "json_invalid":
        return FieldError("/body", "This is not valid JSON.")
    return FieldError(pointer(*found["loc"]), found["msg"])


def _allowed_methods(request: Request) -> list[str]:
    """Those of all routes with this path; the router's own answer names the methods of the first one only."""
    routes = request.app.routes
    found = [
        method
        for method in METHODS
        if any(route.matches({**request.scope, "method": method})[0] is Match.FULL for route in routes)
    ]
    # Routes do not know of HEAD, which is answered wherever GET is.
    return sorted([*found, "HEAD"]) if "GET" in found else found
