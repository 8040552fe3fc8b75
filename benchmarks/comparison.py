"""Two servers that do the same, measured in turn, and the page that says whether the bounds are held."""

import argparse
import contextlib
import os
import platform
import secrets
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from servers import BenchmarkError, Figures, Load, environment, measure, new_database, serving

BASELINES = Path(__file__).parent / "baselines"
CONNECTIONS = 32


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
    """The same work asked of both; `least` is the smallest ratio that holds."""

    name: str
    ours: Load
    baseline: Load
    least: float


def arguments(description: str | None) -> argparse.ArgumentParser:
    """What every comparison can be told."""
    parser = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=8)
    parser.add_argument("--seconds", type=float, default=4, help="of each round")
    parser.add_argument("--check", action="store_true", help="fail when a bound is missed")
    parser.add_argument("--write", type=Path, metavar="FILE", help="keep the result as Markdown")
    parser.add_argument("--project", type=Path, help="a starter that is made and installed already")
    parser.add_argument(
        "--server", default="postgresql://postgres@127.0.0.1:5432", help="where databases may be made"
    )
    return parser


def new_starter(folder: Path, *, workload: str, framework: str) -> Path:
    """Make and install a starter for PostgreSQL."""
    answers = ["--workload", workload, "--framework", framework, "--database", "postgresql"]
    flags = ["--no-input", "--no-git", "--output-dir", str(folder)]
    command = [sys.executable, "-m", "pyscaffold_api", "new", "starter", *answers, *flags]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    if done.returncode:
        raise BenchmarkError(f"The starter cannot be made:\n{done.stdout}{done.stderr}")
    return folder / "starter"


@contextlib.contextmanager
def served_starter(project: Path, python: Path, server: str, folder: Path) -> Iterator[int]:
    """Serve a starter as in production, with one process and a database of its own; gives its port."""
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
        migrate(project, python, **variables)
        command = [str(python), "-m", "app"]
        with serving(command, folder=project, variables=variables, log=folder / "starter.log") as port:
            yield port


def compare(pair: Pair, rounds: int, seconds: float) -> Row:
    """Measure both in turn, after a round that warms them up."""
    timed: list[tuple[Figures, Figures]] = []
    for _ in range(rounds + 1):
        (ours,) = measure(pair.ours, seconds=seconds)
        (baseline,) = measure(pair.baseline, seconds=seconds)
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


def versions(python: Path, *packages: str) -> str:
    """Of Python and of what is installed beside it."""
    code = (
        "import platform, sys; from importlib.metadata import version; "
        "print('Python ' + platform.python_version(), *(f'{p} {version(p)}' for p in sys.argv[1:]), sep=', ')"
    )
    command = [str(python), "-c", code, *packages]
    return subprocess.run(command, capture_output=True, encoding="utf-8", check=True).stdout.strip()


def conclude(
    chosen: argparse.Namespace, rows: Sequence[Row], installed: str, *, title: str, script: str
) -> int:
    """Print the table, keep it if that was asked for, and give the exit code."""
    table = _table(rows)
    print(table)
    if chosen.write:
        chosen.write.parent.mkdir(parents=True, exist_ok=True)
        day = datetime.now(UTC).date()
        chosen.write.write_text(
            f"# {title}\n\n{table}\n\n"
            f"{day}: {platform.system()} on {platform.machine()}, {os.cpu_count()} cores; {installed}. "
            f"Medians of {chosen.rounds} paired rounds of {chosen.seconds:g} seconds.\n\n"
            f"`python benchmarks/{script}.py --write docs/benchmarks/{script}.md` writes this page anew; "
            f"`python benchmarks/{script}.py --help` says what is measured and how.\n",
            encoding="utf-8",
        )
    return 1 if chosen.check and not all(row.held for row in rows) else 0


def migrate(project: Path, python: Path, **variables: str) -> None:
    command = [str(python), "-m", "alembic", "upgrade", "head"]
    done = subprocess.run(
        command,
        cwd=project,
        env=environment(**variables),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode:
        raise BenchmarkError(f"The database cannot be migrated:\n{done.stderr}")


def _table(rows: Sequence[Row]) -> str:
    lines = ["| | starter | baseline | result | bound | |", "|---|---|---|---|---|---|"]
    lines += [
        f"| {row.name} | {row.ours} | {row.baseline} | {row.value} | {row.bound} "
        f"| {'held' if row.held else 'missed'} |"
        for row in rows
    ]
    return "\n".join(lines)
