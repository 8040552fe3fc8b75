"""What a benchmark runs: servers on one core, clients on another, databases of its own."""

import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

LOAD_CLIENT = Path(__file__).with_name("load_client.py")
SERVER_CORE, CLIENT_CORE = 0, 1
SECONDS_TO_START = 60
# A server with thousands of threads on one core takes its time.
SECONDS_TO_STOP = 60


class BenchmarkError(Exception):
    """The benchmark cannot be run here; the message says why."""


def require_machine() -> None:
    """Raise BenchmarkError where processes cannot be kept on a core, or there are not enough of them."""
    if not hasattr(os, "sched_setaffinity"):
        raise BenchmarkError("Processes are kept on a core with os.sched_setaffinity, which Linux has.")
    if not {SERVER_CORE, CLIENT_CORE} <= os.sched_getaffinity(0):
        raise BenchmarkError(f"The benchmark needs cores {SERVER_CORE} and {CLIENT_CORE}.")
    for program in ("uv", "psql"):
        if shutil.which(program) is None:
            raise BenchmarkError(f"{program} is not installed.")


def environment(**changes: str) -> dict[str, str]:
    """The environment of a child, without what belongs to the virtual environment we run in."""
    own = {"VIRTUAL_ENV", "PYTHONPATH"}
    return {**{name: text for name, text in os.environ.items() if name not in own}, **changes}


@contextlib.contextmanager
def new_database(server: str) -> Iterator[str]:
    """The URL of a new database on this server, dropped at the end."""
    name = f"benchmark_{uuid.uuid4().hex[:12]}"
    _execute(server, f"CREATE DATABASE {name}")
    try:
        yield f"{server}/{name}"
    finally:
        _execute(server, f"DROP DATABASE {name} WITH (FORCE)")


def _execute(server: str, statement: str) -> None:
    command = ["psql", f"{server}/postgres", "-v", "ON_ERROR_STOP=1", "-qc", statement]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False, timeout=30)
    if done.returncode:
        raise BenchmarkError(f"PostgreSQL at {server} says: {done.stderr.strip()}")


@contextlib.contextmanager
def serving(
    command: Sequence[str], *, folder: Path, variables: Mapping[str, str], log: Path
) -> Iterator[int]:
    """Run a server on its core; gives the port, which it is told as PORT and in place of `{port}`."""
    port = _free_port()
    with log.open("w") as output:
        server = subprocess.Popen(
            [part.format(port=port) for part in command],
            cwd=folder,
            env=environment(**variables, PORT=str(port)),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        os.sched_setaffinity(server.pid, {SERVER_CORE})
        try:
            _wait_until_it_answers(server, port, log)
            yield port
        finally:
            server.terminate()
            server.wait(SECONDS_TO_STOP)


def _wait_until_it_answers(server: subprocess.Popen[bytes], port: int, log: Path) -> None:
    given_up = time.monotonic() + SECONDS_TO_START
    while True:
        with contextlib.suppress(OSError):
            call(port, "GET", "/healthz")
            return
        if server.poll() is not None or time.monotonic() > given_up:
            raise BenchmarkError(f"The server does not start:\n{log.read_text()}")
        time.sleep(0.1)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def call(
    port: int, method: str, path: str, *, token: str = "", form: Mapping[str, str] | None = None, **body: Any
) -> Any:
    """One request with a form or a JSON body, outside of what is measured; gives the JSON of the answer."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    content = urlencode(form).encode() if form else None
    if body:
        content = json.dumps(body).encode()
        headers["Content-Type"] = "application/json"
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", content, headers, method=method)
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)


@dataclass(frozen=True)
class Load:
    """A request, and by how many connections and how often it is sent."""

    port: int
    request: bytes
    connections: int
    every: float | None = None

    @classmethod
    def get(
        cls, port: int, path: str, header: str = "", *, connections: int, every: float | None = None
    ) -> "Load":
        """`header` is a line that says who asks, such as `Authorization: Bearer …`."""
        line = f"{header}\r\n" if header else ""
        head = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n{line}\r\n"
        return cls(port, head.encode(), connections, every)

    @classmethod
    def post_form(cls, port: int, path: str, form: Mapping[str, str], *, connections: int) -> "Load":
        body = urlencode(form)
        head = (
            f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Length: {len(body)}\r\n"
            "Content-Type: application/x-www-form-urlencoded\r\n\r\n"
        )
        return cls(port, (head + body).encode(), connections)

    @classmethod
    def post_json(
        cls, port: int, path: str, content: Mapping[str, Any], header: str = "", *, connections: int
    ) -> "Load":
        line = f"{header}\r\n" if header else ""
        body = json.dumps(content)
        head = (
            f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n{line}Content-Length: {len(body)}\r\n"
            "Content-Type: application/json\r\n\r\n"
        )
        return cls(port, (head + body).encode(), connections)


@dataclass(frozen=True)
class Figures:
    """What the load client measured."""

    per_second: float
    median_ms: float
    p99_ms: float
    answers: int
    refused: int
    busy: float


def measure(*loads: Load, seconds: float) -> list[Figures]:
    """Send all loads at the same time, from the clients' core. Raise BenchmarkError for a refusal."""
    clients = [_start_client(load, seconds) for load in loads]
    found = [Figures(**json.loads(client.communicate()[0])) for client in clients]
    for figures in found:
        if figures.refused:
            raise BenchmarkError(f"{figures.refused} of {figures.answers} answers were refusals.")
    return found


def _start_client(load: Load, seconds: float) -> subprocess.Popen[bytes]:
    command = [sys.executable, str(LOAD_CLIENT), "--port", str(load.port), "--seconds", str(seconds)]
    command += ["--connections", str(load.connections)]
    command += ["--every", str(load.every)] if load.every else []
    client = subprocess.Popen(
        command,
        env=environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    os.sched_setaffinity(client.pid, {CLIENT_CORE})
    assert client.stdin is not None
    client.stdin.write(load.request)
    client.stdin.close()
    client.stdin = None
    return client
