"""What only a real server shows: sockets, signals, a process."""

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Thread
from time import monotonic, sleep

import httpx2
import pytest
import uvicorn
from httpx2 import Client
from structlog.testing import capture_logs

from app.__main__ import OPTIONS
from tests.databases import ROOT
from tests.patience import PATIENCE, until
from tests.probe import create_probe

PRODUCTION = {
    "app_env": "production",
    "secret_key": "uF4tR-yWk2qNdE8xVbGj7sZcLmHpTaQo",
    "mail_url": "smtp://127.0.0.1:1",
}
MEGABYTE = 1_048_576


@pytest.fixture(scope="module")
def port(migrated_url: str) -> Iterator[int]:
    """Where the application is served as in production."""
    app = create_probe(database_url=migrated_url, **PRODUCTION)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = uvicorn.Server(uvicorn.Config(app, **(OPTIONS | {"ws": "none"})))
        thread = Thread(target=server.run, args=([listener],))
        thread.start()
        yield listener.getsockname()[1]
        server.should_exit = True
        thread.join()


@pytest.fixture(scope="module")
def client(port: int) -> Iterator[Client]:
    with Client(base_url=f"http://127.0.0.1:{port}") as client:
        yield client


def send(port: int, *parts: bytes) -> bytes:
    """The answer to bytes that need be no proper request."""
    with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
        # The server may have heard enough before the end.
        with suppress(OSError):
            for part in parts:
                connection.sendall(part)
            connection.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: connection.recv(65536), b""))


def test_an_answer_names_no_software(client: Client) -> None:
    headers = client.get("/healthz").headers
    assert not {"server", "x-powered-by", "via"} & set(headers)
    assert "uvicorn" not in str(headers).lower()


def test_production_asks_for_https(client: Client) -> None:
    assert client.get("/healthz").headers["Strict-Transport-Security"].startswith("max-age=31536000")


