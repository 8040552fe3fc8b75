"""How tests speak to the application."""

from fastapi import FastAPI
from httpx2 import ASGITransport, AsyncClient

from app.auth.tokens import TokenPair


def new_client(app: FastAPI, tokens: TokenPair | None = None) -> AsyncClient:
    headers = {"Authorization": f"Bearer {tokens.access_token}"} if tokens else None
    # An exception that nobody expected is answered, as a server would do.
    transport = ASGITransport(app, raise_app_exceptions=False)
    return AsyncClient(transport=transport, base_url="http://localhost", headers=headers)
