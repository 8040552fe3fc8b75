import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from app.pagination import LAST_PAGE, PageParameters


def test_the_first_page_starts_at_the_beginning() -> None:
    assert PageParameters().offset == 0


@given(page=st.integers(1, LAST_PAGE - 1), per_page=st.integers(1, 100))
def test_a_page_starts_where_the_one_before_ends(page: int, per_page: int) -> None:
    this, following = (PageParameters(page=number, per_page=per_page) for number in (page, page + 1))
    assert following.offset == this.offset + per_page
    assert following.offset < 2**63, "no database counts further"


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
