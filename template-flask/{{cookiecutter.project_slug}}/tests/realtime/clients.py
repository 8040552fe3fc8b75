"""Real clients, which speak Socket.IO, and the server that they connect to."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPConnection, HTTPResponse
from socket import IPPROTO_TCP, TCP_NODELAY
from threading import Thread
from typing import Any
from urllib.parse import urlencode

from flask import Flask
from simple_websocket import Client as Socket
from simple_websocket import ConnectionClosed
from werkzeug.serving import make_server

from app.__main__ import DevelopmentRequestHandler
from app.auth.tokens import TokenPair

TICKETS = "/api/v1/realtime/tickets"
# A busy machine may take long to pass a message on.
PATIENCE = 60.0


@contextmanager
def served(app: Flask) -> Iterator[int]:
    """Serve the application with threads of this process; gives the port."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=DevelopmentRequestHandler)
    serving = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    serving.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        serving.join()
        server.server_close()


def until(condition: Callable[[], object]) -> None:
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, "it does not come true"
        time.sleep(0.01)


def new_ticket(port: int, tokens: TokenPair) -> str:
    connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    connection.request("POST", TICKETS, headers={"Authorization": f"Bearer {tokens.access_token}"})
    ticket: str = json.load(connection.getresponse())["ticket"]
    connection.close()
    return ticket


class Client:
    """Somebody with a socket, on which he has said that he connects."""

    def __init__(self, socket: Socket) -> None:
        self.socket = socket
        # Else one message waits until the server has confirmed the one before.
        socket.sock.setsockopt(IPPROTO_TCP, TCP_NODELAY, 1)

    def say(self, event: str, **fields: Any) -> None:
        self.socket.send("42" + json.dumps([event, fields]))

    def packet(self) -> str:
        """The next packet that is not about whether we are still there."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            heard = self.socket.receive(timeout=end - time.monotonic())
            if heard == "2":
                self.socket.send("3")
            elif heard is not None:
                return str(heard)
        raise AssertionError("nothing is heard")

    def hear(self, event: str) -> dict[str, Any]:
        """What comes with the next event of this name."""
        while True:
            packet = self.packet()
            if packet.startswith("42"):
                name, values = json.loads(packet[2:])
                assert values["type"] == name
                if name == event:
                    heard: dict[str, Any] = values
                    return heard

    def join(self, room: str) -> dict[str, Any]:
        self.say("join", room=room)
        return self.hear("joined")

    def hears_members(self, *ids: str) -> None:
        """Wait until exactly these are said to be in a room."""
        while {member["id"] for member in self.hear("presence")["members"]} != set(ids):
            pass

    def end(self) -> int:
        """The code that the server closes with."""
        try:
            while True:
                self.packet()
        except ConnectionClosed as closed:
            return int(closed.reason)


def url_of(port: int, **query: str) -> str:
    return f"ws://127.0.0.1:{port}/socket.io/?" + urlencode({"EIO": "4", "transport": "websocket", **query})


def handshake(port: int, **headers: str) -> HTTPResponse:
    """What is answered to who wants to connect."""
    upgrade = {"Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Version": "13"}
    connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    path = url_of(port).removeprefix(f"ws://127.0.0.1:{port}")
    connection.request("GET", path, headers={**upgrade, "Sec-WebSocket-Key": "A" * 22 + "==", **headers})
    answer = connection.getresponse()
    connection.close()
    return answer


def refusal(port: int, **headers: str) -> int:
    """The status that a connection is refused with; 101 when it is not."""
    return handshake(port, **headers).status


@contextmanager
def opened(port: int, auth: object = None, **query: str) -> Iterator[Client]:
    """A client that has asked to be let in."""
    socket = Socket.connect(url_of(port, **query))
    client = Client(socket)
    try:
        # At once: what comes together with the handshake, this client hears with what is next.
        socket.send("40" if auth is None else "40" + json.dumps(auth))
        assert client.packet().startswith("0{")
        yield client
    finally:
        with suppress(ConnectionClosed, OSError):
            socket.close()
        socket.thread.join(PATIENCE)


@contextmanager
def connected(port: int, tokens: TokenPair) -> Iterator[Client]:
    """Somebody who has got a ticket and connected with it."""
    with opened(port, {"ticket": new_ticket(port, tokens)}) as client:
        assert client.packet().startswith("40{")
        yield client
