"""Clients that begin a request and do not come to its end: a few would else take all threads."""

import json
import socket
import sys
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection

import pytest

from app.__main__ import gunicorn_options
from tests.isolation import make_settings
from tests.serving import Server, all_of, production_server

pytestmark = [
    pytest.mark.processes,
    pytest.mark.skipif(sys.platform == "win32", reason="gunicorn does not run on Windows"),
]

HEAD = b"POST /healthz HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n"
BODY = HEAD + b"\r\nuser"
CHUNKED = b"POST /healthz HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nuser"


@pytest.fixture(scope="module")
def impatient_server(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("server")
    with production_server(folder, database_url, "smtp://127.0.0.1:1", "tests.impatient") as server:
        yield server


def threads() -> int:
    """That work, as `python -m app` has them."""
    (option,) = (option for option in gunicorn_options(make_settings()) if option.startswith("--threads="))
    return int(option.partition("=")[2])


def go_on_for_ever(connection: socket.socket) -> None:
    """Send a byte now and then, until the server says something."""
    connection.settimeout(0.1)
    try:
        while True:
            try:
                connection.recv(1, socket.MSG_PEEK)
            except TimeoutError:
                connection.sendall(b"x")
            else:
                break
    except ConnectionError:
        pass
    finally:
        connection.settimeout(10)


def assert_told(answer: bytes) -> None:
    head, _, body = answer.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 408 ")
    assert json.loads(body) == {"type": "about:blank", "title": "Request Timeout", "status": 408}


@pytest.mark.parametrize("start", [BODY, CHUNKED])
def test_a_body_that_does_not_come_to_its_end_is_not_waited_for(
    impatient_server: Server, start: bytes
) -> None:
    with impatient_server.stalled(start, clients=4) as connections:
        # No thread is left for it until they have been told.
        assert impatient_server.ask("GET", "/healthz").status == 200
        for connection in connections:
            assert_told(all_of(connection))


def test_a_body_that_comes_in_drops_is_not_waited_for(impatient_server: Server) -> None:
    with impatient_server.stalled(BODY) as (connection,):
        go_on_for_ever(connection)
        assert connection.recv(13) == b"HTTP/1.1 408 "


def test_a_head_that_does_not_come_to_its_end_is_not_waited_for(impatient_server: Server) -> None:
    with impatient_server.stalled(HEAD, clients=4) as connections:
        assert impatient_server.ask("GET", "/healthz").status == 200
        assert [all_of(connection) for connection in connections] == [b""] * 4


def test_a_head_that_comes_in_drops_is_not_waited_for(impatient_server: Server) -> None:
    with impatient_server.stalled(HEAD + b"X-Drops: ") as (connection,):
        go_on_for_ever(connection)


@pytest.mark.parametrize("start", [HEAD, BODY])
def test_while_many_are_waited_for_others_are_answered(server: Server, start: bytes) -> None:
    with server.stalled(start, clients=threads() + 1):
        assert server.ask("GET", "/healthz").status == 200


def test_after_a_body_that_has_come_another_request_may_follow(impatient_server: Server) -> None:
    with closing(HTTPConnection("127.0.0.1", impatient_server.port, timeout=10)) as connection:
        sockets = set()
        for method, body, status in [("POST", "user", 405), ("GET", None, 200)]:
            connection.request(method, "/healthz", body)
            sockets.add(connection.sock)
            answer = connection.getresponse()
            answer.read()
            assert answer.status == status
        assert len(sockets) == 1
