"""Errors as answers: RFC 9457 problem details, unless a feature has another form for its paths."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import structlog
from flask import Flask, Response, json, request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException, InternalServerError

from app.connections import is_away
from app.errors import PROBLEM_JSON, AppError, DatabaseAway, NotFound, problem, problem_of
from app.request_log import current_request_id

Answer = Callable[[AppError | HTTPException], ResponseReturnValue]

logger = structlog.stdlib.get_logger("app.problems")


@dataclass(frozen=True)
class Problem:
    """An error that is ready to be answered: its problem details object and its headers."""

    document: dict[str, Any]
    headers: dict[str, str]

    @property
    def status(self) -> int:
        status: int = self.document["status"]
        return status


def describe(error: AppError | HTTPException) -> Problem:
    """The problem behind an error of ours or of Flask's."""
    if isinstance(error, InternalServerError):
        # An exception that nobody expected comes here like this, after it has been logged.
        error = AppError(f"Something went wrong on our side. Our log knows it as {current_request_id()}.")
    if isinstance(error, AppError):
        return Problem(problem_of(error), dict(error.headers))
    headers = {name: value for name, value in error.get_headers() if name != "Content-Type"}
    # What Werkzeug says about a status by itself adds nothing to the title.
    detail = None if error.description == type(error).description else error.description
    return Problem(problem(error.code or 500, detail), headers)


def as_json(error: AppError | HTTPException) -> Response:
    found = describe(error)
    return Response(json.dumps(found.document), found.status, found.headers, content_type=PROBLEM_JSON)


def init_app(app: Flask) -> None:
    """Answer every error of this application."""
    app.extensions["error_answers"] = {"/": as_json}

    def answer(error: AppError | HTTPException) -> ResponseReturnValue:
        answers: dict[str, Answer] = app.extensions["error_answers"]
        nearest = max(filter(request.path.startswith, answers), key=len, default="/")
        return answers[nearest](error)

    def answer_gone(_error: StaleDataError) -> ResponseReturnValue:
        """Somebody else has deleted a row between reading it and writing it."""
        return answer(NotFound())

    def answer_database(error: SQLAlchemyError) -> ResponseReturnValue:
        if not is_away(error):
            raise error
        logger.error("database away", error=str(error.__cause__ or error))
        return answer(DatabaseAway())

    app.register_error_handler(AppError, answer)
    app.register_error_handler(HTTPException, answer)
    app.register_error_handler(StaleDataError, answer_gone)
    app.register_error_handler(SQLAlchemyError, answer_database)


def answer_below(app: Flask, path: str, answer: Answer) -> None:
    """Answer errors in this way where a path begins like this; of several the longest counts."""
    app.extensions["error_answers"][path] = answer
