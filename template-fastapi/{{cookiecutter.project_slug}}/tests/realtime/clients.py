"""Real clients, and the server that they connect to."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import uvicorn
from fastapi import FastAPI
from httpx2 import AsyncClient
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from app.__main__ import OPTIONS
from app.auth.tokens import TokenPair
from tests.patience import PATIENCE, until

TICKETS = "/api/v1/realtime/tickets"


@asynccontextmanager
async def served(app: FastAPI, **options: Any) -> AsyncIterator[int]:
    """Serve an application that has been started; gives the port."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = uvicorn.Server(uvicorn.Config(app, lifespan="off", **(OPTIONS | options)))
        serving = asyncio.create_task(server.serve([listener]))
        await until(lambda: server.started)
        yield listener.getsockname()[1]
        server.should_exit = True
        await serving


async def new_ticket(port: int, tokens: TokenPair) -> str:
    headers = {"Authorization": f"Bearer {tokens.access_token}"}
    # Without certificates, which take longer to load than the answer.
    async with AsyncClient(base_url=f"http://127.0.0.1:{port}", headers=headers, verify=False) as client:
        answer = await client.post(TICKETS)
    ticket: str = answer.json()["ticket"]
    return ticket


class Client:
    def __init__(self, connection: ClientConnection) -> None:
        self.connection = connection

    async def say(self, type: str, **fields: Any) -> None:  # noqa: A002 (what the field is called)
        await self.connection.send(json.dumps({"type": type, **fields}))

    async def hear(self, kind: str) -> dict[str, Any]:
        """The next message of this type."""
        async with asyncio.timeout(PATIENCE):
            while True:
                heard: dict[str, Any] = json.loads(await self.connection.recv())
                if heard["type"] == kind:
                    return heard

    async def join(self, room: str) -> dict[str, Any]:
        await self.say("join", room=room)
        return await self.hear("joined")

    async def hears_members(self, *names: str) -> None:
        """Wait until exactly these are said to be in a room."""
        while [member["name"] for member in (await self.hear("presence"))["members"]] != sorted(names):
            pass

    async def end(self) -> int:
        """The code that the server closes with."""
        async with asyncio.timeout(PATIENCE):
            try:
                while True:
                    await self.connection.recv()
            except ConnectionClosed as closed:
                return closed.rcvd.code if closed.rcvd else 1006


def url_of(port: int, ticket: str | None) -> str:
    query = "" if ticket is None else f"?ticket={ticket}"
    return f"ws://127.0.0.1:{port}/api/v1/realtime{query}"


def narrow_socket(port: int) -> socket.socket:
    """Connected, with little room for what has not been read."""
    narrow = socket.socket()
    narrow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    narrow.connect(("127.0.0.1", port))
    return narrow


@asynccontextmanager
async def connected(port: int, tokens: TokenPair, **options: Any) -> AsyncIterator[Client]:
    """Somebody who has got a ticket and connected with it."""
    ticket = await new_ticket(port, tokens)
    # What a test does not hear keeps no connection from closing.
    async with connect(url_of(port, ticket), proxy=None, max_queue=None, **options) as connection:
        yield Client(connection)