@pytest.mark.parametrize(
    "path",
    ["/.env", "/.git/config", "/app/main.py", "/pyproject.toml", "/var/app.db", "/..%2f.env"],
)
def test_files_of_the_project_are_not_served(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


def test_trace_is_refused_and_repeats_nothing(client: Client) -> None:
    response = client.request("TRACE", "/healthz", headers={"X-Secret": "hidden"})
    assert response.status_code == 405
    assert "hidden" not in response.text


@pytest.mark.parametrize("path", ["/healthz", "/probe/notes", "/probe/files/probe.py", "/nothing"])
def test_the_answer_to_head_is_that_to_get_without_the_content(port: int, path: str) -> None:
    request = f"%s {path} HTTP/1.1\r\nHost: localhost\r\n%s\r\n"
    # Over one connection: content that came with the first answer would be in front of the second.
    with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
        connection.sendall((request % ("HEAD", "") + request % ("GET", "Connection: close\r\n")).encode())
        answers = b"".join(iter(lambda: connection.recv(65536), b""))
    head, get, content = answers.split(b"\r\n\r\n", 2)
    assert lasting_lines(head) == lasting_lines(get)
    assert b"content-length: %d" % len(content) in lasting_lines(get)


def lasting_lines(head: bytes) -> list[bytes]:
    """Those that do not depend on when and how something was asked."""
    changing = (b"connection:", b"date:", b"x-request-id:")
    return [line for line in head.lower().split(b"\r\n") if not line.startswith(changing)]


def test_a_body_in_chunks_that_goes_on_and_on_is_refused(port: int) -> None:
    head = (
        b"POST /probe/form HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n"
        b"Content-Type: application/x-www-form-urlencoded\r\n\r\n"
    )
    chunk = b"%x\r\n%s\r\n" % (MEGABYTE // 2, b"x" * (MEGABYTE // 2))
    assert send(port, head, chunk, chunk, b"1\r\nx\r\n0\r\n\r\n").startswith(b"HTTP/1.1 413 ")


@pytest.mark.parametrize(
    ("length", "status"),
    [
        (2 * MEGABYTE, b"413"),
        (10**30, b"400"),
        (-1, b"400"),
    ],
)
def test_a_length_that_cannot_be_is_refused(port: int, length: int, status: bytes) -> None:
    head = b"POST /probe/notes HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n" % length
    assert send(port, head).startswith(b"HTTP/1.1 %s " % status)


def test_a_body_that_stops_early_hurts_nobody(port: int, client: Client) -> None:
    head = b"POST /probe/notes HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n"
    with capture_logs() as lines:
        send(port, head, b"{")
        assert client.get("/readyz").status_code == 200
    assert {line["log_level"] for line in lines} <= {"info"}


BEGUN = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n"
WHOLE = BEGUN + b"\r\n"


@pytest.mark.parametrize("sent", [b"", BEGUN, WHOLE + BEGUN], ids=["silent", "half", "second half"])
def test_a_request_that_does_not_come_is_not_waited_for(
    port: int, monkeypatch: pytest.MonkeyPatch, sent: bytes
) -> None:
    monkeypatch.setattr("app.http_protocol.SECONDS_FOR_HEAD", 0.05)
    with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
        connection.sendall(sent)
        answer = b"".join(iter(lambda: connection.recv(65536), b""))
    assert answer.count(b"HTTP/1.1 200 ") == sent.count(WHOLE)


def test_an_answer_may_take_longer_than_its_request(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.http_protocol.SECONDS_FOR_HEAD", 0.05)
    with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
        connection.sendall(b"POST /probe/form HTTP/1.1\r\nHost: localhost\r\nContent-Length: 6\r\n")
        connection.sendall(b"Content-Type: application/x-www-form-urlencoded\r\n\r\n")
        sleep(0.1)
        connection.sendall(b"text=a")
        assert connection.recv(65536).startswith(b"HTTP/1.1 204 ")


def test_a_head_has_bounds(port: int) -> None:
    line = b"X-More: " + b"x" * 8000 + b"\r\n"
    with socket.create_connection(("127.0.0.1", port), timeout=5) as connection, suppress(OSError):
        connection.sendall(BEGUN)
        for _ in range(1000):
            connection.sendall(line)
        raise AssertionError("there is no end to it")


@contextmanager
def process(
    log: Path, *, module: str = "app", **variables: str
) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """What `poe serve` starts, or a module of the tests, and the port it listens at."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    settings = {name.upper(): value for name, value in PRODUCTION.items()}
    environment = {**os.environ, **settings, "PORT": str(port), "PYTHONPATH": str(ROOT), **variables}
    with log.open("wb") as output:
        running = subprocess.Popen(
            [sys.executable, "-m", module],
            # Where there is no `.env`.
            cwd=log.parent,
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        assert is_up(port, running), log.read_text(encoding="utf-8")
        yield running, port
    finally:
        # Killed at once, it would leave the processes behind that it has started.
        running.terminate()
        with suppress(subprocess.TimeoutExpired):
            running.wait(PATIENCE)
        running.kill()
        running.wait()


def is_up(port: int, running: subprocess.Popen[bytes]) -> bool:
    """Whether the server starts, after some time."""
    end = monotonic() + PATIENCE
    while monotonic() < end and running.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            sleep(0.05)
        else:
            return True
    return False


@pytest.mark.processes
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGTERM that a process could handle")
async def test_a_request_under_way_is_finished_and_logged_before_the_server_stops(
    migrated_url: str, tmp_path: Path
) -> None:
    log = tmp_path / "log"
    with process(log, module="tests.slow_server", DATABASE_URL=migrated_url) as (running, port):
        async with httpx2.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=PATIENCE) as client:
            request = asyncio.create_task(
                client.post("/slow?next=hidden", data={"text": "nobody@example.com"})
            )
            await until(lambda: '"begun"' in log.read_text(encoding="utf-8"))
            running.send_signal(signal.SIGTERM)
            answer = await request
        await asyncio.to_thread(running.wait, PATIENCE)
    assert answer.status_code == 204
    written = log.read_text(encoding="utf-8")
    lines = [json.loads(line) for line in written.splitlines()]
    events = [line["event"] for line in lines]
    assert events.index("Shutting down") < events.index("request")
    assert events.index("request") < events.index("Application shutdown complete.")
    assert lines[events.index("request")]["request_id"] == answer.headers["X-Request-ID"]
    assert "hidden" not in written
    assert "nobody@" not in written
