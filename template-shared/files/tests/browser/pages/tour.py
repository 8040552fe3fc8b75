"""Every page there is, in every state that looks different."""

import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from playwright.sync_api import Page

from app.users.models import User
from tests.browser.pages.steps import sign_in
from tests.browser.server import Site

MEMBER, NEWCOMER, ADMIN = "ada@example.com", "mary@example.com", "root@example.com"
NOBODY = ""


@dataclass(frozen=True)
class Stop:
    """A page: how to get there, who sees it, and what to do before one looks."""

    name: str
    path: str
    who: str = NOBODY
    act: Callable[[Page], None] = field(default=lambda page: None)


def send(**values: str) -> Callable[[Page], None]:
    """Fill in the form of the page and send it, whatever the browser thinks of the values."""

    def act(page: Page) -> None:
        form = page.locator("main form[method=post]").last
        form.evaluate("form => { form.noValidate = true }")
        for name, value in values.items():
            form.locator(f"[name={name}]").evaluate("(field, value) => { field.value = value }", value)
        with page.expect_navigation():
            form.locator("button").last.click()

    return act


def open_item(page: Page) -> None:
    page.get_by_role("rowheader").first.get_by_role("link").click()
    page.get_by_role("link", name="Edit").wait_for()


def ask_to_delete(page: Page) -> None:
    open_item(page)
    page.locator("summary").click()


def edit_item(page: Page) -> None:
    open_item(page)
    page.get_by_role("link", name="Edit").click()
    page.get_by_role("button", name="Save changes").wait_for()


def meet_nonsense(database: Path, page: Page) -> None:
    """Have the application read an account that no application has written, which nobody expects."""
    connection = sqlite3.connect(database)
    connection.execute(f"CREATE TABLE users ({', '.join(User.__table__.columns.keys())})")
    connection.execute("INSERT INTO users (email, created_at) VALUES (?, 'some day')", [MEMBER])
    connection.commit()
    send(username=MEMBER, password="seven quiet lanterns")(page)
    connection.execute("DROP TABLE users")
    connection.close()


def stops(site: Site, page: Page) -> list[Stop]:
    """The pages of a site where the member has items, and the newcomer has an address not yet verified."""
    page.goto("/register")
    send(email="new@example.com", password="a long enough one")(page)
    verify = site.link_mailed_to("new@example.com")
    page.goto("/password-reset")
    send(email=MEMBER)(page)
    reset = site.link_mailed_to(MEMBER)
    return [
        Stop("home", "/"),
        Stop("home-signed-in", "/", ADMIN),
        Stop("register", "/register"),
        Stop("register-errors", "/register", act=send(email="ada", password="short")),
        Stop("login", "/login"),
        Stop("login-error", "/login", act=send(username=MEMBER, password="not the right one")),
        Stop("items", "/items", MEMBER),
        Stop("items-page-2", "/items?page=2", MEMBER),
        Stop("items-no-page", "/items?page=99", MEMBER),
        Stop("items-no-results", "/items?keyword=unicorn", MEMBER),
        Stop("items-empty", "/items", NEWCOMER),
        Stop("item-new", "/items/new", MEMBER),
        Stop("item-errors", "/items/new", MEMBER, send(name="Lamp", price="much")),
        Stop("item", "/items?sort=name", MEMBER, open_item),
        Stop("item-delete", "/items?sort=-name", MEMBER, ask_to_delete),
        Stop("item-edit", "/items?sort=-name", MEMBER, edit_item),
        Stop("account", "/account", MEMBER),
        Stop("account-not-verified", "/account", NEWCOMER),
        Stop("account-password", "/account/password", MEMBER),
        Stop("account-password-errors", "/account/password", MEMBER, send(current_password="no")),
        Stop("account-sessions", "/account/sessions", MEMBER),
        Stop("account-delete", "/account/delete", MEMBER),
        Stop("admin-users", "/admin/users", ADMIN),
        Stop("admin-users-none", "/admin/users?keyword=unicorn", ADMIN),
        Stop("verify-email", verify),
        Stop("verify-email-refused", "/verify-email?token=x"),
        Stop("password-reset", "/password-reset"),
        Stop("password-reset-sent", "/password-reset", act=send(email=MEMBER)),
        Stop("password-reset-confirm", reset),
        Stop("password-reset-refused", "/password-reset/confirm?token=x"),
        Stop("400", "/login", act=send(csrf_token="forged")),
        Stop("403", "/admin/users", MEMBER),
        Stop("404", "/nowhere"),
        Stop("413", "/items/new", MEMBER, send(description="a" * 2**20)),
        Stop("422", "/items?page=0", MEMBER),
    ]


def failing_stops(site: Site, page: Page) -> list[Stop]:
    """Those of a site with limits and without tables, from which the page has asked for too much.

    Its database is `empty.db` in its folder.
    """
    for _ in range(10):
        page.goto("/password-reset")
        send(email=MEMBER)(page)
    return [
        Stop("429", "/password-reset", act=send(email=MEMBER)),
        Stop("503", "/login", act=send(username=MEMBER, password="seven quiet lanterns")),
        Stop("500", "/login", act=partial(meet_nonsense, site.folder / "empty.db")),
    ]


def walk(open_tab: Callable[[], Page], where: list[Stop]) -> Iterator[tuple[str, Page]]:
    """Stop at each of them, in tabs in which the right people are signed in."""
    tabs: dict[str, Page] = {}
    for stop in where:
        if stop.who not in tabs:
            tabs[stop.who] = open_tab()
            if stop.who:
                sign_in(tabs[stop.who], stop.who)
        tab = tabs[stop.who]
        tab.goto(stop.path)
        stop.act(tab)
        yield stop.name, tab
