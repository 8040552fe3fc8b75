"""Which other sites' pages may call the API from a browser: those that are listed, and no site is repeated
that is not.
"""

from collections.abc import Collection

from flask import Flask, Response, request

ALLOWED = {
    "Access-Control-Allow-Methods": "DELETE, GET, PATCH, POST",
    "Access-Control-Allow-Headers": "Authorization, Content-Type",
    "Access-Control-Max-Age": "600",
}
EXPOSED = "Location, Retry-After, X-Request-ID"


def init_app(app: Flask, origins: Collection[str]) -> None:
    @app.before_request
    def answer_preflight() -> Response | None:
        """The question that a browser asks before it sends what a form could not send."""
        asks = request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers
        return Response(headers=ALLOWED) if asks and _is_listed(origins) else None

    @app.after_request
    def name_site(response: Response) -> Response:
        response.vary.add("Origin")
        if _is_listed(origins):
            response.headers["Access-Control-Allow-Origin"] = "*" if "*" in origins else request.origin or ""
            response.headers["Access-Control-Expose-Headers"] = EXPOSED
        return response


def _is_listed(origins: Collection[str]) -> bool:
    return request.origin is not None and ("*" in origins or request.origin in origins)
