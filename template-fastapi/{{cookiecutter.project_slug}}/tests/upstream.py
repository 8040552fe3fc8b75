"""A server elsewhere, as far as the application can tell, which answers what a test has told it to."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tests.replies import SILENCE


class Upstream:
    """Gives one answer after the other, and the last one to all that follow."""

    def __init__(self) -> None:
        self.answers = [SILENCE]
        self.requests: list[str] = []
        self.url = ""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = await reader.readuntil(b"\r\n\r\n")
        except asyncio.IncompleteReadError:
            # The client has given up already.
            writer.close()
            return
        self.requests.append(head.partition(b"\r\n")[0].decode())
        reply = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if reply is SILENCE:
            # Until the client gives up.
            await reader.read()
        writer.write(reply)
        writer.close()


@asynccontextmanager
async def new_upstream() -> AsyncIterator[Upstream]:
    upstream = Upstream()
    async with await asyncio.start_server(upstream.serve, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        upstream.url = f"http://127.0.0.1:{port}/now"
        yield upstream
