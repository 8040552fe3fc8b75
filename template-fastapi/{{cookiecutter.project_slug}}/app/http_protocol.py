"""How uvicorn speaks HTTP here: nobody holds a connection with a request that does not come."""

from asyncio import TimerHandle, Transport

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

# For the first request of a connection to begin, and for the head of each to be whole.
SECONDS_FOR_HEAD = 15.0
# A head that has not ended by then is cut off. What browsers and proxies send stays far below.
MAX_HEAD_BYTES = 65_536


class Protocol(HttpToolsProtocol):
    """Bodies have bounds of their own, in `app/protection.py`."""

    _timer: TimerHandle | None = None
    _head_bytes = 0

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._wait_for_head()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_waiting()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self._timer:
            self._head_bytes += len(data)
            if self._head_bytes > MAX_HEAD_BYTES:
                self.transport.close()

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._wait_for_head()

    def on_headers_complete(self) -> None:
        self._stop_waiting()
        super().on_headers_complete()

    def _wait_for_head(self) -> None:
        self._stop_waiting()
        self._timer = self.loop.call_later(SECONDS_FOR_HEAD, self.transport.close)
        self._head_bytes = 0

    def _stop_waiting(self) -> None:
        if self._timer:
            self._timer.cancel()
            self._timer = None
