"""What people do who are connected."""

import asyncio
from datetime import datetime

import pytest
from fastapi import FastAPI
from httpx2 import AsyncClient

from app.application import create_app
from app.auth.tokens import TokenPair
from app.realtime.bounds import Bounds
from app.users.models import User
from tests.isolation import make_settings
from tests.patience import until
from tests.realtime.clients import Client, connected, narrow_socket, served


async def test_who_joins_is_told_who_is_there(ada: Client, eve: Client, user: User, other: User) -> None:
    first = await ada.join("hall")
    assert first == {"type": "joined", "room": "hall", "members": first["members"], "history": []}
    assert [member["id"] for member in first["members"]] == [str(user.id)]
    second = await eve.join("hall")
    assert {member["id"] for member in second["members"]} == {str(user.id), str(other.id)}
    assert (await ada.hear("presence"))["members"] == second["members"]


async def test_what_is_published_reaches_everybody_in_the_room(ada: Client, eve: Client, user: User) -> None:
    for client in (ada, eve):
        await client.join("cafe")
    await ada.say("publish", room="cafe", data={"text": "Hello 🙂"}, id="m-1")
    heard = [await client.hear("message") for client in (ada, eve)]
    assert heard[0] == heard[1]
    message = heard[0]
    assert message.keys() == {"type", "id", "room", "from", "data", "at"}
    assert (message["id"], message["room"], message["data"]) == ("m-1", "cafe", {"text": "Hello 🙂"})
    assert message["from"]["id"] == str(user.id)
    assert datetime.fromisoformat(message["at"]).utcoffset() is not None


async def test_nobody_says_who_he_is_himself(ada: Client, eve: Client, user: User) -> None:
    await ada.join("court")
    await ada.say("publish", room="court", data=1, **{"from": "somebody else"})
    assert (await ada.hear("error"))["code"] == "invalid-message"


async def test_messages_stay_in_order(ada: Client, eve: Client) -> None:
    for client in (ada, eve):
        await client.join("queue")
    for number in range(50):
        await ada.say("publish", room="queue", data=number)
    assert [(await eve.hear("message"))["data"] for _ in range(50)] == list(range(50))


async def test_who_comes_later_gets_the_last_fifty_messages(ada: Client, eve: Client) -> None:
    await ada.join("archive")
    for number in range(60):
        await ada.say("publish", room="archive", data=number)
    for _ in range(60):
        await ada.hear("message")
    joined = await eve.join("archive")
    assert [message["data"] for message in joined["history"]] == list(range(10, 60))


async def test_a_room_that_was_left_is_not_heard(ada: Client, eve: Client, other: User) -> None:
    for client in (ada, eve):
        await client.join("garden")
    await ada.say("leave", room="garden")
    await eve.hears_members(f"user-{other.id.hex[:8]}")
    await eve.say("publish", room="garden", data="secret")
    await eve.hear("message")
    await ada.say("ping")
    assert (await ada.hear("pong")) == {"type": "pong"}
    for type_ in ("publish", "leave"):
        await ada.say(type_, room="garden", id=type_)
        refused = await ada.hear("error")
        assert (refused["code"], refused["id"]) == ("not-in-room", type_)


async def test_somebody_with_two_windows_is_there_until_both_are_closed(
    port: int, ada: Client, eve: Client, tokens: TokenPair, user: User, other: User
) -> None:
    await eve.join("den")
    await ada.join("den")
    both = {f"user-{who.id.hex[:8]}" for who in (user, other)}
    await eve.hears_members(*both)
    async with connected(port, tokens) as second:
        assert len((await second.join("den"))["members"]) == 2
        await ada.connection.close()
        await second.say("publish", room="den", data=1)
        await eve.hear("message")
    await eve.hears_members(f"user-{other.id.hex[:8]}")


async def test_somebody_with_another_name_is_still_one_person(
    port: int, ada: Client, user: User, tokens: TokenPair, auth_client: AsyncClient
) -> None:
    await ada.join("foyer")
    await auth_client.patch("/api/v1/users/me", json={"full_name": "Countess of Lovelace"})
    async with connected(port, tokens) as second:
        (member,) = (await second.join("foyer"))["members"]
    assert member["id"] == str(user.id)


async def test_joining_twice_changes_nothing(ada: Client, eve: Client) -> None:
    await eve.join("loft")
    await ada.join("loft")
    again = await ada.join("loft")
    assert len(again["members"]) == 2
    await ada.say("publish", room="loft", data=1)
    await ada.hear("message")
    await ada.say("ping")
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.05):
            await ada.hear("message")


