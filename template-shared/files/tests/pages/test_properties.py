"""What holds for any input that hypothesis thinks of."""

from urllib.parse import urljoin, urlsplit

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.errors import InvalidInput
from app.items.schemas import ItemFilters
from app.pages.account.devices import device_name
from app.pages.forms import read_query
from app.pages.redirects import local_path
from tests.pages.browser import Browser, token_in

FEW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
# What browsers take for a slash, or skip.
TRICKY = st.text(st.sampled_from("/\\.:@?#%\t\r\n \x00ajx"), max_size=12)


def as_a_browser_reads(target: str) -> str:
    """The address that a browser goes to, which skips tabs and line ends and takes \\ for /."""
    return urljoin("https://shop.example/login", target.translate({9: None, 10: None, 13: None, 92: "/"}))


@FEW
@given(TRICKY | st.text(max_size=30) | st.builds("/{}".format, TRICKY))
def test_next_never_leads_to_another_site(target: str) -> None:
    path = local_path(target)
    if path is not None:
        assert path == target
        assert urlsplit(as_a_browser_reads(path)).netloc == "shop.example"


@FEW
@given(st.dictionaries(st.sampled_from([*ItemFilters.model_fields, "other"]), st.text(max_size=40)))
def test_a_query_is_read_or_refused_by_name(query: dict[str, str]) -> None:
    refused: set[str] = set()
    try:
        assert 1 <= read_query(ItemFilters, query).per_page <= 100
    except InvalidInput as error:
        refused = {found.pointer.removeprefix("/query/") for found in error.errors}
    assert refused <= query.keys()


@FEW
@given(st.text(max_size=400))
def test_every_browser_has_a_name(user_agent: str) -> None:
    assert 1 <= len(device_name(user_agent)) <= 40


@pytest.mark.parametrize("path", ["/login", "/password-reset", "/verify-email", "/password-reset/confirm"])
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=40))
def test_nothing_that_is_typed_breaks_a_form(client: Browser, path: str, text: str) -> None:
    fields = {"username": text, "email": text, "token": text, "password": text}
    token = token_in(client.get("/login"))
    assert client.post(path, fields | {"csrf_token": token}).status_code < 500
