"""One HTTP/1.1 client: sends the same request over and over, and says how fast the answers came.

    python load_client.py --port 8000 --connections 32 --seconds 5 < request.txt

It reads the bytes of the request from standard input and writes one JSON object. Without --every, each
connection sends its next request when the last answer is complete; with it, requests are due at fixed times
and an answer's time counts from when its request was due, so that waiting is not left out of the account.
"""

import argparse
import asyncio
import json
import re
import sys
import time
from collections import deque
from dataclasses import dataclass, field
from typing import cast

import uvloop

CONTENT_LENGTH = re.compile(rb"\r\ncontent-length: *([0-9]+)", re.IGNORECASE)


@dataclass
class Measured:
    """What is known after a run: the time of each answer in seconds, and how many were no success."""

    times: list[float] = field(default_factory=list)
    refused: int = 0


class Connection(asyncio.Protocol):
    """Has at most one request under way."""

    def __init__(self, request: bytes, measured: Measured, *, pause: float | None) -> None:
        self._request = request
        self._measured = measured
        self._pause = pause
        self._loop = asyncio.get_running_loop()
        self._received = b""
        self._due: deque[float] = deque()
        self._transport: asyncio.WriteTransport | None = None
        self.stopped = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # uvloop's transports can write, though they say so to nobody.
        self._transport = cast("asyncio.WriteTransport", transport)
        self._request_is_due(time.perf_counter())

    def _request_is_due(self, moment: float) -> None:
        if self.stopped:
            return
        self._due.append(moment)
        if len(self._due) == 1:
            self._send()
        if self._pause is not None:
            following = moment + self._pause
            self._loop.call_later(following - time.perf_counter(), self._request_is_due, following)

    def _send(self) -> None:
        assert self._transport is not None
        self._transport.write(self._request)

    def data_received(self, data: bytes) -> None:
        self._received += data
        head_end = self._received.find(b"\r\n\r\n")
        if head_end < 0:
            return
        length = CONTENT_LENGTH.search(self._received, 0, head_end)
        if length and len(self._received) < head_end + 4 + int(length[1]):
            return
        moment = time.perf_counter()
        self._measured.times.append(moment - self._due.popleft())
        # "HTTP/1.1 200"
        self._measured.refused += self._received[9:10] != b"2"
        self._received = b""
        if self._pause is None:
            self._request_is_due(moment)
        elif self._due and not self.stopped:
            self._send()

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.stopped:
            self._measured.refused += 1


async def measure(
    request: bytes, *, port: int, connections: int, seconds: float, pause: float | None
) -> dict[str, float]:
    """Send requests for so many seconds."""
    loop = asyncio.get_running_loop()
    measured = Measured()
    started, worked = time.perf_counter(), time.process_time()
    opened = [
        await loop.create_connection(lambda: Connection(request, measured, pause=pause), "127.0.0.1", port)
        for _ in range(connections)
    ]
    await asyncio.sleep(seconds)
    took, busy = time.perf_counter() - started, time.process_time() - worked
    for transport, connection in opened:
        connection.stopped = True
        transport.abort()
    times = sorted(measured.times) or [took]
    return {
        "per_second": len(times) / took,
        "median_ms": times[len(times) // 2] * 1000,
        "p99_ms": times[int(len(times) * 0.99)] * 1000,
        "answers": len(times),
        "refused": measured.refused,
        # Near 1 the client was the bottleneck, and the figures are its own.
        "busy": busy / took,
    }


def main() -> None:
    arguments = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    arguments.add_argument("--port", type=int, required=True)
    arguments.add_argument("--connections", type=int, default=1)
    arguments.add_argument("--seconds", type=float, default=5)
    arguments.add_argument("--every", type=float, help="seconds from one request of a connection to the next")
    chosen = arguments.parse_args()
    measuring = measure(
        sys.stdin.buffer.read(),
        port=chosen.port,
        connections=chosen.connections,
        seconds=chosen.seconds,
        pause=chosen.every,
    )
    print(json.dumps(uvloop.run(measuring)))


if __name__ == "__main__":
    main()
