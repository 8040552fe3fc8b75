"""Forms come from this site, or they are refused (CSRF)."""

from collections.abc import Collection

from flask import Flask, current_app, request
from flask_wtf.csrf import CSRFProtect

csrf = CSRFProtect()


def init_app(app: Flask, blueprints: Collection[str]) -> None:
    """Protect the views of these blueprints, whose visitors are known by a cookie."""
    # The token lives as long as the session it is bound to: a form left open over lunch still works.
    # Without a Referer, too: no other site can set or read the cookie that the token is bound to.
    app.config.from_mapping(WTF_CSRF_CHECK_DEFAULT=False, WTF_CSRF_TIME_LIMIT=None, WTF_CSRF_SSL_STRICT=False)
    csrf.init_app(app)

    @app.before_request
    def refuse_forged_forms() -> None:
        if request.blueprint in blueprints and current_app.config["WTF_CSRF_ENABLED"]:
            csrf.protect()
