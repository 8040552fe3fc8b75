"""The OpenAPI document, and two pages that show it and load nothing from anywhere else."""

import secrets
from functools import cache
from html import escape
from importlib.resources import files
from pathlib import Path
from string import Template
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.responses import FileResponse, HTMLResponse, JSONResponse

from app import problems
from app.errors import NotFound

# The package is there for these files only: its own pages need inline scripts.
ASSETS_FOLDER = Path(str(files("fastapi_offline") / "static"))
ASSETS = frozenset({"favicon.png", "redoc.standalone.js", "swagger-ui-bundle.js", "swagger-ui.css"})

PAGE = Template("""\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>$title</title>
<link rel="icon" href="/docs/assets/favicon.png">
<link rel="stylesheet" href="/docs/assets/swagger-ui.css">
<style nonce="$nonce">body { margin: 0 }</style>
</head>
<body>
<div id="docs"></div>
<script nonce="$nonce" src="/docs/assets/$script"></script>
<script nonce="$nonce">$start</script>
</body>
</html>
""")
START_SWAGGER_UI = 'SwaggerUIBundle({url: "/openapi.json", dom_id: "#docs", deepLinking: true});'
# ReDoc makes style elements as it goes, which need the nonce too.
START_REDOC = 'Redoc.init("/openapi.json", {nonce: "$nonce"}, document.getElementById("docs"));'
CONTENT_SECURITY_POLICY = Template(
    "default-src 'none'; script-src 'nonce-$nonce'; style-src 'self' 'nonce-$nonce'; img-src 'self' data:; "
    "connect-src 'self'; worker-src blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


def add_docs(app: FastAPI) -> None:
    """Serve `/openapi.json`, `/docs` and `/redoc`."""

    @cache
    def document() -> dict[str, Any]:
        return openapi_document(app)

    @app.get("/openapi.json", include_in_schema=False)
    async def openapi() -> JSONResponse:
        return JSONResponse(document())

    @app.get("/docs", include_in_schema=False)
    async def swagger_ui() -> HTMLResponse:
        return _page(app.title, "swagger-ui-bundle.js", START_SWAGGER_UI)

    @app.get("/redoc", include_in_schema=False)
    async def redoc() -> HTMLResponse:
        return _page(app.title, "redoc.standalone.js", START_REDOC)

    @app.get("/docs/assets/{name}", include_in_schema=False)
    async def asset(name: str) -> FileResponse:
        if name not in ASSETS:
            raise NotFound
        return FileResponse(ASSETS_FOLDER / name, headers={"Cache-Control": "public, max-age=3600"})


def openapi_document(app: FastAPI) -> dict[str, Any]:
    """FastAPI's document, with the problems that path operations refer to."""
    document = get_openapi(
        title=app.title, version=app.version, description=app.description, routes=app.routes
    )
    document["components"]["schemas"].update(problems.schemas())
    return document


def _page(title: str, script: str, start: str) -> HTMLResponse:
    nonce = secrets.token_urlsafe(16)
    page = PAGE.substitute(
        title=escape(title), script=script, nonce=nonce, start=Template(start).substitute(nonce=nonce)
    )
    policy = CONTENT_SECURITY_POLICY.substitute(nonce=nonce)
    return HTMLResponse(page, headers={"Content-Security-Policy": policy})
