"""What the API needs besides `app/current.py`, made once for an application."""

from dataclasses import dataclass

from flask import Flask, current_app
from httpx2 import Client

from app.auth.tokens import TokenSigner
from app.outgoing import make_http_client
from app.settings import Settings


@dataclass(frozen=True)
class ApiResources:
    tokens: TokenSigner
    http: Client


def init_app(app: Flask, settings: Settings) -> None:
    app.extensions["api"] = ApiResources(tokens=TokenSigner(settings), http=make_http_client())


def api_resources() -> ApiResources:
    resources: ApiResources = current_app.extensions["api"]
    return resources
