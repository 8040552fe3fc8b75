"""The addresses of pages, by the names of their views."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter
from fastapi.routing import APIRoute

STATIC = "/static"


class Addresses:
    """`url_for` in templates. What is no part of the path goes into the query, unless it is None."""

    def __init__(self, routers: Iterable[APIRouter]) -> None:
        routes = [route for router in routers for route in router.routes if isinstance(route, APIRoute)]
        # Each as `/items/{item_id}`: to look for it among all routes takes longer than all else of a page.
        self._paths = {route.name: route.path_format for route in routes}
        self._parameters = {route.name: frozenset(route.param_convertors) for route in routes}

    def __call__(self, endpoint: str, **values: Any) -> str:
        if endpoint == "pages.static":
            return f"{STATIC}/{values['filename']}"
        path = self._paths[endpoint].format(**values)
        query = {
            name: value
            for name, value in values.items()
            if value is not None and name not in self._parameters[endpoint]
        }
        return f"{path}?{urlencode(query, safe='/?')}" if query else path
