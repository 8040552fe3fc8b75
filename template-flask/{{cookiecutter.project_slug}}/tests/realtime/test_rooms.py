"""What people do who are connected. That rooms keep to their bounds is tested beside the rooms."""

import json
from contextlib import suppress
from datetime import datetime
from logging import getLogger
from threading import Event
from typing import Any

import pytest
from flask import Flask
from httpx2 import Client as HttpClient
from simple_websocket import ConnectionClosed

from app import create_app
from app.auth.tokens import TokenPair
from app.realtime.bounds import Bounds
from app.realtime.hub import Hub
from app.realtime.messages import ClientMessage
from app.realtime.reading import read
from app.settings import Settings
from app.users.models import User
from tests.api.clients import new_client
from tests.clients import dispose
from tests.realtime.clients import PATIENCE, Client, connected, new_ticket, served, until


def test_who_joins_is_told_who_is_there(ada: Client, eve: Client, user: User, other: User) -> None:
    first = ada.join("hall")
    assert first == {"type": "joined", "room": "hall", "members": first["members"], "history": []}
    assert first["members"] == [{"id": str(user.id), "name": "Ada Lovelace"}]
    second = eve.join("hall")
    assert {member["id"] for member in second["members"]} == {str(user.id), str(other.id)}
    assert ada.hear("presence")["members"] == second["members"]


def test_what_is_published_reaches_everybody_in_the_room(ada: Client, eve: Client, user: User) -> None:
    for client in (ada, eve):
        client.join("cafe")
    ada.say("publish", room="cafe", data={"text": "Hello 🙂"}, id="m-1")
    message = ada.hear("message")
    assert message == eve.hear("message")
    assert message.keys() == {"type", "id", "room", "from", "data", "at"}
    assert (message["id"], message["room"], message["data"]) == ("m-1", "cafe", {"text": "Hello 🙂"})
    assert message["from"]["id"] == str(user.id)
    assert datetime.fromisoformat(message["at"]).utcoffset() is not None


def test_nobody_says_who_he_is_himself(ada: Client) -> None:
    ada.join("court")
    ada.say("publish", room="court", data=1, **{"from": "somebody else"})
    assert ada.hear("error")["code"] == "invalid-message"


def test_messages_stay_in_order_and_the_last_fifty_are_kept(ada: Client, eve: Client) -> None:
    ada.join("archive")
    for number in range(60):
        ada.say("publish", room="archive", data=number)
    assert [ada.hear("message")["data"] for _ in range(60)] == list(range(60))
    joined = eve.join("archive")
    assert [message["data"] for message in joined["history"]] == list(range(10, 60))


def test_one_who_is_found_to_have_gone_while_he_is_told_something_holds_nobody_up(
    app: Flask, ada: Client, port: int, other_tokens: TokenPair, user: User, other: User
) -> None:
    ada.join("quay")
    before = set(engine_sockets(app))
    with connected(port, other_tokens) as eve:
        eve.join("quay")
        (gone,) = set(engine_sockets(app)) - before
        ada.hears_members(str(user.id), str(other.id))
        # He was asked long ago whether he is there.
        engine_sockets(app)[gone].last_ping = 1.0
        ada.say("publish", room="quay", data="Hello?")
        ada.hear("message")
        ada.hears_members(str(user.id))


def engine_sockets(app: Flask) -> dict[str, Any]:
    sockets: dict[str, Any] = app.extensions["socketio"].server.eio.sockets
    return sockets


def test_who_leaves_or_goes_is_missed(ada: Client, eve: Client, user: User, other: User) -> None:
    for client in (ada, eve):
        client.join("garden")
    ada.hears_members(str(user.id), str(other.id))
    ada.say("leave", room="garden", id=1)
    eve.hears_members(str(other.id))
    ada.say("publish", room="garden", data=1, id=2)
    refused = ada.hear("error")
    assert (refused["code"], refused["id"]) == ("not-in-room", 2)
    ada.join("garden")
    eve.hears_members(str(user.id), str(other.id))
    ada.socket.close()
    eve.hears_members(str(other.id))


@pytest.mark.parametrize("packet", ["41", '42["disconnect"]', '42["disconnect",{}]'])
def test_who_leaves_socket_io_does_not_keep_the_socket(hub: Hub, ada: Client, packet: str) -> None:
    ada.socket.send(packet)
    assert ada.end() == 1000
    until(lambda: not hub.connections)


def test_who_is_connected_does_not_connect_again(port: int, hub: Hub, ada: Client, tokens: TokenPair) -> None:
    ada.join("attic")
    ada.socket.send("42" + json.dumps(["connect", None, {"ticket": new_ticket(port, tokens)}]))
    assert ada.hear("error")["code"] == "invalid-message"
    assert len(hub.connections) == 1
    ada.socket.close()
    until(lambda: not hub.connections and not hub.rooms)


def test_somebody_with_another_name_is_still_one_person(
    port: int, ada: Client, user: User, tokens: TokenPair, auth_client: HttpClient
) -> None:
    ada.join("foyer")
    auth_client.patch("/api/v1/users/me", json={"full_name": "Countess of Lovelace"})
    with connected(port, tokens) as second:
        (member,) = second.join("foyer")["members"]
    assert member["id"] == str(user.id)


