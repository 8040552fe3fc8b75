import pytest

from app.pages.redirects import local_path


@pytest.mark.parametrize("target", ["/", "/items", "/items?page=2&sort=-name", "/items/caf%C3%A9#top"])
def test_a_path_on_this_site_is_kept(target: str) -> None:
    assert local_path(target) == target


@pytest.mark.parametrize(
    "target",
    [
        None,
        "",
        "items",
        "https://evil.example/",
        "//evil.example/",
        "///evil.example/",
        "/\\evil.example/",
        "\\/evil.example/",
        "/\t/evil.example/",
        "/\n/evil.example/",
        "\x00/evil.example",
        " //evil.example/",
        "javascript:alert(1)",
        "/\x85/evil.example",
    ],
)
def test_what_leads_elsewhere_is_dropped(target: str | None) -> None:
    assert local_path(target) is None
