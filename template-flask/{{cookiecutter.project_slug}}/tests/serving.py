"""The server that `poe serve` starts, as a process of its own."""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass
from email.message import Message
from http.client import HTTPConnection
from pathlib import Path
from threading import Thread
from time import monotonic, sleep
from typing import Any

from tests.database import PROJECT

PRODUCTION = {
    "APP_ENV": "production",
    "SECRET_KEY": "uF4tR-yWk2qNdE8xVbGj7sZcLmHpTaQo",
    # A third of a second of hashing.
    "ARGON2_MEMORY_KIB": "19456",
    "ARGON2_TIME_COST": "40",
    "WEB_CONCURRENCY": "1",
    "MAX_BODY_BYTES": "1048576",
}
# A busy machine may take long to start a process.
PATIENCE = 120.0


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Message
    text: str


class Server:
    """What `poe serve` starts."""

    def __init__(self, port: int, process: subprocess.Popen[bytes], log: Path) -> None:
        self.port = port
        self.process = process
        self._log = log

    @property
    def log(self) -> str:
        return self._log.read_text(encoding="utf-8")

    @property
    def lines(self) -> list[dict[str, Any]]:
        """What the application has logged: in production, every line is JSON."""
        return [json.loads(line) for line in self.log.splitlines() if line.startswith("{")]

    def ask(self, method: str, path: str, body: str | None = None, **headers: str) -> Answer:
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)) as connection:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            return Answer(answer.status, answer.headers, answer.read().decode())

    def send(self, *parts: bytes) -> bytes:
        """The answer to bytes that need be no proper request."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE) as connection:
            # The server may have heard enough before the end.
            with suppress(OSError):
                for part in parts:
                    connection.sendall(part)
                connection.shutdown(socket.SHUT_WR)
            return all_of(connection)

    @contextmanager
    def stalled(self, start: bytes, clients: int = 1) -> Iterator[list[socket.socket]]:
        """Clients that have sent this much, and do not go on."""
        with ExitStack() as stack:
            connections = [
                stack.enter_context(socket.create_connection(("127.0.0.1", self.port), PATIENCE))
                for _ in range(clients)
            ]
            for connection in connections:
                connection.sendall(start)
            yield connections


def all_of(connection: socket.socket) -> bytes:
    """What is said until the other side hangs up."""
    return b"".join(iter(lambda: connection.recv(65536), b""))


def wait_until(happened: Callable[[], bool]) -> None:
    end = monotonic() + PATIENCE
    while not happened():
        assert monotonic() < end, "it does not happen"
        sleep(0.02)


@contextmanager
def production_server(
    folder: Path, database_url: str, mail_url: str, module: str = "app"
) -> Iterator[Server]:
    log = folder / "log"
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    settings = {"DATABASE_URL": database_url, "MAIL_URL": mail_url, "PORT": str(port)}
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", module],
            # Where there is no `.env`.
            cwd=folder,
            env={**os.environ, **PRODUCTION, **settings, "PYTHONPATH": str(PROJECT)},
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        server = Server(port, process, log)
        wait_until(lambda: "Booting worker" in server.log or process.poll() is not None)
        assert process.poll() is None, server.log
        yield server
        process.terminate()
        assert process.wait(PATIENCE) == 0
    finally:
        process.kill()
        process.wait()


@contextmanager
def slow_mail_server() -> Iterator[str]:
    """Takes half a second to greet, and then hangs up."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def greet() -> None:
            with suppress(OSError):
                while True:
                    connection, _ = listener.accept()
                    sleep(0.5)
                    connection.close()

        thread = Thread(target=greet, daemon=True)
        thread.start()
        yield f"smtp://127.0.0.1:{listener.getsockname()[1]}"


def reload_during(server: Server, request: Callable[[], Answer]) -> Answer:
    """What is answered to a request that takes a while, when the server is told to reload meanwhile."""
    booted = server.log.count("Booting worker")
    exited = server.log.count("Worker exiting")
    with ThreadPoolExecutor(1) as thread:
        under_way = thread.submit(request)
        sleep(0.1)
        assert not under_way.done()
        server.process.send_signal(signal.SIGHUP)
        answer = under_way.result(PATIENCE)
    # The worker that is replaced waits for the mails it has begun to send.
    wait_until(lambda: server.log.count("Booting worker") == booted + 1)
    wait_until(lambda: server.log.count("Worker exiting") == exited + 1)
    return answer
