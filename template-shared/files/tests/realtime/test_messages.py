import json
from typing import Any

import pytest

from app.realtime import messages
from app.realtime.messages import Refused, encode
from app.realtime.people import Member
from tests.realtime.saying import said

ADA = Member("Ada", "1")


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
    assert said(fields).model_dump(exclude_unset=True) == fields


def test_rooms_whose_names_look_alike_are_one() -> None:
    assert said({"type": "join", "room": " lobby\n"}).room == "lobby"


@pytest.mark.parametrize(
    ("fields", "detail"),
    [
        ({"type": "shout", "room": "lobby"}, "type: "),
        ({"type": "join"}, "name a room"),
        ({"type": "join", "room": ""}, "room: "),
        ({"type": "join", "room": 1}, "room: "),
        ({"type": "join", "room": "a\0b"}, "room: "),
        ({"type": "join", "room": "x" * 65}, "room: "),
        ({"type": "join", "room": "lobby", "admin": True}, "admin: "),
        ({"type": "ping", "id": True}, "id"),
        ({"type": "ping", "id": "x" * 65}, "id"),
    ],
)
def test_what_is_no_message_is_refused_with_its_place(fields: dict[str, Any], detail: str) -> None:
    with pytest.raises(Refused, match=detail) as refused:
        said(fields)
    assert refused.value.code == "invalid-message"


def test_a_refused_value_is_not_repeated() -> None:
    with pytest.raises(Refused) as refused:
        said({"type": "join", "room": ["hunter2"]})
    assert "hunter2" not in refused.value.detail


def test_text_that_is_not_unicode_is_not_passed_on() -> None:
    with pytest.raises(Refused):
        encode({"data": "\ud800"})


def test_what_the_server_says() -> None:
    told = messages.said("lobby", ADA, "m-1", {"text": "hello"}, "2026-01-01T00:00:00.000Z")
    assert told == {
        "type": "message",
        "id": "m-1",
        "room": "lobby",
        "from": {"id": "1", "name": "Ada"},
        "data": {"text": "hello"},
        "at": "2026-01-01T00:00:00.000Z",
    }
    assert json.loads(messages.joined("lobby", [ADA], [encode(told)])) == {
        "type": "joined",
        "room": "lobby",
        "members": [{"id": "1", "name": "Ada"}],
        "history": [told],
    }
    assert messages.presence("lobby", [ADA])["members"] == [{"id": "1", "name": "Ada"}]
    assert messages.pong() == {"type": "pong"}
    assert messages.pong(1) == {"type": "pong", "id": 1}
    refused = Refused("not-in-room", "Join first.")
    assert messages.error(refused) == {"type": "error", "code": "not-in-room", "detail": "Join first."}
    assert messages.error(refused, "m-1")["id"] == "m-1"
