"""Every page is held against WCAG 2.2 AA by axe, which finds what a program can find."""

from decimal import Decimal
from functools import partial
from itertools import product
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, ViewportSize

from app.items.models import Item
from tests.browser.conftest import Visit
from tests.browser.server import Site
from tests.browser.tour import ADMIN, MEMBER, NEWCOMER, failing_stops, stops, walk
from tests.people import add_account
from tests.records import Records

SIZES: list[ViewportSize] = [
    {"width": 390, "height": 844},
    {"width": 820, "height": 1180},
    {"width": 1440, "height": 900},
]
SCHEMES: list[Literal["light", "dark"]] = ["light", "dark"]
# Off by default in axe, and part of WCAG 2.2 AA.
OPTIONS = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}
HUES = (25, 110, 150, 200, 330)


@pytest.fixture
def people(records: Records) -> None:
    """Those of the tour."""
    member = add_account(records, MEMBER)
    member.is_verified = True
    add_account(records, NEWCOMER)
    add_account(records, ADMIN, is_admin=True)
    records.add(
        member,
        *(
            Item(
                owner_id=member.id,
                name=f"Thing {n:02}",
                category="Things",
                price=Decimal(n),
                description=None,
            )
            for n in range(21)
        ),
    )


def barriers(page: Page) -> list[str]:
    """What is in the way of somebody, and where."""
    found = Axe().run(page, options=OPTIONS).response["violations"]
    return [f"{violation['id']}: {node['target']}" for violation in found for node in violation["nodes"]]


def problems_of(page: Page) -> list[str]:
    """Of a page at every width, in light and in dark. It is loaded once."""
    found = []
    for size, scheme in product(SIZES, SCHEMES):
        page.set_viewport_size(size)
        page.emulate_media(color_scheme=scheme)
        look = f"{size['width']} {scheme}"
        found += [f"{look}: {barrier}" for barrier in barriers(page)]
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            found.append(f"{look}: wider than the window")
    return found


def test_no_page_is_in_the_way_of_anybody(visit: Visit, site: Site, failing_site: Site, people: None) -> None:
    found: dict[str, list[str]] = {}
    for where, find in ((site, stops), (failing_site, failing_stops)):
        # Without transitions the colours are there at once.
        open_tab = partial(visit, where, reduced_motion="reduce")
        for name, page in walk(open_tab, find(where, open_tab())):
            found[name] = problems_of(page)
    assert {name: problems for name, problems in found.items() if problems} == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_accent_keeps_the_contrast(visit: Visit, scheme: str) -> None:
    page = visit(color_scheme=scheme, reduced_motion="reduce")
    page.goto("/")
    found = {}
    for hue in HUES:
        page.evaluate("hue => document.documentElement.style.setProperty('--accent-hue', hue)", hue)
        found[hue] = barriers(page)
    assert found == {hue: [] for hue in HUES}


def test_nothing_moves_for_those_who_do_not_want_it(visit: Visit, people: None) -> None:
    page = visit(reduced_motion="reduce")
    page.goto("/login")
    durations = page.evaluate(
        "[...document.querySelectorAll('*')].map(element => getComputedStyle(element).transitionDuration)"
    )
    assert set(durations) == {"0s"}
