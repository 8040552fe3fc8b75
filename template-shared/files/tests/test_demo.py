import pytest

from app import demo
from app.users.schemas import normalised_email


@pytest.mark.parametrize("email", [demo.ADMIN_EMAIL, *(email for email, _ in demo.PEOPLE)])
def test_an_address_of_the_demonstration_is_nobodys(email: str) -> None:
    # example.com is reserved: no mail that is sent there by mistake reaches anybody.
    assert normalised_email(email) == email
    assert email.endswith("@example.com")


def test_the_items_of_the_demonstration_can_be_told_apart() -> None:
    assert len({item.name for item in demo.ITEMS}) == len(demo.ITEMS) >= 5
