import json
from typing import Any

import pytest

from app.realtime import messages
from app.realtime.messages import Refused, encode, read_event, read_text
from app.realtime.people import Member

ADA = Member("Ada", "1")


def refusal(text: str) -> Refused:
    with pytest.raises(Refused) as refused:
        read_text(text)
    return refused.value


@pytest.mark.parametrize(
    "fields",
    [
        {"type": "join", "room": "lobby"},
        {"type": "leave", "room": "lobby"},
        {"type": "publish", "room": "Käsekuchen & 🍰", "data": {"text": ["hello", 1, None]}, "id": "m-1"},
        {"type": "publish", "room": "lobby", "data": "hello", "id": 7},
        {"type": "ping"},
        {"type": "ping", "id": 1},
    ],
)
def test_what_a_client_may_say(fields: dict[str, Any]) -> None:
    said = read_text(json.dumps(fields)).model_dump(exclude_unset=True)
    assert said == fields
    assert read_event(fields.pop("type"), fields).model_dump(exclude_unset=True) == said


@pytest.mark.parametrize(
    ("text", "detail"),
    [
        ("", "Invalid JSON"),
        ("hello", "Invalid JSON"),
        ("[]", "Input should be an object"),
        ('{"type": "shout", "room": "lobby"}', "type: "),
        ('{"type": "join"}', "name a room"),
        ('{"type": "join", "room": ""}', "room: "),
        ('{"type": "join", "room": 1}', "room: "),
        ('{"type": "join", "room": "a\\u0000b"}', "room: "),
        (json.dumps({"type": "join", "room": "x" * 65}), "room: "),
        ('{"type": "join", "room": "lobby", "admin": true}', "admin: "),
        ('{"type": "ping", "id": true}', "id"),
        (json.dumps({"type": "ping", "id": "x" * 65}), "id"),
        ('{"type": "publish", "room": "lobby", "data": "\\ud800"}', "Invalid JSON"),
        ('{"type": "publish", "room": "lobby", "data": ' + "[" * 20_000 + "]" * 20_000 + "}", "Invalid JSON"),
    ],
)
def test_what_is_no_message_is_refused_with_its_place(text: str, detail: str) -> None:
    refused = refusal(text)
    assert refused.code == "invalid-message"
    assert detail in refused.detail


def test_a_refused_value_is_not_repeated() -> None:
    assert "hunter2" not in refusal('{"type": "join", "room": ["hunter2"]}').detail


@pytest.mark.parametrize("values", [[], "lobby", 1, {"room": "lobby", "data": b"\x00"}])
def test_an_event_that_comes_with_something_else_is_refused(values: object) -> None:
    with pytest.raises(Refused, match=r"."):
        read_event("join", values)


@pytest.mark.parametrize("data", ["1e999", "-1e999", "NaN", "1" * 5000])
def test_numbers_that_json_has_no_words_for_are_not_passed_on(data: str) -> None:
    text = '{"type": "publish", "room": "lobby", "data": ' + data + "}"
    with pytest.raises(Refused):
        encode({"data": read_text(text).data})


def test_text_that_is_not_unicode_is_not_passed_on() -> None:
    with pytest.raises(Refused):
        encode({"data": "\ud800"})


def test_nobody_nests_deeper_than_we_can_follow() -> None:
    data: list[Any] = []
    for _ in range(100_000):
        data = [data]
    with pytest.raises(Refused):
        read_event("publish", {"room": "lobby", "data": data})


def test_what_the_server_says() -> None:
    said = messages.said("lobby", ADA, "m-1", {"text": "hello"}, "2026-01-01T00:00:00.000Z")
    assert said == {
        "type": "message",
        "id": "m-1",
        "room": "lobby",
        "from": {"id": "1", "name": "Ada"},
        "data": {"text": "hello"},
        "at": "2026-01-01T00:00:00.000Z",
    }
    assert json.loads(messages.joined("lobby", [ADA], [encode(said)])) == {
        "type": "joined",
        "room": "lobby",
        "members": [{"id": "1", "name": "Ada"}],
        "history": [said],
    }
    assert messages.presence("lobby", [ADA])["members"] == [{"id": "1", "name": "Ada"}]
    assert messages.pong() == {"type": "pong"}
    assert messages.pong(1) == {"type": "pong", "id": 1}
    refused = Refused("not-in-room", "Join first.")
    assert messages.error(refused) == {"type": "error", "code": "not-in-room", "detail": "Join first."}
    assert messages.error(refused, "m-1")["id"] == "m-1"
