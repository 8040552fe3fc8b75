"""What a browser carries from one request to the next: a cookie that the application has signed."""

import secrets
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from hashlib import sha256
from typing import Any

from itsdangerous import BadSignature, URLSafeTimedSerializer
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.about import SLUG
from app.settings import Settings

KEY = "browser_session"


class BrowserSession:
    """Whoever has the cookie can read it, and nobody can change it but the application."""

    def __init__(self, content: dict[str, Any] | None = None) -> None:
        self.content = content or {}
        self.changed = False

    @property
    def csrf_token(self) -> str:
        """What the forms of this session send along, and no other site can know."""
        if "csrf" not in self.content:
            self._set("csrf", secrets.token_urlsafe(24))
        token: str = self.content["csrf"]
        return token

    def has_token(self, token: object) -> bool:
        own = self.content.get("csrf", "")
        return own != "" and isinstance(token, str) and secrets.compare_digest(_bytes(own), _bytes(token))

    def flash(self, message: str, category: str = "success") -> None:
        """Say this on the next page."""
        self._set("flashes", [*self.content.get("flashes", []), [category, message]])

    def take_flashes(self) -> list[tuple[str, str]]:
        """What is to be said, each with its category. It is said once."""
        flashes = self.content.pop("flashes", [])
        self.changed = self.changed or bool(flashes)
        return [(category, message) for category, message in flashes]

    def start(self, login_id: uuid.UUID, user_agent: str, *, keep_until: datetime | None) -> None:
        """Keep a sign-in, in a fresh session: nothing from before it survives.

        The browser forgets it when it is closed, or else at this time.
        """
        self.content = {"login": str(login_id), "agent": _digest(user_agent)}
        if keep_until:
            self.content["until"] = int(keep_until.timestamp())
        self.changed = True

    def login_id(self, user_agent: str) -> uuid.UUID | None:
        """Which sign-in was kept, unless another browser sends it."""
        if self.content.get("agent") != _digest(user_agent):
            return None
        return uuid.UUID(self.content["login"])

    @property
    def keep_until(self) -> datetime | None:
        until = self.content.get("until")
        return datetime.fromtimestamp(until, UTC) if until else None

    def forget(self) -> None:
        """Drop all of it. The sign-in it stood for has ended."""
        self.content = {}
        self.changed = True

    def _set(self, name: str, value: object) -> None:
        self.content[name] = value
        self.changed = True


def session_of(connection: HTTPConnection) -> BrowserSession:
    """The session that came with the request. What is changed in it goes back with the answer."""
    load: Callable[[], BrowserSession] = connection.scope.get(KEY, BrowserSession)
    return load()


class SessionCookies:
    """Reads the cookie when the session is asked for, and sends it back when that has changed."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        # Browsers share cookies between the ports of one host, so the name keeps two projects in development
        # apart. The prefix makes them refuse a cookie that another host or path has set.
        self._name = "__Host-session" if settings.in_production else f"{SLUG}-session"
        self._flags = "; HttpOnly; Path=/; SameSite=Lax" + ("; Secure" if settings.in_production else "")
        self._serializer = URLSafeTimedSerializer(settings.secret_key.get_secret_value(), salt="session")
        self._max_age = timedelta(days=settings.refresh_token_days)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        session: BrowserSession | None = None

        def load() -> BrowserSession:
            nonlocal session
            if session is None:
                session = self._read(HTTPConnection(scope).cookies.get(self._name, ""))
            return session

        async def send_with_cookie(message: Message) -> None:
            if message["type"] == "http.response.start" and session and session.changed:
                message["headers"] = [*message["headers"], (b"set-cookie", self._write(session).encode())]
            await send(message)

        scope[KEY] = load
        await self._app(scope, receive, send_with_cookie)

    def _read(self, cookie: str) -> BrowserSession:
        try:
            content, signed_at = self._serializer.loads(cookie, return_timestamp=True)
        except BadSignature:
            return BrowserSession()
        # `max_age` would refuse what was signed by a server whose clock is a little ahead of ours.
        in_time = datetime.now(UTC) - signed_at <= self._max_age
        return BrowserSession(content if in_time else None)

    def _write(self, session: BrowserSession) -> str:
        if not session.content:
            return f"{self._name}={self._flags}; Max-Age=0"
        until = session.keep_until
        expires = f"; Expires={format_datetime(until, usegmt=True)}" if until else ""
        return f"{self._name}={self._serializer.dumps(session.content)}{self._flags}{expires}"


def _digest(user_agent: str) -> str:
    return sha256(_bytes(user_agent)).hexdigest()[:32]


def _bytes(text: str) -> bytes:
    return text.encode(errors="surrogatepass")
