"""Look at every page of the Flask starter as it is now.

    python docs/screenshots.py             every page, narrow to wide, light and dark, into build/screenshots/
    python docs/screenshots.py items 404   some of them
    python docs/screenshots.py --readme    the two that the README shows, into docs/screenshots/

A starter is rendered, served and visited in Chromium, which has to be installed, as has uv.
"""

import argparse
import itertools
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

ROOT = Path(__file__).parents[1]
OUTPUT = ROOT / "build" / "screenshots"
README_OUTPUT = ROOT / "docs" / "screenshots"
WIDTHS = (390, 820, 1440)
SCHEMES = ("light", "dark")
NAME = "Fieldbook"
DESCRIPTION = "A calm place for the things a small workshop makes, counts and sells."
ANSWERS = ("--workload", "templates", "--description", DESCRIPTION, "--no-input", "--no-git")

ADA, NEW, ADMIN = "ada@example.com", "mary@example.com", "grace@example.com"
PEOPLE = {
    ADMIN: "Grace Hopper",
    ADA: "Ada Lovelace",
    NEW: "Mary Somerville",
    "emmy@example.com": "Emmy Noether",
    "sofia@example.com": "Sofia Kovalevskaya",
    "hedy@example.com": None,
}
ITEMS = """
Walnut desk organiser|Workspace|68.00
Linen notebook, dotted|Stationery|18.50
Brass fountain pen|Stationery|54.00
Stoneware teapot|Kitchen|46.75
Merino throw|Home|129.00
Field lamp|Lighting|89.90
Oak step stool|Furniture|112.00
Enamel mugs, set of two|Kitchen|24.00
Letterpress calendar|Stationery|16.00
Ceramic planter|Home|38.25
Desk lamp with dimmer|Lighting|74.50
Cork pinboard|Workspace|31.00
Waxed canvas apron|Kitchen|58.00
Ash coat rack|Furniture|146.00
Beeswax candles|Home|14.80
Steel ruler, 30 cm|Workspace|9.50
Wool felt slippers|Home|42.00
Pocket sketchbook|Stationery|11.25
Paper lantern|Lighting|27.00
Bread board, cherry|Kitchen|63.40
Folding side table|Furniture|98.00
Index cards and box|Stationery|21.90
Reading light, clip-on|Lighting|35.60
Wooden in-tray|Workspace|44.00
"""
STORY = (
    "Three compartments and a groove for pens, oiled by hand.\n\nMade from offcuts of larger pieces, so no"
    " two have the same grain. Wipe it with a dry cloth; oil it once a year."
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("names", nargs="*", help="of pages; all of them without any")
    parser.add_argument("--readme", action="store_true", help="make the two that the README shows")
    parser.add_argument("--starter", type=Path, help="a starter to look at, instead of a new one")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.inside:
        visit(options.names, for_readme=options.readme)
    else:
        run_inside(options.starter, sys.argv[1:])


def run_inside(starter: Path | None, arguments: list[str]) -> None:
    """Start this file once more in the environment of a starter, whose browser tests know how to serve it."""
    with TemporaryDirectory() as folder:
        if starter is None:
            command = (sys.executable, "-m", "pyscaffold_api", "new", NAME, *ANSWERS, "--output-dir", folder)
            subprocess.run(command, check=True, env=os.environ | {"PYTHONPATH": str(ROOT / "cli")})
            starter = Path(folder) / NAME.lower()
        python = ("uv", "run", "--group", "browser", "--with", "pillow", "python")
        command = (*python, str(Path(__file__).absolute()), "--inside", *arguments)
        path = {"PYTHONPATH": str(starter.absolute()), "VIRTUAL_ENV": ""}
        subprocess.run(command, check=True, cwd=starter, env=os.environ | path)


@dataclass(frozen=True)
class Shot:
    name: str
    path: str
    who: str | None = None
    # What to do on the page before the picture is taken.
    act: Callable[[Any], None] | None = None


def send(**values: str) -> Callable[[Any], None]:
    """Fill in the form of the page and send it, whatever the browser thinks of the values."""

    def act(page: Any) -> None:
        form = page.locator("main form[method=post]").last
        form.evaluate("form => { form.noValidate = true }")
        for name, value in values.items():
            field = form.locator(f"[name={name}]")
            field.evaluate(
                "(field, value) => { field.removeAttribute('maxlength'); field.value = value }", value
            )
        form.locator("button").last.click()

    return act


def open_item(page: Any) -> None:
    page.get_by_role("link", name="Walnut").click()


def ask_to_delete(page: Any) -> None:
    open_item(page)
    page.locator("summary").click()


def edit_item(page: Any) -> None:
    open_item(page)
    page.get_by_role("link", name="Edit").click()


def forge(page: Any) -> None:
    page.locator("[name=csrf_token]").first.evaluate("field => { field.value = 'x' }")
    send()(page)


def shots(links: dict[str, str]) -> list[Shot]:
    """All pages there are, in all the states that look different."""
    return [
        Shot("home", "/"),
        Shot("home-signed-in", "/", ADA),
        Shot("register", "/register"),
        Shot("register-errors", "/register", act=send(email="ada", password="short")),
        Shot("login", "/login"),
        Shot("login-error", "/login", act=send(username=NEW, password="not the right one")),
        Shot("items", "/items", ADA),
        Shot("items-page-2", "/items?page=2", ADA),
        Shot("items-no-results", "/items?keyword=unicorn", ADA),
        Shot("items-empty", "/items", NEW),
        Shot("item-new", "/items/new", ADA),
        Shot("item-errors", "/items/new", ADA, send(name="Lamp", price="much")),
        Shot("item", "/items?keyword=walnut", ADA, open_item),
        Shot("item-delete", "/items?keyword=walnut", ADA, ask_to_delete),
        Shot("item-edit", "/items?keyword=walnut", ADA, edit_item),
        Shot("account", "/account", ADA),
        Shot("account-not-verified", "/account", NEW),
        Shot("account-password", "/account/password", ADA),
        Shot(
            "account-password-errors",
            "/account/password",
            ADA,
            send(current_password="no", new_password="short"),
        ),
        Shot("account-sessions", "/account/sessions", ADA),
        Shot("account-delete", "/account/delete", ADA),
        Shot("admin-users", "/admin/users", ADMIN),
        Shot("admin-users-none", "/admin/users?keyword=unicorn", ADMIN),
        Shot("verify-email", links["verify"]),
        Shot("verify-email-refused", "/verify-email?token=x"),
        Shot("password-reset", "/password-reset"),
        Shot("password-reset-sent", "/password-reset", act=send(email=ADA)),
        Shot("password-reset-confirm", links["reset"]),
        Shot("400", "/login", act=forge),
        Shot("403", "/admin/users", ADA),
        Shot("404", "/nowhere"),
        Shot("413", "/items/new", ADA, send(description="a" * 1_100_000)),
        Shot("422", "/items?page=0", ADA),
    ]


def visit(names: list[str], *, for_readme: bool) -> None:
    from tests.browser.chromium import chromium
    from tests.browser.server import serving
    from tests.database import migrated_database

    with TemporaryDirectory() as folder, migrated_database(Path(folder)) as url, chromium() as browser:
        fill(url)
        with serving(Path(folder), url, RATE_LIMIT_ENABLED="false") as site:
            studio = Studio(browser, site.url, names)
            links = {
                "verify": mailed(
                    site, studio, "/register", email="new@example.com", password="a long enough one"
                ),
                "reset": mailed(site, studio, "/password-reset", email=ADA),
            }
            if for_readme:
                studio.take_for_readme(shots(links))
                return
            studio.take_all(shots(links))
        with serving(Path(folder), url) as site:
            studio = Studio(browser, site.url, names)
            for _ in range(10):
                mailed(site, studio, "/password-reset", email=ADA)
            break_items(url)
            studio.take_all([Shot("429", "/password-reset", act=send(email=ADA)), Shot("500", "/items", ADA)])


class Studio:
    def __init__(self, browser: Any, url: str, names: list[str]) -> None:
        self._browser = browser
        self._url = url
        self._names = names
        self._pages: dict[tuple[str | None, int, str], Any] = {}

    def page(self, who: str | None, width: int = 1440, scheme: str = "light") -> Any:
        """A tab of this width and colour, in which this person is signed in."""
        from tests.conftest import PASSWORD

        key = (who, width, scheme)
        if key not in self._pages:
            size = {"width": width, "height": 844 if width < 500 else 900}
            context = self._browser.new_context(base_url=self._url, viewport=size, color_scheme=scheme)
            self._pages[key] = context.new_page()
            if who:
                self._pages[key].goto("/login")
                send(username=who, password=PASSWORD)(self._pages[key])
        return self._pages[key]

    def take_all(self, all_shots: list[Shot]) -> None:
        OUTPUT.mkdir(parents=True, exist_ok=True)
        wanted = [shot for shot in all_shots if not self._names or shot.name in self._names]
        for shot, width, scheme in itertools.product(wanted, WIDTHS, SCHEMES):
            page = self._open(shot, width, scheme)
            page.screenshot(path=OUTPUT / f"{shot.name}-{width}-{scheme}.png", full_page=True)
            if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                print(f"{shot.name} is wider than {width} pixels")

    def take_for_readme(self, all_shots: list[Shot]) -> None:
        from PIL import Image

        README_OUTPUT.mkdir(parents=True, exist_ok=True)
        for name, scheme in (("items", "light"), ("account", "dark")):
            shot = next(shot for shot in all_shots if shot.name == name)
            file = README_OUTPUT / f"{name}-{scheme}.png"
            self._open(shot, 1440, scheme).screenshot(path=file)
            # Few colours are enough for a page, and make a quarter of the size.
            Image.open(file).convert("RGB").quantize(128, dither=Image.Dither.NONE).save(file, optimize=True)

    def _open(self, shot: Shot, width: int, scheme: str) -> Any:
        page = self.page(shot.who, width, scheme)
        page.goto(shot.path)
        if shot.act:
            shot.act(page)
        return page


def mailed(site: Any, studio: Studio, path: str, **values: str) -> str:
    page = studio.page(None)
    page.goto(path)
    send(**values)(page)
    return str(site.link_mailed_to(values["email"]))


@contextmanager
def session_on(url: str) -> Iterator[tuple[Any, Any]]:
    from app import create_app
    from app.extensions import db
    from tests.isolation import make_settings

    settings = make_settings(database_url=url)
    app = create_app(settings)
    with app.app_context(), app.extensions["sessions"].writes() as session:
        yield session, settings
        session.commit()
    with app.app_context():
        db.engine.dispose()


def fill(url: str) -> None:
    """People who have been here for a while, and what one of them has made."""
    from app.auth.passwords import PasswordHasher
    from app.items.models import Item
    from app.users.services import create_user
    from tests.conftest import PASSWORD

    now = datetime.now(UTC)
    with session_on(url) as (session, settings):
        password_hash = PasswordHasher(settings).hash(PASSWORD)
        owner = None
        for number, (email, name) in enumerate(PEOPLE.items()):
            user = create_user(session, email=email, full_name=name, password_hash=password_hash)
            user.created_at = now - timedelta(days=200 - 31 * number)
            user.is_admin = email == ADMIN
            user.is_verified = email not in {NEW, "hedy@example.com"}
            user.is_active = email != "sofia@example.com"
            owner = user if email == ADA else owner
        session.flush()
        for number, line in enumerate(ITEMS.strip().splitlines()):
            name, category, price = line.split("|")
            made = now - timedelta(days=1 + 3 * number)
            session.add(
                Item(
                    owner_id=owner.id,
                    name=name,
                    category=category,
                    price=Decimal(price),
                    description=STORY,
                    created_at=made,
                    updated_at=made + timedelta(hours=number),
                )
            )


def break_items(url: str) -> None:
    from sqlalchemy import text

    with session_on(url) as (session, _settings):
        session.execute(text("DROP TABLE items"))


if __name__ == "__main__":
    main()
