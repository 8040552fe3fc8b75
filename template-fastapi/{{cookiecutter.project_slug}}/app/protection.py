"""What every request and every answer passes through: proxies, known hosts, bounded bodies, headers."""

import re
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from time import monotonic

from anyio import fail_after
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.errors import problem
from app.problems import answer
from app.proxies import client_behind, scheme_behind
from app.settings import Network, Settings

HEADERS = {
    # An answer in JSON loads nothing. A page sends a policy of its own.
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    # What may be kept by a browser or a proxy says so itself; the rest may be personal.
    "Cache-Control": "no-store",
}
STRICT_TRANSPORT_SECURITY = "max-age=31536000; includeSubDomains"
WEBSOCKET_SCHEMES = {"http": "ws", "https": "wss"}
HOST = re.compile(r"(?P<name>[a-z0-9._-]+|\[[0-9a-f:.]+\])(:[0-9]{1,5})?")


def security_headers(settings: Settings) -> dict[str, str]:
    """The headers of every answer that does not set them itself."""
    if settings.in_production:
        return {**HEADERS, "Strict-Transport-Security": STRICT_TRANSPORT_SECURITY}
    return HEADERS


class SecurityHeaders:
    """Adds the headers that an answer has not set itself."""

    def __init__(self, app: ASGIApp, headers: Mapping[str, str]) -> None:
        self._app = app
        # As they are sent: encoding them anew is a tenth of an answer from /healthz.
        self._headers = [(name.lower().encode(), value.encode()) for name, value in headers.items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                own = message["headers"]
                names = {name for name, _ in own}
                message["headers"] = [*own, *(added for added in self._headers if added[0] not in names)]
            await send(message)

        await self._app(scope, receive, send_with_headers)


class TrustedProxies:
    """Makes a request that came through a proxy of ours look as it was sent to that proxy."""

    def __init__(self, app: ASGIApp, networks: Sequence[Network]) -> None:
        self._app = app
        self._networks = networks

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._networks and scope["type"] != "lifespan" and scope.get("client"):
            headers = Headers(scope=scope)
            peer = scope["client"][0]
            # The client's port stays unknown.
            scope["client"] = (
                client_behind(peer, ",".join(headers.getlist("x-forwarded-for")), self._networks),
                0,
            )
            scheme = scheme_behind(peer, ",".join(headers.getlist("x-forwarded-proto")), self._networks)
            if scheme:
                scope["scheme"] = scheme if scope["type"] == "http" else WEBSOCKET_SCHEMES[scheme]
        await self._app(scope, receive, send)


class KnownHosts:
    """Refuses requests for a host that is not ours, from which links could be built that lead elsewhere.

    A name with a leading dot stands for the domain and all below it. A probe calls the container by its
    address, so some paths are open to any host.
    """

    def __init__(self, app: ASGIApp, known: Sequence[str], open_paths: frozenset[str]) -> None:
        self._app = app
        self._known = [name.lower() for name in known]
        self._open_paths = open_paths

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan" or scope["path"] in self._open_paths or self._knows(scope):
            await self._app(scope, receive, send)
            return
        detail = "This site does not go by the name in the request."
        refusal = answer(HTTPConnection(scope), problem(HTTPStatus.BAD_REQUEST, detail))
        await refusal(scope, receive, send)

    def _knows(self, scope: Scope) -> bool:
        if "*" in self._known:
            return True
        hosts = Headers(scope=scope).getlist("host")
        found = HOST.fullmatch(hosts[0].lower()) if len(hosts) == 1 else None
        return found is not None and any(_covers(name, found["name"]) for name in self._known)


def _covers(known: str, host: str) -> bool:
    return host == known or (known.startswith(".") and (host == known[1:] or host.endswith(known)))


class BodyLimit:
    """Refuses a request body that is too long, whether its length is announced or it comes in chunks.

    One that does not come to its end is not waited for.
    """

    def __init__(self, app: ASGIApp, max_bytes: int, max_seconds: float = 60) -> None:
        self._app = app
        self._max_bytes = max_bytes
        self._max_seconds = max_seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if _announced_length(scope) > self._max_bytes:
            refusal = answer(HTTPConnection(scope), problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE))
            await refusal(scope, receive, send)
            return
        received = 0
        complete = False
        deadline = monotonic() + self._max_seconds

        async def receive_within_limit() -> Message:
            nonlocal received, complete
            if complete:
                # What comes now is that the client leaves.
                return await receive()
            try:
                with fail_after(deadline - monotonic()):
                    message = await receive()
            except TimeoutError as error:
                raise HTTPException(HTTPStatus.REQUEST_TIMEOUT) from error
            received += len(message.get("body", b""))
            complete = not message.get("more_body", False)
            if received > self._max_bytes:
                # Of all exceptions, FastAPI lets this one out of the code that reads a body.
                raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
            return message

        await self._app(scope, receive_within_limit, send)


def _announced_length(scope: Scope) -> int:
    for name, value in scope["headers"]:
        if name == b"content-length" and value.isdigit():
            return int(value)
    return 0
