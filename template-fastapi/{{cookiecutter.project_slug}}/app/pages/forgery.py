"""Forms come from this site, or they are refused (CSRF)."""

from http import HTTPStatus

from fastapi import Depends, Request
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from app.connections import SAFE_METHODS
from app.pages.advice import FORM_EXPIRED
from app.pages.cookies import session_of


async def read_fields(request: Request) -> FormData:
    """What the form has sent; no form here sends files."""
    try:
        return await request.form(max_files=0)
    except ClientDisconnect as error:
        raise HTTPException(HTTPStatus.BAD_REQUEST, "The form has not come to its end.") from error


async def refuse_forged_forms(request: Request) -> None:
    if request.method in SAFE_METHODS:
        return
    if not session_of(request).has_token((await read_fields(request)).get("csrf_token")):
        raise HTTPException(HTTPStatus.BAD_REQUEST, FORM_EXPIRED)


RefuseForgedForms = Depends(refuse_forged_forms)
