"""The page to try rooms out with, in the browsers of two people."""

import os
import secrets
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, WebSocket, expect

from tests.browser.barriers import DESKTOP, PHONE, problems_of
from tests.browser.server import PROJECT, Site, serving
from tests.browser.watch import Watch

PASSWORD = "seven quiet lanterns"
ADA, GRACE = "Ada Lovelace", "Grace Hopper"
MILLISECONDS_TO_COME_BACK = 40_000

Serve = Callable[..., AbstractContextManager[Site]]


@pytest.fixture
def serve(tmp_path: Path) -> Serve:
    """Serves the application, each time with the same accounts and sign-ins."""
    url = f"sqlite:///{(tmp_path / 'rooms.db').as_posix()}"
    key = secrets.token_urlsafe(48)
    settings = {"DATABASE_URL": url, "SECRET_KEY": key}
    command = [sys.executable, "-m", "alembic", "upgrade", "head"]
    subprocess.run(command, cwd=PROJECT, env=os.environ | settings, capture_output=True, check=True)
    return partial(serving, tmp_path, url, SECRET_KEY=key, RATE_LIMIT_ENABLED="false")


class Guests:
    """Browsers, each of one person with an account."""

    def __init__(self, browser: Browser, opened: ExitStack) -> None:
        self._browser = browser
        self._opened = opened
        self._watches: list[Watch] = []

    def come(self, site: Site, name: str) -> Page:
        context = self._browser.new_context(base_url=site.url, reduced_motion="reduce")
        self._opened.callback(context.close)
        self._watches.append(Watch(context, site.url))
        account = {"email": address(name), "password": PASSWORD, "full_name": name}
        assert context.request.post("/api/v1/auth/register", data=account).ok
        page = context.new_page()
        page.goto("/realtime")
        return page

    def take_problems(self) -> list[str]:
        """Those since the last time."""
        found = [problem for watch in self._watches for problem in watch.problems]
        for watch in self._watches:
            watch.problems.clear()
        return found


@pytest.fixture
def guests(browser: Browser) -> Iterator[Guests]:
    with ExitStack() as opened:
        yield Guests(browser, opened)


def address(name: str) -> str:
    return f"{name.split(maxsplit=1)[0].lower()}@example.com"


def sign_in_and_join(page: Page, name: str) -> None:
    page.get_by_label("E-mail address").fill(address(name))
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect_status(page, "Connected")
    page.get_by_label("Room", exact=True).fill("workshop")
    page.get_by_role("button", name="Join").click()
    expect(page.get_by_role("heading", name="workshop")).to_be_visible()


def say(page: Page, text: str) -> None:
    page.get_by_label("Message", exact=True).fill(text)
    page.get_by_role("button", name="Send").click()


def members(page: Page) -> Locator:
    return page.get_by_role("complementary").get_by_role("listitem")


def said(page: Page) -> Locator:
    return page.get_by_role("log").get_by_role("paragraph")


def expect_status(page: Page, text: str) -> None:
    expect(page.get_by_role("status")).to_have_text(text, timeout=MILLISECONDS_TO_COME_BACK)


def test_two_people_talk_and_go_on_when_the_server_is_back(serve: Serve, guests: Guests) -> None:
    with serve() as site:
        ada, grace = guests.come(site, ADA), guests.come(site, GRACE)
        sign_in_and_join(ada, ADA)
        sign_in_and_join(grace, GRACE)
        expect(members(ada)).to_have_text([f"{ADA} (you)", GRACE])
        expect(members(grace)).to_have_text([ADA, f"{GRACE} (you)"])
        say(ada, "Is the lamp folded?")
        say(grace, "<b>Flat</b> as a letter.")
        for page in (ada, grace):
            expect(said(page)).to_have_text(["Is the lamp folded?", "<b>Flat</b> as a letter."])
        grace.reload()
        expect(members(ada)).to_have_text([f"{ADA} (you)"])
        sign_in_and_join(grace, GRACE)
        expect(said(grace)).to_have_text(["Is the lamp folded?", "<b>Flat</b> as a letter."])
        assert guests.take_problems() == []
        written = grace.get_by_label("Message", exact=True)
        written.fill("There you")
    for page in (ada, grace):
        expect_status(page, "Connection lost, trying again …")
    written.press_sequentially(" are.")
    with serve(port=site.port):
        for page in (ada, grace):
            expect_status(page, "Connected")
            expect(members(page)).to_have_count(2)
        # That nobody is there is all that a browser may have to say about it.
        assert [problem for problem in guests.take_problems() if "net::ERR_" not in problem] == []
        expect(written).to_be_focused()
        written.press("Enter")
        expect(said(ada).last).to_have_text("There you are.")
        assert guests.take_problems() == []


def test_a_room_that_is_chosen_without_a_connection_is_joined_with_the_next(
    serve: Serve, guests: Guests
) -> None:
    with serve() as site:
        page = guests.come(site, ADA)
        sign_in_and_join(page, ADA)
    expect_status(page, "Connection lost, trying again …")
    page.get_by_label("Room", exact=True).fill("attic")
    page.get_by_role("button", name="Join").click()
    with serve(port=site.port):
        expect_status(page, "Connected")
        expect(page.get_by_role("heading", name="attic")).to_be_visible()


def test_a_double_click_signs_in_once(serve: Serve, guests: Guests) -> None:
    with serve() as site:
        page = guests.come(site, ADA)
        opened: list[WebSocket] = []

        def note(socket: WebSocket) -> None:
            opened.append(socket)

        page.on("websocket", note)
        page.get_by_label("E-mail address").fill(address(ADA))
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").dblclick()
        expect_status(page, "Connected")
        page.get_by_role("button", name="Sign out").click()
        expect_status(page, "Signed out")
        (socket,) = opened
        if not socket.is_closed():
            socket.wait_for_event("close")


def test_the_page_is_in_the_way_of_nobody(serve: Serve, guests: Guests) -> None:
    with serve() as site:
        page = guests.come(site, ADA)
        found = problems_of(page, (PHONE, DESKTOP))
        sign_in_and_join(page, ADA)
        say(page, "Is the lamp folded?")
        expect(said(page)).to_have_count(1)
        found += problems_of(page, (PHONE, DESKTOP))
    assert found == []
