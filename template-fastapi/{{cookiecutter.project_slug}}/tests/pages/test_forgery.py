import pytest
from fastapi import FastAPI, Request
from starlette.exceptions import HTTPException
from starlette.types import Message

from app.pages.forgery import read_fields

FORM = [(b"content-type", b"application/x-www-form-urlencoded")]
FILE = b'--x\r\nContent-Disposition: form-data; name="f"; filename="f"\r\n\r\ncontent\r\n--x--\r\n'


def request_of(headers: list[tuple[bytes, bytes]], *messages: Message) -> Request:
    left = list(messages)

    async def receive() -> Message:
        return left.pop(0)

    return Request({"type": "http", "method": "POST", "headers": headers, "app": FastAPI()}, receive)


async def test_a_form_that_stops_early_is_refused() -> None:
    stopped: list[Message] = [
        {"type": "http.request", "body": b"csrf_", "more_body": True},
        {"type": "http.disconnect"},
    ]
    with pytest.raises(HTTPException) as refusal:
        await read_fields(request_of(FORM, *stopped))
    assert refusal.value.status_code == 400


async def test_no_form_takes_files() -> None:
    headers = [(b"content-type", b"multipart/form-data; boundary=x")]
    with pytest.raises(HTTPException) as refusal:
        await read_fields(request_of(headers, {"type": "http.request", "body": FILE}))
    assert refusal.value.status_code == 400
