"""Errors as pages, for people; a client that asks for JSON gets problem details."""

from http import HTTPStatus

from flask import Flask, render_template, request, session
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from app import problems
from app.errors import AppError
from app.pages.advice import ADVICE, FORM_EXPIRED
from app.pages.preference import prefers_json
from app.problems import as_json, describe


def wants_json() -> bool:
    return prefers_json(request.headers.get("Accept", ""))


def init_app(app: Flask) -> None:
    problems.answer_below(app, "/", _answer)


def _answer(error: AppError | HTTPException) -> ResponseReturnValue:
    if isinstance(error, CSRFError):
        error.description = FORM_EXPIRED
    if wants_json():
        return as_json(error)
    found = describe(error)
    if found.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        # A view may have announced what has not come about.
        session.pop("_flashes", None)
    page = render_template("error.html", problem=found.document, advice=ADVICE.get(found.status))
    return page, found.status, found.headers
