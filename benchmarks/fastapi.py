"""How fast the FastAPI starter serves beside the least code that does the same, on this machine, in one run.

    python benchmarks/fastapi.py [--rounds 8] [--seconds 4] [--check] [--write docs/benchmarks/fastapi.md]

It makes and installs a starter for PostgreSQL (or takes one with --project), and starts it as for production
beside benchmarks/baselines/fastapi_minimal.py, in the same environment: one uvicorn process each, the same
pool, a line in the log for each request in both. Servers are kept on one core, clients on another. Rounds
alternate A B A B ..., and ratios are taken pair by pair, so that a machine whose speed drifts does not favour
one side. It needs Linux, two cores, uv, psql, and a PostgreSQL server where it may make databases.

- item: GET /api/v1/items/{id} with a bearer token, 32 connections; at least 0.90 of the baseline.
- health: GET /healthz, 32 connections; at least 0.80 of the baseline's bare route.
- health-while-hashing: the 99th percentile of /healthz, asked 50 times a second, while 8 clients sign in
  without pause; under 30 ms.

--check exits with 1 when a bound is missed.
"""

import argparse
import contextlib
import os
import platform
import secrets
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from servers import (
    BenchmarkError,
    Figures,
    Load,
    call,
    environment,
    measure,
    new_database,
    require_machine,
    serving,
)

BENCHMARKS = Path(__file__).parent
CONNECTIONS = 32
CLIENTS_SIGNING_IN = 8
ITEMS = 100
LOGIN = "/api/v1/auth/login"
EMAIL, PASSWORD = "ada@example.com", "three blue herons at noon"
LEAST_ITEM, LEAST_HEALTH, MOST_P99_MS = 0.90, 0.80, 30.0
PACKAGES = ("fastapi", "starlette", "pydantic", "sqlalchemy", "asyncpg", "uvicorn")


@dataclass(frozen=True)
class Row:
    """One line of the result."""

    name: str
    ours: str
    baseline: str
    value: str
    bound: str
    held: bool


@dataclass(frozen=True)
class Pair:
    """The same work asked of both."""

    name: str
    ours: Load
    baseline: Load
    least: float


def main() -> int:
    chosen = _arguments().parse_args()
    try:
        require_machine()
        with tempfile.TemporaryDirectory() as name, contextlib.ExitStack() as stack:
            folder = Path(name)
            project = chosen.project or _new_starter(folder)
            python = project / ".venv" / "bin" / "python"
            ours = stack.enter_context(_starter(project, python, chosen.server, folder))
            baseline = stack.enter_context(_baseline(python, chosen.server, folder))
            pairs, signing_in, probe = _sample_starter(ours, baseline)
            rows = [_compare(python, pair, chosen.rounds, chosen.seconds) for pair in pairs]
            rows.append(_probe_while_hashing(python, signing_in, probe, chosen.rounds, chosen.seconds))
            versions = _versions(python)
    except BenchmarkError as error:
        print(error, file=sys.stderr)
        return 2
    table = _table(rows)
    print(table)
    if chosen.write:
        chosen.write.parent.mkdir(parents=True, exist_ok=True)
        chosen.write.write_text(_page(table, versions, chosen.rounds, chosen.seconds), encoding="utf-8")
    return 1 if chosen.check and not all(row.held for row in rows) else 0


def _arguments() -> argparse.ArgumentParser:
    arguments = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    arguments.add_argument("--rounds", type=int, default=8)
    arguments.add_argument("--seconds", type=float, default=4, help="of each round")
    arguments.add_argument("--check", action="store_true", help="fail when a bound is missed")
    arguments.add_argument("--write", type=Path, metavar="FILE", help="keep the result as Markdown")
    arguments.add_argument("--project", type=Path, help="a starter that is made and installed already")
    arguments.add_argument(
        "--server", default="postgresql://postgres@127.0.0.1:5432", help="where databases may be made"
    )
    return arguments


def _new_starter(folder: Path) -> Path:
    answers = ["--workload", "api", "--framework", "fastapi", "--database", "postgresql"]
    flags = ["--no-input", "--no-git", "--output-dir", str(folder)]
    command = [sys.executable, "-m", "pyscaffold_api", "new", "starter", *answers, *flags]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    if done.returncode:
        raise BenchmarkError(f"The starter cannot be made:\n{done.stdout}{done.stderr}")
    return folder / "starter"


@contextlib.contextmanager
def _starter(project: Path, python: Path, server: str, folder: Path) -> Iterator[int]:
    with new_database(server) as url:
        variables = {
            "APP_ENV": "production",
            "SECRET_KEY": secrets.token_urlsafe(48),
            "DATABASE_URL": url,
            "ACCESS_TOKEN_MINUTES": "60",
            # Nobody listens there: a mail that cannot be sent is no reason to answer later.
            "MAIL_URL": "smtp://127.0.0.1:9",
            "WEB_CONCURRENCY": "1",
        }
        migrate = [str(python), "-m", "alembic", "upgrade", "head"]
        subprocess.run(migrate, cwd=project, env=environment(**variables), check=True, capture_output=True)
        command = [str(python), "-m", "app"]
        with serving(command, folder=project, variables=variables, log=folder / "starter.log") as port:
            yield port


