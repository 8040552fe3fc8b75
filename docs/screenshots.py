"""Look at every page of a starter as it is now.

    python docs/screenshots.py             every page, narrow to wide, light and dark, to build/screenshots/
    python docs/screenshots.py --framework fastapi
                                           those of the other framework
    python docs/screenshots.py items 404   some, by their names in the starter's tests/browser/pages/tour.py
    python docs/screenshots.py --readme    the two that the README shows, into docs/screenshots/

A starter is rendered, served and visited in Chromium, which has to be installed, as has uv.
"""

import argparse
import itertools
import os
import secrets
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import partial
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
ANSWERS = ("--workload", "templates", "--description", DESCRIPTION, "--no-input", "--no-git", "--no-install")

SHOWN = (("items", "light"), ("account", "dark"))

ADMIN, OWNER = "root@example.com", "ada@example.com"
UNVERIFIED, INACTIVE = ("mary@example.com", "hedy@example.com"), "sofia@example.com"
PEOPLE = {
    ADMIN: "Grace Hopper",
    OWNER: "Ada Lovelace",
    "mary@example.com": "Mary Somerville",
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
    parser.add_argument("--framework", choices=["fastapi", "flask"], default="flask")
    parser.add_argument("--starter", type=Path, help="a starter to look at, instead of a new one")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.inside:
        visit(OUTPUT / options.framework, options.names, for_readme=options.readme)
    else:
        run_inside(options.starter, options.framework, sys.argv[1:])


def run_inside(starter: Path | None, framework: str, arguments: list[str]) -> None:
    """Start this file once more in the environment of a starter, whose browser tests know how to serve it."""
    with TemporaryDirectory() as folder:
        if starter is None:
            command = (sys.executable, "-m", "pyscaffold_api", "new", NAME, *ANSWERS, "--output-dir", folder)
            command += ("--framework", framework)
            subprocess.run(command, check=True, env=os.environ | {"PYTHONPATH": str(ROOT / "cli")})
            starter = Path(folder) / NAME.lower()
        python = ("uv", "run", "--group", "browser", "--with", "pillow", "python")
        command = (*python, str(Path(__file__).absolute()), "--inside", *arguments)
        path = {"PYTHONPATH": str(starter.absolute()), "VIRTUAL_ENV": ""}
        subprocess.run(command, check=True, cwd=starter, env=os.environ | path)


def visit(output: Path, names: list[str], *, for_readme: bool) -> None:
    from playwright.sync_api import sync_playwright
    from tests.browser.chromium import launch
    from tests.browser.pages.tour import failing_stops, stops
    from tests.browser.server import serving
    from tests.records import open_records

    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        url = f"sqlite:///{folder}/pictures.db"
        migrate = (sys.executable, "-m", "alembic", "upgrade", "head")
        settings = {"DATABASE_URL": url, "SECRET_KEY": secrets.token_urlsafe(48)}
        subprocess.run(migrate, check=True, env=os.environ | settings)
        with open_records(url) as records:
            fill(records)
        studio = Studio(launch(playwright), output, names)
        with serving(Path(folder), url, RATE_LIMIT_ENABLED="false") as site:
            found = stops(site, studio.open_tab(site))
            if for_readme:
                studio.take_for_readme(site, found)
                return
            studio.take_all(site, found)
        with serving(Path(folder), f"sqlite:///{folder}/empty.db") as site:
            studio.take_all(site, failing_stops(site, studio.open_tab(site)))


class Studio:
    def __init__(self, browser: Any, output: Path, names: list[str]) -> None:
        self._browser = browser
        self._output = output
        self._names = names

    def open_tab(self, site: Any, width: int = WIDTHS[-1], scheme: str = SCHEMES[0]) -> Any:
        size = {"width": width, "height": 844 if width < 500 else 900}
        look = {"viewport": size, "color_scheme": scheme, "reduced_motion": "reduce"}
        return self._browser.new_context(base_url=site.url, **look).new_page()

    def take_all(self, site: Any, stops: list[Any]) -> None:
        from tests.browser.pages.tour import walk

        self._output.mkdir(parents=True, exist_ok=True)
        wanted = [stop for stop in stops if not self._names or stop.name in self._names]
        for width, scheme in itertools.product(WIDTHS, SCHEMES):
            for name, page in walk(partial(self.open_tab, site, width, scheme), wanted):
                page.screenshot(path=self._output / f"{name}-{width}-{scheme}.png", full_page=True)

    def take_for_readme(self, site: Any, stops: list[Any]) -> None:
        from PIL import Image
        from tests.browser.pages.tour import walk

        README_OUTPUT.mkdir(parents=True, exist_ok=True)
        for wanted, scheme in SHOWN:
            chosen = [stop for stop in stops if stop.name == wanted]
            for name, page in walk(partial(self.open_tab, site, WIDTHS[-1], scheme), chosen):
                file = README_OUTPUT / f"{name}-{scheme}.png"
                page.screenshot(path=file)
                # A page needs few colours, and is a fraction of the size with them.
                Image.open(file).convert("RGB").quantize(128, dither=Image.Dither.NONE).save(
                    file, optimize=True
                )


def fill(records: Any) -> None:
    """People who have been here for a while, and what one of them has made."""
    from app.items.models import Item
    from app.users.models import User
    from tests.people import PASSWORD_HASH

    now = datetime.now(UTC)
    people = {
        email: User(
            email=email,
            full_name=name,
            password_hash=PASSWORD_HASH,
            created_at=now - timedelta(days=200 - 31 * number),
            is_admin=email == ADMIN,
            is_verified=email not in UNVERIFIED,
            is_active=email != INACTIVE,
        )
        for number, (email, name) in enumerate(PEOPLE.items())
    }
    records.add(*people.values())
    for number, line in enumerate(ITEMS.strip().splitlines()):
        name, category, price = line.split("|")
        made = now - timedelta(days=1 + 3 * number)
        records.add(
            Item(
                owner_id=people[OWNER].id,
                name=name,
                category=category,
                price=Decimal(price),
                description=STORY,
                created_at=made,
                updated_at=made + timedelta(hours=number),
            )
        )


if __name__ == "__main__":
    main()
