"""The addresses of pages, by the names of their views."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute

STATIC = "/static"


class Addresses:
    """`url_for` in templates. What is no part of the path goes into the query, unless it is None."""

    def __init__(self, app: FastAPI, routers: Iterable[APIRouter]) -> None:
        self._app = app
        self._parameters = {
            route.name: list(route.param_convertors)
            for router in routers
            for route in router.routes
            if isinstance(route, APIRoute)
        }
        # Each as `/items/{item_id}`: to look for it among all routes takes longer than all else of a page.
        self._paths: dict[str, str] = {}

    def __call__(self, endpoint: str, **values: Any) -> str:
        if endpoint == "pages.static":
            return f"{STATIC}/{values['filename']}"
        path = self._path(endpoint).format(**values)
        query = {
            name: value
            for name, value in values.items()
            if value is not None and name not in self._parameters[endpoint]
        }
        return f"{path}?{urlencode(query, safe='/?')}" if query else path

    def _path(self, endpoint: str) -> str:
        if endpoint not in self._paths:
            names = {name: "{" + name + "}" for name in self._parameters[endpoint]}
            self._paths[endpoint] = str(self._app.url_path_for(endpoint, **names))
        return self._paths[endpoint]
