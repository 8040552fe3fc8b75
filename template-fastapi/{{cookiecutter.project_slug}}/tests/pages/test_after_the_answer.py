from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from starlette.types import Message

from app.auth import links
from tests.clients import new_client
from tests.pages.browser import TOKEN

PATH = "/password-reset"


async def test_whether_an_address_is_known_is_looked_up_after_the_answer(
    app: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    events: list[str] = []

    async def look_up(_database: object, _mail: object, email: str) -> None:
        events.append(f"looked up {email}")

    monkeypatch.setattr(links, "mail_reset_link", look_up)
    async with new_client(app) as client:
        (token,) = TOKEN.findall((await client.get(PATH)).text)
        (cookie,) = client.cookies.jar
    content = f"csrf_token={token}&email=ada@example.com".encode()
    headers = {
        "host": "localhost",
        "cookie": f"{cookie.name}={cookie.value}",
        "content-type": "application/x-www-form-urlencoded",
    }
    scope = {
        "type": "http",
        "method": "POST",
        "path": PATH,
        "query_string": b"",
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        "client": ("127.0.0.1", 1),
    }
    sent: Iterator[Message] = iter([{"type": "http.request", "body": content}])

    async def receive() -> Message:
        return next(sent)

    async def send(message: Message) -> None:
        events.append(str(message.get("status", "body")))

    await app(scope, receive, send)
    assert events[0] == "200"
    assert events[-1] == "looked up ada@example.com"
    assert events.count("looked up ada@example.com") == 1
