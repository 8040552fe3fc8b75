import pytest
from fastapi import APIRouter

from app.pages.addresses import Addresses


@pytest.fixture
def addresses() -> Addresses:
    router = APIRouter(prefix="/shelf")

    @router.get("/{shelf_id}/pages/{number:int}", name="shelf.page")
    async def page(shelf_id: str, number: int) -> None:
        pass

    return Addresses([router])


def test_what_is_no_part_of_the_path_goes_into_the_query(addresses: Addresses) -> None:
    address = addresses("shelf.page", shelf_id="a", number=7, sort="name", category=None)
    assert address == "/shelf/a/pages/7?sort=name"
