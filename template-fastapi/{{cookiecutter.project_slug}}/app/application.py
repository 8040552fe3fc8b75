"""Puts the application together."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from app import problems
from app.about import DESCRIPTION, NAME
from app.features import add_features
from app.head import HeadAsGet
from app.health.router import PATHS as HEALTH_PATHS
from app.health.router import add_health
from app.protection import BodyLimit, KnownHosts, SecurityHeaders, TrustedProxies, security_headers
from app.request_log import RequestLog
from app.resources import open_resources
from app.settings import Settings


def create_app(settings: Settings) -> FastAPI:
    """Build the application; it connects to nothing before it is started."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with open_resources(settings) as resources:
            app.state.resources = resources
            yield

    app = FastAPI(
        title=NAME,
        description=DESCRIPTION,
        version="1",
        lifespan=lifespan,
        # A path has one spelling, and documents are served by the feature they describe.
        redirect_slashes=False,
        openapi_url=None,
        # Looking for a collector takes a twentieth of `/healthz`. To set up OpenTelemetry, drop this line.
        telemetry={"tracing": False, "metrics": False, "logs": False},
        # Clients are generated with these names: create_item rather than create_item_api_v1_items_post.
        generate_unique_id_function=lambda route: route.name,
    )
    problems.install(app)
    problems.answer_always_as_json(app, *HEALTH_PATHS)
    add_health(app)
    # Each wraps those before it, so the last one sees a request first and an answer last.
    app.add_middleware(BodyLimit, max_bytes=settings.max_body_bytes)
    app.add_middleware(KnownHosts, known=settings.allowed_hosts, open_paths=HEALTH_PATHS)
    app.add_middleware(RequestLog)
    # What features add on the way is added to refusals, too.
    add_features(app, settings)
    app.add_middleware(SecurityHeaders, headers=security_headers(settings))
    app.add_middleware(TrustedProxies, networks=settings.trusted_proxies)
    app.add_middleware(HeadAsGet)
    return app
