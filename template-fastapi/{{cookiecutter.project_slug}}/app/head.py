"""HEAD, which is answered wherever GET is, as RFC 9110 asks for."""

from starlette.types import ASGIApp, Receive, Scope, Send


class HeadAsGet:
    """Lets a HEAD be handled as a GET, so that no path operation needs to know of it.

    The scope that the server keeps still says HEAD, so it leaves the content out.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] == "HEAD":
            scope = {**scope, "method": "GET", "asked_method": "HEAD"}
        await self._app(scope, receive, send)


def asked_method(scope: Scope) -> str:
    """The method as the client has sent it."""
    method: str = scope.get("asked_method", scope["method"])
    return method
