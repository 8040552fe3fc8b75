"""Reading what a request brings, before any schema is asked."""

import json
from http import HTTPStatus
from typing import Any, NoReturn

from flask import Request, abort

from app.errors import FieldError, InvalidInput


def read_json(request: Request) -> dict[str, Any]:
    """The JSON object in the body. Raise InvalidInput when there is none."""
    body = request.get_data()
    if not body or not request.is_json:
        _refuse("A JSON object is missing here.")
    try:
        values = json.loads(body)
    except json.JSONDecodeError:
        _refuse("This is not valid JSON.")
    except (ValueError, RecursionError):
        # Not UTF-8, a number of thousands of digits, brackets in brackets without end.
        abort(HTTPStatus.BAD_REQUEST, "The body cannot be read.")
    if not isinstance(values, dict):
        _refuse("This is no JSON object.")
    return values


def read_form(request: Request) -> dict[str, Any]:
    """The fields of the form. One that was left empty was left out."""
    return {name: value for name, value in request.form.items() if value}


def read_query(request: Request) -> dict[str, Any]:
    """The parameters of the query; of several with one name, the last."""
    return dict(request.args.items(multi=True))


def _refuse(message: str) -> NoReturn:
    raise InvalidInput(errors=[FieldError("/body", message)])