def test_a_bad_packet_hurts_nobody(ada: Client, eve: Client) -> None:
    for client in (ada, eve):
        client.join("lab")
    for event, fields in (("shout", {}), ("join", {}), ("join", {"room": {"$ne": 1}})):
        ada.say(event, **fields)
        assert ada.hear("error")["code"] == "invalid-message"
    for packet in ('42["join"]', '42["join",[]]', '42["join",1]'):
        ada.socket.send(packet)
        assert ada.hear("error")["code"] == "invalid-message"
    ada.socket.send('42["join",{"room":"a"},{"room":"b"}]')
    assert ada.hear("error")["code"] == "invalid-message"
    ada.say("publish", room="lab", data="still here")
    assert eve.hear("message")["data"] == "still here"


@pytest.mark.parametrize(
    "packet",
    [
        *["4", "4null", "4x", "42", "42{", "42[]", "42[{}]", "42[[]]", "42{}", '42"join"'],
        *["43", "43[]", "44", "47", "45-1", '451-["join",{"_placeholder":true,"num":7}]', b"\x00\xff"],
        *['42["*"]', '42["*","publish",{"room":"lab","data":1}]', '4{"a":1}', "42" + "[" * 30_000],
        '42["ping",%s]' % ("9" * 5_000),
        '42["publish",{"room":"lab","data":%s}]' % ("[" * 3_000 + "]" * 3_000),
    ],
)
def test_what_is_no_event_is_answered_so_and_is_no_error_of_ours(
    ada: Client, eve: Client, packet: str | bytes, caplog: pytest.LogCaptureFixture
) -> None:
    for client in (ada, eve):
        client.join("lab")
    ada.socket.send(packet)
    assert ada.hear("error")["code"] == "invalid-message"
    ada.say("publish", room="lab", data="still here")
    assert eve.hear("message")["data"] == "still here"
    assert not caplog.records


@pytest.mark.parametrize("packet", ["", "x", "4" + "[" * 30_000])
def test_what_is_no_packet_at_all_hurts_nobody_else(
    ada: Client, eve: Client, user: User, other: User, packet: str, caplog: pytest.LogCaptureFixture
) -> None:
    for client in (eve, ada):
        client.join("lab")
    eve.hears_members(str(user.id), str(other.id))
    ada.socket.send(packet)
    # The server may have been quicker.
    with suppress(ConnectionClosed):
        ada.socket.close()
    eve.hears_members(str(other.id))
    eve.say("publish", room="lab", data="still here")
    assert eve.hear("message")["data"] == "still here"
    # Of what comes late, the server of these tests says that it is no request.
    assert "Traceback" not in caplog.text


def test_what_goes_wrong_here_is_logged_as_an_error_and_not_printed(
    ada: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_said: Any) -> ClientMessage:
        raise ValueError("for once")

    monkeypatch.setattr("app.realtime.events.read", fail)
    ada.say("ping")
    until(lambda: caplog.records)
    assert [(record.name, record.levelname) for record in caplog.records] == [
        ("app.realtime.libraries", "ERROR")
    ]
    assert "ValueError: for once" in caplog.text
    assert not any(getLogger(f"{library}.server").handlers for library in ("socketio", "engineio"))


@pytest.mark.parametrize("too_long", ["x" * 65_537, "🙂" * 16_385])
def test_a_message_that_is_too_long_ends_the_connection(ada: Client, eve: Client, too_long: str) -> None:
    for client in (ada, eve):
        client.join("store")
    eve.say("publish", room="store", data="x" * 65_000)
    assert len(ada.hear("message")["data"]) == 65_000
    ada.socket.send(too_long)
    assert ada.end() == 1009
    eve.say("ping")
    eve.hear("pong")


def say_too_much(client: Client) -> None:
    # The server may hang up before the end.
    with suppress(ConnectionClosed, OSError):
        for _ in range(200):
            client.say("ping")


def test_who_sends_too_fast_is_cut_off(ada: Client, eve: Client) -> None:
    say_too_much(ada)
    assert ada.end() == 1008
    eve.say("ping")
    eve.hear("pong")


def test_nothing_piles_up_while_what_was_said_is_not_heard_yet(
    hub: Hub, ada: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    listens_again = Event()

    def read_late(*said: Any) -> ClientMessage:
        assert listens_again.wait(PATIENCE)
        return read(*said)

    monkeypatch.setattr("app.realtime.events.read", read_late)
    say_too_much(ada)
    assert ada.end() == 1008
    listens_again.set()
    until(lambda: not hub.connections)


def test_who_stops_reading_is_dropped_and_holds_nobody_up(
    port: int, hub: Hub, ada: Client, other_tokens: TokenPair, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.realtime.socket.SECONDS_TO_LEAVE", 0.1)
    ada.join("stage")
    with connected(port, other_tokens) as deaf:
        deaf.join("stage")
        # The thread that reads for him stands still after the next bytes.
        hears_again = Event()
        deaf.socket._handle_events = lambda: not hears_again.wait()
        for _ in range(110):
            ada.say("publish", room="stage", data="x" * 60_000)
            ada.hear("message")
        until(lambda: len(hub.connections) == 1)
        hears_again.set()


def test_who_signs_out_is_cut_off_soon(
    settings: Settings, tokens: TokenPair, other_tokens: TokenPair
) -> None:
    own = create_app(settings)
    own.extensions["realtime"].bounds = Bounds(seconds_between_looks=0.05)
    with served(own) as port, connected(port, tokens) as ada, connected(port, other_tokens) as eve:
        new_client(own).post("/api/v1/auth/logout", json={"refresh_token": tokens.refresh_token})
        assert ada.end() == 1008
        eve.say("ping")
        eve.hear("pong")
        own.extensions["realtime"].stop_soon()
        assert eve.end() == 1012
    dispose(own)
