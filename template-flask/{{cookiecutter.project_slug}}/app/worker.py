"""How gunicorn serves: in threads, none of which waits for a client as long as the client likes.

gunicorn's main process loads this module, and of the application nothing else: what changes here is taken up
with a restart of the server, not with a reload.
"""

import io
import socket
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from queue import SimpleQueue
from time import monotonic
from typing import Any, Protocol

from gunicorn.workers.gthread import ThreadWorker
from werkzeug.exceptions import RequestTimeout

# For the head of a request to come, and then for its body.
SECONDS_FOR_HEAD = 15.0
SECONDS_FOR_BODY = 60.0
# For what is left of a body that is refused.
SECONDS_TO_LINGER = 2.0
MOST_TO_DISCARD = 16 * 1024 * 1024
# Threads that may wait for requests to come, beside those that work.
WAITING = 60


class HasSocket(Protocol):
    sock: Any


class Watch:
    """Hangs up on those who have begun to say something and do not come to the end."""

    def __init__(self) -> None:
        self._ends: dict[HasSocket, float] = {}

    def begin(self, waits_for: HasSocket, end: float) -> None:
        self._ends[waits_for] = end

    def finish(self, waits_for: HasSocket) -> bool:
        """Whether it was in time."""
        return self._ends.pop(waits_for, None) is not None

    def hang_up_on_late(self) -> None:
        now = monotonic()
        for late in [late for late, end in list(self._ends.items()) if end < now]:
            if self.finish(late):
                # The thread reads that nothing more comes, and can still answer. With TLS it cannot, and the
                # socket's own method would let it do so in the clear.
                with suppress(OSError):
                    socket.socket.shutdown(late.sock, socket.SHUT_RD)


class Turns:
    """So many at once may have one. With a semaphore, each request took a tenth longer."""

    def __init__(self, number: int) -> None:
        self._free: SimpleQueue[None] = SimpleQueue()
        for _ in range(number):
            self._free.put(None)

    def take(self) -> None:
        self._free.get()

    def give_back(self) -> None:
        self._free.put(None)


class Body(io.RawIOBase):
    """The body of a request, which is not waited for without end, and meanwhile takes nobody's turn."""

    def __init__(self, body: Any, sock: Any, watch: Watch, turns: Turns) -> None:
        super().__init__()
        self.sock = sock
        self.is_read = False
        self._body = body
        self._watch = watch
        self._turns = turns
        self._end = monotonic() + SECONDS_FOR_BODY

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self._turns.give_back()
        self._watch.begin(self, self._end)
        try:
            part = self._body.read(len(buffer))
        finally:
            self._turns.take()
            if not self._watch.finish(self):
                # gunicorn lets the connection end: where another request could begin on it, nobody knows.
                self._body.failed = True
                raise RequestTimeout
        buffer[: len(part)] = part
        self.is_read = not part
        return len(part)


class InTurn:
    """The application, at work for so many at once. Its connections to the database are as few."""

    def __init__(self, app: Any, turns: Turns, watch: Watch) -> None:
        self._app = app
        self._turns = turns
        self._watch = watch

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        self._turns.take()
        try:
            if environ.get("CONTENT_LENGTH", "0") != "0" or "HTTP_TRANSFER_ENCODING" in environ:
                body = Body(environ["wsgi.input"], environ["gunicorn.socket"], self._watch, self._turns)
                environ["wsgi.input"] = body
                start_response = _ending_unless_read(body, start_response)
            answer: Iterable[bytes] = self._app(environ, start_response)
            return answer
        finally:
            self._turns.give_back()


def _ending_unless_read(body: Body, start_response: Any) -> Any:
    """Says with the answer that the connection ends, if the body is not read by then."""

    def start(*head: Any) -> Any:
        if not body.is_read:
            # gunicorn sees only afterwards that too much is left, and would hang up without having said so.
            start_response.__self__.force_close()
        return start_response(*head)

    return start


class Worker(ThreadWorker):  # type: ignore[misc]
    """gunicorn's, which would read heads and bodies as long as they come, each in one of a few threads."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._watch = Watch()

    def get_thread_pool(self) -> ThreadPoolExecutor:
        return ThreadPoolExecutor(self.cfg.threads + WAITING)

    def load_wsgi(self) -> None:
        super().load_wsgi()
        self.wsgi: Any = InTurn(self.wsgi, Turns(self.cfg.threads), self._watch)

    def notify(self) -> None:
        """gunicorn calls this every second: the worker tells that it lives."""
        super().notify()
        self._watch.hang_up_on_late()

    def handle(self, conn: Any) -> Any:
        self._watch.begin(conn, monotonic() + SECONDS_FOR_HEAD)
        try:
            return super().handle(conn)
        finally:
            self._watch.finish(conn)

    def handle_request(self, req: Any, conn: Any) -> Any:
        # Its head has come.
        self._watch.finish(conn)
        goes_on = super().handle_request(req, conn)
        if not goes_on:
            # Whoever is still sending when the connection ends does not get to read the answer.
            conn.parser.finish_body(monotonic() + SECONDS_TO_LINGER, MOST_TO_DISCARD)
        return goes_on
