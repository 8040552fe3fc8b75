"""What a connection costs and how fast messages come back, beside a bare WebSocket, on this machine.

    python benchmarks/realtime.py [--rounds 4] [--seconds 4] [--write docs/benchmarks/realtime.md]

It makes and installs a starter with rooms of each framework and starts it with one process, without bounds
on rates and numbers that a benchmark goes beyond, beside benchmarks/baselines/socket_bare.py, which sends
back what it hears on uvicorn alone. Servers are kept on one core, the client on another. Rounds alternate
between all servers.

- messages: 16 connections, each in a room of its own, send 16 messages at a time and wait until all are back.
  In a starter a message is read, checked, stamped, kept in the history and sent to all in the room; the
  bare server sends the frame back.
- memory: what the server grows by, for 1,000 connections that have joined a room and say nothing.

It needs Linux, two cores, uv, psql, and a PostgreSQL server where it may make databases.
"""

import argparse
import contextlib
import json
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any

import psutil
from comparison import BASELINES, arguments, migrate, new_starter, versions
from servers import CLIENT_CORE, BenchmarkError, call, environment, new_database, require_machine, serving

CLIENT = Path(__file__).with_name("socket_client.py")
TALKING, IDLE = 16, 1000
WINDOW = 16
EMAIL, PASSWORD = "ada@example.com", "three blue herons at noon"
PACKAGES = {
    "fastapi": ("fastapi", "uvicorn", "websockets", "uvloop"),
    "flask": ("flask", "flask-socketio", "simple-websocket", "gunicorn"),
}
MEBIBYTE = 1024 * 1024

Connections = list[dict[str, Any]]


@dataclass(frozen=True)
class Server:
    name: str
    port: int
    connections: Callable[[int], Connections]


def main() -> int:
    parser = arguments(__doc__)
    parser.set_defaults(rounds=4)
    parser.add_argument("--framework", choices=["fastapi", "flask"], action="append", help="only this one")
    chosen = parser.parse_args()
    frameworks = chosen.framework or ["fastapi", "flask"]
    try:
        require_machine()
        with tempfile.TemporaryDirectory() as name, contextlib.ExitStack() as stack:
            folder = Path(name)
            projects = {framework: _project(framework, folder) for framework in frameworks}
            python = next(iter(projects.values())) / ".venv" / "bin" / "python"
            servers = [
                stack.enter_context(_starter(framework, project, chosen.server, folder))
                for framework, project in projects.items()
            ]
            if "fastapi" in projects:
                servers.insert(0, stack.enter_context(_bare(python, folder)))
            rates: dict[str, list[float]] = {server.name: [] for server in servers}
            for _ in range(chosen.rounds):
                for server in servers:
                    rates[server.name].append(_messages(server, chosen.seconds))
            memory = {server.name: _memory(server) for server in servers}
            installed = [
                versions(project / ".venv" / "bin" / "python", *PACKAGES[framework])
                for framework, project in projects.items()
            ]
    except BenchmarkError as error:
        print(error, file=sys.stderr)
        return 2
    return _conclude(chosen, rates, memory, installed)


def _project(framework: str, folder: Path) -> Path:
    (folder / framework).mkdir()
    return new_starter(folder / framework, workload="realtime", framework=framework)


@contextlib.contextmanager
def _bare(python: Path, folder: Path) -> Iterator[Server]:
    command = [str(python), "-m", "uvicorn", "socket_bare:app", "--port", "{port}", "--log-level", "error"]
    with serving(command, folder=BASELINES, variables={}, log=folder / "bare.log") as port:
        one = {"path": "/", "hello": [], "ready": "", "say": "x" * 100, "hear": "x"}
        yield Server("bare uvicorn, an echo", port, lambda number: [one] * number)


@contextlib.contextmanager
def _starter(framework: str, project: Path, server: str, folder: Path) -> Iterator[Server]:
    python = project / ".venv" / "bin" / "python"
    with new_database(server) as url:
        variables = {
            "APP_ENV": "test",
            "SECRET_KEY": "uF4tR-yWk2qNdE8xVbGj7sZcLmHpTaQo",
            "DATABASE_URL": url,
            "LOG_LEVEL": "error",
            # All connections are of one person.
            "RATE_LIMIT_ENABLED": "false",
            "WEB_CONCURRENCY": "1",
            "PYTHONPATH": str(project),
        }
        migrate(project, python, **variables)
        command = [str(python), str(BASELINES / f"rooms_unbounded_{framework}.py")]
        log = folder / f"{framework}.log"
        with serving(command, folder=project, variables=variables, log=log) as port:
            call(port, "POST", "/api/v1/auth/register", email=EMAIL, password=PASSWORD)
            form = {"username": EMAIL, "password": PASSWORD}
            token = call(port, "POST", "/api/v1/auth/login", form=form)["access_token"]
            in_words = {"fastapi": _of_fastapi, "flask": _of_flask}[framework]

            def connections(number: int) -> Connections:
                return [in_words(_ticket(port, token), f"room-{at}") for at in range(number)]

            yield Server(
                {"fastapi": "FastAPI starter", "flask": "Flask starter"}[framework], port, connections
            )


