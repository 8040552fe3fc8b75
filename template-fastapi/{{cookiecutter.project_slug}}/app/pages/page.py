"""What a view of a page is given to do its work with."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import Depends, Request, Response
from fastapi.responses import RedirectResponse
from starlette.datastructures import FormData

from app.connections import SAFE_METHODS
from app.pages.cookies import BrowserSession, session_of
from app.pages.forgery import read_fields
from app.pages.login import MaybeSignedIn, Visitor
from app.pages.rendering import renderer_of


class Page:
    """A page that somebody asks for, or sends a form to."""

    def __init__(self, request: Request, visitor: Visitor) -> None:
        self.request = request
        self.visitor = visitor
        self._renderer = renderer_of(request)

    @property
    def session(self) -> BrowserSession:
        return session_of(self.request)

    @property
    def query(self) -> Mapping[str, str]:
        return self.request.query_params

    async def sent_form(self) -> FormData | None:
        """The fields that came with this request, if it is one that sends a form."""
        return None if self.request.method in SAFE_METHODS else await read_fields(self.request)

    def flash(self, message: str) -> None:
        """Say this on the page one is sent to."""
        self.session.flash(message)

    def address_of(self, endpoint: str, **values: Any) -> str:
        return self._renderer.address_of(endpoint, **values)

    def go_to(self, endpoint: str, **values: Any) -> Response:
        """Send the browser to another page, by the name of its view."""
        return self.go_to_path(self.address_of(endpoint, **values))

    def go_to_path(self, path: str) -> Response:
        return RedirectResponse(path, HTTPStatus.FOUND)

    def render(self, template: str, *, status: int = HTTPStatus.OK, **values: Any) -> Response:
        shown = {"current_user": self.visitor, **values}
        return self._renderer.render(self.request, template, shown, status=status)


async def get_page(request: Request, signed_in: MaybeSignedIn) -> Page:
    page = Page(request, Visitor(signed_in.user if signed_in else None))
    # For the handlers of errors, which may need it too.
    request.state.page = page
    return page


PageDep = Annotated[Page, Depends(get_page)]
