import pytest

from app.auth.limits import account_key, address_key


def test_an_account_is_counted_once_whatever_its_letter_case() -> None:
    assert account_key("Ada@Example.COM") == account_key("ada@example.com")


def test_two_accounts_are_counted_apart() -> None:
    assert account_key("ada@example.com") != account_key("eve@example.com")


def test_what_is_counted_does_not_tell_the_address() -> None:
    assert "ada" not in account_key("ada@example.com")


@pytest.mark.parametrize("email", ["", "nobody", "\x00", "\ud800", "x" * 100_000])
def test_what_is_no_address_is_counted_too(email: str) -> None:
    assert len(account_key(email)) == 64


def test_all_addresses_of_one_ipv6_customer_are_counted_together() -> None:
    assert address_key("2001:db8:1:2::1") == address_key("2001:db8:1:2:ffff::9") == "2001:db8:1:2::/64"


@pytest.mark.parametrize("address", ["203.0.113.9", "::ffff:203.0.113.9"])
def test_an_ipv4_address_is_counted_by_itself_however_it_is_written(address: str) -> None:
    assert address_key(address) == "203.0.113.9"


def test_a_client_without_an_address_is_counted_by_what_it_is_called() -> None:
    assert address_key("unknown") == "unknown"
