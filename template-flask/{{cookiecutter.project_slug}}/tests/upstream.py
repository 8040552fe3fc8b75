"""A server elsewhere, as far as the application can tell, which answers what a test has told it to."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Thread
from time import sleep

from tests.replies import SILENCE

SECONDS_TO_GIVE_UP = 10


class Upstream:
    """Gives one answer after the other, and the last one to all that follow."""

    def __init__(self, port: int) -> None:
        self.answers = [SILENCE]
        # Between one byte of an answer and the next.
        self.pause = 0.0
        self.requests: list[str] = []
        self.url = f"http://127.0.0.1:{port}/now"

    def serve(self, connection: socket.socket) -> None:
        with connection, suppress(OSError):
            connection.settimeout(SECONDS_TO_GIVE_UP)
            head = connection.makefile("rb")
            self.requests.append(head.readline().strip().decode())
            while head.readline().strip():
                pass
            reply = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
            if reply is SILENCE:
                # Until the client gives up.
                head.read()
            for part in [reply] if not self.pause else [reply[i : i + 1] for i in range(len(reply))]:
                connection.sendall(part)
                sleep(self.pause)


@contextmanager
def new_upstream() -> Iterator[Upstream]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        upstream = Upstream(listener.getsockname()[1])

        def accept() -> None:
            with suppress(OSError):
                while True:
                    upstream.serve(listener.accept()[0])

        thread = Thread(target=accept)
        thread.start()
        yield upstream
        # Accepting ends with it, which closing alone would not bring about.
        listener.shutdown(socket.SHUT_RDWR)
        thread.join()
