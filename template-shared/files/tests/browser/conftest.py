import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Error, expect, sync_playwright

from tests.browser.chromium import launch

expect.set_options(timeout=10_000)


@pytest.fixture(scope="session")
def browser(migrated_url: str) -> Iterator[Browser]:
    # After the database is made, for which Alembic may need an event loop: now the thread has Playwright's.
    with sync_playwright() as playwright:
        try:
            browser = launch(playwright)
        except Error as error:
            # A check that everybody relies on must not pass because there was nothing to check with.
            if os.environ.get("CI") or os.environ.get("CHROMIUM_PATH"):
                raise
            pytest.skip(f"there is no Chromium: {error.message.splitlines()[0]}")
        yield browser
        browser.close()
