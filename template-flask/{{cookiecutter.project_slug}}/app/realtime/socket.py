"""A WebSocket below Socket.IO, bounded, and ended when we say so."""

import json
import socket
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from logging import getLogger
from threading import Thread, Timer
from typing import Any

from engineio.async_drivers._websocket_wsgi import SimpleWebSocketWSGI
from flask_socketio import SocketIO
from simple_websocket import ConnectionClosed
from wsproto.utilities import LocalProtocolError

from app.realtime.bounds import MAX_MESSAGE_BYTES, Bounds
from app.realtime.closing import POLICY, TOO_BIG, TRY_LATER
from app.realtime.pace import Pace
from app.realtime.people import Person

# The code of an end that both sides expect (RFC 6455).
NORMAL = 1000
# Where a handler finds it in the environment of its request.
SOCKET = "app.realtime.socket"
# Who has connected shows a ticket at once, or goes.
SECONDS_TO_SHOW_TICKET = 5.0
# The refusal of Socket.IO goes first.
SECONDS_TO_HEAR_WHY = 0.25
# How long a client has to read what was sent before the end.
SECONDS_TO_LEAVE = 5.0
# Of the end of a connection one is not always told.
SECONDS_BETWEEN_LOOKS = 5.0
TOO_FAST = "You send too fast."

logger = getLogger(__name__)


class Inbox(list[Any]):
    """What has come and waits to be heard. How fast it comes is asked later, so there is an end here too."""

    def __init__(self, most: int, overflow: Callable[[], None]) -> None:
        super().__init__()
        self._most = most
        self._overflow = overflow
        self._has_overflown = False

    def append(self, message: Any) -> None:
        if len(self) < self._most:
            super().append(message)
        elif not self._has_overflown:
            # What comes until the connection has ended is let fall.
            self._has_overflown = True
            self._overflow()


class BoundedSocket(SimpleWebSocketWSGI):  # type: ignore[misc]
    """What Engine.IO would take, with bounds on how long messages are, and on how fast they come."""

    def __init__(self, handler: Any, server: Any, bounds: Bounds) -> None:
        super().__init__(
            self._serve,
            server,
            max_message_size=MAX_MESSAGE_BYTES,
            receive_bytes=16384,
            thread_class=self._thread_that_reads,
        )
        self._handler = handler
        self._engine_socket = handler.__self__
        self._bounds = bounds
        self._pace = Pace(bounds)
        self._ending = False
        self._door_closes = _timer(SECONDS_TO_SHOW_TICKET, self.end, POLICY, "Show a ticket.")
        # What waits for the thread that writes.
        self.waiting = self._engine_socket.queue

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        environ[SOCKET] = self
        self._door_closes.start()
        try:
            return super().__call__(environ, start_response)
        finally:
            self._door_closes.cancel()

    def _serve(self, own: Any) -> Any:
        """Until the connection ends, which is told in any case."""
        try:
            return self._handler(own)
        except (LookupError, TypeError, ValueError, RecursionError) as error:
            # Engine.IO takes for granted that packets can be read.
            logger.info("what came was no packet (%s)", type(error).__name__)
            return []
        finally:
            self._engine_socket.close(wait=False, abort=True)

    def _thread_that_reads(self, target: Any) -> Thread:
        """Before it starts, where it leaves what it has read is replaced by what is bounded."""
        target.__self__.input_buffer = Inbox(self._bounds.burst, partial(self.end, POLICY, TOO_FAST))
        return Thread(target=target)

    def let_in(self) -> None:
        self._door_closes.cancel()

    def turn_away(self, code: int, reason: str) -> None:
        """End it once it has been told why."""
        _timer(SECONDS_TO_HEAR_WHY, self.end, code, reason).start()

    def wait(self) -> Any:
        """The next message; None at the end."""
        while self.ws.connected:
            with suppress(ConnectionClosed):
                heard = self.ws.receive(timeout=SECONDS_BETWEEN_LOOKS)
                if self._ending:
                    # Nobody answers any more.
                    continue
                if isinstance(heard, str) and len(heard.encode()) > MAX_MESSAGE_BYTES:
                    # Of text the library counts the characters.
                    self.end(TOO_BIG, "Message is too big")
                    return None
                if heard is not None and self._pace.allows_one_more():
                    return heard
                if heard is not None:
                    self.end(POLICY, TOO_FAST)
                    return None
        return None

    def end(self, code: int, reason: str) -> None:
        """Say goodbye, and hang up if that is not heard. Nobody waits for it."""
        self._ending = True
        Thread(target=self._say_goodbye, args=(code, reason), daemon=True).start()
        _timer(SECONDS_TO_LEAVE, self._hang_up).start()

    def close(self) -> None:
        """As the thread that writes does at its end."""
        self._say_goodbye(NORMAL, "")

    def _say_goodbye(self, code: int, reason: str) -> None:
        # Both sides, and several threads, may do so at the same time.
        with suppress(ConnectionClosed, LocalProtocolError, OSError):
            self.ws.close(code, reason)
        self.ws.event.set()

    def _hang_up(self) -> None:
        with suppress(OSError):
            self.ws.sock.shutdown(socket.SHUT_RDWR)


class Connection:
    """One client. What is sent is queued for the thread that writes to it."""

    def __init__(
        self, server: SocketIO, sid: str, below: BoundedSocket, person: Person, bounds: Bounds
    ) -> None:
        self.person = person
        self.rooms: set[str] = set()
        self._closing = False
        self._server = server
        self._sid = sid
        self._below = below
        self._bounds = bounds

    def send(self, text: str) -> None:
        if self._closing:
            return
        if self._too_much_waits():
            self.close(TRY_LATER, "You read too slowly.")
            return
        message = json.loads(text)
        self._server.emit(message["type"], message, to=self._sid)

    def close(self, code: int, reason: str) -> None:
        if not self._closing:
            self._closing = True
            self._below.end(code, reason)

    def hang_up(self) -> None:
        """Socket.IO has let go of it: what is below must not stay, where nothing bounds it any more."""
        if self._below.ws.connected:
            self.close(NORMAL, "")

    def _too_much_waits(self) -> bool:
        waiting = self._below.waiting
        if waiting.qsize() < FEW:
            return False
        with waiting.mutex:
            characters = sum(len(str(packet.data)) for packet in waiting.queue if packet)
        return waiting.qsize() > self._bounds.waiting_messages or characters > self._bounds.waiting_characters


# So many messages cannot be too much.
FEW = 8


def _timer(seconds: float, what: Any, *arguments: Any) -> Timer:
    timer = Timer(seconds, what, arguments)
    timer.daemon = True
    return timer
