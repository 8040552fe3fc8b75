"""Forms come from this site, or they are refused (CSRF)."""

from http import HTTPStatus

from fastapi import Depends, Request
from python_multipart.multipart import parse_options_header
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from app.connections import SAFE_METHODS
from app.pages.advice import FORM_EXPIRED
from app.pages.cookies import session_of

HEADER = "X-CSRFToken"
CHARSETS = frozenset({b"utf-8", b"utf8"})


async def read_fields(request: Request) -> FormData:
    """What the form has sent, in UTF-8 as pages are; no form here sends files."""
    _, options = parse_options_header(request.headers.get("Content-Type"))
    # Python knows charsets that fail in ways of their own, and some whose text no page can hold.
    if options.get(b"charset", b"utf-8").lower() not in CHARSETS:
        raise HTTPException(HTTPStatus.BAD_REQUEST, "Send forms in UTF-8.")
    try:
        return await request.form(max_files=0)
    except ClientDisconnect as error:
        raise HTTPException(HTTPStatus.BAD_REQUEST, "The form has not come to its end.") from error


async def refuse_forged_forms(request: Request) -> None:
    """A form has the token in a field of its own, and a script may send it in a header."""
    if request.method in SAFE_METHODS:
        return
    token = request.headers.get(HEADER) or (await read_fields(request)).get("csrf_token")
    if not session_of(request).has_token(token):
        raise HTTPException(HTTPStatus.BAD_REQUEST, FORM_EXPIRED)


RefuseForgedForms = Depends(refuse_forged_forms)
