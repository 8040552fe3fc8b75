"""What gathering requests into batches costs a lone client, and what it gives to many, on this machine.

    python benchmarks/batching.py [--rounds 8] [--seconds 4] [--check] [--write docs/benchmarks/batching.md]

It makes and installs a starter that serves a model (or takes one with --project), with its group `train`, and
puts its model behind a bare route (baselines/predictions_bare.py) three times: with the starter's batcher, on
the event loop a request at a time, and as the estimator of scikit-learn that it was made from. A request is
one row. All run with one uvicorn process, on one core, and clients on another. Rounds alternate A B A B ...,
and ratios are taken pair by pair. The starter itself, with sign-in, validation and PostgreSQL, stands beside.

Where other sessions want the same cores, Linux gives each session its share, whatever `nice` says: measure
on an idle machine, or write -20 to the session's /proc/self/autogroup.

- lone client: the median answer with 1 connection; at most 1.10 of inline's.
- 64 clients: requests a second; at least 1.10 of inline's, and 20 times those of scikit-learn.

--check exits with 1 when a bound is missed. It needs Linux, two cores, uv, psql, and a PostgreSQL server.
"""

import contextlib
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median

from comparison import (
    BASELINES,
    Pair,
    Row,
    arguments,
    compare,
    conclude,
    new_starter,
    served_starter,
    versions,
)
from servers import (
    BenchmarkError,
    Figures,
    Load,
    call,
    environment,
    measure,
    require_machine,
    serving,
)

EMAIL, PASSWORD = "ada@example.com", "three blue herons at noon"
MOST_LONE, LEAST_MANY, LEAST_SCIKIT_LEARN = 1.10, 1.10, 20.0
MANY = 64
PACKAGES = ("onnxruntime", "numpy", "scikit-learn", "starlette", "uvicorn")


def main() -> int:
    chosen = arguments(__doc__).parse_args()
    try:
        require_machine()
        with tempfile.TemporaryDirectory() as name, contextlib.ExitStack() as stack:
            folder = Path(name)
            project = chosen.project or new_starter(folder, workload="ml", framework="fastapi")
            _install_training(project)
            python = project / ".venv" / "bin" / "python"
            row = _row(project)
            batched, inline, scikit_learn = (
                _asking(stack.enter_context(_bare(how, project, python, folder)), row)
                for how in ("batched", "inline", "scikit-learn")
            )
            rows = [_lone(batched(1), inline(1), chosen.rounds, chosen.seconds)]
            for label, baseline, least in (
                (f"{MANY} clients, inline", inline, LEAST_MANY),
                (f"{MANY} clients, scikit-learn", scikit_learn, LEAST_SCIKIT_LEARN),
            ):
                pair = Pair(label, batched(MANY), baseline(MANY), least)
                rows.append(compare(pair, chosen.rounds, chosen.seconds))
            starter = stack.enter_context(served_starter(project, python, chosen.server, folder))
            rows += _whole(starter, row, chosen.rounds, chosen.seconds)
            installed = versions(python, *PACKAGES)
    except BenchmarkError as error:
        print(error, file=sys.stderr)
        return 2
    return conclude(chosen, rows, installed, title="Requests gathered into batches", script="batching")


def _install_training(project: Path) -> None:
    command = ["uv", "sync", "--quiet", "--group", "train"]
    done = subprocess.run(
        command, cwd=project, env=environment(), capture_output=True, encoding="utf-8", check=False
    )
    if done.returncode:
        raise BenchmarkError(f"scikit-learn cannot be installed:\n{done.stderr}")


def _row(project: Path) -> list[float]:
    described = json.loads((project / "app" / "inference" / "model" / "model.json").read_text())
    row: list[float] = described["examples"]["instances"][0]
    return row


@contextlib.contextmanager
def _bare(how: str, project: Path, python: Path, folder: Path) -> Iterator[int]:
    command = [str(python), "-m", "uvicorn", "predictions_bare:app", "--port", "{port}", "--no-access-log"]
    variables = {"HOW": how, "PYTHONPATH": str(BASELINES)}
    with serving(command, folder=project, variables=variables, log=folder / f"{how}.log") as port:
        yield port


def _asking(port: int, row: list[float]) -> Callable[[int], Load]:
    return lambda connections: Load.post_json(
        port, "/predictions", {"instances": [row]}, connections=connections
    )


def _lone(batched: Load, inline: Load, rounds: int, seconds: float) -> Row:
    timed: list[tuple[Figures, Figures]] = []
    for _ in range(rounds + 1):
        (ours,) = measure(batched, seconds=seconds)
        (baseline,) = measure(inline, seconds=seconds)
        timed.append((ours, baseline))
    del timed[0]
    ratio = median(ours.median_ms / baseline.median_ms for ours, baseline in timed)
    return Row(
        "lone client, inline",
        f"{median(ours.median_ms for ours, _ in timed):.3f} ms",
        f"{median(baseline.median_ms for _, baseline in timed):.3f} ms",
        f"{ratio:.2f}",
        f"at most {MOST_LONE:.2f}",
        ratio <= MOST_LONE,
    )


def _whole(port: int, row: list[float], rounds: int, seconds: float) -> list[Row]:
    """The starter as it is served, with nothing to compare it to."""
    call(port, "POST", "/api/v1/auth/register", email=EMAIL, password=PASSWORD)
    form = {"username": EMAIL, "password": PASSWORD}
    token = call(port, "POST", "/api/v1/auth/login", form=form)["access_token"]
    rows = []
    for connections in (1, MANY):
        load = Load.post_json(
            port,
            "/api/v1/predictions",
            {"instances": [row]},
            f"Authorization: Bearer {token}",
            connections=connections,
        )
        timed = [measure(load, seconds=seconds)[0] for _ in range(rounds)]
        told = (
            f"{median(figures.per_second for figures in timed):.0f} a second, "
            f"{median(figures.median_ms for figures in timed):.1f} ms"
        )
        rows.append(Row(f"the whole starter, {connections}", told, "", "", "", held=True))
    return rows


if __name__ == "__main__":
    sys.exit(main())
