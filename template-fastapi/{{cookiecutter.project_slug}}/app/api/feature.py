from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware

from app import problems
from app.api import auth, docs, items, users, weather
from app.api.dependencies import PREFIX
from app.auth.tokens import TokenSigner
from app.documented import documented
from app.settings import Settings


def add_api(app: FastAPI, settings: Settings) -> None:
    """Add the routes, their documentation unless it is switched off, and the sites that may call them."""
    app.state.tokens = TokenSigner(settings)
    problems.answer_always_as_json(app, f"{PREFIX}/")
    # Routes are tried one after the other, so what is asked for most comes first: with those of accounts in
    # front, reading an item took a tenth longer.
    for part in (items, users, auth, weather):
        app.include_router(part.router, prefix=PREFIX, responses=documented(500, 503))
    if settings.show_docs:
        docs.add_docs(app)
    if settings.cors_origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=settings.cors_origins,
            allow_methods=["DELETE", "GET", "PATCH", "POST"],
            allow_headers=["Authorization", "Content-Type"],
            expose_headers=["Location", "Retry-After", "X-Request-ID"],
        )
