import pytest

from app.errors import PROBLEM_JSON
from app.pages.preference import prefers_json


@pytest.mark.parametrize(
    "accept",
    [
        "application/json",
        PROBLEM_JSON,
        "application/json, text/html;q=0.5",
        "application/*",
        "Application/JSON;q=0.1",
        "text/html;q=0, */*",
        "text/html;q=none, application/json;q=0.1",
    ],
)
def test_a_program_says_that_it_takes_json(accept: str) -> None:
    assert prefers_json(accept)


@pytest.mark.parametrize(
    "accept",
    ["", "*/*", "text/html", "text/html,*/*;q=0.8", "image/png", "text/*, application/json;q=0.9", ";,;q=,"],
)
def test_everybody_else_gets_a_page(accept: str) -> None:
    assert not prefers_json(accept)
