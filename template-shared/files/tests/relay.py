"""A cable between the application and a server that it depends on, which a test can cut and mend."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress


class Relay:
    """Passes on what comes to `port` of this machine."""

    def __init__(self, host: str, port: int) -> None:
        self._target = (host, port)
        self._server: asyncio.Server | None = None
        self._writers: set[asyncio.StreamWriter] = set()
        self.port = 0
        # Set as long as what is sent arrives.
        self._flows = asyncio.Event()

    async def mend(self) -> None:
        self._server = await asyncio.start_server(self._connect, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]
        self._flows.set()

    async def cut(self) -> None:
        """Break every connection, and let nobody make a new one."""
        if self._server:
            self._server.close()
        for writer in list(self._writers):
            writer.transport.abort()
        # The transports close with the next turn of the event loop.
        await asyncio.sleep(0.01)

    def stall(self) -> None:
        """Keep every connection and pass on nothing more, as a network does that has lost its way."""
        self._flows.clear()

    async def _connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        target_reader, target_writer = await asyncio.open_connection(*self._target)
        self._writers |= {writer, target_writer}
        await asyncio.gather(
            _pass_on(reader, target_writer, self._flows), _pass_on(target_reader, writer, self._flows)
        )
        self._writers -= {writer, target_writer}


async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, flows: asyncio.Event) -> None:
    with suppress(ConnectionError):
        while received := await reader.read(65536):
            await flows.wait()
            if writer.is_closing():
                # Cut while it held this back.
                break
            writer.write(received)
            await writer.drain()
    writer.close()


@asynccontextmanager
async def relay_to(host: str, port: int) -> AsyncIterator[Relay]:
    relay = Relay(host, port)
    await relay.mend()
    try:
        yield relay
    finally:
        await relay.cut()
