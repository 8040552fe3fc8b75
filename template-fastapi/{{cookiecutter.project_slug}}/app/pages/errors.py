"""Errors as pages, for people; a client that asks for JSON gets problem details."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request, Response
from starlette.requests import HTTPConnection

from app.auth.account_tokens import InvalidAccountToken
from app.errors import problem_of
from app.pages.advice import ADVICE
from app.pages.cookies import session_of
from app.pages.page import Page
from app.pages.preference import prefers_json
from app.pages.rendering import renderer_of
from app.problems import answer, as_json


def answer_with_page(
    connection: HTTPConnection, document: dict[str, Any], headers: Mapping[str, str]
) -> Response:
    if prefers_json(connection.headers.get("Accept", "")):
        return as_json(connection, document, headers)
    request = Request(connection.scope)
    status = document["status"]
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        # A view may have announced what has not come about.
        session_of(request).take_flashes()
    values = {"problem": document, "advice": ADVICE.get(status)}
    return renderer_of(request).render(request, "error.html", values, status=status, headers=headers)


def install(app: FastAPI) -> None:
    app.state.answer_problem = answer_with_page

    @app.exception_handler(InvalidAccountToken)
    async def refuse_link(request: Request, error: InvalidAccountToken) -> Response:
        """A page that says where to get another link."""
        page: Page | None = getattr(request.state, "page", None)
        if page is None or prefers_json(request.headers.get("Accept", "")):
            return answer(request, problem_of(error), error.headers)
        endpoint = request.scope["route"].name
        return page.render("auth/link_refused.html", error=error, endpoint=endpoint, status=error.status)
