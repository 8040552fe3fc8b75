"""How tests speak to the application."""

import sys
from collections.abc import Mapping

from fastapi import FastAPI
from httpx2 import ASGITransport, AsyncClient

# The event loop that the server has too.
EVENT_LOOP = {"use_uvloop": sys.platform != "win32"}


def new_client(app: FastAPI, headers: Mapping[str, str] | None = None) -> AsyncClient:
    """A program, which prefers JSON."""
    # An exception that nobody expected is answered, as a server would do.
    transport = ASGITransport(app, raise_app_exceptions=False)
    wanted = {"Accept": "application/json", **(headers or {})}
    return AsyncClient(transport=transport, base_url="http://localhost", headers=wanted)
