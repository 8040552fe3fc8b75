"""The OpenAPI document, the two pages that show it, and what these load."""

from importlib.resources import files
from pathlib import Path
from typing import Any, cast

from apiflask import APIFlask
from flask import Blueprint, Flask, Response, current_app, jsonify, send_file

from app import documented
from app.about import DESCRIPTION, NAME
from app.api import probes
from app.api.docs_pages import KEPT, DocsPage, redoc_page, swagger_ui_page
from app.api.operations import PREFIX, SECURITY, Operations
from app.errors import NotFound

# The package is there for these files only.
BUNDLES = Path(str(files("openapi_ui_bundles")))
FILES = {
    "favicon.png": "swagger_ui/vendor/favicon-32x32.png",
    "redoc.standalone.js": "redoc/vendor/redoc.standalone.js",
    "swagger-ui-bundle.js": "swagger_ui/vendor/swagger-ui-bundle.js",
    "swagger-ui.css": "swagger_ui/vendor/swagger-ui.css",
}

bp = Blueprint("api_docs", __name__)


@bp.get("/openapi.json")
def openapi() -> Response:
    kept: dict[str, Any] = current_app.extensions["api_docs"]
    if not kept:
        kept.update(openapi_document(current_app))
    return jsonify(kept)


@bp.get("/docs")
def swagger_ui() -> Response:
    return _answer(swagger_ui_page())


@bp.get("/redoc")
def redoc() -> Response:
    return _answer(redoc_page())


@bp.get("/docs/assets/<name>")
def asset(name: str) -> Response:
    if name not in FILES:
        raise NotFound
    response = send_file(BUNDLES / FILES[name])
    response.headers.update(KEPT)
    return response


def add_docs(app: Flask) -> None:
    """Serve `/openapi.json`, `/docs` and `/redoc`. The document is made when somebody asks for it."""
    app.extensions["api_docs"] = {}
    app.register_blueprint(bp)


def openapi_document(app: Flask) -> dict[str, Any]:
    """APIFlask's, with the problems that operations refer to."""
    # It describes an application of its own class, so it gets one, which serves nothing.
    described = APIFlask(app.import_name, title=NAME, version="1", enable_openapi=False, json_errors=False)
    described.description = DESCRIPTION
    described.config.update(
        OPENAPI_VERSION="3.1.0",
        AUTO_404_RESPONSE=False,
        AUTO_AUTH_ERROR_RESPONSE=False,
        AUTO_SERVERS=False,
        AUTO_VALIDATION_ERROR_RESPONSE=False,
        SECURITY_SCHEMES={
            SECURITY: {
                "type": "oauth2",
                "flows": {"password": {"scopes": {}, "tokenUrl": f"{PREFIX}/auth/login"}},
            }
        },
    )
    described.register_blueprint(probes.bp)
    for blueprint in app.blueprints.values():
        if isinstance(blueprint, Operations):
            described.register_blueprint(blueprint)
    document = cast("dict[str, Any]", described.spec)
    for operations in document["paths"].values():
        for operation in operations.values():
            if "requestBody" in operation:
                # Whoever takes a body does not do without.
                operation["requestBody"]["required"] = True
    # Blueprints may have a tag in common, which is in the document once.
    tags = {tag["name"]: tag for tag in document["tags"]}
    document["tags"] = list(tags.values())
    schemas = document["components"]["schemas"]
    # What a schema refers to is called after it: `ItemFilters.ItemSort`. References do without that.
    document["components"]["schemas"] = {
        name.rpartition(".")[2]: schema for name, schema in schemas.items()
    } | documented.schemas()
    return document


def _answer(page: DocsPage) -> Response:
    return Response(page.html, headers=page.headers, mimetype="text/html")