def _ticket(port: int, token: str) -> str:
    ticket: str = call(port, "POST", "/api/v1/realtime/tickets", token=token)["ticket"]
    return ticket


def _of_fastapi(ticket: str, room: str) -> dict[str, Any]:
    return {
        "path": f"/api/v1/realtime?ticket={ticket}",
        "hello": [json.dumps({"type": "join", "room": room})],
        "ready": '{"type":"joined"',
        "say": json.dumps({"type": "publish", "room": room, "data": "x" * 50}),
        "hear": '{"type":"message"',
    }


def _of_flask(ticket: str, room: str) -> dict[str, Any]:
    return {
        "path": "/socket.io/?EIO=4&transport=websocket",
        "hello": ["40" + json.dumps({"ticket": ticket}), "42" + json.dumps(["join", {"room": room}])],
        "ready": '42["joined"',
        "say": "42" + json.dumps(["publish", {"room": room, "data": "x" * 50}]),
        "hear": '42["message"',
    }


@contextlib.contextmanager
def _clients(server: Server, number: int, seconds: float) -> Iterator[subprocess.Popen[str]]:
    """They are connected and ready. A ticket is good for half a minute, so many come some at a time."""
    command = [sys.executable, str(CLIENT), "--port", str(server.port), "--seconds", str(seconds)]
    client = subprocess.Popen(
        [*command, "--window", str(WINDOW)],
        env=environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    )
    os.sched_setaffinity(client.pid, {CLIENT_CORE})
    assert client.stdin is not None
    assert client.stdout is not None
    client.stdin.write(json.dumps(server.connections(number)) + "\n")
    client.stdin.flush()
    if client.stdout.readline() != "ready\n":
        raise BenchmarkError(f"The clients of the {server.name} cannot connect.")
    try:
        yield client
    finally:
        client.stdin.close()
        client.wait(30)


def _messages(server: Server, seconds: float) -> float:
    with _clients(server, TALKING, seconds) as client:
        assert client.stdout is not None
        told: float = json.loads(client.stdout.readline())["per_second"]
    return told


def _memory(server: Server) -> float:
    """In MiB, for a thousand."""
    processes = _processes_at(server.port)
    before = _resident(processes)
    with contextlib.ExitStack() as stack:
        for _ in range(10):
            stack.enter_context(_clients(server, IDLE // 10, 0))
        return (_resident(processes) - before) / MEBIBYTE


def _processes_at(port: int) -> list[psutil.Process]:
    """All that listen there: the server's workers are among them."""
    return [
        process
        for process in psutil.Process().children(recursive=True)
        if any(
            connection.status == psutil.CONN_LISTEN and connection.laddr.port == port
            for connection in process.net_connections()
        )
    ]


def _resident(processes: Sequence[psutil.Process]) -> int:
    return sum(process.memory_info().rss for process in processes)


def _conclude(
    chosen: argparse.Namespace,
    rates: dict[str, list[float]],
    memory: dict[str, float],
    installed: Sequence[str],
) -> int:
    lines = ["| | messages a second | MiB for 1,000 connections |", "|---|---|---|"]
    lines += [f"| {name} | {median(found):,.0f} | {memory[name]:.0f} |" for name, found in rates.items()]
    table = "\n".join(lines)
    print(table)
    if chosen.write:
        day = datetime.now(UTC).date()
        chosen.write.write_text(
            f"# Messages in rooms, and what a connection costs\n\n{table}\n\n"
            f"{day}: {platform.system()} on {platform.machine()}, {os.cpu_count()} cores; "
            f"{'; '.join(installed)}. Medians of {chosen.rounds} rounds of {chosen.seconds:g} seconds.\n\n"
            "`python benchmarks/realtime.py --write docs/benchmarks/realtime.md` writes this page anew; "
            "`python benchmarks/realtime.py --help` says what is measured and how.\n",
            encoding="utf-8",
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
