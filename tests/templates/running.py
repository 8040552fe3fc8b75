"""What it takes to run a starter: a server that answers, a port, a database of its own."""

import contextlib
import os
import shutil
import socket
import subprocess
import time
import urllib.request
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

POSTGRESQL = "postgresql://postgres@127.0.0.1:5432"
MYSQL = "mysql://root@127.0.0.1:3306"
# With those that start servers, which `poe test` leaves to `poe check`.
EVERY_TEST = ["pytest", "--numprocesses=auto", "--maxprocesses=4", "--dist=worksteal"]
OURS_ALONE = {"VIRTUAL_ENV", "PYTHONPATH"}


def answers(port: int, path: str = "/healthz") -> bool:
    with (
        contextlib.suppress(OSError),
        urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=2) as got,
    ):
        return bool(got.status == 200)
    return False


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def serving(command: list[str], project: Path, port: int, **variables: str) -> Iterator[float]:
    """Start a server; gives the seconds until it answered, and ends it and its children afterwards."""
    env = {key: text for key, text in os.environ.items() if key not in OURS_ALONE}
    started = time.monotonic()
    with (project.parent / "server.log").open("w+") as log:
        server = subprocess.Popen(
            command,
            cwd=project,
            env={**env, **variables, "PORT": str(port)},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            while not answers(port):
                assert server.poll() is None, (project.parent / "server.log").read_text()
                assert time.monotonic() - started < 60, (project.parent / "server.log").read_text()
                time.sleep(0.05)
            yield time.monotonic() - started
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(server.pid, 15)
            with contextlib.suppress(subprocess.TimeoutExpired):
                server.wait(10)
            with contextlib.suppress(ProcessLookupError):
                os.killpg(server.pid, 9)


@contextlib.contextmanager
def postgresql() -> Iterator[str]:
    """The URL of a database of one's own; the test is skipped where PostgreSQL does not answer."""
    psql = shutil.which("psql")
    if not psql:
        pytest.skip("PostgreSQL: psql is not installed")
    name = f"starter_{uuid.uuid4().hex[:12]}"
    command = [psql, f"{POSTGRESQL}/postgres", "-v", "ON_ERROR_STOP=1", "-qc"]
    if not execute(command, f"CREATE DATABASE {name}"):
        pytest.skip("PostgreSQL does not answer on 127.0.0.1:5432")
    try:
        yield f"{POSTGRESQL}/{name}"
    finally:
        execute(command, f"DROP DATABASE {name} WITH (FORCE)")


@contextlib.contextmanager
def mysql() -> Iterator[str]:
    """The URL of a database of one's own; the test is skipped where MariaDB does not answer."""
    client = shutil.which("mariadb") or shutil.which("mysql")
    if not client:
        pytest.skip("MariaDB: its client is not installed")
    name = f"starter_{uuid.uuid4().hex[:12]}"
    command = [client, "--host=127.0.0.1", "--port=3306", "--user=root", "--connect-timeout=5", "--execute"]
    if not execute(command, f"CREATE DATABASE {name}"):
        pytest.skip("MariaDB does not answer on 127.0.0.1:3306")
    try:
        yield f"{MYSQL}/{name}"
    finally:
        execute(command, f"DROP DATABASE {name}")


def execute(command: list[str], statement: str) -> bool:
    """Whether a client of a database server could do this."""
    done = subprocess.run([*command, statement], capture_output=True, check=False, timeout=30)
    return done.returncode == 0