@contextlib.contextmanager
def _baseline(python: Path, server: str, folder: Path) -> Iterator[int]:
    command = [str(python), "-m", "uvicorn", "fastapi_minimal:app", "--port", "{port}"]
    with new_database(server) as url:
        variables = {"DATABASE_URL": url.replace("postgresql://", "postgresql+asyncpg://")}
        log = folder / "baseline.log"
        with serving(command, folder=BENCHMARKS / "baselines", variables=variables, log=log) as port:
            yield port


def _sample_starter(ours: int, baseline: int) -> tuple[list[Pair], Load, Load]:
    """What is asked of both, and of the starter alone: signing in, and whether it answers meanwhile."""
    call(ours, "POST", "/api/v1/auth/register", email=EMAIL, password=PASSWORD)
    form = {"username": EMAIL, "password": PASSWORD}
    token = call(ours, "POST", LOGIN, form=form)["access_token"]
    signing_in = Load.post_form(ours, LOGIN, form, connections=CLIENTS_SIGNING_IN)
    items = [
        call(ours, "POST", "/api/v1/items", token=token, name=f"Item {n}", price=n, category="books")
        for n in range(ITEMS)
    ]
    path = f"/api/v1/items/{items[ITEMS // 2]['id']}"
    sample = call(baseline, "GET", "/sample")
    pairs = [
        Pair(
            "item",
            Load.get(ours, path, token=token, connections=CONNECTIONS),
            Load.get(baseline, f"/items/{sample['item_id']}", token=sample["token"], connections=CONNECTIONS),
            LEAST_ITEM,
        ),
        Pair(
            "health",
            Load.get(ours, "/healthz", connections=CONNECTIONS),
            Load.get(baseline, "/healthz", connections=CONNECTIONS),
            LEAST_HEALTH,
        ),
    ]
    return pairs, signing_in, Load.get(ours, "/healthz", connections=1, every=0.02)


def _compare(python: Path, pair: Pair, rounds: int, seconds: float) -> Row:
    """Measure both in turn, after a round that warms them up."""
    timed: list[tuple[Figures, Figures]] = []
    for _ in range(rounds + 1):
        (ours,) = measure(python, pair.ours, seconds=seconds)
        (baseline,) = measure(python, pair.baseline, seconds=seconds)
        timed.append((ours, baseline))
    del timed[0]
    ratio = median(ours.per_second / baseline.per_second for ours, baseline in timed)
    return Row(
        pair.name,
        f"{median(ours.per_second for ours, _ in timed):.0f} a second",
        f"{median(baseline.per_second for _, baseline in timed):.0f} a second",
        f"{ratio:.2f}",
        f"at least {pair.least:.2f}",
        ratio >= pair.least,
    )


def _probe_while_hashing(python: Path, signing_in: Load, probe: Load, rounds: int, seconds: float) -> Row:
    found = [measure(python, signing_in, probe, seconds=seconds) for _ in range(rounds)]
    p99 = median(probed.p99_ms for _, probed in found)
    logins = median(hashing.per_second for hashing, _ in found)
    return Row(
        "health-while-hashing",
        f"{p99:.1f} ms at {logins:.0f} sign-ins a second",
        "",
        f"{p99:.1f} ms",
        f"under {MOST_P99_MS:.0f} ms",
        p99 < MOST_P99_MS,
    )


def _versions(python: Path) -> str:
    code = (
        "import platform, sys; from importlib.metadata import version; "
        "print('Python ' + platform.python_version(), *(f'{p} {version(p)}' for p in sys.argv[1:]), sep=', ')"
    )
    command = [str(python), "-c", code, *PACKAGES]
    return subprocess.run(command, capture_output=True, encoding="utf-8", check=True).stdout.strip()


def _table(rows: Sequence[Row]) -> str:
    lines = ["| | starter | baseline | result | bound | |", "|---|---|---|---|---|---|"]
    lines += [
        f"| {row.name} | {row.ours} | {row.baseline} | {row.value} | {row.bound} "
        f"| {'held' if row.held else 'missed'} |"
        for row in rows
    ]
    return "\n".join(lines)


def _page(table: str, versions: str, rounds: int, seconds: float) -> str:
    day = datetime.now(UTC).date()
    return (
        f"# The FastAPI starter beside the least code\n\n{table}\n\n"
        f"{day}: {platform.system()} on {platform.machine()}, {os.cpu_count()} cores; {versions}. "
        f"Medians of {rounds} paired rounds of {seconds:g} seconds.\n\n"
        "`python benchmarks/fastapi.py --write docs/benchmarks/fastapi.md` writes this page anew; "
        "`python benchmarks/fastapi.py --help` says what is measured and how.\n"
    )


if __name__ == "__main__":
    sys.exit(main())
