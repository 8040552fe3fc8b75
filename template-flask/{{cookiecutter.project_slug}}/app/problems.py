"""Errors as answers. The JSON form serves every client that does not ask for a page."""

from dataclasses import dataclass
from typing import Any

from flask import Flask, Response, json
from werkzeug.exceptions import HTTPException

from app.errors import PROBLEM_JSON, AppError, problem, problem_of


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
    if isinstance(error, AppError):
        return Problem(problem_of(error), dict(error.headers))
    headers = {name: value for name, value in error.get_headers() if name != "Content-Type"}
    # What Werkzeug says about a status by itself adds nothing to the title.
    detail = None if error.description == type(error).description else error.description
    return Problem(problem(error.code or 500, detail), headers)


def as_json(found: Problem) -> Response:
    return Response(json.dumps(found.document), found.status, found.headers, content_type=PROBLEM_JSON)


def init_app(app: Flask) -> None:
    # An exception that nobody expected comes here as InternalServerError, after Flask has logged it.
    for kind in (AppError, HTTPException):
        app.register_error_handler(kind, lambda error: as_json(describe(error)))
