"""The errors this application raises on purpose.

A service raises one of these; one handler per feature turns it into an answer. The JSON form is
RFC 9457 (Problem Details for HTTP APIs).
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from http import HTTPStatus
from typing import Any, ClassVar

PROBLEM_JSON = "application/problem+json"
# RFC 9110's names, which Python has from 3.13 on.
TITLES = {413: "Content Too Large", 422: "Unprocessable Content"}
# Nobody corrects more at once, and a body may be wrong in a hundred thousand places.
MOST_ERRORS = 20
# The names in a body are the client's own, and may be as long as the body.
LONGEST_POINTER = 200


@dataclass(frozen=True)
class FieldError:
    """What is wrong with one value: a JSON pointer such as `/body/email` or `/query/page`, and why."""

    pointer: str
    message: str


def pointer(*steps: object) -> str:
    """The JSON pointer (RFC 6901) that leads to a value by these steps; one that is very long is cut off."""
    whole = "".join(f"/{str(step).replace('~', '~0').replace('/', '~1')}" for step in steps)
    return whole[:LONGEST_POINTER]


class AppError(Exception):
    """The base of all of them: an HTTP status, a stable code and a sentence for the person."""

    status: ClassVar[HTTPStatus] = HTTPStatus.INTERNAL_SERVER_ERROR
    code: ClassVar[str | None] = None
    detail: str = "Something went wrong on our side."
    headers: Mapping[str, str] = {}

    def __init__(self, detail: str | None = None, *, errors: Sequence[FieldError] = ()) -> None:
        self.detail = detail or type(self).detail
        self.errors = tuple(errors)
        super().__init__(self.detail)


class NotFound(AppError):
    status = HTTPStatus.NOT_FOUND
    detail = "There is nothing here."


class Conflict(AppError):
    status = HTTPStatus.CONFLICT
    detail = "This conflicts with what is already there."


class EmailTaken(Conflict):
    code = "email-taken"
    detail = "An account with this e-mail address exists already."


class InvalidInput(AppError):
    """Values that have the right shape but break a rule; `errors` names each of them."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY
    code = "invalid-input"
    detail = "Some values are not valid."


class Unauthorized(AppError):
    status = HTTPStatus.UNAUTHORIZED
    detail = "Sign in first."
    headers: Mapping[str, str] = {"WWW-Authenticate": "Bearer"}


class BadCredentials(Unauthorized):
    """The same for a wrong password and an unknown address, so that neither is given away."""

    code = "bad-credentials"
    detail = "The e-mail address or the password is wrong."


class Forbidden(AppError):
    status = HTTPStatus.FORBIDDEN
    detail = "You may not do this."


class WrongPassword(Forbidden):
    """Of somebody who is signed in: the password does not confirm what they ask for."""

    code = "wrong-password"
    detail = "The current password is wrong."


class EmailNotVerified(Forbidden):
    code = "email-not-verified"
    detail = "Open the link in the mail to your address first. A password reset gives you a new one."


class LastAdmin(Conflict):
    code = "last-admin"
    detail = "This is the only administrator. Make somebody else one first."


class TooManyRequests(AppError):
    status = HTTPStatus.TOO_MANY_REQUESTS
    code = "too-many-requests"
    detail = "There were too many attempts. Wait a while before the next one."

    def __init__(self, *, retry_after: int) -> None:
        super().__init__()
        self.headers = {"Retry-After": str(retry_after)}


class ServiceUnavailable(AppError):
    status = HTTPStatus.SERVICE_UNAVAILABLE
    detail = "The service is not available right now. Try again in a moment."


class DatabaseAway(ServiceUnavailable):
    code = "database-away"
    detail = "The database does not answer. Try again in a moment."
    headers: Mapping[str, str] = {"Retry-After": "5"}


def problem(
    status: int,
    detail: str | None = None,
    *,
    code: str | None = None,
    errors: Sequence[FieldError] = (),
) -> dict[str, Any]:
    """A problem details object; `errors` is there only when something is in it."""
    body: dict[str, Any] = {
        "type": f"/problems/{code}" if code else "about:blank",
        "title": TITLES.get(status) or HTTPStatus(status).phrase,
        "status": int(status),
    }
    if detail:
        body["detail"] = detail
    if errors:
        body["errors"] = [asdict(error) for error in errors]
    return body


def problem_of(error: AppError) -> dict[str, Any]:
    """The problem details object of an error of ours."""
    return problem(error.status, error.detail, code=error.code, errors=error.errors)
