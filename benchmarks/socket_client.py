"""Many WebSockets at once: they wait, or each sends messages and hears them come back.

    python socket_client.py --port 8000 --seconds 4 --window 16 < connections.json

It reads one line of JSON, a list with an object for each connection: `path`, what it says first (`hello`, a
list), the start of what it hears when it is ready (`ready`), what it says then (`say`), and the start of what
comes back (`hear`). It writes `ready` when all are, then one JSON object with what it measured; with no
seconds it holds the connections until its standard input ends. It knows as much of the
protocol as that takes.
"""

import argparse
import asyncio
import json
import sys
import time
from base64 import b64encode
from typing import Any

import uvloop

TEXT, PING, PONG = 0x1, 0x9, 0xA
SECONDS_TO_GET_READY = 120


def frame(opcode: int, payload: bytes) -> bytes:
    """As a client sends it: masked, here with zeros, which change nothing."""
    size = len(payload)
    length = bytes([0x80 | size]) if size < 126 else bytes([0xFE]) + size.to_bytes(2, "big")
    return bytes([0x80 | opcode]) + length + bytes(4) + payload


class Socket(asyncio.Protocol):
    def __init__(self, wanted: dict[str, Any], host: str) -> None:
        self._wanted = wanted
        self._ready = wanted["ready"].encode()
        self._hear = wanted["hear"].encode()
        key = b64encode(bytes(16)).decode()
        self._request = (
            f"GET {wanted['path']} HTTP/1.1\r\nHost: {host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n"
        ).encode()
        self._received = b""
        self._open = False
        self._window = 0
        self._batch = b""
        self._waiting = 0
        self.heard = 0
        self.ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: Any) -> None:
        self._transport = transport
        transport.write(self._request)

    def connection_lost(self, error: Exception | None) -> None:
        if not self.ready.done():
            self.ready.set_exception(ConnectionError(f"not connected: {self._received[:300]!r}"))

    def data_received(self, data: bytes) -> None:
        self._received += data
        if not self._open:
            head, end, rest = self._received.partition(b"\r\n\r\n")
            if not end:
                return
            if not head.startswith(b"HTTP/1.1 101 "):
                self._transport.close()
                return
            self._open, self._received = True, rest
            for text in self._wanted["hello"]:
                self._transport.write(frame(TEXT, text.encode()))
            if not self._ready:
                self.ready.set_result(None)
        self._read_frames()

    def start(self, window: int) -> None:
        self._window = window
        self._batch = frame(TEXT, self._wanted["say"].encode()) * window
        self._send()

    def _send(self) -> None:
        self._waiting = self._window
        self._transport.write(self._batch)

    def _read_frames(self) -> None:
        buffer, at, size = self._received, 0, len(self._received)
        while size - at >= 2:
            length, start = buffer[at + 1], at + 2
            if length == 126:
                length, start = int.from_bytes(buffer[at + 2 : at + 4], "big"), at + 4
            elif length == 127:
                length, start = int.from_bytes(buffer[at + 2 : at + 10], "big"), at + 10
            if start + length > size:
                break
            self._take(buffer[at] & 0xF, buffer[start : start + length])
            at = start + length
        self._received = buffer[at:]

    def _take(self, opcode: int, payload: bytes) -> None:
        if opcode == PING:
            self._transport.write(frame(PONG, payload))
        elif opcode == TEXT and payload == b"2":
            # Engine.IO has a ping of its own.
            self._transport.write(frame(TEXT, b"3"))
        elif not self.ready.done():
            if payload.startswith(self._ready):
                self.ready.set_result(None)
        elif payload.startswith(self._hear) and self._window:
            self.heard += 1
            self._waiting -= 1
            if not self._waiting:
                self._send()


async def main(port: int, seconds: float, window: int) -> None:
    loop = asyncio.get_running_loop()
    wanted = json.loads(sys.stdin.readline())
    sockets: list[Socket] = []
    for one in wanted:
        _, socket = await loop.create_connection(
            lambda one=one: Socket(one, f"127.0.0.1:{port}"), "127.0.0.1", port
        )
        sockets.append(socket)
        await asyncio.wait_for(socket.ready, SECONDS_TO_GET_READY)
    print("ready", flush=True)
    if not seconds:
        await asyncio.to_thread(sys.stdin.read)
        return
    for socket in sockets:
        socket.start(window)
    # What comes first is left out: until then not all send.
    await asyncio.sleep(0.5)
    before, started = sum(socket.heard for socket in sockets), time.perf_counter()
    await asyncio.sleep(seconds)
    heard = sum(socket.heard for socket in sockets) - before
    print(json.dumps({"per_second": heard / (time.perf_counter() - started)}), flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--seconds", type=float, required=True)
    parser.add_argument("--window", type=int, default=16)
    chosen = parser.parse_args()
    uvloop.run(main(chosen.port, chosen.seconds, chosen.window))
