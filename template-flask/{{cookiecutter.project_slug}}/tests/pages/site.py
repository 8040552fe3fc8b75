"""The application with its pages, for tests that need not know what it is made with."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask

from app import create_app
from app.auth.account_tokens import AccountTokens
from tests.accounts import resources_of
from tests.clients import connections_in_use, dispose, prepared
from tests.isolation import make_settings
from tests.outbox import Outbox
from tests.pages.browser import Answer, Browser, Headers


class Site:
    def __init__(self, app: Flask, database_url: str) -> None:
        self._app = app
        self._database_url = database_url
        self.outbox = Outbox()

    def start_over(self, **settings: Any) -> None:
        """As it is when it has just started, perhaps with other settings: nothing counted, no mail sent."""
        self.outbox = Outbox()
        prepared(self._app, make_settings(database_url=self._database_url, **settings), self.outbox)

    def new_browser(self) -> Browser:
        return Browser(self._exchange)

    def connections_in_use(self) -> int:
        return connections_in_use(self._app)

    @property
    def account_tokens(self) -> AccountTokens:
        return resources_of(self._app).account_tokens

    def _exchange(self, method: str, path: str, headers: Headers, content: bytes) -> Answer:
        client = self._app.test_client(use_cookies=False)
        answer = client.open(path, method=method, headers=list(headers), data=content)
        return Answer(answer.status_code, list(answer.headers), answer.get_data(as_text=True))


@contextmanager
def open_site(database_url: str, **settings: Any) -> Iterator[Site]:
    app = create_app(make_settings(database_url=database_url, **settings))
    site = Site(app, database_url)
    site.start_over(**settings)
    yield site
    dispose(app)
