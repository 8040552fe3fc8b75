"""What only a real server shows: sockets, signals, processes."""

import re
import socket
import sys
from contextlib import closing
from http.client import HTTPConnection

import pytest

from tests.serving import PATIENCE, Server, all_of, wait_until

pytestmark = [
    pytest.mark.processes,
    pytest.mark.skipif(sys.platform == "win32", reason="gunicorn does not run on Windows"),
]

MEGABYTE = 1_048_576


def test_an_answer_tells_no_version(server: Server) -> None:
    answer = server.ask("GET", "/healthz")
    assert answer.status == 200
    assert answer.headers["Server"] == "gunicorn"
    assert not {"X-Powered-By", "Via"} & set(answer.headers)
    assert not re.search(r"gunicorn/|werkzeug|flask|python", str(answer.headers), re.IGNORECASE)


def test_production_asks_for_https_and_hides_the_sources(server: Server) -> None:
    answer = server.ask("GET", "/healthz")
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=31536000")
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


def test_what_gunicorn_cannot_read_is_logged_without_its_address(server: Server) -> None:
    before = len(server.log)
    answer = server.send(b"GET /verify-email?token=whispered&x=\xc3\xa9 HTTP/1.1\r\nHost: localhost\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 400 ")
    wait_until(lambda: "Invalid request from ip=127.0.0.1" in server.log[before:])
    assert "whispered" not in server.log


def test_a_body_in_chunks_that_goes_on_and_on_is_refused(server: Server) -> None:
    head = (
        b"POST /healthz HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n"
        b"Content-Type: application/x-www-form-urlencoded\r\n\r\n"
    )
    chunk = b"%x\r\n%s\r\n" % (MEGABYTE // 2, b"x" * (MEGABYTE // 2))
    assert server.send(head, chunk, chunk, b"1\r\nx\r\n0\r\n\r\n").startswith(b"HTTP/1.1 413 ")


@pytest.mark.parametrize(("length", "status"), [(2 * MEGABYTE, b"413"), (10**30, b"4"), (-1, b"400")])
def test_a_length_that_cannot_be_is_refused(server: Server, length: int, status: bytes) -> None:
    head = b"POST /healthz HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n" % length
    assert server.send(head).startswith(b"HTTP/1.1 %s" % status)


def test_after_a_body_that_was_not_read_the_next_request_is_answered_too(server: Server) -> None:
    with closing(HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE)) as connection:
        for method, length, told in [("POST", 2 * MEGABYTE, (413, "close")), ("GET", 0, (200, "keep-alive"))]:
            # It connects anew after an answer that says that the connection ends, and else does not.
            connection.request(method, "/healthz", headers={"Content-Length": str(length)})
            answer = connection.getresponse()
            answer.read()
            assert (answer.status, answer.headers["Connection"]) == told


def test_whoever_sends_too_much_gets_to_read_that(server: Server) -> None:
    head = b"POST /healthz HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n" % (12 * MEGABYTE)
    with socket.create_connection(("127.0.0.1", server.port), timeout=PATIENCE) as connection:
        # More than any buffer on the way takes.
        connection.sendall(head + bytes(12 * MEGABYTE))
        assert all_of(connection).startswith(b"HTTP/1.1 413 ")


@pytest.mark.parametrize("header", [b"Content-Length: 4", b"Transfer-Encoding: chunked"])
def test_whoever_is_refused_before_his_body_is_read_is_told_that_the_connection_ends(
    server: Server, header: bytes
) -> None:
    answer = server.send(b"POST /x HTTP/1.1\r\nHost: evil.example\r\n" + header + b"\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert b"\r\nConnection: close\r\n" in answer


@pytest.mark.parametrize("body", [None, "", "user"])
def test_after_a_body_that_was_read_the_connection_goes_on(server: Server, body: str | None) -> None:
    assert server.ask("POST", "/healthz", body).headers["Connection"] == "keep-alive"


@pytest.mark.parametrize(
    ("header", "body"), [(b"Content-Length: 100", b"user"), (b"Transfer-Encoding: chunked", b"zz\r\n")]
)
def test_a_body_that_breaks_off_or_off_the_rules_hurts_nobody(
    server: Server, header: bytes, body: bytes
) -> None:
    answer = server.send(b"POST /healthz HTTP/1.1\r\nHost: localhost\r\n" + header + b"\r\n\r\n", body)
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert server.ask("GET", "/readyz").status == 200
    assert "unexpected error" not in server.log
