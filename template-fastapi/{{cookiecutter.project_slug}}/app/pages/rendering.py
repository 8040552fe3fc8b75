"""Templates, and what all of them may use."""

from collections.abc import Mapping
from http import HTTPStatus
from pathlib import Path
from typing import Any

from fastapi import Request, Response
from fastapi.templating import Jinja2Templates
from jinja2 import Environment, FileSystemLoader

from app.about import DESCRIPTION, NAME
from app.pages.addresses import Addresses
from app.pages.cookies import session_of
from app.pages.policy import CONTENT_SECURITY_POLICY

FOLDER = Path(__file__).parent
HEADERS = {"Content-Security-Policy": CONTENT_SECURITY_POLICY}


class Renderer:
    def __init__(self, address_of: Addresses, *, reloads: bool) -> None:
        self.address_of = address_of
        environment = Environment(
            loader=FileSystemLoader(FOLDER / "templates"),
            autoescape=True,
            auto_reload=reloads,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        environment.globals.update(
            project_name=NAME, project_description=DESCRIPTION, url_for=self.address_of
        )
        self._templates = Jinja2Templates(env=environment)

    def render(
        self,
        request: Request,
        name: str,
        values: Mapping[str, Any],
        *,
        status: int = HTTPStatus.OK,
        headers: Mapping[str, str] | None = None,
    ) -> Response:
        session = session_of(request)
        shown = {
            # Templates always ask for the categories too.
            "get_flashed_messages": lambda with_categories: session.take_flashes(),  # noqa: ARG005
            "csrf_token": lambda: session.csrf_token,
            **values,
        }
        return self._templates.TemplateResponse(
            request, name, shown, status_code=status, headers={**HEADERS, **(headers or {})}
        )


def renderer_of(request: Request) -> Renderer:
    renderer: Renderer = request.app.state.renderer
    return renderer
