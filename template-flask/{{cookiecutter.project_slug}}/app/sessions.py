"""What an application keeps in its visitors' browsers from one request to the next: nothing."""

from flask import Flask, Request, Response
from flask.sessions import NullSession, SessionInterface, SessionMixin


class NoSessions(SessionInterface):
    """Flask's own would look for a session with each request. A feature that has some brings its own."""

    def open_session(self, app: Flask, request: Request) -> NullSession:  # noqa: ARG002
        return self.null_session_class()

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """There is none."""
