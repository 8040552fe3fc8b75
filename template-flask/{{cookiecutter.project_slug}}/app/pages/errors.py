"""Errors as pages, for people; a client that asks for JSON gets problem details."""

from http import HTTPStatus

from flask import Flask, render_template, request, session
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from app import problems
from app.errors import PROBLEM_JSON, AppError
from app.problems import as_json, describe

# What a person can do about it, where there is something to say.
ADVICE = {
    400: "Go back, reload the page and try again.",
    403: "Sign in with an account that may do this, or go back.",
    404: "The address may be mistyped, or what was here has been deleted.",
    405: "Go back and use the buttons of the page.",
    413: "Go back and send less at once.",
    422: "Go back and correct the address, or start again.",
    500: "It is not your doing. Try again in a moment.",
    503: "Try again in a moment.",
}
FORM_EXPIRED = "The form was too old to be sent, or did not come from this site."


def wants_json() -> bool:
    """Whether the client prefers JSON to a page; without a preference it gets the page."""
    accepted = request.accept_mimetypes.best_match(["text/html", "application/json", PROBLEM_JSON])
    return accepted not in (None, "text/html")


def init_app(app: Flask) -> None:
    problems.init_app(app, _answer)


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
