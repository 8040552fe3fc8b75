import pytest
from pydantic import ValidationError

from app.pagination import LAST_PAGE, PageParameters


def test_the_first_page_starts_at_the_beginning() -> None:
    assert PageParameters().offset == 0


def test_a_page_starts_where_the_one_before_ends() -> None:
    assert PageParameters(page=3, per_page=50).offset == 100


@pytest.mark.parametrize("value", [0, -1, LAST_PAGE + 1, 10**30])
def test_a_page_number_has_bounds(value: int) -> None:
    with pytest.raises(ValidationError):
        PageParameters(page=value)


@pytest.mark.parametrize("value", [0, 101])
def test_a_page_size_has_bounds(value: int) -> None:
    with pytest.raises(ValidationError):
        PageParameters(per_page=value)


def test_an_unknown_parameter_is_refused() -> None:
    with pytest.raises(ValidationError, match="pagesize"):
        PageParameters.model_validate({"pagesize": 5})
