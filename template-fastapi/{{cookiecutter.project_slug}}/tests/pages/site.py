"""The application with its pages, for tests that need not know what it is made with."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from anyio.from_thread import BlockingPortal, start_blocking_portal
from fastapi import FastAPI
from httpx2 import ASGITransport, AsyncClient, Response

from app.application import create_app
from app.auth.account_tokens import AccountTokens
from app.rate_limits import Counter, RateLimits
from app.resources import Resources
from tests.clients import EVENT_LOOP
from tests.databases import connections_in_use
from tests.isolation import make_settings
from tests.mailers import with_mailer
from tests.outbox import Outbox
from tests.pages.browser import Answer, Browser, Headers


class Site:
    """Runs on an event loop in a thread of its own, because the tests are not asynchronous."""

    def __init__(self, app: FastAPI, portal: BlockingPortal) -> None:
        self._app = app
        self._portal = portal
        self._shared: Resources = app.state.resources
        self.outbox = Outbox()

    def start_over(self, **settings: Any) -> None:
        """As it is when it has just started, perhaps with other settings: nothing counted, no mail sent."""
        self.outbox = Outbox()
        kept = self._shared.settings
        changed = make_settings(**(kept.model_dump() | settings)) if settings else kept
        limits = RateLimits(Counter(None), enabled=changed.rate_limit_enabled)
        fresh = replace(self._shared, settings=changed, limits=limits)
        self._app.state.resources = with_mailer(fresh, self.outbox)

    def new_browser(self) -> Browser:
        return Browser(self._exchange)

    def connections_in_use(self) -> int:
        return connections_in_use(self._shared.database)

    @property
    def account_tokens(self) -> AccountTokens:
        return self._shared.account_tokens

    def _exchange(self, method: str, path: str, headers: Headers, content: bytes) -> Answer:
        answer = self._portal.call(self._request, method, path, headers, content)
        text = answer.content.decode(errors="replace")
        return Answer(answer.status_code, answer.headers.multi_items(), text)

    async def _request(self, method: str, path: str, headers: Headers, content: bytes) -> Response:
        # An exception that nobody expected is answered, as a server would do.
        transport = ASGITransport(self._app, raise_app_exceptions=False)
        async with AsyncClient(transport=transport, base_url="http://localhost") as client:
            return await client.request(method, path, headers=list(headers), content=content)


@contextmanager
def open_site(database_url: str, **settings: Any) -> Iterator[Site]:
    app = create_app(make_settings(database_url=database_url, **settings))
    with (
        start_blocking_portal(backend_options=EVENT_LOOP) as portal,
        portal.wrap_async_context_manager(app.router.lifespan_context(app)),
    ):
        site = Site(app, portal)
        site.start_over()
        yield site
