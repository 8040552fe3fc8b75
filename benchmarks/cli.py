"""How long the command line takes beside cookiecutter's, on this machine, in one run.

    python benchmarks/cli.py [--rounds 10] [--check]

Each pair is run in turn, A B A B ..., after one warm-up, and the ratios are taken pair by pair, so that a
machine whose speed drifts does not favour one side. --check exits with 1 when a bound is missed.

- help: `pyscaffold-api --help` beside `cookiecutter --help`; at most a third.
- version: `pyscaffold-api --version` beside `cookiecutter --help`; at most a third.
- new-fastapi, new-flask: `pyscaffold-api new --no-input --no-git --no-install` beside
  `cookiecutter --no-input` on the same composed template; at most 1.0.
"""

import argparse
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from pyscaffold_api.templates import compose

OURS = [sys.executable, "-m", "pyscaffold_api"]
COOKIECUTTER = [sys.executable, "-m", "cookiecutter"]


@dataclass(frozen=True)
class Pair:
    name: str
    ours: list[str]
    theirs: list[str]
    bound: float


def pairs(folder: Path) -> list[Pair]:
    """What is compared; composed templates and outputs go into `folder`."""
    found = [
        Pair("help", [*OURS, "--help"], [*COOKIECUTTER, "--help"], 1 / 3),
        Pair("version", [*OURS, "--version"], [*COOKIECUTTER, "--help"], 1 / 3),
    ]
    for framework, workload in (("fastapi", "api"), ("flask", "templates")):
        template = compose(f"template-{framework}", folder / f"template-{framework}")
        new = [*OURS, "new", "bench", "--workload", workload, "--framework", framework]
        new += ["--no-input", "--no-git", "--no-install", "--output-dir", str(folder / "ours")]
        cut = [
            *COOKIECUTTER,
            str(template),
            "--no-input",
            "--output-dir",
            str(folder / "theirs"),
            "project_slug=bench",
        ]
        found.append(Pair(f"new-{framework}", new, cut, 1.0))
    return found


def seconds(command: list[str], clean: Callable[[], None]) -> float:
    """The wall time of one run, whole process; what it made is removed afterwards."""
    started = time.perf_counter()
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    taken = time.perf_counter() - started
    clean()
    return taken


def main() -> int:
    arguments = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    arguments.add_argument("--rounds", type=int, default=10)
    arguments.add_argument("--check", action="store_true", help="fail when a bound is missed")
    chosen = arguments.parse_args()
    missed = 0
    print(f"{'':<12} {'ours s':>8} {'theirs s':>9} {'ratio':>6} {'bound':>6}")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)

        def clean() -> None:
            for output in ("ours", "theirs"):
                shutil.rmtree(folder / output, ignore_errors=True)

        for pair in pairs(folder):
            timed = [
                (seconds(pair.ours, clean), seconds(pair.theirs, clean)) for _ in range(chosen.rounds + 1)
            ][1:]
            ours, theirs = (median(column) for column in zip(*timed, strict=True))
            ratio = median(a / b for a, b in timed)
            missed += ratio > pair.bound
            print(f"{pair.name:<12} {ours:8.3f} {theirs:9.3f} {ratio:6.2f} {pair.bound:6.2f}")
    return 1 if chosen.check and missed else 0


if __name__ == "__main__":
    sys.exit(main())
