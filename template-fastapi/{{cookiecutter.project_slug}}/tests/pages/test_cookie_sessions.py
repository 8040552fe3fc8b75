import uuid
from datetime import timedelta

from starlette.requests import HTTPConnection
from starlette.types import Message, Receive, Scope, Send

from app.orm import utc_now
from app.pages.cookies import BrowserSession, SessionCookies, session_of
from tests.isolation import make_settings

LOGIN = uuid.uuid4()


async def cookie_after(change: object = None, *, kind: str = "http", sent: str = "") -> str | None:
    """What a browser that sent this cookie gets back, when its session is changed like this."""
    started: list[Message] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if callable(change):
            change(session_of(HTTPConnection(scope)))
        await send({"type": f"{kind}.response.start", "headers": []})

    async def receive() -> Message:
        raise AssertionError

    async def send(message: Message) -> None:
        started.append(message)

    headers = [(b"cookie", sent.encode())] if sent else []
    await SessionCookies(app, make_settings())({"type": kind, "headers": headers}, receive, send)
    ((_, cookie),) = started[0]["headers"] or [(None, None)]
    return cookie.decode() if cookie else None


async def test_who_has_no_session_gets_no_cookie() -> None:
    assert await cookie_after() is None
    assert await cookie_after(lambda session: session.take_flashes()) is None


async def test_a_session_that_is_empty_again_is_taken_away() -> None:
    cookie = await cookie_after(lambda session: session.forget())
    assert cookie is not None
    assert cookie.endswith("; Max-Age=0")


async def test_what_is_no_cookie_of_ours_is_no_session() -> None:
    seen: list[BrowserSession] = []
    await cookie_after(seen.append, sent="session=x; shop-session=eyJsb2dpbiI6MX0.x.y")
    assert seen[0].content == {}


async def test_what_is_no_request_has_no_session() -> None:
    assert await cookie_after(kind="lifespan") is None


def test_a_message_is_said_once() -> None:
    session = BrowserSession()
    session.flash("Saved.")
    assert session.take_flashes() == [("success", "Saved.")]
    assert session.take_flashes() == []


def test_nothing_from_before_survives_a_sign_in() -> None:
    session = BrowserSession()
    token = session.csrf_token
    session.flash("Hello.")
    session.start(LOGIN, "Firefox", keep_until=None)
    assert not session.has_token(token)
    assert session.take_flashes() == []
    assert session.keep_until is None


def test_a_sign_in_is_for_one_browser() -> None:
    session = BrowserSession()
    end = utc_now() + timedelta(days=1)
    session.start(LOGIN, "Firefox \udcff", keep_until=end)
    assert session.login_id("Firefox \udcff") == LOGIN
    assert session.login_id("Chrome") is None
    assert session.keep_until == end.replace(microsecond=0)


def test_without_a_token_nothing_is_the_right_one() -> None:
    session = BrowserSession()
    assert not session.has_token("")
    assert not session.has_token(None)
    assert session.has_token(session.csrf_token)
