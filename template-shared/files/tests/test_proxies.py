from ipaddress import ip_network

import pytest

from app.proxies import client_behind, scheme_behind

TRUSTED = [ip_network("10.0.0.0/8"), ip_network("fd00::/8")]


@pytest.mark.parametrize(
    ("peer", "forwarded_for", "client"),
    [
        ("10.0.0.1", "203.0.113.9", "203.0.113.9"),
        ("10.0.0.1", "203.0.113.9:51000", "203.0.113.9"),
        ("10.0.0.1", "[2001:db8::9]:51000", "2001:db8::9"),
        ("10.0.0.1", "2001:db8::9", "2001:db8::9"),
        ("::ffff:10.0.0.1", "203.0.113.9", "203.0.113.9"),
        ("fd00::1", "203.0.113.9", "203.0.113.9"),
    ],
)
def test_a_trusted_proxy_says_who_the_client_is(peer: str, forwarded_for: str, client: str) -> None:
    assert client_behind(peer, forwarded_for, TRUSTED) == client


def test_what_the_client_has_put_before_is_not_believed() -> None:
    assert client_behind("10.0.0.1", "198.51.100.1, 203.0.113.9, 10.0.0.2", TRUSTED) == "203.0.113.9"


def test_somebody_else_cannot_say_who_he_is() -> None:
    assert client_behind("203.0.113.9", "198.51.100.1", TRUSTED) == "203.0.113.9"


def test_without_trusted_proxies_nobody_is_believed() -> None:
    assert client_behind("127.0.0.1", "198.51.100.1", []) == "127.0.0.1"


@pytest.mark.parametrize("forwarded_for", ["", " ", "unknown", "198.51.100.1, nonsense", "10.0.0.3, \xff"])
def test_where_the_list_is_not_readable_the_last_known_one_counts(forwarded_for: str) -> None:
    assert client_behind("10.0.0.1", forwarded_for, TRUSTED) == "10.0.0.1"


def test_a_client_within_the_trusted_networks_is_the_first_of_the_list() -> None:
    assert client_behind("10.0.0.1", "10.1.1.1, 10.0.0.2", TRUSTED) == "10.1.1.1"


def test_a_peer_without_an_address_stays_what_it_is() -> None:
    assert client_behind("unix", "198.51.100.1", TRUSTED) == "unix"


@pytest.mark.parametrize(
    ("peer", "forwarded_proto", "scheme"),
    [
        ("10.0.0.1", "https", "https"),
        ("10.0.0.1", "http, HTTPS", "https"),
        ("10.0.0.1", "https, http", "http"),
        ("10.0.0.1", "javascript", None),
        ("10.0.0.1", "", None),
        ("203.0.113.9", "https", None),
        ("unix", "https", None),
    ],
)
def test_only_a_trusted_proxy_says_how_it_was_spoken_to(
    peer: str, forwarded_proto: str, scheme: str | None
) -> None:
    assert scheme_behind(peer, forwarded_proto, TRUSTED) == scheme
