"""Serve with Flask-DebugToolbar in the pages: what a request took, and what it was made of (`poe toolbar`).

It is a development dependency, so production could not load it, and nothing but that task asks for it.
"""

from flask import Flask, Response
from flask_debugtoolbar import DebugToolbarExtension

from app.__main__ import serve_with_reload
from app.pages.policy import CONTENT_SECURITY_POLICY
from app.settings import load_settings

# Not those that show the configuration, with the secret key, or that need another SQLAlchemy extension.
PANELS = tuple(
    f"flask_debugtoolbar.panels.{panel}"
    for panel in (
        "timer.TimerDebugPanel",
        "headers.HeaderDebugPanel",
        "request_vars.RequestVarsDebugPanel",
        "template.TemplateDebugPanel",
        "logger.LoggingPanel",
        "profiler.ProfilerDebugPanel",
        "route_list.RouteListDebugPanel",
    )
)
# It writes script and style into the page.
WITH_INLINE = "'self' 'unsafe-inline'"
POLICY = CONTENT_SECURITY_POLICY.replace("script-src 'self'", f"script-src {WITH_INLINE}").replace(
    "style-src 'self'", f"style-src {WITH_INLINE}"
)


def add_toolbar(app: Flask) -> None:
    """Only while developing: the pages then allow inline script and style."""
    app.config.update(DEBUG_TB_ENABLED=True, DEBUG_TB_INTERCEPT_REDIRECTS=False, DEBUG_TB_PANELS=PANELS)
    DebugToolbarExtension(app)

    @app.after_request
    def allow_inline(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = POLICY
        return response


if __name__ == "__main__":
    serve_with_reload(load_settings(), add_toolbar)
