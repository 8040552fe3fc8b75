"""Two processes, served as in production, behind one Redis."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.auth.tokens import TokenPair
from app.users.models import User
from tests.realtime.clients import connected
from tests.realtime.redis_server import redis_server
from tests.test_server import process

pytestmark = [
    pytest.mark.processes,
    pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGTERM that a process could handle"),
]
Process = tuple[subprocess.Popen[bytes], int]


@pytest.fixture
def processes(migrated_url: str, tmp_path: Path) -> Iterator[tuple[Process, Process]]:
    with redis_server(tmp_path) as redis:
        variables = {"DATABASE_URL": migrated_url, "REDIS_URL": redis.url}
        with (
            process(tmp_path / "one.log", **variables) as one,
            process(tmp_path / "other.log", **variables) as other,
        ):
            yield one, other


async def test_people_in_two_processes_talk_and_one_that_stops_says_so(
    processes: tuple[Process, Process],
    tmp_path: Path,
    user: User,
    other: User,
    tokens: TokenPair,
    other_tokens: TokenPair,
) -> None:
    (stopping, port), (_, other_port) = processes
    async with connected(port, tokens) as ada, connected(other_port, other_tokens) as eve:
        await ada.join("lobby")
        assert len((await eve.join("lobby"))["members"]) == 2
        await ada.hears_members(*(f"user-{who.id.hex[:8]}" for who in (user, other)))
        for sender in (ada, eve):
            await sender.say("publish", room="lobby", data="hello")
            assert (await ada.hear("message")) == (await eve.hear("message"))
        stopping.send_signal(signal.SIGTERM)
        assert await ada.end() == 1012
        await eve.hears_members(f"user-{other.id.hex[:8]}")
    assert stopping.wait(15) in {0, -signal.SIGTERM}
    written = (tmp_path / "one.log").read_text(encoding="utf-8")
    assert "Traceback" not in written
    assert "ticket=" not in written
