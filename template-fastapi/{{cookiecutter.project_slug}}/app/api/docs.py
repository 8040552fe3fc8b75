"""The OpenAPI document, the two pages that show it, and what these load."""

from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.responses import FileResponse, HTMLResponse, JSONResponse

from app import documented
from app.api.docs_pages import KEPT, DocsPage, redoc_page, swagger_ui_page
from app.errors import NotFound

# The package is there for these files only: its own pages need inline scripts.
ASSETS_FOLDER = Path(str(files("fastapi_offline") / "static"))
ASSETS = frozenset({"favicon.png", "redoc.standalone.js", "swagger-ui-bundle.js", "swagger-ui.css"})


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
        return _answer(swagger_ui_page())

    @app.get("/redoc", include_in_schema=False)
    async def redoc() -> HTMLResponse:
        return _answer(redoc_page())

    @app.get("/docs/assets/{name}", include_in_schema=False)
    async def asset(name: str) -> FileResponse:
        if name not in ASSETS:
            raise NotFound
        return FileResponse(ASSETS_FOLDER / name, headers=KEPT)


def openapi_document(app: FastAPI) -> dict[str, Any]:
    """FastAPI's document, with the problems that path operations refer to."""
    document = get_openapi(
        title=app.title, version=app.version, description=app.description, routes=app.routes
    )
    document["components"]["schemas"].update(documented.schemas())
    return document


def _answer(page: DocsPage) -> HTMLResponse:
    return HTMLResponse(page.html, headers=page.headers)
