from math import inf, nan
from typing import Any

import pytest

from app.realtime.messages import Refused, encode
from app.realtime.reading import read


@pytest.mark.parametrize("values", [[[]], ["lobby"], [1], [{"room": "lobby"}, {}]])
def test_an_event_comes_with_one_object(values: list[object]) -> None:
    with pytest.raises(Refused, match="one object") as refused:
        read("join", *values)
    assert refused.value.code == "invalid-message"


def test_bytes_are_refused() -> None:
    with pytest.raises(Refused, match="data: "):
        read("publish", {"room": "lobby", "data": b"\x00"})


def test_nobody_nests_deeper_than_we_can_follow() -> None:
    data: list[Any] = []
    for _ in range(100_000):
        data = [data]
    with pytest.raises(Refused, match=r"^data: Recursion error.{,100}$"):
        read("publish", {"room": "lobby", "data": data})


@pytest.mark.parametrize("data", [inf, -inf, nan])
def test_numbers_that_json_has_no_words_for_are_not_passed_on(data: float) -> None:
    with pytest.raises(Refused):
        encode({"data": read("publish", {"room": "lobby", "data": data}).data})
