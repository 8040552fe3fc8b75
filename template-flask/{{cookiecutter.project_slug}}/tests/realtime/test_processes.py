"""Two processes, served as in production, behind one Redis, which goes away and comes back."""

import signal
import sys
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from app.auth.tokens import TokenPair
from app.realtime.threads import SOCKETS
from app.users.models import User
from tests.database import delete_rows_at
from tests.realtime.clients import connected, new_ticket, opened, refusal, until
from tests.realtime.redis_server import RedisServer
from tests.serving import Server, production_server

pytestmark = [
    pytest.mark.processes,
    pytest.mark.skipif(sys.platform == "win32", reason="gunicorn does not run on Windows"),
]


@pytest.fixture(scope="module")
def two_servers(
    migrated_url: str, redis: RedisServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Server, Server]]:
    with pytest.MonkeyPatch.context() as environment, ExitStack() as stack:
        environment.setenv("REDIS_URL", redis.url)
        environment.setenv("RATE_LIMIT_ENABLED", "false")
        one, other = (
            stack.enter_context(
                production_server(tmp_path_factory.mktemp(name), migrated_url, "smtp://127.0.0.1:1")
            )
            for name in ("one", "other")
        )
        yield one, other


@pytest.fixture(autouse=True)
def no_rows(migrated_url: str) -> Iterator[None]:
    yield
    delete_rows_at(migrated_url)


def test_people_in_two_processes_talk_also_after_redis_was_away(
    two_servers: tuple[Server, Server],
    redis: RedisServer,
    user: User,
    other: User,
    tokens: TokenPair,
    other_tokens: TokenPair,
) -> None:
    one, another = two_servers
    ticket = new_ticket(one.port, tokens)
    with opened(another.port, {"ticket": ticket}) as elsewhere:
        assert elsewhere.packet().startswith("40{")
    with connected(one.port, tokens) as ada, connected(another.port, other_tokens) as eve:
        ada.join("lobby")
        assert len(eve.join("lobby")["members"]) == 2
        ada.hears_members(str(user.id), str(other.id))
        for sender in (ada, eve):
            sender.say("publish", room="lobby", data="hello")
            assert ada.hear("message") == eve.hear("message")
        redis.stop()
        ada.say("publish", room="lobby", data="meanwhile")
        assert ada.hear("message")["data"] == "meanwhile"
        redis.start()
        assert eve.hear("message")["data"] == "meanwhile"
        eve.say("publish", room="lobby", data="after")
        assert ada.hear("message")["data"] == eve.hear("message")["data"] == "after"
        until(lambda: len(eve.join("lobby")["members"]) == 2)
        ada.socket.close()
        until(lambda: len(eve.join("lobby")["members"]) == 1)
        # A process that stops sends its clients away at once, and tells the others that they have gone.
        another.process.send_signal(signal.SIGTERM)
        assert eve.end() == 1012
    assert another.process.wait(30) == 0
    with connected(one.port, tokens) as ada:
        assert len(ada.join("lobby")["members"]) == 1
    assert "Traceback" not in one.log + another.log


def test_a_process_that_is_full_answers_requests(
    two_servers: tuple[Server, Server], tokens: TokenPair
) -> None:
    server, _ = two_servers
    with ExitStack() as stack:
        for _ in range(SOCKETS):
            stack.enter_context(connected(server.port, tokens))
        assert refusal(server.port) == 503
        for path in ("/healthz", "/readyz"):
            assert server.ask("GET", path).status == 200
        stack.close()
    until(lambda: refusal(server.port) == 101)
