"""Who may connect."""

import json
from contextlib import suppress
from time import sleep

import pytest
from flask import Flask
from simple_websocket import Client as Socket
from simple_websocket import ConnectionClosed
from structlog.testing import capture_logs

from app.auth.tokens import TokenPair
from app.realtime.bounds import Bounds
from app.realtime.hub import Hub
from tests.api.clients import new_client
from tests.realtime.clients import (
    TICKETS,
    Client,
    connected,
    handshake,
    new_ticket,
    opened,
    refusal,
    until,
    url_of,
)


def test_who_is_signed_in_gets_a_ticket(app: Flask, tokens: TokenPair) -> None:
    answer = new_client(app, tokens).post(TICKETS)
    assert answer.status_code == 201
    assert answer.json().keys() == {"ticket", "expires_in"}
    assert answer.json()["expires_in"] == 30
    assert answer.headers["Cache-Control"] == "no-store"


def test_nobody_else_does(app: Flask) -> None:
    answer = new_client(app).post(TICKETS)
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_nobody_collects_tickets(app: Flask, tokens: TokenPair) -> None:
    client = new_client(app, tokens)
    statuses = [client.post(TICKETS).status_code for _ in range(61)]
    assert statuses == [201] * 60 + [429]


@pytest.mark.parametrize("place", ["auth", "address"])
def test_a_ticket_connects_once(port: int, tokens: TokenPair, place: str) -> None:
    ticket = new_ticket(port, tokens)
    shown: dict[str, object] = {"auth": {"ticket": ticket}} if place == "auth" else {}
    query = {} if place == "auth" else {"ticket": ticket}
    with opened(port, shown.get("auth"), **query) as client:
        assert client.packet().startswith("40{")
        client.say("ping")
        assert client.hear("pong") == {"type": "pong"}
    with opened(port, shown.get("auth"), **query) as client:
        assert client.packet().startswith("44{")
        assert client.end() == 1008


@pytest.mark.parametrize(
    "auth", [None, {}, [], "x", {"ticket": None}, {"ticket": ["x"]}, {"ticket": "x" * 43}]
)
def test_without_a_good_ticket_nobody_is_let_in(port: int, tokens: TokenPair, hub: Hub, auth: object) -> None:
    with opened(port, auth) as client:
        # Where the refusal has come by now, there is nobody left to say it to.
        with suppress(ConnectionClosed):
            client.say("join", room="lobby")
        refused = json.loads(client.packet().removeprefix("44"))
        assert refused == {"message": "The ticket is not good, or not any more."}
        assert client.end() == 1008
    assert not hub.rooms


def test_an_access_token_is_no_ticket(port: int, tokens: TokenPair) -> None:
    with opened(port, {"ticket": tokens.access_token}) as client:
        assert client.packet().startswith("44{")


def test_who_shows_no_ticket_at_all_does_not_stay(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.realtime.socket.SECONDS_TO_SHOW_TICKET", 0.1)
    with opened(port, namespace="none") as client:
        assert client.packet().startswith("44{")
        assert client.end() == 1008


@pytest.mark.parametrize("packet", ["4", "47", '42["*"]', "42[]", "44", "42" + "[" * 30_000, b"\x00"])
def test_whoever_has_shown_no_ticket_and_sends_what_is_no_packet_goes_at_once(
    port: int, packet: str | bytes, caplog: pytest.LogCaptureFixture
) -> None:
    stranger = Client(Socket.connect(url_of(port)))
    with caplog.at_level("INFO", "app.realtime"):
        # The server may hang up before the end.
        with suppress(ConnectionClosed, OSError):
            for _ in range(20):
                stranger.socket.send(packet)
        assert stranger.end() == 1008
    # Of what comes late, the server of these tests says that it is no request.
    ours = [record.message for record in caplog.records if record.name.startswith("app.")]
    assert ours == ["what came of a stranger was no packet"]


def test_who_shows_no_ticket_takes_few_places(
    port: int, tokens: TokenPair, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.realtime.door.STRANGERS_OF_ADDRESS", 2)
    with connected(port, tokens), connected(port, tokens), connected(port, tokens):
        strangers = [Socket.connect(url_of(port)) for _ in range(2)]
        assert refusal(port) == 429
        for stranger in strangers:
            stranger.close()
        until(lambda: refusal(port) == 101)


def test_a_page_of_another_site_is_refused(port: int) -> None:
    for origin in ("http://evil.example.com", "null", "https://127.0.0.1"):
        assert refusal(port, Origin=origin) == 403


def test_nothing_is_compressed(port: int) -> None:
    answer = handshake(port, **{"Sec-WebSocket-Extensions": "permessage-deflate"})
    assert answer.status == 101
    assert "Sec-WebSocket-Extensions" not in answer.headers


def test_an_unknown_host_is_refused(app: Flask) -> None:
    answer = new_client(app).get("/socket.io/", headers={"Host": "evil.example.com", "Upgrade": "websocket"})
    assert answer.status_code == 400


def test_what_is_no_socket_is_refused(app: Flask) -> None:
    client = new_client(app)
    assert client.get("/socket.io/?EIO=4&transport=polling").status_code == 400
    assert client.post("/socket.io/?EIO=4&transport=polling", content=b"40").status_code == 400


def test_whoever_has_signed_out_meanwhile_is_not_let_in(app: Flask, port: int, tokens: TokenPair) -> None:
    ticket = new_ticket(port, tokens)
    new_client(app).post("/api/v1/auth/logout", json={"refresh_token": tokens.refresh_token})
    with opened(port, {"ticket": ticket}) as client:
        assert client.packet().startswith("44{")


def test_no_ticket_is_logged(port: int, tokens: TokenPair, caplog: pytest.LogCaptureFixture) -> None:
    ticket = new_ticket(port, tokens)
    with capture_logs() as lines, caplog.at_level("DEBUG"):
        with opened(port, ticket=ticket) as client:
            assert client.packet().startswith("40{")
        until(lambda: lines)
    assert [line["event"] for line in lines] == ["connection ended"]
    assert ticket not in str(lines) + caplog.text


def test_a_person_has_so_many_connections(
    port: int, hub: Hub, tokens: TokenPair, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub, "bounds", Bounds(connections_of_person=1))
    with connected(port, tokens), opened(port, {"ticket": new_ticket(port, tokens)}) as second:
        assert second.packet().startswith("44{")
        assert second.end() == 1013
    until(lambda: not hub.connections)
    with connected(port, tokens):
        pass


def test_of_two_who_come_at_once_one_gets_the_last_place(
    port: int, hub: Hub, tokens: TokenPair, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub, "bounds", Bounds(connections_of_person=1))
    has_room_for = hub.has_room_for

    def look_slowly(person_id: str, *, bounded: bool) -> bool:
        found = has_room_for(person_id, bounded=bounded)
        sleep(0.2)
        return found

    monkeypatch.setattr(hub, "has_room_for", look_slowly)
    tickets = [{"ticket": new_ticket(port, tokens)} for _ in range(2)]
    with opened(port, tickets[0]) as first, opened(port, tickets[1]) as second:
        assert {first.packet()[:2], second.packet()[:2]} == {"40", "44"}
