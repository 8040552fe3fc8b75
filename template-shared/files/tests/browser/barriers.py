"""What is in the way of somebody, as far as a program (axe) can find it."""

from collections.abc import Iterable
from itertools import product
from typing import Literal

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, ViewportSize

SCHEMES: list[Literal["light", "dark"]] = ["light", "dark"]
PHONE: ViewportSize = {"width": 390, "height": 844}
TABLET: ViewportSize = {"width": 820, "height": 1180}
DESKTOP: ViewportSize = {"width": 1440, "height": 900}
# Off by default in axe, and part of WCAG 2.2 AA.
OPTIONS = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}

# What one could press, beyond the right side of the window, where no scrolling leads.
CUT_OFF = """[...document.querySelectorAll("a, button, summary, input")]
    .filter((found) => found.checkVisibility() && found.getBoundingClientRect().right > innerWidth)
    .map((found) => found.innerText || found.name)"""


def barriers(page: Page) -> list[str]:
    """What is in the way of somebody, and where."""
    found = Axe().run(page, options=OPTIONS).response["violations"]
    return [f"{violation['id']}: {node['target']}" for violation in found for node in violation["nodes"]]


def problems_of(page: Page, sizes: Iterable[ViewportSize] = (PHONE, TABLET, DESKTOP)) -> list[str]:
    """Of a page at every width, in light and in dark. It is loaded once."""
    found = []
    for size, scheme in product(sizes, SCHEMES):
        page.set_viewport_size(size)
        page.emulate_media(color_scheme=scheme)
        look = f"{size['width']} {scheme}"
        found += [f"{look}: {barrier}" for barrier in barriers(page)]
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            found.append(f"{look}: wider than the window")
        found += [f"{look}: cut off at the side: {text}" for text in page.evaluate(CUT_OFF)]
    return found
