from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from app.users.models import User
from tests.browser.server import Site, serving
from tests.browser.watch import Watch
from tests.people import add_account
from tests.records import Records

Visit = Callable[..., Page]


@pytest.fixture(scope="session")
def site(migrated_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The application, which all tests visit from one address: it must not take this for an attack."""
    with serving(tmp_path_factory.mktemp("site"), migrated_url, RATE_LIMIT_ENABLED="false") as site:
        yield site


@pytest.fixture(scope="session")
def failing_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The application with its limits, and with a database that has no tables."""
    folder = tmp_path_factory.mktemp("failing")
    with serving(folder, f"sqlite:///{(folder / 'empty.db').as_posix()}") as site:
        yield site


@pytest.fixture
def visit(browser: Browser, site: Site) -> Iterator[Visit]:
    """A tab in a browser of its own: `visit(java_script_enabled=False)`. No page may make trouble."""
    watches = []
    # What an earlier test was sent is no answer to what this one asks for.
    site.forget_mails()
    with ExitStack() as opened:

        def start(at: Site = site, **options: Any) -> Page:
            context = browser.new_context(base_url=at.url, **options)
            opened.callback(context.close)
            watches.append(Watch(context, at.url))
            return context.new_page()

        yield start
    assert [problem for watch in watches for problem in watch.problems] == []


@pytest.fixture(params=[True, False], ids=["with-javascript", "without-javascript"])
def page(request: pytest.FixtureRequest, visit: Visit) -> Page:
    """A tab, once with JavaScript and once without."""
    return visit(java_script_enabled=request.param)


@pytest.fixture
def plain(visit: Visit) -> Page:
    """A tab without JavaScript, for pages that have none."""
    return visit(java_script_enabled=False)


@pytest.fixture
def user(records: Records) -> User:
    return add_account(records, "ada@example.com")


@pytest.fixture
def admin(records: Records) -> User:
    return add_account(records, "root@example.com", is_admin=True)
