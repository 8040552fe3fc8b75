"""A bound on the whole of a request to another service.

The client's own bounds are for each wait, and who answers byte by byte makes it wait again and again.
"""

import ssl
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from time import monotonic
from typing import Any

from httpcore2 import SOCKET_OPTION, ConnectionPool, NetworkStream, SyncBackend, TimeoutException
from httpx2 import HTTPTransport, Limits

_END: ContextVar[float | None] = ContextVar("end of what this thread asks", default=None)


@contextmanager
def fail_after(seconds: float) -> Iterator[None]:
    """What is asked within this takes no longer, or raises httpx2's TimeoutException."""
    token = _END.set(monotonic() + seconds)
    try:
        yield
    finally:
        _END.reset(token)


def _within(timeout: float | None) -> float | None:
    """The bound of this wait, or what is left of the whole if that is less."""
    end = _END.get()
    if end is None:
        return timeout
    left = end - monotonic()
    if left <= 0:
        raise TimeoutException
    return left if timeout is None else min(left, timeout)


class BoundedStream(NetworkStream):
    def __init__(self, stream: NetworkStream) -> None:
        self._stream = stream

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _within(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _within(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> NetworkStream:
        return BoundedStream(self._stream.start_tls(ssl_context, server_hostname, _within(timeout)))

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


class BoundedBackend(SyncBackend):
    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[SOCKET_OPTION] | None = None,
    ) -> NetworkStream:
        return BoundedStream(super().connect_tcp(host, port, _within(timeout), local_address, socket_options))


class BoundedTransport(HTTPTransport):
    """httpx2's own, which is given no way to say how it speaks to the network."""

    def __init__(self, certificates: ssl.SSLContext, limits: Limits) -> None:
        super().__init__(verify=certificates, limits=limits)
        self._pool = ConnectionPool(
            ssl_context=certificates,
            max_connections=limits.max_connections,
            max_keepalive_connections=limits.max_keepalive_connections,
            keepalive_expiry=limits.keepalive_expiry,
            network_backend=BoundedBackend(),
        )
