"""What every request and every answer passes through: proxies, known hosts, bounded bodies, headers."""

from collections.abc import Iterable, Mapping, Sequence
from http import HTTPStatus
from typing import Any

from flask import Flask, abort, request
from werkzeug.exceptions import BadRequest, HTTPException
from werkzeug.sansio.utils import host_is_trusted

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
# A probe calls the container by its address, whatever the site is called.
ANY_HOST = frozenset({"health"})


def init_app(app: Flask, settings: Settings) -> None:
    @app.before_request
    def refuse_unknown_hosts() -> None:
        # Flask's own TRUSTED_HOSTS knows no exception, and after its refusal nothing can use url_for.
        if request.blueprint in ANY_HOST or "*" in settings.allowed_hosts:
            return
        if not host_is_trusted(request.host, settings.allowed_hosts):
            abort(HTTPStatus.BAD_REQUEST, "This site does not go by the name in the request.")

    @app.before_request
    def refuse_broken_bodies() -> None:
        # Whether somebody reads it or not, and before anybody does: Werkzeug takes what is cut off, by the
        # client or by its own bound, for the whole.
        if not {"CONTENT_LENGTH", "HTTP_TRANSFER_ENCODING"} & request.environ.keys():
            # As most do. To ask for the length of what there is not takes longer.
            return
        announced = request.content_length or 0
        if announced > settings.max_body_bytes:
            abort(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        if announced or "Transfer-Encoding" in request.headers:
            length = _length_of_body(settings.max_body_bytes)
            if length > settings.max_body_bytes:
                abort(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
            if length < announced:
                abort(HTTPStatus.BAD_REQUEST, "The body ends too early.")


def _length_of_body(max_bytes: int) -> int:
    """As far as it is read: at most one byte more than it may have."""
    request.max_content_length = max_bytes + 1
    try:
        return len(request.get_data())
    except HTTPException:
        raise
    except Exception as error:  # gunicorn's errors have no base of their own
        raise BadRequest("The body cannot be read.") from error


def security_headers(settings: Settings) -> dict[str, str]:
    """What every answer says, unless it says otherwise itself."""
    if settings.in_production:
        return HEADERS | {"Strict-Transport-Security": STRICT_TRANSPORT_SECURITY}
    return HEADERS


class SecurityHeaders:
    """Adds headers to every answer that does not have them.

    Outside of Flask, where looking for each among those of the answer took a tenth of `/healthz`.
    """

    def __init__(self, app: Any, headers: Mapping[str, str]) -> None:
        self._app = app
        self._headers = [(name.lower(), (name, value)) for name, value in headers.items()]

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        def start_with_headers(line: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            there = {name.lower() for name, _ in headers}
            added = [header for name, header in self._headers if name not in there]
            return start_response(line, [*headers, *added], *rest)

        answer: Iterable[bytes] = self._app(environ, start_with_headers)
        return answer


class TrustedProxies:
    """Makes a request that came through a proxy of ours look as it was sent to that proxy."""

    def __init__(self, app: Any, networks: Sequence[Network]) -> None:
        self._app = app
        self._networks = networks

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        # Taken out, for nobody after this may believe it, whoever has sent it.
        forwarded_for = environ.pop("HTTP_X_FORWARDED_FOR", "")
        forwarded_proto = environ.pop("HTTP_X_FORWARDED_PROTO", "")
        peer = environ.get("REMOTE_ADDR")
        if self._networks and peer:
            environ["REMOTE_ADDR"] = client_behind(peer, forwarded_for, self._networks)
            scheme = scheme_behind(peer, forwarded_proto, self._networks)
            environ["wsgi.url_scheme"] = scheme or environ["wsgi.url_scheme"]
        answer: Iterable[bytes] = self._app(environ, start_response)
        return answer
