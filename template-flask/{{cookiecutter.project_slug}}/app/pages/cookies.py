"""Flask's session cookie, without what nobody needs for each request."""

from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Flask, Request, Response
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin
from itsdangerous import BadSignature

from app.about import SLUG
from app.settings import Settings


def init_app(app: Flask, settings: Settings) -> None:
    app.config.from_mapping(
        # Browsers share cookies between the ports of one host, so the name keeps two projects in
        # development apart. The prefix makes them refuse a cookie that another host or path has set.
        SESSION_COOKIE_NAME="__Host-session" if settings.in_production else f"{SLUG}-session",
        SESSION_COOKIE_SECURE=settings.in_production,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        PERMANENT_SESSION_LIFETIME=timedelta(days=settings.refresh_token_days),
        # The login session ends at a fixed time, so there is nothing to extend.
        SESSION_REFRESH_EACH_REQUEST=False,
    )
    app.session_interface = CookieSessions(app)


class CookieSessions(SecureCookieSessionInterface):
    """Flask's own, made once: it would build a signer for each request, and look where to store a session
    that nobody has asked for. Together that is a tenth of `/healthz`. And it bears with clocks that differ.
    """

    def __init__(self, app: Flask) -> None:
        self._signer: Any = super().get_signing_serializer(app)

    def get_signing_serializer(self, app: Flask) -> Any:  # noqa: ARG002
        return self._signer

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession:
        cookie = request.cookies.get(self.get_cookie_name(app))
        if not cookie:
            return SecureCookieSession()
        try:
            content, signed_at = self._signer.loads(cookie, return_timestamp=True)
        except BadSignature:
            return SecureCookieSession()
        # Flask would refuse what was signed by a server whose clock is a little ahead of ours.
        in_time = datetime.now(UTC) - signed_at <= app.permanent_session_lifetime
        return SecureCookieSession(content if in_time else None)

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        if session.accessed or session.modified:
            super().save_session(app, session, response)
