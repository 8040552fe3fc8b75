from collections.abc import Iterator

import pytest

from app.users.models import User
from tests.outbox import Outbox
from tests.pages.browser import Browser, sign_in
from tests.pages.site import Site, open_site
from tests.people import add_account
from tests.records import Records


@pytest.fixture(scope="session")
def kept_site(migrated_url: str) -> Iterator[Site]:
    """One for all tests: making it anew for each would be most of their time."""
    with open_site(migrated_url) as site:
        yield site


@pytest.fixture
def site(kept_site: Site, records: Records) -> Site:
    """The application. It has counted no attempts, and has sent no mail."""
    kept_site.start_over()
    return kept_site


@pytest.fixture
def outbox(site: Site) -> Outbox:
    """The mails that the application has sent."""
    return site.outbox


@pytest.fixture
def client(site: Site) -> Browser:
    """Somebody who is not signed in."""
    return site.new_browser()


@pytest.fixture
def user(records: Records) -> User:
    return add_account(records, "ada@example.com")


@pytest.fixture
def admin(records: Records) -> User:
    return add_account(records, "root@example.com", is_admin=True)


@pytest.fixture
def auth_client(site: Site, user: User) -> Browser:
    """Somebody who is signed in as the user."""
    return sign_in(site.new_browser(), user.email)


@pytest.fixture
def admin_client(site: Site, admin: User) -> Browser:
    """Somebody who is signed in as the administrator."""
    return sign_in(site.new_browser(), admin.email)
