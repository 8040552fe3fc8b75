import pytest
from fastapi import FastAPI, Request
from starlette.exceptions import HTTPException
from starlette.types import Message

from app.pages.forgery import read_fields

FORM = [(b"content-type", b"application/x-www-form-urlencoded")]
FIELD = b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n+2AA-\r\n--x--\r\n'
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


@pytest.mark.parametrize("charset", ["undefined", "punycode", "utf-7", "latin-1"])
async def test_a_form_in_another_charset_is_refused(charset: str) -> None:
    headers = [(b"content-type", f"multipart/form-data; boundary=x; charset={charset}".encode())]
    with pytest.raises(HTTPException) as refusal:
        await read_fields(request_of(headers, {"type": "http.request", "body": FIELD}))
    assert refusal.value.status_code == 400


@pytest.mark.parametrize("charset", ["", "; charset=utf-8", '; charset="UTF-8"'])
async def test_a_form_in_utf_8_is_read(charset: str) -> None:
    headers = [(b"content-type", f"multipart/form-data; boundary=x{charset}".encode())]
    fields = await read_fields(request_of(headers, {"type": "http.request", "body": FIELD}))
    assert fields["a"] == "+2AA-"
