"""Every page is held against WCAG 2.2 AA by axe, which finds what a program can find."""

from decimal import Decimal
from functools import partial

import pytest

from app.items.models import Item
from tests.browser.barriers import barriers, problems_of
from tests.browser.pages.conftest import Visit
from tests.browser.pages.tour import ADMIN, MEMBER, NEWCOMER, failing_stops, stops, walk
from tests.browser.server import Site
from tests.people import add_account
from tests.records import Records

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
