"""What every request and every answer passes through: known hosts, a bounded body, security headers."""

from http import HTTPStatus

from flask import Flask, Response, abort, request
from werkzeug.sansio.utils import host_is_trusted

from app.settings import Settings

# Nothing is loaded from elsewhere and nothing inline runs; data: is for the icons in pico's style sheet.
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # Flask-WTF compares the referrer of a form sent over https, so it must be sent within the site.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    # What may be kept by a browser or a proxy says so itself; the rest may be personal.
    "Cache-Control": "no-store",
}
STRICT_TRANSPORT_SECURITY = "max-age=31536000; includeSubDomains"
# A probe calls the container by its address, whatever the site is called.
ANY_HOST = frozenset({"health"})


def init_app(app: Flask, settings: Settings) -> None:
    headers = dict(HEADERS)
    if settings.in_production:
        headers["Strict-Transport-Security"] = STRICT_TRANSPORT_SECURITY

    @app.before_request
    def refuse_unknown_hosts() -> None:
        # Flask's own TRUSTED_HOSTS knows no exception, and after its refusal no page can use url_for.
        trusted = "*" in settings.allowed_hosts or host_is_trusted(request.host, settings.allowed_hosts)
        if not trusted and request.blueprint not in ANY_HOST:
            abort(HTTPStatus.BAD_REQUEST, "This site does not go by the name in the request.")

    @app.before_request
    def refuse_long_bodies() -> None:
        # MAX_CONTENT_LENGTH refuses by the announced length. Of a body in chunks, which announces none,
        # Werkzeug reads as much as is allowed and drops the rest, so that the form would lack fields.
        if request.content_length is None and len(request.get_data()) >= settings.max_body_bytes:
            abort(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)

    @app.after_request
    def add_headers(response: Response) -> Response:
        for name, value in headers.items():
            response.headers.setdefault(name, value)
        return response
