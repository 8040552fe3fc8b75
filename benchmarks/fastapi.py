"""How fast the FastAPI starter serves beside the least code that does the same, on this machine, in one run.

    python benchmarks/fastapi.py [--rounds 8] [--seconds 4] [--check] [--write docs/benchmarks/fastapi.md]

It makes and installs a starter for PostgreSQL (or takes one with --project), and starts it as for production
beside benchmarks/baselines/fastapi_minimal.py, in the same environment: one uvicorn process each, the same
pool, a line in the log for each request in both. The baseline looks for garbage as often as Python comes set
to, the starter less often (docs/adr/0014-a-quick-model-runs-on-the-event-loop.md). Servers are kept on one
core, clients on another. Rounds alternate A B A B ..., and ratios are taken pair by pair, so that a machine
whose speed drifts does not favour one side. It needs Linux, two cores, uv, psql, and a PostgreSQL server
where it may make databases.

- item: GET /api/v1/items/{id} with a bearer token, 32 connections; at least 0.90 of the baseline.
- health: GET /healthz, 32 connections; at least 0.80 of the baseline's bare route.
- health-while-hashing: the 99th percentile of /healthz, asked 50 times a second, while 8 clients sign in
  without pause; under 30 ms.

--check exits with 1 when a bound is missed.
"""

import contextlib
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from comparison import (
    BASELINES,
    CONNECTIONS,
    Pair,
    Row,
    arguments,
    compare,
    conclude,
    new_starter,
    served_starter,
    versions,
)
from servers import BenchmarkError, Load, call, measure, new_database, require_machine, serving

CLIENTS_SIGNING_IN = 8
ITEMS = 100
LOGIN = "/api/v1/auth/login"
EMAIL, PASSWORD = "ada@example.com", "three blue herons at noon"
LEAST_ITEM, LEAST_HEALTH, MOST_P99_MS = 0.90, 0.80, 30.0
PACKAGES = ("fastapi", "starlette", "pydantic", "sqlalchemy", "asyncpg", "uvicorn")


def main() -> int:
    chosen = arguments(__doc__).parse_args()
    try:
        require_machine()
        with tempfile.TemporaryDirectory() as name, contextlib.ExitStack() as stack:
            folder = Path(name)
            project = chosen.project or new_starter(folder, workload="api", framework="fastapi")
            python = project / ".venv" / "bin" / "python"
            ours = stack.enter_context(served_starter(project, python, chosen.server, folder))
            baseline = stack.enter_context(_baseline(python, chosen.server, folder))
            pairs, signing_in, probe = _sample_starter(ours, baseline)
            rows = [compare(pair, chosen.rounds, chosen.seconds) for pair in pairs]
            rows.append(_probe_while_hashing(signing_in, probe, chosen.rounds, chosen.seconds))
            installed = versions(python, *PACKAGES)
    except BenchmarkError as error:
        print(error, file=sys.stderr)
        return 2
    return conclude(
        chosen, rows, installed, title="The FastAPI starter beside the least code", script="fastapi"
    )


@contextlib.contextmanager
def _baseline(python: Path, server: str, folder: Path) -> Iterator[int]:
    command = [str(python), "-m", "uvicorn", "fastapi_minimal:app", "--port", "{port}"]
    with new_database(server) as url:
        variables = {"DATABASE_URL": url.replace("postgresql://", "postgresql+asyncpg://")}
        log = folder / "baseline.log"
        with serving(command, folder=BASELINES, variables=variables, log=log) as port:
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
            Load.get(ours, path, bearer(token), connections=CONNECTIONS),
            Load.get(
                baseline, f"/items/{sample['item_id']}", bearer(sample["token"]), connections=CONNECTIONS
            ),
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


def bearer(token: str) -> str:
    return f"Authorization: Bearer {token}"


def _probe_while_hashing(signing_in: Load, probe: Load, rounds: int, seconds: float) -> Row:
    found = [measure(signing_in, probe, seconds=seconds) for _ in range(rounds)]
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


if __name__ == "__main__":
    sys.exit(main())
