"""What only a real server shows: sockets, signals, processes."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from dataclasses import dataclass
from email.message import Message
from http.client import HTTPConnection
from pathlib import Path
from threading import Thread
from time import monotonic, sleep
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.database import PROJECT, delete_rows_at

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="gunicorn does not run on Windows")

PRODUCTION = {
    "APP_ENV": "production",
    "SECRET_KEY": "uF4tR-yWk2qNdE8xVbGj7sZcLmHpTaQo",
    # A third of a second of hashing.
    "ARGON2_MEMORY_KIB": "19456",
    "ARGON2_TIME_COST": "40",
    "WEB_CONCURRENCY": "1",
}
MEGABYTE = 1_048_576
# A busy machine may take long to start a process.
PATIENCE = 120.0
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


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
            return b"".join(iter(lambda: connection.recv(65536), b""))


def wait_until(happened: Callable[[], bool]) -> None:
    end = monotonic() + PATIENCE
    while not happened():
        assert monotonic() < end, "it does not happen"
        sleep(0.02)


@pytest.fixture(scope="module")
def server(
    database_url: str, slow_mail_server: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    log = tmp_path_factory.mktemp("server") / "log"
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    settings = {"DATABASE_URL": database_url, "MAIL_URL": slow_mail_server, "PORT": str(port)}
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "app"],
            cwd=PROJECT,
            env={**os.environ, **PRODUCTION, **settings},
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        server = Server(port, process, log)
        wait_until(lambda: "Booting worker" in server.log)
        yield server
        process.terminate()
        assert process.wait(PATIENCE) == 0
    finally:
        process.kill()
        process.wait()
        delete_rows_at(database_url)


@pytest.fixture(scope="module")
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


def test_an_answer_tells_no_version(server: Server) -> None:
    answer = server.ask("GET", "/healthz")
    assert answer.status == 200
    assert answer.headers["Server"] == "gunicorn"
    assert not {"X-Powered-By", "Via"} & set(answer.headers)
    assert not re.search(r"gunicorn/|werkzeug|flask|python", str(answer.headers), re.IGNORECASE)


def test_production_asks_for_https_and_hides_the_sources(server: Server) -> None:
    answer = server.ask("GET", "/login")
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=31536000")
    assert answer.headers["Set-Cookie"].startswith("__Host-session=")
    paths = (
        "/.env",
        "/.git/config",
        "/app/__init__.py",
        "/pyproject.toml",
        "/var/app.db",
        "/static/..%2f.env",
    )
    assert {server.ask("GET", path).status for path in paths} == {404}


def test_no_proxy_is_believed_that_is_not_ours(server: Server) -> None:
    answer = server.ask(
        "GET", "/healthz", **{"X-Forwarded-For": "203.0.113.9", "X-Request-ID": "who-am-i-now"}
    )
    assert answer.headers["X-Request-ID"] == "who-am-i-now"
    wait_until(lambda: any(line.get("request_id") == "who-am-i-now" for line in server.lines))
    (line,) = (line for line in server.lines if line.get("request_id") == "who-am-i-now")
    assert (line["client"], line["route"], line["status"]) == ("127.0.0.1", "/healthz", 200)


def test_trace_is_refused_and_repeats_nothing(server: Server) -> None:
    answer = server.ask("TRACE", "/healthz", **{"X-Secret": "whispered"})
    assert answer.status == 405
    assert "whispered" not in answer.text


def test_a_body_in_chunks_that_goes_on_and_on_is_refused(server: Server) -> None:
    head = (
        b"POST /login HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n"
        b"Content-Type: application/x-www-form-urlencoded\r\n\r\n"
    )
    chunk = b"%x\r\n%s\r\n" % (MEGABYTE // 2, b"x" * (MEGABYTE // 2))
    assert server.send(head, chunk, chunk, b"1\r\nx\r\n0\r\n\r\n").startswith(b"HTTP/1.1 413 ")


@pytest.mark.parametrize(("length", "status"), [(2 * MEGABYTE, b"413"), (10**30, b"4"), (-1, b"400")])
def test_a_length_that_cannot_be_is_refused(server: Server, length: int, status: bytes) -> None:
    head = b"POST /login HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n" % length
    assert server.send(head).startswith(b"HTTP/1.1 %s" % status)


def test_a_body_that_stops_early_hurts_nobody(server: Server) -> None:
    server.send(b"POST /login HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n", b"user")
    assert server.ask("GET", "/readyz").status == 200
    assert "unexpected error" not in server.log


def fill_in(server: Server, path: str, **fields: str) -> tuple[str, dict[str, str]]:
    """The body and the headers that a browser would send with this form."""
    page = server.ask("GET", path)
    cookie = str(page.headers["Set-Cookie"]).partition(";")[0]
    (token,) = re.findall(r'name="csrf_token"[^>]*value="([^"]+)"', page.text)[:1]
    return urlencode({**fields, "csrf_token": token}), {**FORM, "Cookie": cookie}


def test_a_reload_loses_no_request_and_no_mail(server: Server) -> None:
    name = f"{uuid.uuid4()}@example.com"
    account, account_headers = fill_in(server, "/register", email=name, password="seven quiet lanterns")
    login, login_headers = fill_in(server, "/login", username="nobody@example.com", password="x")
    failed_mails = server.log.count("A mail could not be sent")
    assert server.ask("POST", "/register", account, **account_headers).status == 302
    with ThreadPoolExecutor(1) as thread:
        under_way = thread.submit(server.ask, "POST", "/login?next=/hidden", login, **login_headers)
        sleep(0.1)
        assert not under_way.done()
        server.process.send_signal(signal.SIGHUP)
        assert under_way.result(PATIENCE).status == 401
    # The worker that is replaced waits for the mail server, which then hangs up.
    wait_until(lambda: server.log.count("Booting worker") == 2 and "Worker exiting" in server.log)
    wait_until(lambda: server.log.count("A mail could not be sent") == failed_mails + 1)
    assert server.ask("GET", "/readyz").status == 200
    assert not any(secret in server.log for secret in ("hidden", "nobody@", name))
