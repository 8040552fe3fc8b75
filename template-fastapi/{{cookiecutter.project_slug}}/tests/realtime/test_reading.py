import pytest

from app.realtime.messages import Refused, encode
from app.realtime.reading import read


@pytest.mark.parametrize(
    ("text", "detail"),
    [
        ("", "Invalid JSON"),
        ("hello", "Invalid JSON"),
        ("[]", "Input should be an object"),
        ('{"type": "publish", "room": "lobby", "data": "\\ud800"}', "Invalid JSON"),
        ('{"type": "publish", "room": "lobby", "data": ' + "[" * 20_000 + "]" * 20_000 + "}", "Invalid JSON"),
    ],
)
def test_what_is_no_message_at_all_is_refused(text: str, detail: str) -> None:
    with pytest.raises(Refused, match=detail) as refused:
        read(text)
    assert refused.value.code == "invalid-message"


@pytest.mark.parametrize("data", ["1e999", "-1e999", "NaN", "1" * 5000])
def test_numbers_that_json_has_no_words_for_are_not_passed_on(data: str) -> None:
    text = '{"type": "publish", "room": "lobby", "data": ' + data + "}"
    with pytest.raises(Refused):
        encode({"data": read(text).data})
