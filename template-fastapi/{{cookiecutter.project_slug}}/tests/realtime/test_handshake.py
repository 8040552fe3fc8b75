"""Who may connect."""

import pytest
from fastapi import FastAPI
from httpx2 import AsyncClient
from structlog.testing import capture_logs
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from app.auth.tokens import TokenPair
from app.realtime.bounds import Bounds
from app.resources import Resources
from app.users.models import User
from tests.api.accounts import sign_in
from tests.patience import until
from tests.realtime.clients import TICKETS, Client, connected, new_ticket, url_of


async def refusal(port: int, ticket: str | None, **options: object) -> int:
    """The status that the handshake is refused with."""
    with pytest.raises(InvalidStatus) as refused:
        async with connect(url_of(port, ticket), proxy=None, **options):  # type: ignore[arg-type]
            pass
    return refused.value.response.status_code


async def test_who_is_signed_in_gets_a_ticket(auth_client: AsyncClient) -> None:
    answer = await auth_client.post(TICKETS)
    assert answer.status_code == 201
    assert answer.json().keys() == {"ticket", "expires_in"}
    assert answer.json()["expires_in"] == 30
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("authorization", [None, "Bearer x", "Basic YWRhOng="])
async def test_nobody_else_does(client: AsyncClient, authorization: str | None) -> None:
    headers = {"Authorization": authorization} if authorization else {}
    answer = await client.post(TICKETS, headers=headers)
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


async def test_nobody_collects_tickets(auth_client: AsyncClient) -> None:
    statuses = [(await auth_client.post(TICKETS)).status_code for _ in range(61)]
    assert statuses == [201] * 60 + [429]


async def test_a_ticket_connects_once(port: int, tokens: TokenPair) -> None:
    ticket = await new_ticket(port, tokens)
    async with connect(url_of(port, ticket), proxy=None) as connection:
        client = Client(connection)
        await client.say("ping")
        assert await client.hear("pong") == {"type": "pong"}
    assert await refusal(port, ticket) == 403


async def test_without_a_good_ticket_nobody_connects(port: int, tokens: TokenPair) -> None:
    for ticket in (None, "", "x" * 43, tokens.access_token, "%00"):
        assert await refusal(port, ticket) == 403


async def test_an_access_token_in_a_header_is_no_ticket(port: int, tokens: TokenPair) -> None:
    headers = {"Authorization": f"Bearer {tokens.access_token}"}
    assert await refusal(port, None, additional_headers=headers) == 403


async def test_a_page_of_another_site_does_not_connect_nor_spend_the_ticket(
    port: int, tokens: TokenPair
) -> None:
    ticket = await new_ticket(port, tokens)
    assert await refusal(port, ticket, origin="http://evil.example.com") == 403
    assert await refusal(port, ticket, origin="null") == 403
    async with connect(url_of(port, ticket), proxy=None, origin=f"http://127.0.0.1:{port}"):  # type: ignore[arg-type]
        pass


async def test_whoever_has_signed_out_meanwhile_does_not_connect(
    port: int, client: AsyncClient, tokens: TokenPair
) -> None:
    ticket = await new_ticket(port, tokens)
    await client.post("/api/v1/auth/logout", json={"refresh_token": tokens.refresh_token})
    assert await refusal(port, ticket) == 403


async def test_an_unknown_host_is_refused(
    port: int, tokens: TokenPair, caplog: pytest.LogCaptureFixture
) -> None:
    ticket = await new_ticket(port, tokens)
    assert await refusal(port, ticket, additional_headers={"Host": "evil.example.com"}) == 400
    # The server would call it an error of the application.
    assert [record.message for record in caplog.records if record.levelname != "INFO"] == []


async def test_no_ticket_is_logged(port: int, tokens: TokenPair, caplog: pytest.LogCaptureFixture) -> None:
    ticket = await new_ticket(port, tokens)
    with capture_logs() as lines, caplog.at_level("DEBUG", "uvicorn"):
        await refusal(port, ticket, origin="http://evil.example.com")
        await refusal(port, ticket, additional_headers={"Host": "evil.example.com"})
        async with connect(url_of(port, ticket), proxy=None):
            pass
        await until(lambda: lines)
        await refusal(port, ticket)
    assert ticket not in caplog.text
    assert "[accepted]" in caplog.text
    assert ticket not in str(lines)
    assert [line["event"] for line in lines] == ["connection ended"]


async def test_a_person_has_so_many_connections(
    port: int, app: FastAPI, tokens: TokenPair, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub = app.state.realtime.hub
    monkeypatch.setattr(hub, "bounds", Bounds(connections_of_person=1))
    async with connected(port, tokens), connected(port, tokens) as second:
        assert await second.end() == 1013
    await until(lambda: not hub.connections)
    async with connected(port, tokens) as again:
        await again.say("ping")
        await again.hear("pong")


async def test_a_process_has_so_many_connections(
    port: int, app: FastAPI, tokens: TokenPair, other_tokens: TokenPair, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app.state.realtime.hub, "bounds", Bounds(connections=1))
    async with connected(port, tokens), connected(port, other_tokens) as second:
        assert await second.end() == 1013
        async with AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:
            assert (await client.get("/healthz")).status_code == 200


async def test_a_ticket_of_one_session_is_not_ended_with_another(
    port: int, client: AsyncClient, tokens: TokenPair, resources: Resources, user: User
) -> None:
    elsewhere = await sign_in(resources, user)
    ticket = await new_ticket(port, elsewhere)
    await client.post("/api/v1/auth/logout", json={"refresh_token": tokens.refresh_token})
    async with connect(url_of(port, ticket), proxy=None):
        pass