async def test_a_bad_frame_hurts_nobody(ada: Client, eve: Client) -> None:
    for client in (ada, eve):
        await client.join("lab")
    for frame in ("", "{", "[]", "null", b"\x00\xff", '{"type":"join","room":{"$ne":1}}', "[" * 30_000):
        await ada.connection.send(frame)
        assert (await ada.hear("error"))["code"] == "invalid-message"
    await ada.say("publish", room="lab", data=float("inf"))
    assert (await ada.hear("error"))["code"] == "invalid-message"
    await ada.say("publish", room="lab", data="still here")
    assert (await eve.hear("message"))["data"] == "still here"


async def test_a_message_that_is_too_long_ends_the_connection(ada: Client, eve: Client) -> None:
    for client in (ada, eve):
        await client.join("store")
    await eve.say("publish", room="store", data="x" * 65_000)
    assert len((await ada.hear("message"))["data"]) == 65_000
    await ada.connection.send("x" * 65_537)
    assert await ada.end() == 1009
    await eve.say("ping")
    await eve.hear("pong")


async def test_who_sends_too_fast_is_cut_off(ada: Client, eve: Client) -> None:
    await eve.join("track")
    for _ in range(200):
        await ada.say("ping")
    assert await ada.end() == 1008
    await eve.say("ping")
    await eve.hear("pong")


async def test_one_is_in_so_many_rooms(ada: Client) -> None:
    for number in range(20):
        await ada.join(f"cell-{number}")
    await ada.say("join", room="cell-20")
    assert (await ada.hear("error"))["code"] == "too-many-rooms"
    await ada.join("cell-0")


async def test_a_room_holds_so_many(
    app: FastAPI, ada: Client, eve: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app.state.realtime.hub, "bounds", Bounds(connections_of_room=1))
    await ada.join("closet")
    await eve.say("join", room="closet")
    assert (await eve.hear("error"))["code"] == "room-full"
    await ada.join("closet")


async def test_a_room_may_be_closed_to_somebody(
    ada: Client, eve: Client, other: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.realtime.hub.may_enter", lambda person, room: person.member.id != str(other.id))
    await ada.join("board")
    await eve.say("join", room="board")
    assert (await eve.hear("error"))["code"] == "forbidden"


async def test_who_signs_out_is_cut_off_soon(
    client: AsyncClient, database_url: str, tokens: TokenPair, other_tokens: TokenPair
) -> None:
    own = create_app(make_settings(database_url=database_url))
    own.state.realtime_bounds = Bounds(seconds_between_looks=0.05)
    async with (
        own.router.lifespan_context(own),
        served(own) as port,
        connected(port, tokens) as ada,
        connected(port, other_tokens) as eve,
    ):
        await client.post("/api/v1/auth/logout", json={"refresh_token": tokens.refresh_token})
        assert await ada.end() == 1008
        await eve.say("ping")
        await eve.hear("pong")


async def test_who_stops_reading_is_dropped_and_holds_nobody_up(
    app: FastAPI, port: int, ada: Client, other_tokens: TokenPair
) -> None:
    hub = app.state.realtime.hub
    await ada.join("stage")
    async with connected(port, other_tokens, sock=narrow_socket(port)) as deaf:
        await deaf.join("stage")
        deaf.connection.transport.pause_reading()
        # What the network holds for him comes first.
        for _ in range(100):
            await ada.say("publish", room="stage", data="x" * 60_000)
            await ada.hear("message")
        assert len(hub.connections) == 1
        deaf.connection.transport.resume_reading()
        assert await deaf.end() == 1013


async def test_who_never_reads_again_is_let_go(
    app: FastAPI, port: int, ada: Client, other_tokens: TokenPair, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.realtime.connection.SECONDS_TO_LEAVE", 0.05)
    await ada.join("stage")
    async with connected(port, other_tokens, sock=narrow_socket(port)) as deaf:
        await deaf.join("stage")
        deaf.connection.transport.pause_reading()
        for _ in range(100):
            await ada.say("publish", room="stage", data="x" * 60_000)
            await ada.hear("message")
        await asyncio.sleep(0.1)
        deaf.connection.transport.resume_reading()
        assert await deaf.end() == 1006


async def test_who_does_not_answer_is_taken_to_have_gone(app: FastAPI, tokens: TokenPair) -> None:
    hub = app.state.realtime.hub
    async with (
        served(app, ws_ping_interval=0.03, ws_ping_timeout=0.2) as port,
        connected(port, tokens) as silent,
    ):
        await silent.join("tomb")
        await asyncio.sleep(0.1)
        assert len(hub.connections) == 1
        silent.connection.transport.pause_reading()
        await until(lambda: not hub.connections)
        silent.connection.transport.abort()
